// SPDX-License-Identifier: MIT
import { createContext, runInContext } from 'node:vm';
import { coreFor } from '../../testing/core-text.js';

const TIMEOUT_MS = 10_000;

const silent = (): void => {};
/** A console that says nothing. */
export const SILENT = { log: silent, debug: silent, info: silent, warn: silent, error: silent };

/**
 * Runs code where nothing is but the language and a console, with this process's rights; the result is its globals. Throws what
 * the code throws, which is no `Error` of this realm.
 */
export function evaluate(code: string, file: string, console: typeof SILENT): Readonly<Record<string, unknown>> {
  const globals = Object.assign(Object.create(null) as Record<string, unknown>, { console });
  const context = createContext(globals);
  runInContext(coreFor(code), context, { filename: 'nvts-core.js' });
  runInContext(code, context, { filename: file, timeout: TIMEOUT_MS });
  return globals;
}

/** What an error of any realm says. */
export function messageOf(error: unknown): string {
  const { message } = (typeof error === 'object' && error !== null ? error : {}) as { readonly message?: unknown };
  return typeof message === 'string' ? message : String(error);
}
