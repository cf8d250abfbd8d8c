// SPDX-License-Identifier: MIT
import type { Results } from '../../parser/results.js';
import type { Tensor } from '../../parser/tensor.js';
import { refuseBox } from './finite.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Writes a box by its corners, clipped to the picture. Refuses one of `boxes` that is not finite. @internal */
export function writeCorners(results: Results, { width, height }: Size, boxes: Tensor, x1: number, y1: number, x2: number, y2: number, classId: number, confidence: number): void {
  // Before it is clipped, which makes a box of infinite size one of the picture's. A sum is finite when all its parts are.
  const sum = x1 + y1 + x2 + y2;
  if (!(sum - sum === 0)) refuseBox(boxes, x1, y1, x2, y2);
  const left = Math.max(x1, 0);
  const top = Math.max(y1, 0);
  const right = Math.min(x2, width);
  const bottom = Math.min(y2, height);
  if (right > left && bottom > top) results.detection(left, top, right - left, bottom - top, classId, confidence);
}
