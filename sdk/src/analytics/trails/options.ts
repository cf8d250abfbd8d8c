// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { length, positive, tracked } from '../core/options.js';

/** The schema of `TrailsOptions`. */
export const trailsOptions = z.object({
  ...tracked,
  /** Seconds of stream time that a trail goes back. 3 when left out. @unit s */
  seconds: z._default(positive, 3),
  /** Points of a trail at most; 12 bytes each. 24 when left out. @unit points */
  points: z._default(z.int().check(z.minimum(3), z.maximum(128)), 24),
  /** What a box must move by for its trail to become longer: pixels, or box heights. `{ boxHeights: 0.1 }` when left out. @unit px */
  step: z._default(length, { boxHeights: 0.1 }),
});

export type { TrailsOptions } from '../option-types.generated.js';
