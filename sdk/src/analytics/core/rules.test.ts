// SPDX-License-Identifier: MIT
// What holds for each rule about tracks, and of what all rules keep.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import { TrackKeys } from '../../testing/track-keys.js';
import { HeatMap } from '../heat-map/heat-map.js';
import { Intersection } from '../intersection/intersection.js';
import { LeftObject } from '../left-object/left-object.js';
import { LineCrossing } from '../line-crossing/line-crossing.js';
import { Motion } from '../motion/motion.js';
import { Presence } from '../presence/presence.js';
import { Proximity } from '../proximity/proximity.js';
import { Sequence } from '../sequence/sequence.js';
import { Speed } from '../speed/speed.js';
import { Tailgating } from '../tailgating/tailgating.js';
import { TrafficCount } from '../traffic-count/traffic-count.js';
import { Trails } from '../trails/trails.js';
import { WrongWay } from '../wrong-way/wrong-way.js';
import { Zone } from '../zone/zone.js';
import type { Rule, RuleState, SkippedObjects } from './rule.js';
import { RuleEvent } from './rule-event.js';

const rules: Record<string, (more?: object) => Rule & { readonly stateBytes: number; readonly skipped: SkippedObjects }> = {
  'line-crossing': (more) => new LineCrossing({ line: [[0, 50], [100, 50]], anchor: 'center', explain: true, ...more }),
  'heat-map': (more) => new HeatMap({ halfLife: 10, ...more }),
  intersection: (more) => new Intersection({ between: [['car'], ['person']], ...more }),
  'left-object': (more) => new LeftObject({ objects: ['car'], seconds: 0.5, settled: 0.5, step: 60, distance: 10, ...more }),
  motion: (more) => new Motion({ seconds: 0.5, step: 60, ...more }),
  presence: (more) => new Presence({ seconds: 0.3, persistence: 2, ...more }),
  proximity: (more) => new Proximity({ distance: 10, seconds: 0, ...more }),
  speed: (more) => new Speed({ plane: { image: [[0, 0], [100, 0], [100, 100], [0, 100]], ground: [[0, 0], [9, 0], [9, 9], [0, 9]] }, window: 0.3, limit: 8, ...more }),
  trails: (more) => new Trails({ seconds: 1, step: 1, ...more }),
  'wrong-way': (more) => new WrongWay({ line: [[0, 0], [100, 0]], seconds: 0, ...more }),
  zone: (more) => new Zone({ polygon: [[0, 0], [100, 0], [100, 50], [0, 50]], anchor: 'center', explain: true, debounce: 0.15, loitering: 0.5, ...more }),
};

const overview = readFileSync(new URL('../../../docs/analytics/README.md', import.meta.url), 'utf8');

/** Rules that get the events of others. */
const eventRules: Record<string, () => Rule> = {
  sequence: () => new Sequence({ steps: [{ type: 'line-crossed' }, { type: 'line-crossed', direction: 'out' }], within: 2 }),
  tailgating: () => new Tailgating({ seconds: 1, explain: true }),
  'traffic-count': () => new TrafficCount({ interval: 10 }),
};

/** Sixty frames of 20 tracks that wander, as a test host wants them. */
function frames() {
  let seed = 3;
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  return Array.from({ length: 60 }, (_, i) => ({
    time: 100 + i / 10,
    // One of them is away for a while now and then.
    objects: Array.from({ length: 20 }, (_o, trackId) => ({ trackId, away: (i >> 3) % 20 === trackId, classId: trackId % 3, label: ['car', 'person', ''][trackId % 3]!, left: next(100), top: next(100), width: 4, height: 8 })).filter(({ away }) => !away),
  }));
}

function player(rule: Rule) {
  const host = new TestHost(defineProcessor({ onFrame: (frame) => rule.update(frame).forEach((event) => frame.emit(event.type, { ...event })) }));
  return (frame: ReturnType<typeof frames>[number]): unknown[] => host.push(frame).events.map(({ data }) => data);
}

