// SPDX-License-Identifier: MIT
// What the SDK itself calls of zod/v4/core, with the subset.
export { safeParse } from './subset.js';

/** The subset never compiles schemas: there is nothing to forbid. */
export function config(): void {}
