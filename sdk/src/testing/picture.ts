// SPDX-License-Identifier: MIT
// A picture of a run: who went where, across which lines and zones, and what was told.
import { type Anchor, anchorFractions } from '../analytics/core/anchor.js';
import type { Point } from '../table/draw.js';
import { eventsOf, lineOf, type Results, type ToldEvent } from './event-text.js';
import type { FrameResult, ObjectRecord, PushResult } from './records.js';

/** A line or an area to be drawn; a `LineCrossing` or a `Zone` will do once it has seen a frame. */
export type PictureShape =
  | { readonly name?: string; readonly points: readonly Point[] }
  | { readonly name: string; readonly line: { readonly points: readonly Point[] } }
  | { readonly name: string; readonly area: { readonly shape: PictureArea } };

/** The shape of a `Zone`: a polygon or a circle. */
export type PictureArea = { readonly points: readonly Point[] } | { readonly center: Point; readonly radius: number };

/** What is to be seen besides the tracks. */
export interface PictureOptions {
  readonly title?: string;
  readonly lines?: readonly PictureShape[];
  readonly zones?: readonly PictureShape[];
  /** The point of a box that is followed; as for the rules, the middle of the lower edge when left out. */
  readonly anchor?: Anchor;
  /** Number of the source to be drawn; the first that is there when left out. */
  readonly sourceId?: number;
}

interface Stop {
  readonly time: number;
  readonly at: Point;
  readonly object: ObjectRecord;
}

const COLORS = ['#0b66c3', '#c2410c', '#15803d', '#a21caf', '#b45309', '#0e7490', '#be123c', '#4d7c0f'];
const LINE = '#d97706';
const ZONE = '#7c3aed';
/** Events in words below the picture. */
const TOLD = 12;
const MAX_WORDS = 130;

/**
 * A run as an SVG picture: lines and zones, the way of each track's anchor with its first and last time, the last boxes, and
 * where events happened.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
 * import { pictureOf, TestHost, walk } from '@nvtsprobe/sdk/testing';
 *
 * const door = new LineCrossing({ name: 'Door', line: [[0, 500], [1920, 500]] });
 * const host = new TestHost(defineProcessor({ onFrame: (frame) => void door.update(frame) }));
 * const played = host.play(walk({ from: [900, 400], to: [900, 600], seconds: 2 }));
 * console.log(pictureOf(played, { lines: [door] }));
 * ```
 */
export function pictureOf(results: Results, { title = '', lines = [], zones = [], anchor = 'bottom', sourceId }: PictureOptions = {}): string {
  const frames = framesOf(results, sourceId);
  const width = Math.max(1, ...frames.map((frame) => frame.width || 1920));
  const height = Math.max(1, ...frames.map((frame) => frame.height || 1080));
  const unit = Math.max(width, height) / 100;
  const told = eventsOf(results).filter((event) => sourceId === undefined || event.in === undefined || event.in.sourceId === sourceId);
  const words = told.slice(0, TOLD).map((event, i) => `${i + 1}:  ${cut(lineOf(event))}`);
  if (told.length > TOLD) words.push(`and ${told.length - TOLD} more`);
  const below = 2.4 * unit * (words.length + 1);
  const parts = [
    `<rect width="${num(width)}" height="${num(height)}" fill="#fafaf9" stroke="#d6d3d1" stroke-width="${num(unit / 5)}"/>`,
    ...zones.map((shape) => drawZone(shape, unit)),
    ...lines.map((shape) => drawLine(shape, unit)),
    ...[...tracksOf(frames, anchor)].map(([id, stops], i) => drawTrack(id, stops, COLORS[i % COLORS.length]!, unit)),
    ...told.map((event, i) => drawEvent(event, i + 1, unit)),
    title === '' ? '' : text([unit, 2.6 * unit], title, '#1c1917', 2.2 * unit),
    ...words.map((line, i) => text([unit, height + 2.4 * unit * (i + 1)], line, '#44403c', 1.4 * unit)),
  ];
  const whole = height + (words.length > 0 ? below : 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${num(width)} ${num(whole)}" width="1200" font-family="sans-serif">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...parts.filter((part) => part !== ''),
    '</svg>',
    '',
  ].join('\n');
}

function framesOf(results: Results, sourceId: number | undefined): FrameResult[] {
  const calls = 'steps' in results ? results.steps : 'events' in results ? [results] : results;
  const all = calls.flatMap((call) => ('frames' in call ? (call as PushResult).frames : []));
  const wanted = sourceId ?? all[0]?.sourceId;
  return all.filter((frame) => frame.sourceId === wanted);
}

function tracksOf(frames: readonly FrameResult[], anchor: Anchor): Map<string, Stop[]> {
  const [fromLeft, fromTop] = anchorFractions(anchor);
  const tracks = new Map<string, Stop[]>();
  for (const { time, objects } of frames) {
    for (const object of objects) {
      if (object.trackId === undefined) continue;
      const at: Point = [object.left + fromLeft * object.width, object.top + fromTop * object.height];
      const stops = tracks.get(String(object.trackId));
      if (stops) stops.push({ time, at, object });
      else tracks.set(String(object.trackId), [{ time, at, object }]);
    }
  }
  return tracks;
}

