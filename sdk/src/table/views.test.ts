// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import type { PushResult, TestFrame, TestObject } from '../testing/records.js';
import { TestHost } from '../testing/test-host.js';
import type { FrameView } from './frame-view.js';
import type { ObjectView } from './object-view.js';

const box = { left: 10, top: 20, width: 30, height: 40 };

function run(frame: TestFrame, onFrame: (frame: FrameView) => void): PushResult {
  return new TestHost(defineProcessor({ onFrame: (view) => onFrame(view) })).push(frame);
}

function look<T>(frame: TestFrame, read: (frame: FrameView) => T): T {
  let value: { readonly of: T } | undefined;
  run(frame, (view) => {
    value = { of: read(view) };
  });
  return value!.of;
}

const edit = (object: Partial<TestObject>, change: (object: ObjectView) => void): PushResult =>
  run({ objects: [{ ...box, ...object }] }, (frame) => change(frame.objects.at(0)!));

describe('reading a frame', () => {
  test('its numbers, times and sizes', () => {
    const frame = { sourceId: 3, padIndex: 4, frameNumber: 9, time: 1.5, ntp: 7n, width: 768, height: 576, sourceWidth: 1920, sourceHeight: 1080, inferDone: false };
    const seen = look(frame, (f) => ({
      sourceId: f.sourceId, padIndex: f.padIndex, frameNumber: f.frameNumber, time: f.time, ntp: f.ntp, width: f.width,
      height: f.height, sourceWidth: f.sourceWidth, sourceHeight: f.sourceHeight, inferDone: f.inferDone,
    }));
    expect(seen).toEqual(frame);
    expect(look(frame, (f) => f.pts)).toBe(1_500_000_000n);
  });

  test('what the pipeline does not say is undefined', () => {
    expect(look({}, (f) => [f.ntp, f.sensor])).toEqual([undefined, undefined]);
  });

  test('its sensor', () => {
    expect(look({ sensor: { id: 'c1', name: 'Tür' } }, (f) => f.sensor)).toEqual({ id: 'c1', name: 'Tür', uri: '' });
  });
});

describe('reading objects', () => {
  const objects = [
    { ...box, label: 'person', classId: 0, confidence: 0.5, trackId: 2n ** 64n - 2n },
    { ...box, label: 'car', classId: 2, parent: 0, left: 1.5 },
    { ...box, label: 'person', classId: 0, trackId: 5, left: NaN },
  ];

  test('their fields', () => {
    const seen = look({ objects }, (f) => [...f.objects].map((o) => [o.label, o.classId, o.confidence, o.trackId, o.tracked, o.left]));
    expect(seen).toEqual([
      ['person', 0, 0.5, 2n ** 64n - 2n, true, 10],
      ['car', 2, 1, undefined, false, 1.5],
      ['person', 0, 1, 5n, true, NaN],
    ]);
  });

  test('edges and middle of a box', () => {
    const seen = look({ objects }, (f) => [f.objects.at(0)!].map((o) => [o.right, o.bottom, o.centerX, o.centerY])[0]);
    expect(seen).toEqual([40, 60, 25, 40]);
  });

  test('classifiers and their labels', () => {
    const classifiers = [{ componentId: 4, type: 'colour', labels: [{ label: 'red', probability: 0.5, classId: 1, labelId: 2, classCount: 3 }] }];
    const seen = look({ objects: [{ ...box, classifiers }] }, (f) =>
      f.objects.at(0)!.classifiers.map((c) => ({
        componentId: c.componentId,
        type: c.type,
        labels: c.labels.map((l) => ({ label: l.label, probability: l.probability, classId: l.classId, labelId: l.labelId, classCount: l.classCount })),
      })),
    );
    expect(seen).toEqual(classifiers);
  });

  test('by class number and by label', () => {
    expect(look({ objects }, (f) => [...f.objects.where('person')].map((o) => o.row))).toEqual([0, 2]);
    expect(look({ objects }, (f) => [...f.objects.where(2)].map((o) => o.row))).toEqual([1]);
    expect(look({ objects }, (f) => [...f.objects.where('bicycle')])).toEqual([]);
  });

  test('by place, from either end', () => {
    const at = (i: number): string | undefined => look({ objects }, (f) => f.objects.at(i)?.label);
    expect([at(0), at(1), at(-1), at(3), at(-4)]).toEqual(['person', 'car', 'person', undefined, undefined]);
  });

  test('the parent', () => {
    expect(look({ objects }, (f) => [f.objects.at(0)!.parent, f.objects.at(1)!.parent?.row])).toEqual([undefined, 0]);
  });

  test('a box that is not finite is marked', () => {
    expect(look({ objects }, (f) => [...f.objects].map((o) => o.hasInvalidBox))).toEqual([false, false, true]);
  });

  test('a track keeps its key, and a new one is seen for the first time once', () => {
    const seen: unknown[] = [];
    const host = new TestHost(
      defineProcessor({ onFrame: (f) => void seen.push([...f.objects].map((o) => [o.trackKey, o.trackSerial, o.firstSeen])) }),
    );
    host.push({ objects: [{ ...box, trackId: 9 }] });
    host.push({ objects: [{ ...box, trackId: 8 }, { ...box, trackId: 9 }, box] });
    expect(seen).toEqual([[[0, 1, true]], [[1, 2, true], [0, 1, false], [-1, 0, false]]]);
  });

  test('each frame of a batch has its own objects', () => {
    const counts: number[] = [];
    new TestHost(defineProcessor({ onFrame: (f) => void counts.push(f.objects.length, ...[...f.objects].map((o) => o.left)) })).push({
      frames: [{ objects: [{ ...box, left: 1 }, { ...box, left: 2 }] }, {}, { objects: [{ ...box, left: 3 }] }],
    });
    expect(counts).toEqual([2, 1, 2, 0, 1, 3]);
  });

  test('walking 20,000 objects twice makes one view for each', () => {
    const many = Array.from({ length: 20_000 }, () => box);
    const seen = new Set<ObjectView>();
    const count = look({ objects: many }, (f) => {
      for (const object of f.objects) seen.add(object);
      for (const object of f.objects) seen.add(object);
      return f.objects.length;
    });
    expect([count, seen.size]).toEqual([20_000, 20_000]);
  });
});

