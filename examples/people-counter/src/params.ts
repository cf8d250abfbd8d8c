// SPDX-License-Identifier: MIT
import { ANCHOR_NAMES } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const point = z.tuple([z.number(), z.number()]);
const seconds = (value: number) => z._default(z.number().check(z.minimum(0)), value);
const named = {
  /** What events and the picture call it. */
  name: z.string(),
  /** What it is drawn in, such as "#ffed59". */
  color: z.optional(z.string()),
};

/** The counter's parameters; nvts pack writes these comments into package.json. */
export const params = z.object({
  /** Lines to count at. */
  lines: z._default(
    z.array(
      z.object({
        ...named,
        /** Where it begins, origin top left. In is from its left to its right. @unit px */
        from: point,
        /** Where it ends. @unit px */
        to: point,
      }),
    ),
    [],
  ),
  /** Areas to count in. */
  zones: z._default(
    z.array(
      z.object({
        ...named,
        /** Its corners, three or more, origin top left. @unit px */
        points: z.array(point),
      }),
    ),
    [],
  ),
  /** Classes that count, by number or label; all when left out. */
  classes: z.optional(z.array(z.union([z.int(), z.string()]))),
  /** The point of a box that is looked at. */
  anchor: z._default(z.enum(ANCHOR_NAMES), 'bottom'),
  /** Half the width of a band around lines in which nobody is on either side; as { boxHeights } in heights of the box. @unit px */
  margin: z._default(z.union([z.number().check(z.minimum(0)), z.object({ boxHeights: z.number().check(z.minimum(0)) })]), { boxHeights: 0.1 }),
  /** How long a track must have been on the other side. @unit s */
  debounce: seconds(0.5),
  /** How long a track may be unseen. @unit s */
  maxGap: seconds(2),
  /** The ways of tracks, which are drawn. */
  trails: z._default(
    z.object({
      /** How far they go back; 0 draws none. @unit s */
      seconds: seconds(3),
    }),
    { seconds: 3 },
  ),
  /** Whether lines, zones, trails and panel are drawn. */
  draw: z._default(z.boolean(), true),
  /** Where the panel with the counts is. */
  panel: z._default(z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right', 'none']), 'top-left'),
});

export type Params = z.output<typeof params>;
