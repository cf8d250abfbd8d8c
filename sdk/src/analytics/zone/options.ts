// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { altogether, circle, count, explained, length, placed, placing, polygon, positive, seconds } from '../core/options.js';

/** The schema of `ZoneOptions`. */
export const zoneOptions = z.object({
  ...placed,
  /** Three points or more, walking round; either this or `circle`. @unit px, or the rule's units */
  polygon: z.optional(polygon),
  /** A circle in place of a polygon. */
  circle: z.optional(circle),
  /** The zone is all that lies outside of the polygon or circle. `false` when left out. */
  inverse: z._default(z.boolean(), false),
  /**
   * `'inside'`: points on the border are inside. `'shared'`: of zones that share an edge, each of its points is in exactly
   * one; for zones that tile an area. `'inside'` when left out.
   */
  border: z._default(z.enum(['inside', 'shared']), 'inside'),
  /**
   * How far a track must be beyond the border before it has entered or left, so that a box that trembles on the border does not
   * enter and leave again and again: in pixels, or in heights of the object's box. When left out `{ boxHeights: 0.1 }`, or 0 where
   * there is a `debounce` to keep it from that. @unit px
   */
  margin: z.optional(length),
  /** Seconds of stream time for which a track must be inside, or outside, before that counts. 0 when left out. @unit s */
  debounce: z._default(seconds, 0),
  /** Seconds inside after which a track loiters; none does when left out. @unit s */
  loitering: z.optional(positive),
  /** As many tracks as `count` inside for `seconds` are a crowd. */
  overcrowding: z.optional(z.object({
    /** Tracks inside that are a crowd. @unit tracks */
    count,
    /** Seconds for which they must be. 0 when left out. @unit s */
    seconds: z._default(seconds, 0),
  })),
  /** Tracks that find room inside: the zone is full with as many. @unit tracks */
  capacity: z.optional(count),
  /** Seconds with nobody inside that are told of, from the first frame on. @unit s */
  absence: z.optional(positive),
  ...explained,
}).check(
  placing,
  altogether<'polygon' | 'circle'>(({ polygon, circle }, refuse) => {
    if ((polygon === undefined) === (circle === undefined)) refuse('a zone needs either polygon or circle', []);
  }),
);

export type { ZoneOptions } from '../option-types.generated.js';
