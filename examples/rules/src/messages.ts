// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

/** Why did a rule tell of a track, or not? */
const question = z.object({
  source: z._default(z.int(), 0),
  /** Name of the rule, which has `explain: true`. */
  rule: z.string(),
  /** Id of the track: in decimal, or a number where it is small enough. */
  track: z.union([z.string().check(z.regex(/^\d{1,20}$/)), z.int().check(z.nonnegative())]),
  /** Seconds for which it is drawn on the video; 0 when left out. */
  draw: z._default(z.number().check(z.nonnegative()), 0),
});

export type Question = z.output<typeof question>;

/** What an application may send. */
export const messages = z.object({ explain: question });
