// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { defineProcessor, type Frame, type FrameAnalytics, type ObjectAnalytics } from '../index.js';
import { TestHost } from '../testing/index.js';

const ofFrame: FrameAnalytics = {
  uniqueId: 17,
  overcrowded: { hall: true, __proto__: null as never },
  inRoi: { hall: 4 },
  crossed: { gate: 1 },
  crossedTotal: { gate: 5_000_000_000 },
  classCounts: { 2: 3, [-1]: 1 },
};
const ofObject: ObjectAnalytics = {
  uniqueId: 17,
  rois: ['hall', 'desk'],
  overcrowding: ['hall'],
  crossed: ['gate'],
  direction: 'south',
  status: 'ROI:hall',
};
const box = { left: 0, top: 0, width: 10, height: 20 };

function run(onFrame: (frame: Frame) => void, input = {}): ReturnType<TestHost['push']> {
  return new TestHost(defineProcessor({ onFrame })).push({ objects: [box, box], ...input });
}

describe('analytics', () => {
  test('what a script attaches to a frame can be read again', () => {
    const { frames } = run((frame) => {
      frame.setAnalytics(ofFrame);
      expect(frame.analytics).toEqual(ofFrame);
    });
    expect(frames[0]?.analytics).toEqual(ofFrame);
  });

  test('what a script attaches to an object stays with that object', () => {
    const { objects } = run((frame) => {
      frame.objects.at(1)!.setAnalytics(ofObject);
      frame.setAnalytics(ofFrame);
    });
    expect(objects.map((object) => object.analytics)).toEqual([undefined, ofObject]);
  });

  test('what a component upstream attached is read', () => {
    run(
      (frame) => {
        expect(frame.analytics).toEqual(ofFrame);
        expect(frame.objects.at(0)?.analytics).toEqual(ofObject);
        expect(frame.objects.at(1)?.analytics).toBeUndefined();
      },
      { analytics: ofFrame, objects: [{ ...box, analytics: ofObject }, box] },
    );
  });

  test('labels may be any text', () => {
    const inRoi = Object.fromEntries([['constructor', 1], ['Grüße', 2]]);
    run((frame) => {
      frame.setAnalytics({ ...ofFrame, inRoi });
      expect(frame.analytics?.inRoi['constructor']).toBe(1);
      expect(frame.analytics?.inRoi['toString']).toBeUndefined();
      expect(frame.analytics?.inRoi['Grüße']).toBe(2);
    });
  });

  test.each([
    [{ ...ofFrame, uniqueId: -1 }, /uniqueId/],
    [{ ...ofFrame, inRoi: { hall: 1.5 } }, /analytics\.inRoi\["hall"\]/],
    [{ ...ofFrame, crossed: { gate: NaN } }, /analytics\.crossed\["gate"\]/],
    [{ ...ofFrame, classCounts: { person: 1 } as never }, /class id/],
    [undefined as never, /must be an object/],
  ])('%j is refused', (analytics, message) => {
    run((frame) => expect(() => frame.setAnalytics(analytics)).toThrow(message));
  });
});
