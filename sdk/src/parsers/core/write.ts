// SPDX-License-Identifier: MIT
import type { Results } from '../../parser/results.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Writes a box by its corners, clipped to the picture. False when nothing of it lies there, as of one with NaN. @internal */
export function writeCorners(results: Results, { width, height }: Size, x1: number, y1: number, x2: number, y2: number, classId: number, confidence: number): boolean {
  const left = Math.max(x1, 0);
  const top = Math.max(y1, 0);
  const right = Math.min(x2, width);
  const bottom = Math.min(y2, height);
  if (!(right > left && bottom > top)) return false;
  results.detection(left, top, right - left, bottom - top, classId, confidence);
  return true;
}
