// SPDX-License-Identifier: MIT
import { ANCHOR_NAMES } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const point = z.tuple([z.number(), z.number()]);
const seconds = (value: number) => z._default(z.number().check(z.minimum(0)), value);

/** The counter's parameters; the README explains each. */
export const params = z.object({
  lines: z._default(z.array(z.object({ name: z.string(), from: point, to: point, color: z.optional(z.string()) })), []),
  zones: z._default(z.array(z.object({ name: z.string(), points: z.array(point), color: z.optional(z.string()) })), []),
  classes: z.optional(z.array(z.union([z.int(), z.string()]))),
  anchor: z._default(z.enum(ANCHOR_NAMES), 'bottom'),
  margin: z._default(z.number().check(z.minimum(0)), 4),
  debounce: seconds(0.5),
  maxGap: seconds(2),
  trails: z._default(z.object({ seconds: seconds(3) }), { seconds: 3 }),
  draw: z._default(z.boolean(), true),
  panel: z._default(z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right', 'none']), 'top-left'),
});

export type Params = z.output<typeof params>;
