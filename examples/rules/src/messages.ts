// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

/** What an application may send: why did a rule tell of a track, or not? */
export const messages = z.object({
  explain: z.object({
    source: z._default(z.int(), 0),
    /** Name of the rule, which has `explain: true`. */
    rule: z.string(),
    /** Id of the track in decimal. */
    track: z.string().check(z.regex(/^\d{1,20}$/)),
    /** Seconds for which it is drawn on the video; 0 when left out. */
    draw: z._default(z.number().check(z.nonnegative()), 0),
  }),
});
