// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';

/** `value` as JSON; 64-bit ids (bigint) become decimal strings, since JSON readers would round them as numbers. */
export function toJson(what: string, value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
  } catch (error) {
    throw new NvtsError('NVTS_JSON', `${what} cannot be written as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text === undefined) throw new NvtsError('NVTS_JSON', `${what} cannot be written as JSON: got ${show(value)}`);
  return text;
}
