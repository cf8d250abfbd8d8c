// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, length, line, placed, placing, seconds, TREMBLE } from '../core/options.js';

/** The schema of `LineCrossingOptions`. */
export const lineCrossingOptions = z.object({
  ...placed,
  /** Two points or more, from one to the next. In is from the left to the right of someone who walks along. @unit px, or the rule's units */
  line,
  /**
   * Half the width of a band around the line in which an object is on neither side, so that a box that trembles on the
   * line does not count again and again: in pixels, or in heights of the object's box. `{ boxHeights: 0.1 }` when left
   * out: wider than a detector's boxes tremble, narrower than a step. @unit px
   */
  margin: z._default(length, TREMBLE),
  /** Seconds of stream time for which a track must have been on the other side before its crossing counts. 0 when left out. @unit s */
  debounce: z._default(seconds, 0),
  /** How far a track must be from where it was first seen before it counts. 0 when left out. @unit px */
  minMotion: z._default(length, 0),
  ...explained,
}).check(placing);

export type { LineCrossingOptions } from '../option-types.generated.js';
