// SPDX-License-Identifier: MIT
// What mode `fixed` answers otherwise than nvdsanalytics: each entry of the README's list, with both answers.
import { type TestFrame, TestHost, type TestObject } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import type { FrameAnswer } from '../src/engine/answers.js';
import nvdsanalytics from '../src/index.js';

type Point = readonly [x: number, y: number];
const MODES = ['exact', 'fixed'] as const;

/** A line along y = 540 from x = 800 to 1120, crossed downwards. */
const line = (keys = ''): string => `[line-crossing-stream-0]\nenable=1\nline-crossing-door=960;300;960;800;800;540;1120;540\n${keys}`;
const LINE = line('extended=0\nmode=balanced\n');

const property = (keys = ''): string => `[property]\nenable=1\nconfig-width=1920\nconfig-height=1080\n${keys}`;
const host = (ini: string, mode: string, fps: number): TestHost => new TestHost(nvdsanalytics, { params: { ini: property() + ini, mode }, fps });

/** A box of 40 × 100 px with its foot at a point; of 1 with another height. */
function box([x, y]: Point, more: Partial<TestObject> = {}): TestObject {
  const height = more.height ?? 100;
  return { left: x - 20, top: y - height, width: 40, height, trackId: 1, ...more };
}

const frame = (...objects: readonly TestObject[]): TestFrame => ({ width: 1920, height: 1080, objects });

/** The answers of both modes to the same frames: something of each, or of the last. */
function both<Value>(ini: string, frames: readonly TestFrame[], look: (answer: FrameAnswer, i: number) => Value, fps = 25): { exact: Value[]; fixed: Value[] } {
  const play = (mode: string): Value[] => {
    const player = host(ini, mode, fps);
    return frames.map((each, i) => look(structuredClone(player.push(each).json['nvdsanalytics']) as FrameAnswer, i));
  };
  return { exact: play('exact'), fixed: play('fixed') };
}

/** The last of what `both` found. */
function last<Value>(ini: string, frames: readonly TestFrame[], look: (answer: FrameAnswer) => Value, fps = 25): { exact: Value; fixed: Value } {
  const { exact, fixed } = both(ini, frames, look, fps);
  return { exact: exact.at(-1)!, fixed: fixed.at(-1)! };
}

const count = (answer: FrameAnswer): number => answer.lcCumulative['door']!;

/** Points along a path, so many frames from each corner to the next. */
function path(frames: number, ...corners: readonly Point[]): Point[] {
  return corners.slice(1).flatMap(([x, y], i): Point[] => {
    const [fromX, fromY] = corners[i]!;
    return Array.from({ length: frames }, (_, j): Point => [fromX + ((x - fromX) * (j + 1)) / frames, fromY + ((y - fromY) * (j + 1)) / frames]);
  });
}
const walk = (points: readonly Point[], more: Partial<TestObject> = {}): TestFrame[] => points.map((point) => frame(box(point, more)));
const down = path(50, [960, 340], [960, 740]);

describe('lines', () => {
  test('return crossings: in, back and in again', () => {
    const frames = walk(path(60, [960, 340], [960, 740], [960, 340], [960, 740]));
    expect(last(LINE, frames, count)).toEqual({ exact: 1, fixed: 2 });
  });

  test('objects without a track id: one of them switches lines and directions off', () => {
    const frames = [frame(box([300, 300], { trackId: undefined })), ...walk(down)];
    expect(last(LINE, frames, count)).toEqual({ exact: 0, fixed: 1 });
  });

  test('paths round the end of a line', () => {
    // First to the right, then down beside the end, then back to the left below.
    const frames = walk(path(12, [960, 440], [1300, 440], [1300, 640], [960, 640]));
    expect(last(LINE, frames, count)).toEqual({ exact: 1, fixed: 0 });
  });

  test('paths with a bend over the line', () => {
    // Along the line from far beyond its end, over it, and on.
    const frames = walk(path(13, [200, 440], [810, 440], [810, 640]));
    expect(last(line('extended=0\n'), frames, count)).toEqual({ exact: 0, fixed: 1 });
  });

  test('to touch a line and return', () => {
    const frames = walk(path(20, [960, 440], [960, 540], [960, 440]));
    expect(last(line('extended=0\n'), frames, count)).toEqual({ exact: 1, fixed: 0 });
  });

  test('slow objects', () => {
    // 15 px a second: 30 px in the 50 frames that nvdsanalytics remembers.
    const frames = walk(path(600, [960, 360], [960, 720]));
    expect(last(LINE, frames, count)).toEqual({ exact: 0, fixed: 1 });
  });

  test('few frames: the same walk at 25 and at 5 frames a second', () => {
    const strict = line('extended=0\nmode=strict\n');
    expect(last(strict, walk(path(50, [960, 340], [960, 740])), count, 25)).toEqual({ exact: 1, fixed: 1 });
    expect(last(strict, walk(path(10, [960, 340], [960, 740])), count, 5)).toEqual({ exact: 0, fixed: 1 });
  });

  test('small pictures: the same walk at 1920×1080 and at 240×135', () => {
    const small = down.map(([x, y]) => ({ width: 240, height: 135, objects: [box([x / 8, y / 8], { left: (x - 20) / 8, width: 5, height: 12.5 })] }));
    expect(last(LINE, walk(down), count)).toEqual({ exact: 1, fixed: 1 });
    expect(last(LINE, small, count)).toEqual({ exact: 0, fixed: 1 });
  });

  test('an arrow aslant to the line: a crossing against it', () => {
    // The arrow goes right and a little down; the walk goes right and a little up.
    const slant = '[line-crossing-stream-0]\nenable=1\nline-crossing-door=760;500;1160;580;400;540;1520;540\nmode=balanced\n';
    const up = walk(path(50, [760, 600], [1160, 480]));
    expect(last(slant, up, count)).toEqual({ exact: 1, fixed: 0 });
  });

  test('a track id that goes on with another class', () => {
    const frames = [...walk(down.slice(0, 20), { classId: 0 }), ...walk(down.slice(40), { classId: 2 })];
    expect(last(LINE, frames, count)).toEqual({ exact: 1, fixed: 0 });
  });
});

