// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

const part = (value: number) => z._default(z.number().check(z.minimum(0), z.maximum(1)), value);

/** The tracker's parameters; nvts pack writes these comments into package.json. */
export const params = z.object({
  /** Classes to track, by number or label; all when left out. */
  classes: z.optional(z.array(z.union([z.int(), z.string()]))),
  /** Confidence from which detections are paired first, and start tracks. @unit 0 to 1 */
  highScore: part(0.6),
  /** Confidence from which a detection may continue a track. @unit 0 to 1 */
  lowScore: part(0.2),
  /** Least overlap (intersection over union) with a detection of high score. @unit 0 to 1 */
  minIou: part(0.1),
  /** Least overlap with a detection of low score. @unit 0 to 1 */
  minIouLow: part(0.5),
  /** Detections before a track gets an id. @unit detections */
  minHits: z._default(z.int().check(z.minimum(1), z.maximum(100)), 3),
  /** How long a track may be unseen. @unit s */
  maxAge: z._default(z.number().check(z.positive(), z.maximum(60)), 2),
  /** Removes detections without a track. */
  removeUntracked: z._default(z.boolean(), false),
});
