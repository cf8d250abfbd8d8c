// SPDX-License-Identifier: MIT
// A tensor in words.
import type { ParseResult } from '../../testing/test-parser.js';
import { countOf } from '../text/report.js';
import type { Spread, TensorSummary } from './summary.js';

/** Channels that are listed; --json has all. */
const MAX_CHANNELS = 100;
const MAX_RESULTS = 100;

export function describeTensor(summary: TensorSummary): string {
  const { name, type, dims, layout, percentiles, std } = summary;
  const size = dims.reduce((all, each) => all * each, 1);
  const lines = [
    `${name}  ${type} [${dims.join(', ')}], ${size.toLocaleString('en-US')} values`,
    `  min ${short(summary.min)}   max ${short(summary.max)}   mean ${short(summary.mean)}   std ${short(std)}   NaN ${summary.nan}   infinite ${summary.infinite}`,
  ];
  const parts = Object.entries(percentiles).map(([percent, value]) => `${percent} %: ${short(value)}`);
  if (parts.length > 0) lines.push(`  percentiles   ${parts.join('   ')}`);
  if (layout.channels > 1) lines.push('', ...channelLines(summary));
  if (summary.top.length > 0) lines.push('', ...topLines(summary));
  return `${lines.join('\n')}\n`;
}

function channelLines({ channels, layout }: TensorSummary): string[] {
  const cells = layout.height === 1 ? countOf(layout.cells, 'cell') : `${layout.width} x ${layout.height} cells`;
  const hasBad = channels.some(({ nan, infinite }) => nan + infinite > 0);
  const rows = channels.slice(0, MAX_CHANNELS).map((channel) => [
    String(channel.channel),
    short(channel.min),
    short(channel.max),
    short(channel.mean),
    channel.maxAt === undefined ? '-' : channel.maxAt.join(', '),
    ...(hasBad ? [notFinite(channel)] : []),
  ]);
  const head = ['channel', 'min', 'max', 'mean', layout.height === 1 ? 'max at' : 'max at x, y', ...(hasBad ? ['not finite'] : [])];
  const more = layout.channels - rows.length;
  return [`  ${countOf(layout.channels, 'channel')} of ${cells}`, ...table([head, ...rows]), ...(more > 0 ? [`  and ${more} more channels (--json has all)`] : [])];
}

const notFinite = ({ nan, infinite }: Spread): string => (nan + infinite === 0 ? '' : `${nan} NaN, ${infinite} infinite`);

function topLines({ top, scoreChannels, channels, layout }: TensorSummary): string[] {
  const others = top[0]!.others.map(({ channel }) => `[${channel}]`);
  const several = layout.channels > 1;
  const among = scoreChannels.length === channels.length ? 'value' : `value of channels ${ranges(scoreChannels)} (those from 0 to 1)`;
  const rows = top.map(({ at, channel, value, others: beside }) => [at.join(', '), ...(several ? [String(channel)] : []), short(value), ...beside.map((other) => short(other.value))]);
  return [`  the ${countOf(top.length, 'cell')} with the highest ${among}`, ...table([[layout.height === 1 ? 'cell' : 'x, y', ...(several ? ['channel'] : []), 'value', ...others], ...rows])];
}

/** `0, 4-83`. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  const all = parts.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return all.length > 8 ? `${all.slice(0, 8).join(', ')}, ...` : all.join(', ');
}

/** What a parser made of tensors; boxes are in pixels of the network's input. */
export function describeResult(parser: string, { detections, classifications, segmentation, embedding, logs }: ParseResult, labels: readonly string[]): string {
  const lines: string[] = logs.map(({ level, message }) => `  ${level}: ${message}`);
  if (detections.length > 0) {
    const rows = detections.slice(0, MAX_RESULTS).map(({ label, classId, confidence, left, top, width, height, mask, keypoints, embedding: values }) => [
      label ?? `class ${classId}`,
      confidence.toFixed(3),
      ...[left, top, width, height].map((value) => value.toFixed(1)),
      [mask && `mask ${mask.width} x ${mask.height}`, keypoints && countOf(keypoints.length, 'keypoint'), values && `embedding of ${values.length}`].filter(Boolean).join(', '),
    ]);
    lines.push(`  ${countOf(detections.length, 'detection')}, boxes in pixels of the network's input`, ...table([['', 'confidence', 'left', 'top', 'width', 'height', ''], ...rows]));
    if (detections.length > rows.length) lines.push(`  and ${detections.length - rows.length} more (--json has all)`);
  }
  for (const { attribute, classId, confidence, label } of classifications) lines.push(`  attribute ${attribute}: ${label ?? `class ${classId}`}, ${confidence.toFixed(3)}`);
  if (segmentation) {
    const shares = new Map<number, number>();
    for (const classId of segmentation.classes) shares.set(classId, (shares.get(classId) ?? 0) + 1);
    const rows = [...shares].sort((a, b) => b[1] - a[1]).map(([classId, cells]) => [classId < 0 ? 'no class' : (labels[classId] ?? `class ${classId}`), `${((100 * cells) / segmentation.classes.length).toFixed(1)} %`]);
    lines.push(`  segmentation of ${segmentation.width} x ${segmentation.height} cells`, ...table(rows));
  }
  if (embedding) lines.push(`  embedding of ${embedding.length} values, length ${short(Math.hypot(...embedding))}`);
  if (lines.length === logs.length) lines.push('  nothing');
  return `${parser} finds\n${lines.join('\n')}\n`;
}

/** Columns, the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `    ${row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  ')}`.trimEnd());
}

function short(value: number | undefined): string {
  return value === undefined ? '-' : String(Number(value.toPrecision(4)));
}
