// SPDX-License-Identifier: MIT
// Frames with garbage: the video goes on, and the summary says how much was left out.
import { TestHost, type TestObject } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import nvdsanalytics from '../src/index.js';

const ini = `[property]
enable=1
config-width=1000
config-height=500
obj-cnt-win-in-ms=1
[roi-filtering-stream-0]
enable=1
roi-all=0;0;1000;0;1000;500;0;500
[line-crossing-stream-0]
enable=1
line-crossing-door=700;300;700;400;600;350;800;360
`;
const good: TestObject = { left: 100, top: 100, width: 40, height: 100, trackId: 1 };

describe.each(['exact', 'fixed'])('mode %s', (mode) => {
  const start = (params: object = {}): TestHost => new TestHost(nvdsanalytics, { params: { ini, mode, ...params } });

  test.each<[string, Partial<TestObject>]>([
    ['NaN', { left: NaN }],
    ['infinite', { height: Infinity }],
    ['of a negative width', { width: -1 }],
    ['of a negative height', { height: -100 }],
  ])('a box that is %s is skipped and counted', (_what, more) => {
    const host = start();
    const { json } = host.push({ width: 1000, height: 500, objects: [{ ...good, trackId: 2, ...more }, good] });
    expect(json['nvdsanalytics']).toMatchObject({ inRoi: { all: 1 }, objCount: { 0: 1 }, objects: [{ id: '1' }] });
    expect(host.eos().events).toMatchObject([{ type: 'summary', data: { padIndex: 0, skipped: { invalid: 1, untracked: 0 } } }]);
  });

  test('objects without a track id are in areas, and counted', () => {
    const host = start();
    const { json } = host.push({ width: 1000, height: 500, objects: [{ ...good, trackId: undefined }, good] });
    expect(json['nvdsanalytics']).toMatchObject({ inRoi: { all: 2 }, objects: [{ id: null }, { id: '1' }] });
    expect(host.eos().events).toMatchObject([{ data: { skipped: { invalid: 0, untracked: 1 } } }]);
  });

  test('a picture without a size is as large as the config says', () => {
    const { json, draws } = start().push({ width: 0, height: 0, objects: [good] });
    expect(json['nvdsanalytics']).toMatchObject({ inRoi: { all: 1 } });
    expect(draws.find(({ text }) => text === 'door=0')).toMatchObject({ x1: 800, y1: 360 });
  });

  test('a frame that does not tell its size leaves everything where it is', () => {
    const host = start();
    const sizes = [1000, 0, 1000].map((width) => host.push({ width, height: width / 2, objects: [good] }));
    for (const { json, draws } of sizes) {
      expect(json['nvdsanalytics']).toMatchObject({ inRoi: { all: 1 } });
      expect(draws.find(({ text }) => text === 'door=0')).toMatchObject({ x1: 800, y1: 360 });
    }
  });

  test('a pad without rules counts its classes', () => {
    expect(start().push({ padIndex: 9, objects: [good] }).json['nvdsanalytics']).toMatchObject({ inRoi: {}, objCount: { 0: 1 }, objects: [] });
  });

  test('time that goes backwards hurts nothing', () => {
    const host = start();
    for (const time of [10, 11, 3, 3, 4000, 5]) {
      expect(host.push({ time, width: 1000, height: 500, objects: [good] }).json['nvdsanalytics']).toMatchObject({ inRoi: { all: 1 } });
    }
  });
});

test('a mode that does not exist is refused with the one that was meant', () => {
  expect(() => new TestHost(nvdsanalytics, { params: { ini, mode: 'fixd' } })).toThrow('mode: expected "exact" or "fixed", got "fixd"; did you mean "fixed"?');
});