describe.each(Object.entries(rules))('%s', (kind, make) => {
  test('goes on after a restore as if nothing had been, whenever it comes', () => {
    const rule = make();
    const expected = frames().map(player(rule));
    if (!['heat-map', 'trails'].includes(kind)) expect(expected.flat().length).toBeGreaterThan(20);
    for (const at of [0, 1, 17, 59]) {
      const first = make();
      const push = player(first);
      const events = frames().slice(0, at).map(push);
      const second = make();
      second.restore(JSON.parse(JSON.stringify(first.save())) as RuleState);
      events.push(...frames().slice(at).map(player(second)));
      expect(events).toEqual(expected);
      expect(second.counters()).toEqual(rule.counters());
    }
  });

  test('starts tracks anew after a restart, since their ids are those of others, and keeps its counts', () => {
    const first = make();
    frames().slice(0, 30).forEach(player(first));
    const second = make();
    second.restore(JSON.parse(JSON.stringify(first.save())) as RuleState);
    const told = player(second)({ time: 0, objects: [] }) as RuleEvent[];
    expect(second.save()['tracks']).toEqual([]);
    expect(second.counters()).toMatchObject(Object.fromEntries(Object.entries(first.counters()).filter(([name]) => ['in', 'out', 'entered', 'appeared', 'total'].includes(name))));
    for (const { time } of told) expect(time).toBeGreaterThanOrEqual(0);
  });

  test('leaves what it returned as it was', () => {
    const rule = make();
    const held: [readonly unknown[], number][] = [];
    const host = new TestHost(
      defineProcessor({
        onFrame(frame) {
          const events = rule.update(frame);
          held.push([events, events.length]);
        },
      }),
    );
    for (const frame of frames()) host.push(frame);
    for (const [events, length] of held) expect(events.length).toBe(length);
  });

  test('keeps its counts, but no tracks, where its options have changed', () => {
    const first = make();
    frames().forEach(player(first));
    const second = make({ maxGap: 3 });
    second.restore(first.save());
    expect(second.counters()).toMatchObject(Object.fromEntries(Object.entries(first.save()['counts'] as object)));
    player(second)({ time: 106, objects: [] });
    expect(second.save()['tracks']).toEqual([]);
  });

  test('refuses a state that is not its own', () => {
    const state = { ...make().save(), kind: 'other' };
    expect(() => make().restore(state)).toThrow(`this is not a state of version 1 of "${kind}"`);
    expect(() => make().restore(null as never)).toThrow('this is not a state');
  });

  test('forgets a source that is gone', () => {
    const rule = make();
    const push = player(rule);
    frames().slice(0, 10).forEach(push);
    rule.forgetSource(0);
    push({ time: 101, objects: [] });
    expect(rule.save()['tracks']).toEqual([]);
  });

  test('takes as many bytes a live track as the page says, and at most 400 whatever the number of tracks', () => {
    const bytes = (tracks: number): number => {
      const rule = make(['line-crossing', 'zone'].includes(kind) ? { explain: false } : {});
      const [first] = frames();
      player(rule)({ ...first!, objects: Array.from({ length: tracks }, (_, trackId) => ({ ...first!.objects[0]!, trackId, left: trackId * 50 })) });
      return rule.stateBytes / tracks;
    };
    // Columns become twice as long when they are full: of 1,025 tracks there is room for 2,048.
    const [full, grown] = [bytes(1024), bytes(1025)];
    expect(grown).toBeLessThan(400);
    expect(overview).toContain(`| \`${kind}\` | ${Math.round(full)} | ${Math.round(grown)} |`);
  });

  test('skips garbage, counts it, and is drawn all the same', () => {
    const rule = make();
    const host = new TestHost(defineProcessor({ onFrame: (frame) => (rule.update(frame), rule.draw(frame)) as never }), { fps: 10 });
    const good = { left: 20, top: 20, width: 4, height: 8, classId: 0, label: 'car' };
    const garbage = [{ left: NaN }, { top: -Infinity }, { width: 0 }, { height: -8 }, { left: 3e6 }, { height: 2e9 }];
    for (let i = 0; i < 12; i++) host.push({ objects: [good, ...garbage.map((more) => ({ ...good, ...more }))].map((object, trackId) => ({ ...object, trackId })) });
    expect([rule.skipped, (rule.save()['tracks'] as unknown[]).length]).toEqual([{ untracked: 0, invalid: 12 * garbage.length }, 1]);
  });

  test('is drawn before and after the first frame', () => {
    const rule = make();
    const host = new TestHost(defineProcessor({ onFrame: (frame) => (rule.draw(frame), rule.update(frame), rule.draw(frame, { color: '#00ff00' })) as never }));
    expect(() => host.push(frames()[0]!)).not.toThrow();
  });
});

