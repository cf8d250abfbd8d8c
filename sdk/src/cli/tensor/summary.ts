// SPDX-License-Identifier: MIT
// What a tensor holds, in numbers.
import type { TensorType } from '../../parser/contract.js';
import { type TestTensor, typeOf } from '../../testing/test-parser.js';
import { type Channels, channelsOf, numbersOf, placeOf } from './channels.js';

/** Of finite values; all undefined where there are none. */
export interface Spread {
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly mean: number | undefined;
  readonly nan: number;
  readonly infinite: number;
}

export interface ChannelSummary extends Spread {
  readonly channel: number;
  /** Where its greatest value stands: its number in a list, x and y in a grid. */
  readonly maxAt: readonly number[] | undefined;
}

/** A cell with a high value. */
export interface Candidate {
  readonly at: readonly number[];
  readonly channel: number;
  readonly value: number;
  /** What the first channels that are no scores hold there, as a rule a box. */
  readonly others: readonly { readonly channel: number; readonly value: number }[];
}

/** What `nvts tensor dump --json` prints of a tensor. */
export interface TensorSummary extends Spread {
  readonly name: string;
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly std: number | undefined;
  /** Interpolated, as NumPy's `percentile`. */
  readonly percentiles: Readonly<Record<string, number>>;
  readonly layout: { readonly channels: number; readonly cells: number; readonly width: number; readonly height: number };
  readonly channels: readonly ChannelSummary[];
  /** Channels whose values all lie from 0 to 1; all of them where there is none such. */
  readonly scoreChannels: readonly number[];
  readonly top: readonly Candidate[];
}

const PERCENTILES = [1, 5, 25, 50, 75, 95, 99];
const OTHERS = 4;
/** Channels that are looked at one by one. */
const MAX_CHANNELS = 1 << 16;

/** `channelsLast`: whether the last dimension is that of channels. */
export function summarize(name: string, tensor: TestTensor, top: number, channelsLast: boolean): TensorSummary {
  const values = numbersOf(tensor);
  const layout = channelsOf(tensor.dims, channelsLast);
  const channels = Array.from({ length: Math.min(layout.count, MAX_CHANNELS) }, (_, channel) => summarizeChannel(values, layout, channel));
  const finite = Float64Array.from(values.filter((value) => Number.isFinite(value))).sort();
  const mean = meanOf(finite);
  const nan = values.filter((value) => Number.isNaN(value)).length;
  const scores = channels.filter(({ min, max }) => min !== undefined && max !== undefined && min >= 0 && max <= 1).map(({ channel }) => channel);
  const scoreChannels = scores.length > 0 ? scores : channels.map(({ channel }) => channel);
  return {
    name,
    type: typeOf(tensor.data),
    dims: tensor.dims,
    min: finite[0],
    max: finite.at(-1),
    mean,
    std: mean === undefined ? undefined : Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length),
    nan,
    infinite: values.length - finite.length - nan,
    percentiles: Object.fromEntries(finite.length === 0 ? [] : PERCENTILES.map((percent) => [percent, percentile(finite, percent)])),
    layout: { channels: layout.count, cells: layout.cells, width: layout.width, height: layout.height },
    channels,
    scoreChannels,
    top: topCells(values, layout, scoreChannels, top),
  };
}

function meanOf(values: Float64Array): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of sorted values. */
function percentile(values: Float64Array, percent: number): number {
  const at = (percent / 100) * (values.length - 1);
  const below = Math.floor(at);
  const low = values[below]!;
  return low + (at - below) * ((values[below + 1] ?? low) - low);
}

function summarizeChannel(values: Float32Array | Float64Array, layout: Channels, channel: number): ChannelSummary {
  let [min, max, sum, count, nan, infinite, maxAt] = [Infinity, -Infinity, 0, 0, 0, 0, -1];
  for (let cell = 0, at = channel * layout.channelStride; cell < layout.cells; cell++, at += layout.cellStride) {
    const value = values[at]!;
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else {
      sum += value;
      count++;
      if (value < min) min = value;
      if (value > max) {
        max = value;
        maxAt = cell;
      }
    }
  }
  if (count === 0) return { channel, min: undefined, max: undefined, mean: undefined, nan, infinite, maxAt: undefined };
  return { channel, min, max, mean: sum / count, nan, infinite, maxAt: placeOf(maxAt, layout) };
}

/** The cells whose best value among some channels is the highest; the lower cell and channel first in a tie. */
function topCells(values: Float32Array | Float64Array, layout: Channels, among: readonly number[], count: number): Candidate[] {
  const best: { cell: number; channel: number; value: number }[] = [];
  if (count === 0) return [];
  for (let cell = 0; cell < layout.cells; cell++) {
    let channel = -1;
    let value = -Infinity;
    for (const each of among) {
      const here = values[each * layout.channelStride + cell * layout.cellStride]!;
      if (here > value && here < Infinity) {
        value = here;
        channel = each;
      }
    }
    if (channel < 0 || (best.length === count && value <= best.at(-1)!.value)) continue;
    const place = best.findIndex((other) => other.value < value);
    best.splice(place < 0 ? best.length : place, 0, { cell, channel, value });
    if (best.length > count) best.pop();
  }
  const isScore = new Set(among);
  const others: number[] = [];
  for (let channel = 0; channel < layout.count && others.length < OTHERS; channel++) if (!isScore.has(channel)) others.push(channel);
  return best.map(({ cell, channel, value }) => ({
    at: placeOf(cell, layout),
    channel,
    value,
    others: others.map((other) => ({ channel: other, value: values[other * layout.channelStride + cell * layout.cellStride]! })),
  }));
}
