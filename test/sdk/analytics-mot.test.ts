// SPDX-License-Identifier: MIT
// Rules on the ground truth of real sequences, which may not be distributed with the project: the test runs where the data
// folder lies beside the checkout.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineProcessor, LineCrossing, WrongWay, Zone } from '@nvtsprobe/sdk';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import { wrongWays } from './wrong-way.js';

type Point = readonly [x: number, y: number];

/** Lines and zones of which no part has whole or half coordinates, as feet have: none stands on one. */
interface Sequence {
  readonly name: string;
  readonly fps: number;
  readonly lines: readonly (readonly [Point, Point])[];
  readonly zones: readonly (readonly Point[])[];
}

const sequences: readonly Sequence[] = [
  {
    name: 'PETS09-S2L1',
    fps: 10,
    lines: [[[150.3, 200.3], [150.3, 420.3]], [[300.3, 190.3], [470.3, 130.3]], [[560.3, 300.3], [600.3, 140.3]], [[0.3, 300.3], [768.3, 310.4]]],
    zones: [[[250.3, 180.3], [480.3, 160.3], [520.3, 330.3], [230.3, 360.3]], [[0.3, 576.3], [300.3, 330.3], [420.3, 420.3], [760.3, 300.3], [768.3, 576.3]]],
  },
  { name: 'TUD-Stadtmitte', fps: 25, lines: [[[300.3, 100.3], [310.3, 480.3]], [[450.3, 480.3], [420.3, 200.3]]], zones: [[[150.3, 480.3], [200.3, 250.3], [480.3, 230.3], [560.3, 480.3]]] },
];

/** A track's feet, by frame. */
type Path = Map<number, Point>;
interface Row {
  readonly frame: number;
  readonly trackId: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function readRows(file: string): Row[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map(Number))
    .map(([frame = 0, trackId = 0, , left = 0, top = 0, width = 0, height = 0]) => ({ frame, trackId, left, top, width, height }));
}

function pathsOf(rows: readonly Row[]): Path[] {
  const paths = new Map<number, Path>();
  for (const { frame, trackId, left, top, width, height } of rows) {
    if (!paths.has(trackId)) paths.set(trackId, new Map());
    paths.get(trackId)!.set(frame, [Math.fround(left) + 0.5 * Math.fround(width), Math.fround(top) + Math.fround(height)]);
  }
  return [...paths.values()];
}

/** Runs rules over the frames of a sequence. */
function play(rows: readonly Row[], fps: number, rules: readonly (LineCrossing | Zone | WrongWay)[], after?: (frame: number) => void): void {
  const host = new TestHost(defineProcessor({ onFrame: (frame) => rules.forEach((rule) => rule.update(frame)) }), { fps });
  const last = Math.max(...rows.map(({ frame }) => frame));
  for (let frame = 0; frame <= last; frame++) {
    host.push({ objects: rows.filter((row) => row.frame === frame) });
    after?.(frame);
  }
}

const turn = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

/** Steps of a path that go from strictly one side of a segment to strictly the other, between its ends. */
function crossings(path: Path, [from, to]: readonly [Point, Point]): [number, number] {
  const counts: [number, number] = [0, 0];
  const points = [...path.entries()].sort(([a], [b]) => a - b).map(([, point]) => point);
  points.slice(1).forEach((point, i) => {
    const before = turn(from, to, points[i]!);
    const after = turn(from, to, point);
    expect(before * after).not.toBe(0);
    if (before * after < 0 && turn(points[i]!, point, from) * turn(points[i]!, point, to) < 0) counts[after > 0 ? 0 : 1]++;
  });
  return counts;
}

/** Whether a point is inside: an odd number of edges lies to its right. */
function inside([x, y]: Point, polygon: readonly Point[]): boolean {
  return polygon.filter(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length]!;
    return ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax);
  }).length % 2 === 1;
}

