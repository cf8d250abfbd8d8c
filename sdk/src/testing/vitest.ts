// SPDX-License-Identifier: MIT
// Matchers for vitest. Importing this module is what adds them.
import { expect } from 'vitest';
import { matchers } from './vitest/matchers.js';
import type { Crossings } from './told.js';

export { drawOnFailure, type DrawOnFailureOptions } from './vitest/draw-on-failure.js';

/** What `expect` of a result of a `TestHost`, of a list of them, or of a rule can do. */
export interface NvtsMatchers {
  /** Some event has this type and, where `data` is given, at least these members. Asymmetric matchers may stand in it. */
  toHaveEmitted(type: string, data?: Readonly<Record<string, unknown>>): void;
  /** Events `line-crossed` tell of so many crossings of a line; a direction that is left out is not looked at. */
  toHaveCrossed(line: string, counts: Partial<Crossings>): void;
  /** The last event of a zone that tells its occupancy tells this one; 0 where there is none. */
  toHaveOccupancy(zone: string, occupancy: number): void;
}

declare module 'vitest' {
  interface Matchers<T> extends NvtsMatchers {}
}

expect.extend(matchers);
