// SPDX-License-Identifier: MIT
// Rules on the ground truth of real sequences, which may not be distributed with the project: the test runs where the data
// folder lies beside the checkout.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineProcessor, LineCrossing, Zone } from '@nvtsprobe/sdk';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';

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

const data = fileURLToPath(new URL('../../../shared/data/mot/', import.meta.url));

describe.each(sequences)('$name', ({ name, fps, lines, zones }) => {
  const file = `${data}${name}.csv`;
  const skip = existsSync(file) ? false : `the ground truth of ${name} is not beside the checkout`;

  test.skipIf(skip)('lines count as the reference says, and zones hold whom it says at every frame', () => {
    const rows = readRows(file);
    const paths = pathsOf(rows);
    const doors = lines.map((line) => new LineCrossing({ line, margin: 0, maxGap: 1000 }));
    const halls = zones.map((polygon) => new Zone({ polygon, maxGap: 0 }));
    const host = new TestHost(defineProcessor({ onFrame: (frame) => [...doors, ...halls].forEach((rule) => rule.update(frame)) }), { fps });
    const last = Math.max(...rows.map(({ frame }) => frame));
    for (let frame = 0; frame <= last; frame++) {
      host.push({ objects: rows.filter((row) => row.frame === frame) });
      const feet = paths.map((path) => path.get(frame)).filter((point) => point !== undefined);
      halls.forEach((hall, i) => expect(hall.occupancy).toBe(feet.filter((point) => inside(point, zones[i]!)).length));
    }
    const expected = lines.map((line) => paths.map((path) => crossings(path, line)).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]));
    expect(doors.map((door) => [door.in, door.out])).toEqual(expected);
    expect(expected.flat().reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  });
});
