// SPDX-License-Identifier: MIT
// A tensor as people look at it: channels, each a list or a grid of cells.
import { halfToFloat } from '../../parser/kernels/elementwise.js';
import type { TestTensor } from '../../testing/test-parser.js';

/** Where the values of each channel stand: at `channel * channelStride + cell * cellStride`. */
export interface Channels {
  readonly count: number;
  /** Of each channel, row after row. */
  readonly cells: number;
  readonly width: number;
  readonly height: number;
  readonly channelStride: number;
  readonly cellStride: number;
}

/**
 * Which dimension is that of channels. Of two the smaller one (`[84, 8400]`, `[3549, 85]`), of more all but the last two, or with `last`
 * the last one (`[H, W, C]`). A batch of one and ones at the end do not count.
 */
export function channelsOf(dims: readonly number[], last = false): Channels {
  let from = 0;
  let to = dims.length;
  if (to - from > 1 && dims[from] === 1) from++;
  while (to - from > 1 && dims[to - 1] === 1) to--;
  const sizes = dims.slice(from, to);
  const product = (part: readonly number[]): number => part.reduce((all, size) => all * size, 1);
  const total = product(sizes);
  if (sizes.length === 1) return { count: 1, cells: total, width: total, height: 1, channelStride: total, cellStride: 1 };
  const isLast = last || (sizes.length === 2 && sizes[1]! < sizes[0]!);
  if (isLast) {
    const count = sizes.at(-1)!;
    const width = sizes.length === 2 ? sizes[0]! : sizes.at(-2)!;
    return { count, cells: total / count, width, height: total / count / width, channelStride: 1, cellStride: count };
  }
  const grid = sizes.length === 2 ? [1, sizes[1]!] : sizes.slice(-2);
  const cells = product(grid);
  return { count: total / cells, cells, width: grid[1]!, height: grid[0]!, channelStride: cells, cellStride: 1 };
}

/** The values as numbers that arithmetic can be done with; an int64 beyond 2^53 is rounded. */
export function numbersOf({ data }: TestTensor): Float32Array | Float64Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array) {
    const floats = new Float32Array(data.length);
    halfToFloat(data, 0, data.length, floats, 0);
    return floats;
  }
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : Float64Array.from(data);
}

/** Where a cell is, in words: `[x, y]` of a grid, its number in a list. */
export function placeOf(cell: number, { width, height }: Channels): readonly number[] {
  return height === 1 ? [cell] : [cell % width, Math.floor(cell / width)];
}