describe('areas', () => {
  const ROI = '[roi-filtering-stream-0]\nenable=1\nroi-hall=100;100;300;100;300;300;100;300\n';
  const CROWD = '[overcrowding-stream-0]\nenable=1\nroi-hall=100;100;300;100;300;300;100;300\nobject-threshold=2\n';
  const inHall = (answer: FrameAnswer): number => answer.inRoi['hall']!;
  const crowded = (answer: FrameAnswer): number => answer.overcrowding['hall']!;

  test('where a box stands: a box that becomes smaller', () => {
    // A person of 200 px sits down: 100 px, with the foot where it was, above the upper edge at y = 100.
    const frames = [...walk(Array.from({ length: 30 }, (): Point => [200, 90]), { height: 200 }), ...walk([[200, 90]], { height: 100 })];
    expect(last(ROI, frames, inHall)).toEqual({ exact: 1, fixed: 0 });
  });

  test('objects without a track id: they share one height', () => {
    const untracked = { trackId: undefined };
    const tall = Array.from({ length: 20 }, () => box([900, 900], { ...untracked, height: 400 }));
    expect(last(ROI, [frame(...tall, box([200, 90], untracked))], inHall)).toEqual({ exact: 1, fixed: 0 });
  });

  test('the border', () => {
    const onEdges = [[100, 200], [300, 200], [200, 100], [200, 300]].map(([x, y], trackId) => box([x!, y!], { trackId }));
    expect(last(ROI, [frame(...onEdges)], inHall)).toEqual({ exact: 2, fixed: 4 });
  });

  test('fractions of pixels: the config on a smaller picture', () => {
    // A third of the size: the area begins at y = 33.3, and the foot stands at 33.8.
    const frames = [{ width: 640, height: 360, objects: [{ left: 60, top: 13.9, width: 10, height: 19.9, trackId: 1 }] }];
    expect(last(ROI, frames, inHall)).toEqual({ exact: 0, fixed: 1 });
  });

  test('time-threshold', () => {
    const pair = frame(box([150, 200]), box([250, 200], { trackId: 2 }));
    const since = ({ exact, fixed }: { exact: number[]; fixed: number[] }): number[] => [exact.indexOf(1), fixed.indexOf(1)];
    const frames = Array.from({ length: 80 }, () => pair);
    expect(since(both(`${CROWD}time-threshold=1000\n`, frames, crowded))).toEqual([0, 25]);
    expect(since(both(CROWD, frames, crowded))).toEqual([0, 50]);
    expect(since(both(`${CROWD}time-threshold=0\n`, frames, crowded))).toEqual([0, 0]);
  });

  test('an ROI and an overcrowding area of one label', () => {
    const roi = `${ROI}class-id=0\n`;
    const frames = [frame(box([150, 200], { classId: 0 }), box([250, 200], { classId: 2, trackId: 2 }))];
    expect(last(roi + CROWD, frames, inHall)).toEqual({ exact: 2, fixed: 1 });
  });
});

