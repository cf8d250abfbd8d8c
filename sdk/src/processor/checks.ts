// SPDX-License-Identifier: MIT
import { didYouMean, NvtsError, show } from '../errors.js';

const CAPABILITIES: readonly string[] = ['clock', 'eval'];

/** @internal */
export function checkCapabilities(capabilities: unknown, fail: (message: string) => never): void {
  if (capabilities === undefined) return;
  if (!Array.isArray(capabilities)) fail(`capabilities must be an array, got ${show(capabilities)}`);
  for (const capability of capabilities as unknown[]) {
    if (CAPABILITIES.includes(capability as string)) continue;
    const meant = typeof capability === 'string' ? didYouMean(capability, CAPABILITIES) : undefined;
    fail(`there is no capability ${show(capability)}${meant ? `; did you mean ${show(meant)}?` : `; known are ${CAPABILITIES.join(', ')}`}`);
  }
}

/** @internal */
export function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

/** A promise would settle after the batch has gone on: say so at once, instead of losing what it does. @internal */
export function refusePromise(hook: string, result: unknown): void {
  if (typeof result === 'object' && result !== null && typeof (result as { then?: unknown }).then === 'function') {
    throw new NvtsError('NVTS_ASYNC_HOOK', `${hook} returned a promise: hooks must finish before they return, do not make them async`);
  }
}
