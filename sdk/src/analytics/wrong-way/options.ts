// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, length, line, placed, placing, seconds } from '../core/options.js';

/** The schema of `WrongWayOptions`. */
export const wrongWayOptions = z.object({
  ...placed,
  ...explained,
  /** The right way, from the first point to the last: only the direction counts, see `within`. @unit px, or the rule's units */
  line,
  /**
   * Which tracks are told: those that go `'against'` the way, as `wrong-way`, or those that go `'along'` it, as `direction`.
   * `'against'` when left out.
   */
  tells: z._default(z.enum(['against', 'along']), 'against'),
  /** Degrees by which a track's way may differ from the one that is told, the opposite of the right one or that itself. 60 when left out. @unit degrees */
  tolerance: z._default(z.number().check(z.positive(), z.maximum(180)), 60),
  /** Seconds for which a track must go that way. 1 when left out. @unit s */
  seconds: z._default(seconds, 1),
  /** The way of a track is that from one step to the next, which is as long. `{ boxHeights: 0.25 }` when left out. @unit px */
  step: z._default(length, { boxHeights: 0.25 }),
}).check(placing);

export type { WrongWayOptions } from '../option-types.generated.js';
