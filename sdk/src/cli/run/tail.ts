// SPDX-License-Identifier: MIT
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Reads what is appended to a file, line by line. */
export class Tail {
  private handle: number | undefined;
  private readonly decoder = new StringDecoder('utf8');
  private readonly buffer = Buffer.alloc(65_536);
  private rest = '';

  constructor(private readonly file: string) {}

  /** The lines that have become complete since the last call. */
  read(): string[] {
    const lines: string[] = [];
    for (let bytes = this.fill(); bytes > 0; bytes = this.fill()) {
      const parts = (this.rest + this.decoder.write(this.buffer.subarray(0, bytes))).split('\n');
      this.rest = parts.pop()!;
      lines.push(...parts);
    }
    return lines;
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  private fill(): number {
    try {
      this.handle ??= openSync(this.file, 'r');
      return readSync(this.handle, this.buffer);
    } catch {
      // It is not there yet, or not a file that can be read: then there is nothing to show.
      return 0;
    }
  }
}