describe('editing objects', () => {
  test('every field that can be changed', () => {
    const changed = {
      classId: 7, label: 'größer', confidence: 0.25, trackId: 2n ** 63n + 1n, componentId: 5, left: 1, top: 2, width: 3, height: 4,
      trackerConfidence: 0.5, detectorBox: { left: 5, top: 6, width: 7, height: 8 }, trackerBox: { left: 9, top: 10, width: 11, height: 12 },
      borderWidth: 4, borderColor: [0, 0.5, 1, 0.25] as const, backgroundColor: [1, 0, 0, 0.5] as const, text: 'Tür 🚪', textX: 6, textY: 7,
      fontName: 'Sans', fontSize: 14, fontColor: [0, 1, 0, 1] as const, textBackgroundColor: undefined,
    };
    const { objects } = edit({}, (object) => Object.assign(object, changed));
    expect(objects).toEqual([{ ...changed, parent: undefined, classifiers: [], added: false }]);
  });

  test('the script reads back what it wrote', () => {
    edit({}, (object) => {
      object.label = 'x';
      object.trackId = 12;
      object.text = 'y';
      object.borderColor = '#ff000080';
      expect([object.label, object.trackId, object.tracked, object.text]).toEqual(['x', 12n, true, 'y']);
      expect(object.borderColor.map((v) => Math.round(v * 255))).toEqual([255, 0, 0, 128]);
    });
  });

  test('a text for an object that has none and no colour for one can be seen', () => {
    const bare = { ...box, fontColor: [0, 0, 0, 0] as const };
    expect(edit(bare, (object) => (object.text = 'y')).objects[0]).toMatchObject({ text: 'y', fontColor: [1, 1, 1, 1], textBackgroundColor: [0, 0, 0, 1], fontSize: 10 });
    expect(edit({ ...bare, text: 'x' }, (object) => (object.text = 'y')).objects[0]).toMatchObject({ text: 'y', fontColor: [0, 0, 0, 0] });
  });

  test('setBox sets all or nothing', () => {
    const { objects } = edit({}, (object) => {
      expect(() => object.setBox(1, 2, 3, -4)).toThrow('object.height must be a finite number from 0 to 1000000, got -4');
    });
    expect(objects[0]).toMatchObject(box);
  });

  test('undefined takes the track id away', () => {
    expect(edit({ trackId: 5 }, (object) => (object.trackId = undefined)).objects[0]?.trackId).toBeUndefined();
  });

  test('a parent can be given and taken', () => {
    const { objects } = run({ objects: [box, { ...box, parent: 0 }, box] }, (frame) => {
      const [a, b, c] = [...frame.objects];
      b!.parent = undefined;
      c!.parent = a;
    });
    expect(objects.map((object) => object.parent)).toEqual([undefined, undefined, 0]);
  });

  test.each<[string, (object: ObjectView) => void, string]>([
    ['a left edge that is not a number', (o) => (o.left = NaN), 'object.left must be a finite number within ±1000000, got NaN'],
    ['a top edge beyond 1e6', (o) => (o.top = 2e6), 'object.top must be'],
    ['a width below 0', (o) => (o.width = -1), 'object.width must be'],
    ['a height that is no number', (o) => (o.height = '5' as never), 'object.height must be'],
    ['a class below -1', (o) => (o.classId = -2), 'object.classId must be an integer from -1 to 2147483647, got -2'],
    ['a class that is no integer', (o) => (o.classId = 1.5), 'object.classId'],
    ['a confidence beyond 32-bit floats', (o) => (o.confidence = 1e300), 'object.confidence must be a finite number'],
    ['a label of 128 bytes', (o) => (o.label = 'ä'.repeat(64)), 'object.label may have at most 127 bytes of UTF-8, got 128'],
    ['a label that is no string', (o) => (o.label = 5 as never), 'object.label must be a string, got 5'],
    ['a track id below 0', (o) => (o.trackId = -1n), 'object.trackId must be undefined (untracked), a bigint'],
    ['the untracked value as a track id', (o) => (o.trackId = 2n ** 64n - 1n), 'object.trackId'],
    ['a track id that a number cannot hold', (o) => (o.trackId = 2 ** 60), 'object.trackId'],
    ['a colour above 1', (o) => (o.borderColor = [0, 0, 2, 1]), 'object.borderColor must be a colour'],
    ['a colour by name', (o) => (o.fontColor = 'red'), 'object.fontColor must be a colour'],
    ['a border width below 0', (o) => (o.borderWidth = -1), 'object.borderWidth'],
    ['itself as its parent', (o) => (o.parent = o), 'object.parent must not lead back to the object itself'],
  ])('%s is refused, and nothing is changed', (_, change, message) => {
    const { objects } = edit({}, (object) => {
      expect(() => change(object)).toThrow(message);
      expect(() => change(object)).toThrow(expect.objectContaining({ code: 'NVTS_RANGE' }));
    });
    expect(objects).toEqual(edit({}, () => {}).objects);
  });

  test('a label of 127 bytes is taken', () => {
    expect(edit({}, (o) => (o.label = `${'ä'.repeat(63)}x`)).objects[0]?.label).toHaveLength(64);
  });

  test('a text above 4,096 bytes is refused', () => {
    edit({}, (o) => expect(() => (o.text = 'x'.repeat(4097))).toThrow(expect.objectContaining({ code: 'NVTS_LIMIT' })));
  });

  test('a circle of parents is refused', () => {
    run({ objects: [{ ...box, parent: 1 }, box] }, (frame) => {
      const [a, b] = [...frame.objects];
      expect(() => (b!.parent = a)).toThrow('must not lead back');
    });
  });
});

