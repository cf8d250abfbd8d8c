// SPDX-License-Identifier: MIT
import { TestHost } from '@nvtsprobe/sdk/testing';
import { expect, test } from 'vitest';
import rules from './index.js';

const cameras = [{ rules: [{ kind: 'line-crossing', name: 'Door', line: [[0, 50], [100, 50]], anchor: 'center', explain: true }] }];

/** A host after track 7 has crossed the door. */
function start(): TestHost {
  const host = new TestHost(rules, { params: { cameras, draw: false }, fps: 10 });
  for (const y of [40, 60]) host.push({ objects: [{ trackId: 7, left: 48, top: y - 4, width: 4, height: 8 }] });
  return host;
}

test('an application that asks why a track was counted gets the answer as an event', () => {
  const { events } = start().send({ explain: { rule: 'Door', track: '7' } });
  expect(events).toEqual([{ type: 'explanation', frame: undefined, data: expect.objectContaining({ source: 0, rule: 'Door', track: '7' }) as object }]);
  expect(events[0]!.data['explanation']).toMatchObject({ text: expect.stringContaining('track 7 was counted in') as string, passed: expect.any(Array) as unknown[] });
});

test('a track that was not seen has no explanation, and a rule that does not exist is named', () => {
  expect(start().send({ explain: { rule: 'Door', track: 8 } }).events[0]!.data).toEqual({
    source: 0,
    rule: 'Door',
    track: '8',
    explanation: null,
    error: 'Door has not seen track 8 of source 0: it did not come, is of no class or place that the rule looks at, or was forgotten',
  });
  const { data } = start().send({ explain: { rule: 'Dor', track: '7' } }).events[0]!;
  expect(data).toMatchObject({ explanation: null, error: 'source 0 has no rule "Dor" that explains itself; there are "Door"' });
});

test('a rule that keeps no explanations says how to get them', () => {
  const host = new TestHost(rules, { params: { cameras: [{ rules: [{ ...cameras[0]!.rules[0]!, explain: false }] }] } });
  host.push({});
  expect(host.send({ explain: { rule: 'Door', track: '7' } }).events[0]!.data['error']).toBe('this rule (line-crossing) keeps no explanations: make it with explain: true');
});

test('a track that is no number is refused', () => {
  for (const track of ['seven', -1, 1.5]) expect(() => start().send({ explain: { rule: 'Door', track } })).toThrow('explain.track');
});

test('on request the explanation is drawn for some seconds', () => {
  const host = start();
  host.send({ explain: { rule: 'Door', track: '7', draw: 0.25 } });
  const drawn = Array.from({ length: 4 }, () => host.push({}).draws.filter(({ kind }) => kind === 'text').length);
  expect(drawn).toEqual([1, 1, 0, 0]);
});

test('an entry about a source that does not come is told after a minute, once, and at the end', () => {
  const host = new TestHost(rules, { params: { cameras: [...cameras, { sensors: ['gate-*'], rules: cameras[0]!.rules }] } });
  const logs = [0, 59, 61, 200].map((time) => host.push({ time }).logs.map(({ level, message }) => [level, message]));
  const told = ['warn', 'cameras[1] is about no source that came: it names gate-*; there came source 0'];
  expect(logs).toEqual([[], [], [told], []]);
  expect(host.eos().logs.map(({ level, message }) => [level, message])).toEqual([told]);
});
