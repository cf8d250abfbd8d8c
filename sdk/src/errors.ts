// SPDX-License-Identifier: MIT
import { seal } from './seal.js';

/** Why the SDK refused something. The code stays the same between versions; the message may become better. */
export type NvtsErrorCode =
  | 'NVTS_ABI'
  | 'NVTS_ASYNC_HOOK'
  | 'NVTS_DEFINITION'
  | 'NVTS_JSON'
  | 'NVTS_LIMIT'
  | 'NVTS_MESSAGE'
  | 'NVTS_NO_DEFAULT_EXPORT'
  | 'NVTS_PARAMS'
  | 'NVTS_RANGE'
  | 'NVTS_REMOVED'
  | 'NVTS_STALE'
  | 'NVTS_STATE'
  | 'NVTS_TENSOR';

/**
 * An error that names its kind in `code`.
 *
 * @example
 * ```ts
 * import { NvtsError } from '@nvtsprobe/sdk';
 *
 * export function isRange(error: unknown): boolean {
 *   return error instanceof NvtsError && error.code === 'NVTS_RANGE';
 * }
 * ```
 */
export class NvtsError extends Error {
  declare readonly name: 'NvtsError';

  static {
    // On the prototype: an assignment would fail where the host has frozen Error.prototype.
    Object.defineProperty(this.prototype, 'name', { value: 'NvtsError' });
  }

  constructor(
    readonly code: NvtsErrorCode,
    message: string,
  ) {
    super(message);
  }
}
seal(NvtsError);

/** A value for a message: strings quoted, everything cut to a readable length. */
export function show(value: unknown): string {
  let text: string;
  if (typeof value === 'string') text = JSON.stringify(value);
  else if (typeof value === 'bigint') text = `${value}n`;
  else if (typeof value === 'function') text = 'a function';
  else if (typeof value === 'object' && value !== null) {
    try {
      text = JSON.stringify(value) ?? String(value);
    } catch {
      text = Object.prototype.toString.call(value);
    }
  } else text = String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A path as people write it: `cameras[0].rules[2].line`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += (text ? '.' : '') + String(key);
  }
  return text;
}

/**
 * The entry of `known` that `word` most likely meant, if any is near enough: for messages about misspelled names.
 *
 * @example
 * ```ts
 * import { didYouMean } from '@nvtsprobe/sdk';
 *
 * console.log(didYouMean('lien', ['line', 'zone'])); // line
 * ```
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforePrevious[j - 2]! + 1);
      }
      row.push(cost);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length]!;
}