/** Stays in a polygon, from runs of frames: how many there were, how many ended, and the seconds of those that did. */
function stays(path: Path, polygon: readonly Point[], last: number, fps: number): [entered: number, left: number, seconds: number] {
  let [entered, left, frames] = [0, 0, 0];
  const isIn = (frame: number): boolean => path.has(frame) && inside(path.get(frame)!, polygon);
  for (let frame = 0; frame <= last; frame++) {
    if (!isIn(frame) || isIn(frame - 1)) continue;
    let end = frame;
    while (isIn(end + 1)) end++;
    entered++;
    if (end >= last) continue;
    left++;
    // Who walks out has left at the first frame outside, who is lost at the last frame inside.
    frames += end - frame + (path.has(end + 1) ? 1 : 0);
  }
  return [entered, left, frames / fps];
}

const add = <Sum extends readonly number[]>(all: readonly Sum[]): number[] => all.reduce<number[]>((sum, each) => each.map((value, i) => value + (sum[i] ?? 0)), []);

const data = fileURLToPath(new URL('../../../shared/data/mot/', import.meta.url));

describe.each(sequences)('$name', ({ name, fps, lines, zones }) => {
  const file = `${data}${name}.csv`;
  const skip = existsSync(file) ? false : `the ground truth of ${name} is not beside the checkout`;

  test.skipIf(skip)('lines count as the reference says, and zones hold whom it says at every frame', () => {
    const rows = readRows(file);
    const paths = pathsOf(rows);
    const doors = lines.map((line) => new LineCrossing({ line, margin: 0, maxGap: 1000 }));
    const halls = zones.map((polygon) => new Zone({ polygon, margin: 0, maxGap: 0 }));
    play(rows, fps, [...doors, ...halls], (frame) => {
      const feet = paths.map((path) => path.get(frame)).filter((point) => point !== undefined);
      halls.forEach((hall, i) => expect(hall.occupancy).toBe(feet.filter((point) => inside(point, zones[i]!)).length));
    });
    const expected = lines.map((line) => paths.map((path) => crossings(path, line)).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]));
    expect(doors.map((door) => [door.in, door.out])).toEqual(expected);
    expect(expected.flat().reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  });

  test.skipIf(skip)('zones are entered and left as often as the reference says, for as long', () => {
    const rows = readRows(file);
    // A track that misses one frame is lost.
    const halls = zones.map((polygon) => new Zone({ polygon, margin: 0, maxGap: 1.5 / fps }));
    play(rows, fps, halls);
    const last = Math.max(...rows.map(({ frame }) => frame));
    const expected = zones.map((polygon) => add(pathsOf(rows).map((path) => stays(path, polygon, last, fps))));
    // Who passes between two frames is seen inside at none.
    const counted = halls.map((hall) => hall.counters()).map(({ entered, left, seconds, passed }) => [entered! - passed!, left! - passed!, seconds!]);
    for (const [i, [entered, left, seconds]] of expected.entries()) expect(counted[i]).toEqual([entered, left, expect.closeTo(seconds!, 1)]);
    expect(expected.flat()[0]).toBeGreaterThan(3);
  });

  test.skipIf(skip)('who goes against a direction is told as often as the reference says', () => {
    const rows = readRows(file);
    const ways = [[1, 0.1], [-1, 0.1], [0.3, 1], [-0.2, -1]] as const;
    // No step from pixel to pixel is at this angle to one of these ways.
    const options = { tolerance: 44.3, seconds: 1.5, step: 12 };
    const lanes = ways.map((way) => new WrongWay({ line: [[0, 0], way], maxGap: 1000, ...options }));
    play(rows, fps, lanes);
    const paths = pathsOf(rows).map((path) => [...path].sort(([a], [b]) => a - b).map(([frame, [x, y]]) => ({ time: frame / fps, x, y })));
    const expected = ways.map((way) => paths.reduce((sum, path) => sum + wrongWays(path, { way, ...options }), 0));
    expect(lanes.map((lane) => lane.counters()['wrong'])).toEqual(expected);
    expect(expected.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  });
});
