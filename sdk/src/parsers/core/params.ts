// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

const share = z.number().check(z.minimum(0), z.maximum(1));

/** A confidence. The host's threshold when left out, 0.25 where it has none. @internal */
export const threshold = z.optional(share);

/** What parsers of detectors take. @internal */
export const detected = {
  /** Confidence from which a detection counts; the host's threshold when left out, 0.25 where it has none. @unit 0 to 1 */
  threshold,
};

/** What parsers of detectors that need non-maximum suppression take. @internal */
export const suppressed = {
  ...detected,
  /** False leaves overlapping boxes to the host. */
  nms: z._default(z.boolean(), true),
  /** Intersection over union above which the box of lower confidence is dropped. @unit 0 to 1 */
  iou: z._default(share, 0.45),
  /** Whether boxes of different classes suppress each other. */
  agnostic: z._default(z.boolean(), false),
  /** Boxes that are left at most. @unit boxes */
  maxDetections: z._default(z.int().check(z.minimum(1), z.maximum(65_536)), 300),
};

/** The schema of most detectors' parameters. @internal */
export const suppressedParams = z.object(suppressed);

/** What suppression is told. @internal */
export interface Suppression {
  readonly threshold?: number | undefined;
  readonly nms: boolean;
  readonly iou: number;
  readonly agnostic: boolean;
  readonly maxDetections: number;
}

/** For models whose boxes do not overlap. @internal */
export const WITHOUT_SUPPRESSION = Object.freeze({ nms: false, iou: 1, agnostic: false, maxDetections: 65_536 });
