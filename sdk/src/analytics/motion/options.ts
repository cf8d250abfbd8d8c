// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, length, placed, placing, seconds } from '../core/options.js';

/** The schema of `MotionOptions`. */
export const motionOptions = z.object({
  ...placed,
  ...explained,
  /** Seconds without a step after which a track has stopped. 2 when left out. @unit s */
  seconds: z._default(seconds, 2),
  /** What a track that stands still does not move by. `{ boxHeights: 0.15 }` when left out. @unit px */
  step: z._default(length, { boxHeights: 0.15 }),
}).check(placing);

export type { MotionOptions } from '../option-types.generated.js';
