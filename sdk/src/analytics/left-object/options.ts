// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, length, placed, placing, positive, seconds } from '../core/options.js';

const classes = z.readonly(z.array(z.union([z.int(), z.string()])).check(z.minLength(1)));

const { classes: _classes, ...shape } = placed;

/** The schema of `LeftObjectOptions`. */
export const leftObjectOptions = z.object({
  ...shape,
  ...explained,
  /** Classes of things that may be left, e.g. `['backpack', 'suitcase']`. */
  objects: classes,
  /** Classes of those who watch over them. `['person']` when left out. */
  owners: z._default(classes, ['person']),
  /** How near an owner must be to watch over a thing: pixels, or heights of the owner's box. `{ boxHeights: 1.5 }` when left out. @unit px */
  distance: z._default(length, { boxHeights: 1.5 }),
  /** Seconds that a thing must stand still with no owner near. 30 when left out. @unit s */
  seconds: z._default(seconds, 30),
  /** Seconds that a thing must stand still, watched over or not, before its going is told. 10 when left out. @unit s */
  settled: z._default(positive, 10),
  /** What a thing that stands still does not move by. `{ boxHeights: 0.3 }` when left out. @unit px */
  step: z._default(length, { boxHeights: 0.3 }),
}).check(placing);

export type { LeftObjectOptions } from '../option-types.generated.js';
