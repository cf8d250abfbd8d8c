// SPDX-License-Identifier: MIT
// Cases in which counters of other people count wrong. Each test has the number and the words of its case.
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import type { Point } from '../table/draw.js';
import type { TestObject } from '../testing/records.js';
import { TestHost } from '../testing/test-host.js';
import { TrackKeys } from '../testing/track-keys.js';
import { LineCrossing } from './line-crossing/line-crossing.js';
import { Zone } from './zone/zone.js';

/** A line along y = 100 whose lower side is in, and a zone that is all below it. */
const line: Point[] = [[100, 100], [300, 100]];
const hall: Point[] = [[100, 100], [300, 100], [300, 900], [100, 900]];

/** An object whose anchor is at x = 200. */
const at = (y: number, trackId: TestObject['trackId'], more: Partial<TestObject> = {}): TestObject => ({
  left: 195, top: y - 20, width: 10, height: 20, trackId, ...more,
});

function start(options: { debounce?: number; maxGap?: number; explain?: boolean; nearMisses?: boolean } = {}, fps = 10) {
  const door = new LineCrossing({ line, ...options });
  const { nearMisses: _, ...both } = options;
  const zone = new Zone({ polygon: hall, ...both });
  const stays: number[] = [];
  const misses: unknown[] = [];
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const { type, track, values } of door.update(frame)) if (type === 'line-missed') misses.push([track, values.reason]);
        for (const { type, values } of zone.update(frame)) if (type === 'zone-left') stays.push(values.seconds);
        expect(zone.occupancy).toBe(zone.entered - zone.left);
      },
    }),
    { fps },
  );
  return { door, zone, host, stays, misses };
}

describe('identity', () => {
  test('12. untracked objects, many at once: ignored by track-based rules, reported in the stats, the rule stays on', () => {
    const { door, zone, host } = start();
    const crowd = (y: number): TestObject[] => Array.from({ length: 100 }, () => at(y, undefined));
    host.push({ objects: [...crowd(90), at(90, 1)] });
    host.push({ objects: [...crowd(110), at(110, 1)] });
    expect([door.in, door.skipped.untracked]).toEqual([1, 200]);
    expect([zone.entered, zone.skipped.untracked]).toEqual([1, 200]);
  });

  describe('13. a track id used again', () => {
    test('by another class', () => {
      const { door, zone, host } = start();
      host.push({ objects: [at(90, 5, { classId: 0 })] });
      host.push({ objects: [at(110, 5, { classId: 2 })] });
      expect([door.in, zone.entered]).toEqual([0, 1]);
      host.push({ objects: [at(110, 5, { classId: 0 })] });
      expect([zone.entered, zone.left]).toEqual([2, 1]);
    });

    test('by another source', () => {
      const { door, host } = start();
      host.push({ sourceId: 0, time: 0, objects: [at(90, 5)] });
      host.push({ sourceId: 1, time: 0.1, objects: [at(110, 5)] });
      expect(door.in).toBe(0);
    });

    test('after its track was evicted', () => {
      const { door, zone, host } = start({ maxGap: 1000 });
      host.push({ time: 0, objects: [at(90, 5)] });
      host.push({ time: 61, objects: [] });
      host.push({ time: 62, objects: [at(110, 5)] });
      expect([door.in, zone.entered]).toEqual([0, 1]);
    });
  });

  test('14. an id switch in the middle of a crossing (two short tracks): not counted, and the near-miss record says why', () => {
    const { door, host, misses } = start({ explain: true, nearMisses: true });
    for (const y of [80, 90]) host.push({ objects: [at(y, 1)] });
    for (const y of [110, 120]) host.push({ objects: [at(y, 2)] });
    expect([door.in, door.out]).toEqual([0, 0]);
    expect(door.explain(1n)).toMatchObject({ side: 'left', stoppedBy: 'other side', text: 'track 1 was not counted: it stayed on the left and came no nearer to the line than 10 px' });
    expect(door.explain(2n)).toMatchObject({ side: 'right', stoppedBy: 'other side' });
    for (let i = 0; i < 25; i++) host.push({});
    expect(misses).toEqual([[1n, 'was not counted: it was lost at 0.1 s, 10 px from the line'], [2n, 'was not counted: it was lost at 0.3 s, 20 px from the line']]);
  });

  describe('15. sources', () => {
    test('two sources with equal track ids', () => {
      const { door, host } = start();
      for (const [first, second] of [[90, 110], [110, 90]] as const) {
        host.push({ frames: [{ sourceId: 0, objects: [at(first, 7)] }, { sourceId: 1, objects: [at(second, 7)] }] });
      }
      expect([door.in, door.out]).toEqual([1, 1]);
    });

    test('a source removed and added again on the same pad index', () => {
      const { door, host } = start();
      host.push({ time: 0, objects: [at(90, 7)] });
      host.removeSource(0);
      host.addSource(0);
      host.push({ time: 0.1, objects: [at(110, 7)] });
      expect(door.in).toBe(0);
    });
  });

  test('16. 64-bit ids that differ only in the low bits beyond 2^53 stay distinct', () => {
    const { door, zone, host } = start();
    const big = 2n ** 63n;
    host.push({ objects: [at(90, big), at(110, big + 1n), at(90, big + 2n)] });
    host.push({ objects: [at(110, big), at(120, big + 1n), at(91, big + 2n)] });
    expect([door.in, door.out, zone.occupancy]).toEqual([1, 0, 2]);
  });

  test('17. a million distinct track ids: state stays bounded, eviction by stream time', () => {
    const door = new LineCrossing({ line });
    const zone = new Zone({ polygon: hall });
    const tracks = new TrackKeys();
    // All frames are played in one hook, in the rows of the frame table that the host filled: to push them takes a minute.
    const crowd = defineProcessor({
      onFrame(frame) {
        const c = frame.table.columns;
        for (let second = 0; second < 1000; second++) {
          tracks.sweep(second);
          c.framesTime[0] = second;
          for (let row = 0; row < 1000; row++) {
            const id = BigInt(second * 1000 + row);
            const { key, serial } = tracks.touch(0, id, second);
            c.objectsTrackId[row] = id;
            c.objectsTrackKey[row] = key;
            c.objectsTrackSerial[row] = serial;
          }
          door.update(frame);
          zone.update(frame);
        }
      },
    });
    new TestHost(crowd).push({ objects: Array.from({ length: 1000 }, (_, i) => at(110, i)) });
    expect([zone.entered, zone.occupancy]).toEqual([1_000_000, 3000]);
    // Keys are used again after 60 s, slots after maxGap: 3 × 1,000 tracks at once.
    for (const rule of [door, zone]) expect(rule.stateBytes).toBeLessThan(4096 * 400);
  });
});