describe('removing objects', () => {
  test('a removed object is gone for the rest of the hook and afterwards', () => {
    const { objects } = run({ objects: [{ ...box, left: 1 }, { ...box, left: 2 }, { ...box, left: 3 }] }, (frame) => {
      frame.objects.at(1)!.remove();
      expect(frame.objects.length).toBe(2);
      expect([...frame.objects].map((o) => o.left)).toEqual([1, 3]);
      expect([frame.objects.at(1)?.left, frame.objects.at(-1)?.left, frame.objects.at(2)]).toEqual([3, 3, undefined]);
    });
    expect(objects.map((o) => o.left)).toEqual([1, 3]);
  });

  test('removing while walking skips nothing', () => {
    const objects = Array.from({ length: 10 }, (_, left) => ({ ...box, left }));
    const result = run({ objects }, (frame) => {
      for (const object of frame.objects) if (object.left % 2 === 0) object.remove();
    });
    expect(result.objects.map((o) => o.left)).toEqual([1, 3, 5, 7, 9]);
  });

  test('to change a removed object is refused', () => {
    edit({}, (object) => {
      object.remove();
      expect(object.removed).toBe(true);
      expect(() => (object.left = 5)).toThrow(expect.objectContaining({ code: 'NVTS_REMOVED' }));
    });
  });

  test('to remove it twice is no error', () => {
    expect(edit({}, (object) => [object.remove(), object.remove()]).objects).toEqual([]);
  });
});

