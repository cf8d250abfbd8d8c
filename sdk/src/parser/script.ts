// SPDX-License-Identifier: MIT
// How a parser is told from a processor, without what binds it: a bundle of a processor does not carry that.
import type { ParserBundle } from './contract.js';

/** The key of what makes a bundle of a parser; shared by all copies of the SDK that a bundle may hold. @internal */
export const PARSER: unique symbol = Symbol.for('nvts.parser') as never;

/** A parser of whatever outputs and parameters. */
export interface AnyParser {
  readonly definition: object;
}

/** What makes a bundle of a script's default export, if that is a parser. @internal */
export function parserBinder(value: unknown): ((parser: AnyParser) => ParserBundle) | undefined {
  if (typeof value !== 'object' || value === null || !(PARSER in value)) return undefined;
  return value[PARSER] as (parser: AnyParser) => ParserBundle;
}