describe('time', () => {
  test('18. a gap of some frames at the line: counted when the gap is within maxGap', () => {
    const gap = (frames: number): number => {
      const { door, host } = start({ maxGap: 1 });
      host.push({ objects: [at(90, 1)] });
      for (let i = 0; i < frames; i++) host.push({});
      host.push({ objects: [at(110, 1)] });
      return door.in;
    };
    expect([gap(1), gap(9), gap(10)]).toEqual([1, 1, 0]);
  });

  describe('19. presentation times: no crash, no negative dwell', () => {
    const play = (times: readonly number[]) => {
      const started = start();
      const { host } = started;
      times.forEach((time, i) => host.push({ time, objects: [at(i === 0 ? 90 : 110 + i, 1)] }));
      host.push({ time: times.at(-1)! + 0.1, objects: [at(90, 1)] });
      return started;
    };

    test('that stand still', () => {
      const { door, stays } = play([5, 5, 5, 5]);
      expect([door.in, door.out, stays]).toEqual([1, 1, [expect.closeTo(0.1)]]);
    });

    test('that go backwards: the time in between is not known, and counts as none', () => {
      const { door, stays } = play([3600, 3600.1, 3600.2, 0, 0.1]);
      expect([door.in, door.out, stays]).toEqual([1, 1, [expect.closeTo(0.3)]]);
    });

    test('that jump an hour: every track starts anew, and the hour is not part of a stay', () => {
      const { door, zone, stays } = play([0, 0.1, 0.2, 3600, 3600.1]);
      expect([door.in, door.out, zone.entered]).toEqual([1, 1, 2]);
      expect(stays).toEqual([expect.closeTo(0.1), expect.closeTo(0.2)]);
    });

    test('that go backwards do not keep a vanished track inside', () => {
      const { zone, host } = play([3600, 3600.1, 0, 0.1]);
      host.push({ time: 0.3, objects: [at(110, 2)] });
      for (let time = 0.4; time < 3; time += 0.1) host.push({ time });
      expect(zone.occupancy).toBe(0);
    });
  });

  test('20. variable frame rate: thresholds are in seconds, not frames', () => {
    for (const step of [1 / 60, 1 / 30, 1 / 7, 1 / 5]) {
      const { door, host } = start({ debounce: 1, maxGap: 0.5 });
      host.push({ time: 0, objects: [at(90, 1)] });
      let counted = NaN;
      for (let i = 1; i <= 120; i++) {
        host.push({ time: i * step, objects: [at(110, 1)] });
        if (door.in === 1 && Number.isNaN(counted)) counted = i * step;
      }
      expect(counted).toBeGreaterThanOrEqual(1 + step - 1e-6);
      expect(counted).toBeLessThan(1 + 2 * step + 1e-6);
    }
  });

  test('21. an empty frame still advances timers', () => {
    const { zone, host } = start({ maxGap: 0.5 });
    host.push({ objects: [at(110, 1)] });
    for (let i = 0; i < 6; i++) host.push({});
    expect([zone.occupancy, zone.left]).toEqual([0, 1]);
  });
});