describe('adding objects', () => {
  test('an added object has what it was given, and the look of a new one', () => {
    const { objects } = run({ objects: [box] }, (frame) => {
      frame.addObject({ ...box, left: 50, classId: 3, label: 'gate', trackId: 77n, confidence: 0.5, parent: frame.objects.at(0)! });
    });
    expect(objects[1]).toMatchObject({
      left: 50, classId: 3, label: 'gate', trackId: 77n, confidence: 0.5, parent: 0, added: true, text: 'gate', borderWidth: 2,
      detectorBox: { left: 50, top: 20, width: 30, height: 40 }, componentId: -1,
    });
  });

  test('an added object can be walked, changed, and removed', () => {
    const { objects } = run({ objects: [box] }, (frame) => {
      frame.addObject({ ...box, label: 'a' });
      frame.addObject({ ...box, label: 'b' }).borderColor = '#00ff00';
      expect([...frame.objects].map((o) => o.label)).toEqual(['', 'a', 'b']);
      frame.objects.at(1)!.remove();
      expect(frame.objects.length).toBe(2);
    });
    expect(objects.map((o) => [o.label, o.borderColor[1]])).toEqual([['', 0], ['b', 1]]);
  });

  test('objects added during a walk are not part of it', () => {
    const { objects } = run({ objects: [box, box] }, (frame) => {
      for (const { left, top, width, height } of frame.objects) frame.addObject({ left, top, width, height });
    });
    expect(objects).toHaveLength(4);
  });

  test('objects go to the frame that they were added to', () => {
    const host = new TestHost(defineProcessor({ onFrame: (f) => void f.addObject({ ...box, left: f.sourceId }) }));
    const { frames } = host.push({ frames: [{ sourceId: 1, objects: [box] }, { sourceId: 2 }] });
    expect(frames.map((frame) => frame.objects.map((o) => o.left))).toEqual([[10, 1], [2]]);
  });

  test('the table grows with them', () => {
    const { objects } = run({}, (frame) => {
      for (let i = 0; i < 5000; i++) frame.addObject({ ...box, left: i, label: `label ${i}` });
    });
    expect(objects).toHaveLength(5000);
    expect(objects[4999]).toMatchObject({ left: 4999, label: 'label 4999', text: 'label 4999' });
  });

  test('an object that cannot be is refused and not added', () => {
    const { objects } = run({}, (frame) => {
      expect(() => frame.addObject({ ...box, left: NaN })).toThrow('addObject.left must be');
    });
    expect(objects).toEqual([]);
  });

  test('a parent of another frame is refused', () => {
    const host = new TestHost(
      defineProcessor({ onBatch: ({ frames: [a, b] }) => void b!.addObject({ ...box, parent: a!.objects.at(0) }) }),
    );
    expect(() => host.push({ frames: [{ objects: [box] }, {}] })).toThrow('must be an object of the same frame');
  });
});

