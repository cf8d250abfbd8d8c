// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import type { ObjectRecord, TestObject } from '../testing/records.js';
import { TestHost } from '../testing/test-host.js';
import type { FrameView } from './frame-view.js';
import type { MaskView } from './mask-view.js';

const box = { left: 10, top: 20, width: 30, height: 40 };
const mask = { width: 3, height: 2, data: [0, 0.25, 0.5, 0.75, 1, 0], threshold: 0.25 };
const small = { width: 1, height: 1, data: [1], threshold: 0.5 };
const colour = { componentId: 4, type: 'colour', labels: [{ label: 'red', classId: 1, labelId: 2, classCount: 3, probability: 0.5 }] };

/** The frame's objects after a script has worked on it. */
function edit(objects: readonly TestObject[], change: (frame: FrameView) => void): readonly ObjectRecord[] {
  return new TestHost(defineProcessor({ onFrame: (frame) => change(frame) })).push({ objects }).objects;
}
const code = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'nothing thrown';
};

describe('the mask of an object', () => {
  test('is read without a copy', () => {
    edit([box, { ...box, mask }], (frame) => {
      expect(frame.objects.at(0)!.mask).toBeUndefined();
      const seen = frame.objects.at(1)!.mask!;
      expect([seen.width, seen.height, seen.threshold, Array.from(seen.data)]).toEqual([3, 2, 0.25, mask.data]);
      expect(seen.data.buffer).toBe(frame.objects.at(1)!.mask!.data.buffer);
    });
  });

  test('is not for use after the hook', () => {
    let kept: MaskView | undefined;
    edit([{ ...box, mask }], (frame) => (kept = frame.objects.at(0)!.mask));
    expect(code(() => kept!.data)).toBe('NVTS_STALE');
  });

  test('can be set, replaced and taken away, and reads as it was set', () => {
    const [given, changed, cleared, undone] = edit([box, { ...box, mask }, { ...box, mask }, box], (frame) => {
      const [a, b, c, d] = [...frame.objects];
      a!.mask = { width: 1, height: 2, data: new Float32Array([1, 2]) };
      b!.mask = mask;
      b!.mask = small;
      expect(Array.from(b!.mask!.data)).toEqual([1]);
      c!.mask = undefined;
      expect(c!.mask).toBeUndefined();
      d!.mask = small;
      d!.mask = undefined;
      expect(d!.mask).toBeUndefined();
    });
    expect(given!.mask).toEqual({ width: 1, height: 2, data: [1, 2], threshold: 0.5 });
    expect(changed!.mask).toEqual(small);
    expect([cleared!.mask, undone!.mask]).toEqual([undefined, undefined]);
  });

  test('of an added object, and one that is copied from another while the table grows', () => {
    const wide = { width: 100, height: 100, data: Array.from({ length: 10_000 }, (_, i) => i) };
    const objects = edit([{ ...box, mask: wide }], (frame) => {
      for (let i = 0; i < 20; i++) frame.addObject(box).mask = frame.objects.at(0)!.mask;
    });
    expect(objects).toHaveLength(21);
    expect(objects.every((object) => object.mask?.data[9_999] === 9_999)).toBe(true);
  });

  test('is refused where it cannot be', () => {
    edit([{ ...box, mask }], (frame) => {
      const object = frame.objects.at(0)!;
      for (const wrong of [{ width: 0 }, { height: 1.5 }, { width: 8193 }, { data: [1] }, { data: [1, 2, 3, 4, 5, NaN] }, { data: [1, 2, 3, 4, 5, 1e300] }, { threshold: NaN }]) {
        expect(code(() => (object.mask = { ...mask, ...wrong }))).toBe('NVTS_RANGE');
      }
      expect(Array.from(object.mask!.data)).toEqual(mask.data);
      object.remove();
      expect(code(() => (object.mask = small))).toBe('NVTS_REMOVED');
    });
  });
});

describe('the classifier results of an object', () => {
  test('are added to those that it has', () => {
    const make = { componentId: -1, type: '', labels: [{ label: 'suv', classId: 0, labelId: 0, classCount: 0, probability: 1 }] };
    const [first, second] = edit([{ ...box, classifiers: [colour] }, box], (frame) => {
      const [a, b] = [...frame.objects];
      b!.addClassifier(colour);
      a!.addClassifier({ labels: [{ label: 'suv' }] });
      expect(a!.classifiers.map(({ labels }) => labels[0]!.label)).toEqual(['red', 'suv']);
    });
    expect(first!.classifiers).toEqual([colour, make]);
    expect(second!.classifiers).toEqual([colour]);
  });

  test('are replaced', () => {
    const blue = { ...colour, labels: [{ ...colour.labels[0]!, label: 'blue' }] };
    const [kept, replaced, added] = edit([{ ...box, classifiers: [colour] }, { ...box, classifiers: [colour] }], (frame) => {
      const object = frame.objects.at(1)!;
      object.addClassifier(colour);
      object.classifiers = [blue];
      expect(object.classifiers.map(({ labels }) => labels[0]!.label)).toEqual(['blue']);
      frame.addObject(box).classifiers = [colour, blue];
    });
    expect(kept!.classifiers).toEqual([colour]);
    expect(replaced!.classifiers).toEqual([blue]);
    expect(added!.classifiers).toEqual([colour, blue]);
  });

  test('are refused where they cannot be, and nothing is written', () => {
    const [object] = edit([{ ...box, classifiers: [colour] }, box], (frame) => {
      const [first, gone] = [...frame.objects];
      for (const label of [{ label: 5 as never }, { label: 'x', classId: -1 }, { label: 'x', probability: Infinity }]) {
        expect(code(() => (first!.classifiers = [colour, { labels: [label] }]))).toBe('NVTS_RANGE');
      }
      expect(code(() => first!.addClassifier({} as never))).toBe('NVTS_RANGE');
      gone!.remove();
      expect(code(() => gone!.addClassifier(colour))).toBe('NVTS_REMOVED');
    });
    expect(object!.classifiers).toEqual([colour]);
  });
});
