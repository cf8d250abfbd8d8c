// SPDX-License-Identifier: MIT
// Finds code that makes promises, as the element does (runtime/host/asynchronous.cpp): a parser decides.
import type { Engine, Failure } from './engine.js';

/** The error that a script gets when its code has an async function or import(); none when it has neither or does not parse. */
export function findAsynchronous(engine: Engine, code: string, file: string): Failure | undefined {
  // The code parses as before unless the word stands where only the grammar can have put it.
  const without = (word: string, other: string): Failure | undefined =>
    code.includes(word) ? engine.grammar(code.replaceAll(word, other), file) : undefined;
  const async = without('async', 'asynk');
  const found = async ?? without('import', 'export');
  if (!found || engine.grammar(code, file)) return undefined;
  return {
    ...found,
    name: '',
    code: 'NVTS_ASYNC_HOOK',
    message: async
      ? 'async functions are off, for what they start could not be stopped: `nvts build` of this release makes plain functions of them'
      : 'import() is off, for it makes a promise: write `import ... from` at the top of the file',
  };
}
