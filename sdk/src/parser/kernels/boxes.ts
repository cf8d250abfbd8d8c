// SPDX-License-Identifier: MIT
import { checkBetween, checkCount, checkFloats, checkGrid, checkIndices, checkRoom } from './check.js';

/** What stands in the four columns of a box, for the kernel `boxes`. */
export const BoxFormat = Object.freeze({ corners: 0, centre: 1, leftTop: 2 });

/** @internal */
export function boxes(
  src: Float32Array,
  offset: number,
  rowStride: number,
  colStride: number,
  format: number,
  indices: Int32Array,
  count: number,
  out: Float32Array,
): number {
  checkBetween('boxes', 'the format', format, 0, 2);
  checkGrid('boxes', 'src', src, offset, checkIndices('boxes', indices, count), 4, rowStride, colStride);
  checkFloats('boxes', 'out', out);
  checkRoom('boxes', 'out', out, 0, 4 * count);
  for (let i = 0, to = 0; i < count; i++, to += 4) {
    const at = offset + indices[i]! * rowStride;
    const a = src[at]!;
    const b = src[at + colStride]!;
    const c = src[at + 2 * colStride]!;
    const d = src[at + 3 * colStride]!;
    if (format === 0) {
      out[to] = a;
      out[to + 1] = b;
      out[to + 2] = c;
      out[to + 3] = d;
    } else if (format === 1) {
      out[to] = a - c / 2;
      out[to + 1] = b - d / 2;
      out[to + 2] = a + c / 2;
      out[to + 3] = b + d / 2;
    } else {
      out[to] = a;
      out[to + 1] = b;
      out[to + 2] = a + c;
      out[to + 3] = b + d;
    }
  }
  return count;
}

/** @internal */
export function iouMatrix(a: Float32Array, countA: number, b: Float32Array, countB: number, out: Float32Array): number {
  checkFloats('iouMatrix', 'a', a);
  checkFloats('iouMatrix', 'b', b);
  checkFloats('iouMatrix', 'out', out);
  checkCount('iouMatrix', 'the count', countA);
  checkCount('iouMatrix', 'the count', countB);
  checkRoom('iouMatrix', 'a', a, 0, 4 * countA);
  checkRoom('iouMatrix', 'b', b, 0, 4 * countB);
  checkRoom('iouMatrix', 'out', out, 0, countA * countB);
  let to = 0;
  for (let i = 0; i < 4 * countA; i += 4) {
    const x1 = a[i]!;
    const y1 = a[i + 1]!;
    const x2 = a[i + 2]!;
    const y2 = a[i + 3]!;
    const area = (x2 - x1) * (y2 - y1);
    for (let j = 0; j < 4 * countB; j += 4) {
      const inter = intersection(x1, y1, x2, y2, b[j]!, b[j + 1]!, b[j + 2]!, b[j + 3]!);
      const union = area + (b[j + 2]! - b[j]!) * (b[j + 3]! - b[j + 1]!) - inter;
      out[to++] = inter > 0 && union > 0 ? inter / union : 0;
    }
  }
  return countA * countB;
}

/** Area that two boxes share; 0 when one is NaN. @internal */
export function intersection(x1: number, y1: number, x2: number, y2: number, u1: number, v1: number, u2: number, v2: number): number {
  const width = Math.min(x2, u2) - Math.max(x1, u1);
  const height = Math.min(y2, v2) - Math.max(y1, v1);
  return width > 0 && height > 0 ? width * height : 0;
}
