// SPDX-License-Identifier: MIT
// Frame by frame what NVIDIA's own nvdsanalytics answered to the same tracks and configs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import nvdsanalytics from '../src/index.js';
import type { FrameAnswer } from '../src/engine/answers.js';
import { comparable, type Expected, readExpected, readTracks } from './tracks.js';

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const shared = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

interface Case {
  readonly tracks: string;
  readonly ini: string;
  readonly expected: string;
  readonly fps: number;
  readonly size: readonly [number, number];
}

function answers({ tracks, ini, fps, size: [width, height] }: Case, frames: number): Expected[] {
  const host = new TestHost(nvdsanalytics, { params: { ini: readFileSync(ini, 'utf8') }, fps });
  const objects = readTracks(tracks);
  return Array.from({ length: frames }, (_, i) => {
    const { json } = host.push({ objects: objects[i] ?? [], width, height });
    return comparable(i, json['nvdsanalytics'] as FrameAnswer);
  });
}

function expectSame(cases: Case): void {
  const expected = readExpected(cases.expected);
  expect(expected.length).toBeGreaterThan(100);
  const given = answers(cases, expected.length);
  const wrong = expected.findIndex((answer, i) => JSON.stringify(sorted(answer)) !== JSON.stringify(sorted(given[i]!)));
  if (wrong >= 0) expect(given[wrong], `frame ${wrong}`).toEqual(expected[wrong]);
  expect(wrong).toBe(-1);
}

/** With the keys of all objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

describe('the synthetic tracks', () => {
  test.each(['lines-1080', 'strict-window30', 'balanced-extended-inverse'])('%s: every field of every frame is equal', (name) => {
    expectSame({
      tracks: join(fixtures, 'synthetic-a.csv'),
      ini: join(fixtures, `${name}.ini`),
      expected: join(fixtures, `synthetic-a--${name}.expected.jsonl.gz`),
      fps: 25,
      size: [1920, 1080],
    });
  });
});

test.each(['exact', 'fixed'])('in mode %s the metadata that applications read says the same as the JSON', (mode) => {
  const host = new TestHost(nvdsanalytics, { params: { ini: readFileSync(join(fixtures, 'lines-1080.ini'), 'utf8'), mode }, fps: 25 });
  let marked = 0;
  for (const objects of readTracks(join(fixtures, 'synthetic-a.csv'))) {
    const result = host.push({ objects, width: 1920, height: 1080 });
    const answer = result.json['nvdsanalytics'] as FrameAnswer;
    expect(result.frames[0]?.analytics).toEqual({
      uniqueId: 17,
      overcrowded: Object.fromEntries(Object.entries(answer.overcrowding).map(([label, value]) => [label, value === 1])),
      inRoi: answer.inRoi,
      crossed: answer.lcCurrent,
      crossedTotal: answer.lcCumulative,
      classCounts: answer.objCount,
    });
    const found = result.objects.flatMap(({ trackId, analytics }) => (analytics ? [{ id: String(trackId), ...analytics }] : []));
    expect(found).toEqual(
      answer.objects.map(({ id, roi, oc, lc, dir, status }) => ({ id, uniqueId: 17, rois: roi, overcrowding: oc, crossed: lc, direction: dir, status })),
    );
    marked += found.length;
  }
  expect(marked).toBeGreaterThan(100);
});

describe('public sequences (skipped where ../shared/data is absent: their licence forbids to carry them along)', () => {
  const cases = [
    { name: 'PETS09-S2L1', fps: 7, size: [768, 576] },
    { name: 'TUD-Stadtmitte', fps: 25, size: [640, 480] },
  ] as const;
  test.skipIf(!existsSync(join(shared, 'mot'))).each(cases)('$name: every field of every frame is equal', ({ name, fps, size }) => {
    expectSame({
      tracks: join(shared, 'mot', `${name}.csv`),
      ini: join(shared, 'nvdsanalytics', 'pets.ini'),
      expected: join(shared, 'nvdsanalytics', `${name}--pets.expected.jsonl`),
      fps,
      size,
    });
  });
});