function drawTrack(id: string, stops: readonly Stop[], color: string, unit: number): string {
  const first = stops[0]!;
  const last = stops.at(-1)!;
  const { left, top, width, height, label } = last.object;
  return [
    `<polyline points="${points(stops.map(({ at }) => at))}" fill="none" stroke="${color}" stroke-width="${num(unit / 3)}" stroke-linejoin="round"/>`,
    ...stops.map(({ at: [x, y] }) => `<circle cx="${num(x)}" cy="${num(y)}" r="${num(unit / 3)}" fill="${color}"/>`),
    `<circle cx="${num(first.at[0])}" cy="${num(first.at[1])}" r="${num(unit)}" fill="#fff" stroke="${color}" stroke-width="${num(unit / 3)}"/>`,
    `<rect x="${num(left)}" y="${num(top)}" width="${num(width)}" height="${num(height)}" fill="none" stroke="${color}" stroke-width="${num(unit / 4)}" stroke-dasharray="${num(unit)}"/>`,
    text([first.at[0] + 1.4 * unit, first.at[1] - 0.6 * unit], `${label} ${id}, ${seconds(first.time)}`, color, 1.6 * unit),
    stops.length > 1 ? text([last.at[0] + 1.4 * unit, last.at[1] + 1.4 * unit], seconds(last.time), color, 1.6 * unit) : '',
  ].join('\n');
}

/** A line with an arrow to its inner side, the right one of who walks along it. */
function drawLine(shape: PictureShape, unit: number): string {
  const line = 'points' in shape ? shape.points : 'line' in shape ? shape.line.points : [];
  const [from, to] = [line[0], line.at(-1)];
  if (!from || !to) return '';
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const [nx, ny] = [-(to[1] - from[1]) / length, (to[0] - from[0]) / length];
  const [mx, my] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const tip: Point = [mx + 4 * unit * nx, my + 4 * unit * ny];
  const barb = (side: number): Point => [tip[0] - 1.2 * unit * (nx + side * ny), tip[1] - 1.2 * unit * (ny - side * nx)];
  return [
    `<polyline points="${points(line)}" fill="none" stroke="${LINE}" stroke-width="${num(unit / 2)}"/>`,
    `<polyline points="${points([[mx, my], tip])}" stroke="${LINE}" stroke-width="${num(unit / 3)}"/>`,
    `<polyline points="${points([barb(1), tip, barb(-1)])}" fill="none" stroke="${LINE}" stroke-width="${num(unit / 3)}"/>`,
    text([tip[0] + 0.6 * unit, tip[1] + 0.6 * unit], 'in', LINE, 1.6 * unit),
    text([to[0], to[1] - unit], shape.name ?? '', LINE, 1.8 * unit, 'end'),
  ].join('\n');
}

function drawZone(shape: PictureShape, unit: number): string {
  const area: PictureArea = 'area' in shape ? shape.area.shape : { points: 'points' in shape ? shape.points : [] };
  const look = `fill="${ZONE}" fill-opacity="0.12" stroke="${ZONE}" stroke-width="${num(unit / 3)}"`;
  if ('radius' in area) {
    const [x, y] = area.center;
    return `<circle cx="${num(x)}" cy="${num(y)}" r="${num(area.radius)}" ${look}/>\n${text([x, y], shape.name ?? '', ZONE, 1.8 * unit, 'middle')}`;
  }
  const [first] = area.points;
  return first ? `<polygon points="${points(area.points)}" ${look}/>\n${text([first[0] + unit, first[1] + 2.4 * unit], shape.name ?? '', ZONE, 1.8 * unit)}` : '';
}

/** A cross where an event says that it happened, with its number in the list below. */
function drawEvent({ data }: ToldEvent, number: number, unit: number): string {
  const place = Array.isArray(data['point']) ? (data['point'] as unknown[]) : [data['x'], data['y']];
  const [x, y] = place;
  if (typeof x !== 'number' || typeof y !== 'number') return '';
  const arm = 1.2 * unit;
  return [
    `<path d="M${num(x - arm)} ${num(y - arm)}L${num(x + arm)} ${num(y + arm)}M${num(x - arm)} ${num(y + arm)}L${num(x + arm)} ${num(y - arm)}" stroke="#dc2626" stroke-width="${num(unit / 2)}"/>`,
    text([x - 1.6 * unit, y - 0.6 * unit], String(number), '#dc2626', 1.8 * unit, 'end'),
  ].join('\n');
}

const num = (value: number): string => String(Math.round(value * 100) / 100);
const cut = (line: string): string => (line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS - 1)}…` : line);
const seconds = (time: number): string => `${num(time)} s`;
const points = (list: readonly Point[]): string => list.map(([x, y]) => `${num(x)},${num(y)}`).join(' ');
const escaped = (raw: string): string => raw.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

function text([x, y]: Point, content: string, color: string, size: number, align = 'start'): string {
  if (content === '') return '';
  const halo = `paint-order="stroke" stroke="#fff" stroke-width="${num(size / 5)}"`;
  return `<text x="${num(x)}" y="${num(y)}" font-size="${num(size)}" fill="${color}" text-anchor="${align}" ${halo}>${escaped(content)}</text>`;
}
