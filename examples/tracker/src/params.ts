// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

const part = (value: number, description: string) =>
  z._default(z.number().check(z.minimum(0), z.maximum(1)), value).register(z.globalRegistry, { description });

/** The tracker's parameters; the README explains each. */
export const params = z.object({
  classes: z.optional(z.array(z.union([z.int(), z.string()]))).register(z.globalRegistry, { description: 'classes to track; all when left out' }),
  highScore: part(0.6, 'detections from this confidence on are paired first, and start tracks'),
  lowScore: part(0.2, 'detections from this confidence on may continue a track'),
  minIou: part(0.1, 'least overlap with a detection of high score'),
  minIouLow: part(0.5, 'least overlap with a detection of low score'),
  minHits: z._default(z.int().check(z.minimum(1), z.maximum(100)), 3).register(z.globalRegistry, { unit: 'detections', description: 'before a track gets an id' }),
  maxAge: z._default(z.number().check(z.positive(), z.maximum(60)), 2).register(z.globalRegistry, { unit: 's', description: 'for which a track may be unseen' }),
  removeUntracked: z._default(z.boolean(), false).register(z.globalRegistry, { description: 'removes detections without a track' }),
});
