// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, placed, placing, seconds } from '../core/options.js';

const classes = z.readonly(z.array(z.union([z.int(), z.string()])).check(z.minLength(1)));

/** The schema of `IntersectionOptions`. */
export const intersectionOptions = z.object({
  ...placed,
  ...explained,
  /** Classes whose boxes meet: one of the first with one of the second. */
  between: z.readonly(z.tuple([classes, classes])),
  /** Part of the smaller box, from 0 to 1, that the other must cover. 0.1 when left out. @unit 0 to 1 */
  overlap: z._default(z.number().check(z.positive(), z.maximum(1)), 0.1),
  /** Seconds for which they must. 0 when left out. @unit s */
  seconds: z._default(seconds, 0),
  /** Seconds for which they may be apart in between. 0.5 when left out. @unit s */
  patience: z._default(seconds, 0.5),
}).check(placing);

export type { IntersectionOptions } from '../option-types.generated.js';