describe('directions', () => {
  const north = (keys = ''): string => `[direction-detection-stream-0]\nenable=1\ndirection-north=960;800;960;300\n${keys}`;
  const status = ({ objects }: FrameAnswer): string => objects[0]?.status.trim() ?? '';

  test('the mode', () => {
    // 45° off the arrow.
    const frames = walk(path(30, [600, 900], [900, 600]));
    expect(last(north('mode=strict\n'), frames, status)).toEqual({ exact: 'DIR:north', fixed: '' });
    expect(last(north('mode=balanced\n'), frames, status)).toEqual({ exact: 'DIR:north', fixed: 'DIR:north' });
  });

  test('a turn: the direction is that of the last step, not that from where the track was first seen', () => {
    const frames = walk(path(20, [960, 900], [960, 500], [960, 700]));
    expect(last(north(), frames, status)).toEqual({ exact: 'DIR:north', fixed: '' });
  });

  test('stopped: a box that trembles', () => {
    const frames = walk(Array.from({ length: 100 }, (_, i): Point => [960 + (i % 3), 540 + 3 * (i % 2)]));
    expect(last(north(), frames, status)).toEqual({ exact: '', fixed: 'STOPPED' });
  });

  test('stopped: after two seconds, whatever the frame rate', () => {
    const still = Array.from({ length: 130 }, () => frame(box([960, 540])));
    const since = (fps: number): number[] => {
      const { exact, fixed } = both(north(), still, status, fps);
      return [exact.indexOf('STOPPED') / fps, fixed.indexOf('STOPPED') / fps];
    };
    expect(since(5)).toEqual([10, 2]);
    expect(since(50)).toEqual([1, 2]);
  });
});

describe('counts and time', () => {
  test('class counts: of two that are as frequent in the window', () => {
    const frames = [3, 1, 1, 3].map((length) => frame(...Array.from({ length }, (_, trackId) => box([300 * trackId, 500], { trackId }))));
    const ini = 'obj-cnt-win-in-ms=1000\n' + LINE;
    expect(last(ini, frames, (answer) => answer.objCount['0'])).toEqual({ exact: 1, fixed: 3 });
  });

  test('a picture that changes its size', () => {
    const half = down.slice(25).map(([x, y]) => ({ width: 960, height: 540, objects: [box([x / 2, y / 2], { left: (x - 20) / 2, width: 20, height: 50 })] }));
    expect(last(LINE, [...walk(down.slice(0, 25)), ...half], count)).toEqual({ exact: 0, fixed: 1 });
  });

  test('a restart', () => {
    const after = (mode: string): unknown => {
      const first = host(LINE, mode, 25);
      walk(down).forEach((each) => first.push(each));
      return (first.reload(nvdsanalytics).push(frame()).json['nvdsanalytics'] as FrameAnswer).lcCumulative['door'];
    };
    expect(MODES.map(after)).toEqual([0, 1]);
  });

  test('a restart in the middle of a crossing: the ids of a tracker begin anew, and its track 1 is another', () => {
    const cumulative = (next: (first: TestHost) => TestHost): unknown => {
      const first = host(LINE, 'fixed', 25);
      walk(down.slice(0, 20)).forEach((each) => first.push(each));
      const second = next(first);
      return walk(down.slice(30)).map((each) => (second.push(each).json['nvdsanalytics'] as FrameAnswer).lcCumulative['door']).at(-1);
    };
    const restart = (first: TestHost): TestHost => {
      const second = host(LINE, 'fixed', 25);
      second.restore(first.save());
      return second;
    };
    expect([cumulative((first) => first.reload(nvdsanalytics)), cumulative(restart)]).toEqual([1, 0]);
  });
});

describe('what makes no sense', () => {
  test('a box of no size', () => {
    const flat = frame(box([200, 200], { height: 0 }));
    const roi = '[roi-filtering-stream-0]\nenable=1\nroi-hall=100;100;300;100;300;300;100;300\n';
    expect(last(roi, [flat], (answer) => answer.inRoi['hall'])).toEqual({ exact: 1, fixed: 0 });
  });

  test.each([
    ['an object-threshold of 0', '[overcrowding-stream-0]\nenable=1\nroi-a=1;1;9;1;9;9\nobject-threshold=0\n', 'expected an integer from 1'],
    ['an arrow along its line', '[line-crossing-stream-0]\nenable=1\nline-crossing-a=1;1;9;1;1;5;9;5\n', 'turn it across the line'],
  ])('%s is taken by nvdsanalytics, and refused in mode fixed', (_fault, ini, message) => {
    expect(() => host(ini, 'exact', 25)).not.toThrow();
    expect(() => host(ini, 'fixed', 25)).toThrow(message);
  });
});
