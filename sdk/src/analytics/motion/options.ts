// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, length, placed, placing, seconds } from '../core/options.js';

/** The schema of `MotionOptions`. */
export const motionOptions = z.object({
  ...placed,
  ...explained,
  /** Seconds without a step after which a track has stopped. 2 when left out. */
  seconds: z._default(seconds, 2),
  /** What a track that stands still does not move by. `{ boxHeights: 0.15 }` when left out. */
  step: z._default(length, { boxHeights: 0.15 }),
}).check(placing);

/** What `Motion` is told. */
export type MotionOptions = z.input<typeof motionOptions>;