describe('drawing', () => {
  test('each kind of item', () => {
    const { draws } = run({}, ({ draw }) => {
      draw.rect(1, 2, 3, 4, { color: '#ff0000', width: 5, background: [0, 0, 1, 0.5] });
      draw.text(1, 2, 'Hallo Ü', { size: 20, font: 'Sans' });
      draw.line(1, 2, 3, 4);
      draw.arrow(1, 2, 3, 4, { head: 'both' });
      draw.circle(1, 2, 3);
    });
    expect(draws.map(({ kind, x1, y1, x2, y2 }) => [kind, x1, y1, x2, y2])).toEqual([
      ['rect', 1, 2, 3, 4], ['text', 1, 2, 0, 0], ['line', 1, 2, 3, 4], ['arrow', 1, 2, 3, 4], ['circle', 1, 2, 3, 0],
    ]);
    expect(draws[0]).toMatchObject({ color: [1, 0, 0, 1], width: 5, background: [0, 0, 1, 0.5] });
    expect(draws[1]).toMatchObject({ text: 'Hallo Ü', size: 20, font: 'Sans' });
    expect(draws[3]).toMatchObject({ head: 2 });
    expect(draws[2]).toMatchObject({ color: [1, 1, 1, 1], width: 2, background: undefined });
  });

  test('a polyline is open, a polygon closed', () => {
    const points = [[0, 0], [10, 0], [10, 10]] as const;
    const ends = ({ draws }: PushResult) => draws.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]);
    expect(ends(run({}, ({ draw }) => draw.polyline(points)))).toEqual([[0, 0, 10, 0], [10, 0, 10, 10]]);
    expect(ends(run({}, ({ draw }) => draw.polygon(points)))).toEqual([[0, 0, 10, 0], [10, 0, 10, 10], [10, 10, 0, 0]]);
    expect(ends(run({}, ({ draw }) => draw.polygon([[0, 0], [5, 5]])))).toEqual([[0, 0, 5, 5]]);
  });

  test('lines of a polyline look as its style says, also where texts were drawn before', () => {
    const host = new TestHost(
      defineProcessor({
        onFrame({ draw, frameNumber }) {
          if (frameNumber === 0) draw.text(1, 2, 'text', { background: '#0000ff', font: 'Sans' });
          else draw.polyline([[0, 0], [1, 1]], { color: '#ff000080', width: 5 });
        },
      }),
    );
    host.push({});
    const [line] = host.push({}).draws;
    expect(line).toMatchObject({ kind: 'line', color: [1, 0, 0, expect.closeTo(0.5, 2)], width: 5, background: undefined, text: '', font: '', size: 0 });
  });

  test('nothing of a polyline is drawn when one of its points is refused', () => {
    const { draws } = run({}, ({ draw }) => {
      expect(() => draw.polyline([[0, 0], [1, 1], [2, NaN]])).toThrow('draw.polyline y of point 2 must be');
    });
    expect(draws).toEqual([]);
  });

  test('the 1,025th item of a frame is refused', () => {
    run({}, ({ draw }) => {
      for (let i = 0; i < 1024; i++) draw.line(0, 0, 1, i);
      expect(() => draw.line(0, 0, 1, 1)).toThrow(expect.objectContaining({ code: 'NVTS_LIMIT' }));
    });
  });

  test('each batch may draw as much again', () => {
    const host = new TestHost(
      defineProcessor({
        onFrame({ draw }) {
          for (let i = 0; i < 1024; i++) draw.line(0, 0, 1, i);
        },
      }),
    );
    expect([host.push({}).draws.length, host.push({}).draws.length]).toEqual([1024, 1024]);
  });

  test.each<[string, (frame: FrameView) => void]>([
    ['a coordinate that is not a number', ({ draw }) => draw.line(0, NaN, 1, 1)],
    ['a width below 0', ({ draw }) => draw.rect(0, 0, -1, 1)],
    ['a colour above 1', ({ draw }) => draw.circle(0, 0, 1, { color: [2, 0, 0] })],
    ['an unknown arrow head', ({ draw }) => draw.arrow(0, 0, 1, 1, { head: 'middle' as never })],
    ['a text size of 0', ({ draw }) => draw.text(0, 0, 'x', { size: 0 })],
  ])('%s is refused', (_, draw) => {
    run({}, (frame) => expect(() => draw(frame)).toThrow(expect.objectContaining({ code: 'NVTS_RANGE' })));
  });
});

describe('JSON of frames', () => {
  test('values of components upstream can be read, replaced and removed', () => {
    const { json } = run({ json: { a: { n: 1 }, b: 2 } }, (frame) => {
      expect([frame.getJson('a'), frame.getJson('none')]).toEqual([{ n: 1 }, undefined]);
      frame.setJson('a', [1, 'ü']);
      frame.removeJson('b');
      expect([frame.getJson('a'), frame.getJson('b')]).toEqual([[1, 'ü'], undefined]);
    });
    expect(json).toEqual({ a: [1, 'ü'] });
  });

  test('each frame has its own', () => {
    const host = new TestHost(
      defineProcessor({
        onFrame(f) {
          f.setJson('id', f.sourceId);
          f.setJson('was', f.getJson('old') ?? null);
        },
      }),
    );
    const { frames } = host.push({ frames: [{ sourceId: 1 }, { sourceId: 2, json: { old: 5 } }, { sourceId: 3 }] });
    expect(frames.map((f) => f.json)).toEqual([{ id: 1, was: null }, { old: 5, id: 2, was: 5 }, { id: 3, was: null }]);
  });

  test.each([
    ['undefined', undefined, 'NVTS_JSON'],
    ['a function', () => 1, 'NVTS_JSON'],
    ['more than 1 MiB', 'x'.repeat(1 << 20), 'NVTS_LIMIT'],
  ])('%s is refused', (_, value, code) => {
    run({}, (frame) => expect(() => frame.setJson('key', value)).toThrow(expect.objectContaining({ code })));
  });

  test('an empty key is refused', () => {
    run({}, (frame) => expect(() => frame.setJson('', 1)).toThrow('a JSON key must be a string that is not empty'));
  });
});

describe('strings', () => {
  test('they stay right when the string table starts anew', () => {
    const host = new TestHost(
      defineProcessor({
        onFrame(f) {
          const first = f.objects.at(0)!;
          f.emit('label', { label: first.label });
          first.label = 'edited';
        },
      }),
    );
    const many = Array.from({ length: 20_000 }, (_, i) => ({ ...box, label: `l${i}` }));
    host.push({ objects: many });
    const { events, objects } = host.push({ objects: [{ ...box, label: 'after' }] });
    expect([events[0]?.data, objects[0]?.label]).toEqual([{ label: 'after' }, 'edited']);
  });
});
