// SPDX-License-Identifier: MIT
import { MAX_DEPTH, type ParsedText, type Span, type TextNode } from './node.js';

/** Reads JSON up to its first fault. */
export function parseJson(text: string): ParsedText {
  try {
    return { root: new Scanner(text).document(), faults: [] };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { root: undefined, faults: [{ ...error.span, message: error.message }] };
  }
}

class JsonFault extends Error {
  constructor(
    readonly span: Span,
    message: string,
  ) {
    super(message);
  }
}

const BLANK = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[A-Za-z_][A-Za-z_0-9]*/y;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([['true', true], ['false', false], ['null', null]]);

class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): TextNode {
    const node = this.value(0);
    this.skip();
    if (this.at < this.text.length) this.fail('expected the end of the text');
    return node;
  }

  private value(depth: number): TextNode {
    this.skip();
    if (depth >= MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`);
    const start = this.at;
    const first = this.text[start];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first === '"') return { value: this.string(), start, end: this.at };
    const number = this.match(NUMBER);
    if (number !== undefined) return { value: Number(number), start, end: this.at };
    const word = this.match(WORD);
    if (word !== undefined && WORDS.has(word)) return { value: WORDS.get(word), start, end: this.at };
    this.at = start;
    return this.fail('expected a value');
  }

  private object(depth: number): TextNode {
    const start = this.at++;
    const parts = new Map<string, { key: Span; node: TextNode }>();
    for (let first = true; !this.take('}'); first = false) {
      if (!first && !this.take(',')) this.fail("expected ',' or '}'");
      this.skip();
      const from = this.at;
      if (this.text[from] !== '"') this.fail('expected a key in double quotes');
      const name = this.string();
      const key = { start: from, end: this.at };
      if (parts.has(name)) throw new JsonFault(key, `the key ${JSON.stringify(name)} occurs twice`);
      if (!this.take(':')) this.fail("expected ':'");
      parts.set(name, { key, node: this.value(depth + 1) });
    }
    const value = Object.fromEntries(Array.from(parts, ([name, { node }]) => [name, node.value]));
    return { value, parts, start, end: this.at };
  }

  private array(depth: number): TextNode {
    const start = this.at++;
    const parts = new Map<string, { node: TextNode }>();
    for (let first = true; !this.take(']'); first = false) {
      if (!first && !this.take(',')) this.fail("expected ',' or ']'");
      parts.set(String(parts.size), { node: this.value(depth + 1) });
    }
    return { value: Array.from(parts.values(), ({ node }) => node.value), parts, start, end: this.at };
  }

  private string(): string {
    const text = this.match(STRING);
    return text === undefined ? this.fail('this text does not end, or has an escape or a character that JSON does not have') : (JSON.parse(text) as string);
  }

  private skip(): void {
    this.match(BLANK);
  }

  private take(character: string): boolean {
    this.skip();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at = pattern.lastIndex;
    return found;
  }

  private fail(message: string): never {
    throw new JsonFault({ start: this.at, end: this.at + 1 }, message);
  }
}
