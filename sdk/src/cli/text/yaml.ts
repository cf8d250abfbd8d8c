// SPDX-License-Identifier: MIT
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type ParsedNode, type Scalar } from 'yaml';
import { MAX_DEPTH, type ParsedText, type Span, type TextFault, type TextNode } from './node.js';

/** Reads YAML as the element does, and refuses what it refuses: aliases, tags, keys that occur twice. */
export function parseYaml(text: string): ParsedText {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  const faults: TextFault[] = document.errors.map(({ message, pos: [start, end] }) => ({ start, end, message: plainWords(message) }));
  // One mistake may break several of YAML's rules.
  const told = faults.filter(({ start, message }, i) => faults.findIndex((other) => other.start === start && other.message === message) === i);
  if (told.length > 0) return { root: undefined, faults: told };
  const reader = new Reader(faults);
  const root = reader.read(document.contents, 0);
  return faults.length > 0 ? { root: undefined, faults } : { root, faults };
}

/** The library's messages in plain words, with what to do. */
const PLAIN: readonly (readonly [message: RegExp, words: string])[] = [
  [/^Source contains multiple documents/, 'a second document; there must be one'],
  [/^Tabs are not allowed as indentation/, 'a tab; YAML is indented with blanks'],
  [/^Flow sequence .* end with a \]/, 'the list is not closed: "]" is missing'],
  [/^Flow map .* end with a \}/, 'the mapping is not closed: "}" is missing'],
  [/^All sequence items must start at the same column/, 'the entries of a list must begin in the same column'],
  [/^All mapping items must start at the same column/, 'the keys of a mapping must begin in the same column'],
  [/^A sequence item without - indicator|^Sequence item without - indicator/, 'neither an entry of the list above nor a key in it: begin it with "-", or in the column of the other keys'],
  [/^Nested mappings are not allowed in compact mappings|^Implicit keys need to be on a single line/, 'a key in the value of another: put it on a line of its own in the same column, or the value in quotes'],
  [/block-seq-ind on same line with key/, 'a list begins on a line of its own, or is written [a, b]'],
  [/^Missing closing (?:"|')quote/, 'the text in quotes does not end'],
];

function plainWords(message: string): string {
  return PLAIN.find(([pattern]) => pattern.test(message))?.[1] ?? message.charAt(0).toLowerCase() + message.slice(1);
}

class Reader {
  constructor(private readonly faults: TextFault[]) {}

  read(node: ParsedNode | Node | null, depth: number, at = 0): TextNode {
    if (!node) return { start: at, end: at, value: null };
    const span = spanOf(node);
    if (isAlias(node)) return this.refuse(span, 'aliases (*name) are not supported, write the value out');
    if (node.tag !== undefined) return this.refuse(span, 'tags (!name) are not supported');
    if (depth >= MAX_DEPTH) return this.refuse(span, `nested deeper than ${MAX_DEPTH} levels`);
    if (isScalar(node)) return this.scalar(node, span);
    const parts = new Map<string, { key?: Span; node: TextNode }>();
    if (isSeq(node)) {
      node.items.forEach((item, i) => parts.set(String(i), { node: this.read(item as Node | null, depth + 1, span.start) }));
      return { ...span, parts, value: Array.from(parts.values(), (part) => part.node.value) };
    }
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (!isScalar(key)) {
          this.refuse(spanOf(key as Node), 'a key must be a plain word or a quoted text');
          continue;
        }
        const name = key.source ?? String(key.value);
        const keySpan = spanOf(key);
        if (parts.has(name)) this.refuse(keySpan, `the key '${name}' occurs twice`);
        else parts.set(name, { key: keySpan, node: this.read(value as Node | null, depth + 1, keySpan.end) });
      }
      return { ...span, parts, value: Object.fromEntries(Array.from(parts, ([name, part]) => [name, part.node.value])) };
    }
    return this.refuse(span, 'this is no value that parameters have');
  }

  private scalar(node: Scalar, span: Span): TextNode {
    if (typeof node.value === 'number' && !Number.isFinite(node.value)) {
      return this.refuse(span, `'${node.source ?? String(node.value)}' is no number that JSON has`);
    }
    return { ...span, value: node.value };
  }

  private refuse(span: Span, message: string): TextNode {
    this.faults.push({ ...span, message });
    return { ...span, value: null };
  }
}

function spanOf(node: Node | null): Span {
  const [start, end] = node?.range ?? [0, 0];
  return { start, end };
}
