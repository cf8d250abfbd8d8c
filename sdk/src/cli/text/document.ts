// SPDX-License-Identifier: MIT
// A YAML or JSON file as a value whose parts know where they stand.
import { parseJson } from './json.js';
import type { Span, TextFault, TextNode } from './node.js';
import { parseYaml } from './yaml.js';

/** As the element reads them: by the file's name. */
export type TextFormat = 'json' | 'yaml';

/** A text with its lines, and the value that it holds. */
export class TextDocument {
  readonly text: string;
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  private readonly root: TextNode | undefined;
  private readonly lineStarts: readonly number[];

  constructor(text: string, format: TextFormat) {
    this.text = text.replace(/^\uFEFF/, '');
    const { root, faults } = format === 'json' ? parseJson(this.text) : parseYaml(this.text);
    this.root = root;
    this.value = root?.value;
    this.faults = faults;
    this.lineStarts = [0, ...Array.from(this.text.matchAll(/\n/g), ({ index }) => index + 1)];
  }

  /** Line and column, from 1 on, of a character. */
  position(offset: number): { readonly line: number; readonly column: number } {
    let line = this.lineStarts.findIndex((start) => start > offset);
    if (line < 0) line = this.lineStarts.length;
    return { line, column: offset - this.lineStarts[line - 1]! + 1 };
  }

  /** A line, from 1 on, without its end. */
  line(number: number): string {
    const start = this.lineStarts[number - 1] ?? this.text.length;
    return this.text.slice(start, this.lineStarts[number] ?? this.text.length).replace(/\r?\n$/, '');
  }

  /** Where the value at a path stands, or its key; where there is none, what is nearest around it. */
  find(path: readonly PropertyKey[], onKey = false): Span {
    let span: Span = { start: 0, end: 0 };
    let node = this.root;
    for (const [i, name] of path.entries()) {
      const part = node?.parts?.get(String(name));
      if (!part) break;
      node = part.node;
      const last = i === path.length - 1;
      span = part.key && (!last || onKey || node.parts || isMissing(node)) ? part.key : node;
    }
    return span;
  }
}

/** `key:` with nothing behind it. */
function isMissing(node: TextNode): boolean {
  return node.value === null && node.start === node.end;
}
