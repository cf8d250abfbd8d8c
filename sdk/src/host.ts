// SPDX-License-Identifier: MIT
// What the wrapper around a script imports. It stands before the script's own imports: schemas that are made later
// then never probe for `eval`, which a host may forbid.
import { config } from 'zod/v4/core';
import { type AnyParser, parserBinder } from './parser/script.js';
import type { ParserBundle } from './parser/contract.js';
import { bindBundle as bindProcessor } from './processor/bind.js';
import type { Bundle } from './table/host-functions.js';

config({ jitless: true });

/** Makes of a script's module, whose default export is a processor or a parser, what a host can run. `nvts build` writes the call. */
export function bindBundle(module: Readonly<Record<string, unknown>>): Bundle | ParserBundle {
  const exported = module['default'];
  const bindParser = parserBinder(exported);
  return bindParser ? bindParser(exported as AnyParser) : bindProcessor(module);
}

export type { ParserBundle, ParserHost } from './parser/contract.js';
export type { Bundle, HostFunctions } from './table/host-functions.js';
