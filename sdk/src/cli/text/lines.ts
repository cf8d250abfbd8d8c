// SPDX-License-Identifier: MIT

/** A text by its lines; lines and columns count from 1. */
export class Lines {
  readonly text: string;
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text.replace(/^\uFEFF/, '');
    this.starts = [0, ...Array.from(this.text.matchAll(/\n/g), ({ index }) => index + 1)];
  }

  /** Line and column of a character. */
  position(offset: number): { readonly line: number; readonly column: number } {
    let line = this.starts.findIndex((start) => start > offset);
    if (line < 0) line = this.starts.length;
    return { line, column: offset - this.starts[line - 1]! + 1 };
  }

  /** A line without its end. */
  line(number: number): string {
    const start = this.starts[number - 1] ?? this.text.length;
    return this.text.slice(start, this.starts[number] ?? this.text.length).replace(/\r?\n$/, '');
  }
}
