// SPDX-License-Identifier: MIT

/** Something wrong in a file, or surely not meant. */
export interface Finding {
  /** A file with an error is refused by the element too; a warning is not. */
  readonly severity: 'error' | 'warning';
  /** From 1 on. */
  readonly line: number;
  readonly column: number;
  /** Characters of that line that it is about. */
  readonly length: number;
  /** Of the value in the file, e.g. `cameras[0].rules[2].line`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, and how to mend it. */
  readonly message: string;
}
