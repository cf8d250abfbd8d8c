// SPDX-License-Identifier: MIT
// A picture of a tensor's values: a tile for each channel that is a grid, a row for each that is a list.
import type { TestTensor } from '../../testing/test-parser.js';
import { type Channels, channelsOf, numbersOf } from './channels.js';
import type { Pixels } from './png.js';

/** From which value to which one the colours go. */
export const SCALES = ['auto', 'channel', 'tensor'] as const;
export type Scale = (typeof SCALES)[number];

export interface HeatMap extends Pixels {
  readonly count: number;
  /** Channels that are shown, and how many stand beside each other. */
  readonly shown: number;
  readonly columns: number;
}

/** Width that a picture takes where its channels leave the choice. */
const WIDTH = 1400;
const MAX_TILES = 1024;
const GAP = 2;
const BACKGROUND = [38, 38, 38] as const;
/** What is no finite number. */
const NOT_FINITE = [255, 0, 160] as const;
/** From low to high: dark blue to yellow, even in brightness (of the map "viridis", which is in the public domain). */
const STOPS = [[68, 1, 84], [72, 40, 120], [62, 73, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [109, 205, 89], [180, 222, 44], [253, 231, 37]] as const;

interface Tiles {
  readonly shown: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

/**
 * Scales: with `auto` the colours of a channel go from 0 to 1, or as far as its values do beyond that; with `channel` from its least to
 * its greatest value; with `tensor` those of all channels do so together.
 */
export function heatMap(tensor: TestTensor, scale: Scale, channelsLast: boolean): HeatMap {
  const values = numbersOf(tensor);
  const layout = channelsOf(tensor.dims, channelsLast);
  const tiles = tilesOf(layout);
  const { shown, columns, width: tileWidth, height: tileHeight, gap } = tiles;
  const lines = Math.ceil(shown / columns);
  const [width, height] = [columns * (tileWidth + gap) - gap, lines * (tileHeight + gap) - gap];
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i += 3) data.set(BACKGROUND, i);
  const all = scale === 'tensor' ? rangeOf(values, { ...layout, count: 1, cells: values.length, channelStride: 0, cellStride: 1 }, 0) : undefined;
  for (let channel = 0; channel < shown; channel++) {
    const own = all ?? rangeOf(values, layout, channel);
    const [low, high] = scale === 'auto' ? [Math.min(own[0], 0), Math.max(own[1], 1)] : own;
    const left = (channel % columns) * (tileWidth + gap);
    const top = Math.floor(channel / columns) * (tileHeight + gap);
    for (let y = 0; y < tileHeight; y++) {
      for (let x = 0; x < tileWidth; x++) {
        const value = peakOf(values, layout, channel, x, y, tiles);
        data.set(Number.isFinite(value) ? colorOf((value - low) / (high - low || 1)) : NOT_FINITE, 3 * ((top + y) * width + left + x));
      }
    }
  }
  return { width, height, depth: 3, data, count: layout.count, shown, columns };
}

/** Lists lie one below the other; grids side by side, so that the picture is about as high as wide. Small ones are enlarged. */
function tilesOf({ count, width, height }: Channels): Tiles {
  const shown = Math.min(count, MAX_TILES);
  if (height === 1) {
    const tall = Math.max(3, Math.min(24, Math.floor(800 / shown)));
    return { shown, columns: 1, width: fitting(width, WIDTH), height: tall, gap: tall >= 8 ? 1 : 0 };
  }
  const columns = Math.max(1, Math.min(shown, Math.round(Math.sqrt((shown * height) / width))));
  const tile = fitting(width, Math.max(8, Math.floor(WIDTH / columns) - GAP));
  return { shown, columns, width: tile, height: Math.max(1, Math.round((tile * height) / width)), gap: GAP };
}

/** A size in whole cells where there is room for them. */
function fitting(cells: number, room: number): number {
  return cells > room ? room : cells * Math.floor(room / cells);
}

function rangeOf(values: Float32Array | Float64Array, { cells, channelStride, cellStride }: Channels, channel: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let cell = 0, at = channel * channelStride; cell < cells; cell++, at += cellStride) {
    const value = values[at]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** The greatest value of the cells that a pixel stands for, so that nothing that stands out is lost; NaN where one is not finite. */
function peakOf(values: Float32Array | Float64Array, layout: Channels, channel: number, x: number, y: number, tile: Tiles): number {
  const [fromX, fromY] = [Math.floor((x * layout.width) / tile.width), Math.floor((y * layout.height) / tile.height)];
  const [toX, toY] = [Math.max(fromX + 1, Math.floor(((x + 1) * layout.width) / tile.width)), Math.max(fromY + 1, Math.floor(((y + 1) * layout.height) / tile.height))];
  let peak = -Infinity;
  for (let row = fromY; row < toY; row++) {
    for (let column = fromX; column < toX; column++) {
      const value = values[channel * layout.channelStride + (row * layout.width + column) * layout.cellStride]!;
      if (!Number.isFinite(value)) return NaN;
      if (value > peak) peak = value;
    }
  }
  return peak;
}

/** The colour of a part from 0 to 1. */
export function colorOf(part: number): readonly [number, number, number] {
  const at = Math.min(Math.max(part, 0), 1) * (STOPS.length - 1);
  const below = Math.min(Math.floor(at), STOPS.length - 2);
  const [from, to] = [STOPS[below]!, STOPS[below + 1]!];
  const mix = (i: 0 | 1 | 2): number => Math.round(from[i] + (at - below) * (to[i] - from[i]));
  return [mix(0), mix(1), mix(2)];
}
