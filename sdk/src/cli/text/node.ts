// SPDX-License-Identifier: MIT
// What the readers of YAML and JSON make of a text.

/** A part of a text, by its characters. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value in a text, and the values in it. */
export interface TextNode extends Span {
  readonly value: unknown;
  /** Of a mapping by key, of a list by number. */
  readonly parts?: ReadonlyMap<string, { readonly key?: Span; readonly node: TextNode }>;
}

/** What cannot be read in a text. */
export interface TextFault extends Span {
  readonly message: string;
}

/** What a text holds, as far as it can be read. */
export interface ParsedText {
  readonly root: TextNode | undefined;
  readonly faults: readonly TextFault[];
}

/** Deeper than any file that people write; the element refuses it too. */
export const MAX_DEPTH = 64;
