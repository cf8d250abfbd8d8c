// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { altogether, count, explained, length, placed, placing, positive, seconds } from '../core/options.js';

const metres = z.strictObject({
  /** As many metres on the ground. @unit m */
  metres: positive,
});

/** The schema of `ProximityOptions`. */
export const proximityOptions = z.object({
  ...placed,
  ...explained,
  /**
   * How near two anchors must be: in pixels, in the mean height of the two boxes, or in metres on the ground of `plane`.
   * `{ boxHeights: 1 }` when left out, a little less than two metres between people who stand. @unit px
   */
  distance: z._default(z.union([length, metres]), { boxHeights: 1 }),
  /** Seconds for which they must be near. 2 when left out. @unit s */
  seconds: z._default(seconds, 2),
  /** Seconds for which they may be apart in between. 0.5 when left out. @unit s */
  patience: z._default(seconds, 0.5),
  /** Tracks that make a group, each near to another. 3 when left out. @unit tracks */
  group: z._default(count, 3),
}).check(
  placing,
  altogether<'distance' | 'plane'>(({ distance, plane }, refuse) => {
    const metres = typeof distance === 'object' && distance !== null && 'metres' in distance;
    if (metres && plane === undefined) refuse('a distance in metres needs the ground that it is on: give plane', ['distance']);
  }),
);

export type { ProximityOptions } from '../option-types.generated.js';
