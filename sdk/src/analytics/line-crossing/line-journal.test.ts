// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import type { Point } from '../../table/draw.js';
import { TestHost } from '../../testing/test-host.js';
import { LineCrossing } from './line-crossing.js';
import type { LineExplanation } from './line-journal.js';

const line: Point[] = [[100, 100], [300, 100]];

/** The explanation of a track that goes from point to point; `undefined` is a frame without it. */
function explain(path: readonly (Point | undefined)[], classes: readonly number[] = []): LineExplanation {
  const rule = new LineCrossing({ line, explain: true, debounce: 0.3, maxGap: 1 });
  const host = new TestHost(defineProcessor({ onFrame: (frame) => void rule.update(frame) }), { fps: 10 });
  path.forEach((point, i) => {
    const box = point && { left: point[0] - 5, top: point[1] - 20, width: 10, height: 20, trackId: 7, classId: classes[i] ?? 0 };
    host.push({ objects: box ? [box] : [] });
  });
  return rule.explain(7n)!;
}

const far: Point = [200, 110];
const absent = Array.from({ length: 15 }, () => undefined);

test.each<[string, (Point | undefined)[], LineExplanation['passed'], LineExplanation['stoppedBy'], string]>([
  ['counted', [[190, 90], far, far, far, far], ['one side', 'other side', 'between the ends', 'debounce', 'motion'], undefined,
    'track 7 was counted in: it crossed from the left to the right at (195, 100) at 0.05 s'],
  ['never there', [[200, 50], [200, 60]], ['one side'], 'other side', 'track 7 was not counted: it stayed on the left and came no nearer to the line than 40 px'],
  ['on the line', [[200, 90], [200, 100]], ['one side'], 'other side', 'track 7 is not counted yet: it is on the line, within the margin, and has not reached the other side'],
  ['touched', [[200, 90], [200, 100], [200, 90]], ['one side'], 'other side', 'track 7 was not counted: it met the line and returned at 0.2 s without having reached the other side'],
  ['waiting', [[200, 90], far, far], ['one side', 'other side', 'between the ends'], 'debounce', 'track 7 is not counted yet: it has been on the other side for 0.1 of 0.3 s'],
  ['turned back', [[200, 90], far, far, [200, 90]], ['one side', 'other side', 'between the ends'], 'debounce', 'track 7 was not counted: it turned back at 0.3 s after 0.2 of 0.3 s on the other side'],
  ['round the end', [[400, 90], [400, 110]], ['one side', 'other side'], 'between the ends', 'track 7 was not counted: at 0.1 s it had passed beyond an end of the line from (100, 100) to (300, 100)'],
  ['unseen', [[200, 90], ...absent, far], [], 'one side', 'track 7 was not counted: it was unseen for 1.6 s, which is longer than maxGap, and started anew on the right'],
  ['started on the line', [[200, 100], far], [], 'one side', 'track 7 was not counted: it started on the line, and was first seen beside it at 0.1 s'],
  ['stayed on the line', [[200, 100], [200, 100]], [], 'one side', 'track 7 was not counted: it has been on the line since it was first seen'],
])('%s', (_, path, passed, stoppedBy, text) => {
  expect(explain(path)).toMatchObject({ text, passed, stoppedBy });
});

test('a change of class', () => {
  expect(explain([[200, 90], far], [0, 2]).text).toBe('track 7 was not counted: at 0.1 s its class changed, and it started anew on the right');
});

test('the path holds the last 32 points with their sides, the newest last', () => {
  const { path, nearest } = explain(Array.from({ length: 40 }, (_, i): Point => [200, 60 + i]));
  expect(path.length).toBe(32);
  expect(path[0]).toEqual({ time: expect.closeTo(0.8), x: 200, y: 68, side: 'left' });
  expect(path.at(-1)).toEqual({ time: expect.closeTo(3.9), x: 200, y: 99, side: 'on the line' });
  expect(nearest).toBe(1);
});

test('a track that was not seen has no explanation, and a rule that keeps none says how to get them', () => {
  expect(new LineCrossing({ line, explain: true }).explain(1n)).toBeUndefined();
  expect(() => new LineCrossing({ line }).explain(1n)).toThrow('this rule (line-crossing) keeps no explanations: make it with explain: true');
});
