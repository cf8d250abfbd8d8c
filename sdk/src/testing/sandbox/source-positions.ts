// SPDX-License-Identifier: MIT
import { SourceMap } from 'node:module';
import { isAbsolute, relative, resolve } from 'node:path';

/** Places in a bundle as places in the files that it was made of. */
export class SourcePositions {
  private readonly map: SourceMap | undefined;

  /** `map` is the text of a source map, '' for none; its sources are relative to `folder`. */
  constructor(
    private readonly file: string,
    map: string,
    private readonly folder: string,
  ) {
    try {
      this.map = map === '' ? undefined : new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]);
    } catch {
      // A damaged map costs the author's lines, nothing else.
    }
  }

  /** The calls of a stack, those of the author's files first named by them. */
  stack(text: string): string[] {
    const calls = text.split('\n').flatMap((line) => {
      const [, name = '', file, row, column] = /^\s*at (?:(.*) \()?(.*?):(\d+)(?::(\d+))?\)?$/.exec(line) ?? [];
      if (file !== this.file || row === undefined) return [];
      return [`    at ${name === '' ? '<anonymous>' : name} (${this.at(Number(row), Number(column ?? 1))})`];
    });
    return calls;
  }

  private at(row: number, column: number): string {
    const entry = this.map?.findEntry(row - 1, column - 1);
    if (!entry || !('originalSource' in entry)) return `${this.file}:${row}:${column}`;
    const { originalSource: source, originalLine, originalColumn } = entry;
    return `${this.name(source)}:${originalLine + 1}:${originalColumn + 1}`;
  }

  private name(source: string): string {
    if (/^\w+:\/\//.test(source) || isAbsolute(source)) return source;
    return relative(process.cwd(), resolve(this.folder, source));
  }
}