/** Bytes in use, once all garbage is gone. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe.each(['sequence', 'tailgating'])('%s', (kind) => {
  test('knows nobody of the run before a restart', () => {
    const play = (rule: Rule, time: number, track: bigint): number => {
      const event = new RuleEvent('line-crossed', { rule: 'Door', source: 0, track, class: 0, label: 'car', time, point: undefined }, { direction: 'out' });
      let told = 0;
      new TestHost(defineProcessor({ onFrame: (frame) => void (told = rule.update(frame, [event]).length) })).push({ time });
      return told;
    };
    const goesOn = (time: number): number => {
      const [first, second] = [eventRules[kind]!(), eventRules[kind]!()];
      play(first, 5, 1n);
      second.restore(JSON.parse(JSON.stringify(first.save())) as RuleState);
      // The first frame of a restart has no event; what comes later is as near to the saved event as after a reload.
      new TestHost(defineProcessor({ onFrame: (frame) => void second.update(frame) })).push({ time: time === 5.5 ? 5 : 0 });
      return play(second, 5.5, kind === 'sequence' ? 1n : 2n);
    };
    expect([goesOn(5.5), goesOn(0)]).toEqual([1, 0]);
  });
});

test('a rule about events takes at most 400 bytes a live track', () => {
  const rule = new Sequence({ steps: [{ type: 'a' }, { type: 'b' }, { type: 'c' }], within: 60 });
  const tracks = 20_000;
  const times = { a: 0, b: 0.5 };
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const [type, time] of Object.entries(times)) {
          const about = (track: number) => ({ rule: 'Door', source: 0, track: BigInt(track), class: 0, label: 'car', time, point: undefined });
          rule.update(frame, Array.from({ length: tracks }, (_, track) => new RuleEvent(type, about(track), {})));
        }
      },
    }),
  );
  const before = bytesInUse();
  host.push({ time: 1 });
  expect((bytesInUse() - before) / tracks).toBeLessThan(400);
  expect(rule.save()['more']).toHaveLength(tracks);
});

test('two tracks that are together take at most 300 bytes', () => {
  const tracks = 300;
  const rule = new Proximity({ distance: 50 });
  const push = player(rule);
  const objects = Array.from({ length: tracks }, (_, trackId) => ({ trackId, away: false, classId: 0, label: 'person', left: trackId / 10, top: 40, width: 4, height: 8 }));
  push({ time: 0, objects: objects.map((object) => ({ ...object, left: 100 * object.trackId })) });
  const before = bytesInUse();
  push({ time: 0.1, objects });
  const pairs = (tracks * (tracks - 1)) / 2;
  expect((bytesInUse() - before) / pairs).toBeLessThan(300);
});

test('no rule keeps anything of a million tracks that came and went', { timeout: 120_000 }, () => {
  const [frameCount, arrivals] = [25_000, 40];
  const quiet = { explain: false, maxGap: 0.2 };
  const trackRules = Object.entries(rules).map(([kind, make]) => make(['line-crossing', 'zone'].includes(kind) ? quiet : { maxGap: 0.2 }));
  const others = Object.values(eventRules).map((make) => make());
  const keys = new TrackKeys();
  const measure = () => ({ columns: trackRules.map(({ kind, stateBytes }) => [kind, stateBytes]), bytes: bytesInUse() });
  const measured: ReturnType<typeof measure>[] = [];
  // All frames are played in one hook, in the rows of the frame table that the host filled: to push them takes minutes.
  const crowd = defineProcessor({
    onFrame(frame) {
      const c = frame.table.columns;
      for (let i = 0; i < frameCount; i++) {
        const time = i / 10;
        if (i % 100 === 0) keys.sweep(time);
        c.framesTime[0] = time;
        const events: RuleEvent[] = [];
        for (let row = 0; row < arrivals; row++) {
          const id = BigInt(i * arrivals + row);
          const { key, serial } = keys.touch(0, id, time);
          c.objectsTrackId[row] = id;
          c.objectsTrackKey[row] = key;
          c.objectsTrackSerial[row] = serial;
          events.push(new RuleEvent('line-crossed', { rule: 'Door', source: 0, track: id, class: 0, label: 'car', time, point: [row, 50] }, { direction: 'in' }));
        }
        for (const rule of trackRules) rule.update(frame);
        for (const rule of others) rule.update(frame, events);
        if (i === frameCount / 10 || i === frameCount - 1) measured.push(measure());
      }
    },
  });
  // Couples of a car and a person, so that there are pairs too.
  const object = (_: unknown, row: number) => ({ trackId: row, classId: row % 2, label: ['car', 'person'][row % 2]!, left: 25 * (row >> 1), top: 40, width: 8, height: 8 });
  new TestHost(crowd).push({ objects: Array.from({ length: arrivals }, object) });
  const [early, late] = measured;
  expect(others.map((rule) => rule.counters())).toEqual([{ completed: 0 }, { tailgating: 999_999 }, { total: 1_000_000, 'car in': 1_000_000 }]);
  expect(trackRules.find(({ kind }) => kind === 'proximity')!.counters()).toMatchObject({ pairs: 500_000 });
  expect(late!.columns).toEqual(early!.columns);
  // A number kept of each track would be 7 MB.
  expect(late!.bytes - early!.bytes).toBeLessThan(2_000_000);
});
