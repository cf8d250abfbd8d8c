// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

const part = (value: number) => z._default(z.number().check(z.minimum(0), z.maximum(1)), value);

/** The tracker's parameters; the README explains each. */
export const params = z.object({
  classes: z.optional(z.array(z.union([z.int(), z.string()]))),
  highScore: part(0.6),
  lowScore: part(0.2),
  minIou: part(0.1),
  minIouLow: part(0.5),
  minHits: z._default(z.int().check(z.minimum(1), z.maximum(100)), 3),
  maxAge: z._default(z.number().check(z.positive(), z.maximum(60)), 2),
  removeUntracked: z._default(z.boolean(), false),
});
