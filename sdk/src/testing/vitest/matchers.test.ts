// SPDX-License-Identifier: MIT
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LineCrossing } from '../../analytics/line-crossing/line-crossing.js';
import { Zone } from '../../analytics/zone/zone.js';
import { defineProcessor } from '../../processor/define.js';
import { eventText, pictureOf, TestHost, walk } from '../index.js';
import { drawOnFailure } from '../vitest.js';

function play() {
  const door = new LineCrossing({ name: 'Door', line: [[0, 300], [800, 300]], margin: 0 });
  const hall = new Zone({ name: 'Hall', polygon: [[0, 300], [800, 300], [800, 600], [0, 600]], margin: 0 });
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        for (const event of [...door.update(frame), ...hall.update(frame)]) frame.emit(event.type, { ...event });
      },
    }),
  );
  const played = host.play(walk({ from: [400, 200], to: [400, 400], seconds: 2, width: 800, height: 600, trackId: 7 }));
  return { played, door, hall };
}

/** The message of a matcher that does not hold. */
function message(check: () => void): string {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the matcher held');
}

describe('toHaveEmitted', () => {
  const { played } = play();

  test('asks for a type, and for a part of the data', () => {
    expect(played).toHaveEmitted('line-crossed');
    expect(played).toHaveEmitted('line-crossed', { rule: 'Door', values: { direction: 'in' }, time: expect.any(Number) });
    expect(played).not.toHaveEmitted('line-crossed', { rule: 'Gate' });
    expect(played.steps).toHaveEmitted('zone-entered');
    expect(played.steps[0]!).not.toHaveEmitted('line-crossed');
  });

  test('tells what was emitted in place of it', () => {
    expect(message(() => expect(played).toHaveEmitted('line-crosed', { track: '7' }))).toBe(
      `expected an event line-crosed with {"track": "7"} (did you mean "line-crossed"?)\n\nEmitted:\n${eventText(played).split('\n').map((line) => `  ${line}`).join('\n')}`,
    );
    expect(message(() => expect(played.steps[0]).toHaveEmitted('line-crossed'))).toBe('expected an event line-crossed\n\nNothing was emitted.');
  });

  test('takes results, not hosts', () => {
    expect(() => expect({}).toHaveEmitted('x')).toThrow('toHaveEmitted takes what push(), play() and their like of a TestHost give');
  });
});

describe('toHaveCrossed and toHaveOccupancy', () => {
  const { played, door, hall } = play();

  test('read events of a line and of a zone', () => {
    expect(played).toHaveCrossed('Door', { in: 1, out: 0 });
    expect(played).toHaveCrossed('Door', { in: 1 });
    expect(played).not.toHaveCrossed('Door', { out: 1 });
    expect(played).toHaveOccupancy('Hall', 1);
  });

  test('read a rule', () => {
    expect(door).toHaveCrossed('Door', { in: 1 });
    expect(hall).toHaveOccupancy('Hall', 1);
    expect(() => expect(hall).toHaveOccupancy('Lawn', 1)).toThrow('this rule is "Hall" (zone), not "Lawn" (zone)');
  });

  test('read events that an author worded', () => {
    const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('line-crossed', { line: 'Gate', direction: 'out' }) }));
    expect([host.push({}), host.push({})]).toHaveCrossed('Gate', { in: 0, out: 2 });
  });

  test('tell what was counted, and what there is', () => {
    expect(message(() => expect(played).toHaveCrossed('Door', { in: 2 }))).toContain('expected "Door" to have been crossed 2 in, it was 1 in and 0 out\n\nEmitted:');
    expect(message(() => expect(played).toHaveCrossed('Dor', { in: 1 }))).toContain('no event is about "Dor", there are "Hall", "Door"');
    expect(message(() => expect(played).toHaveOccupancy('Hall', 2))).toContain('expected "Hall" to have the occupancy 2, it is 1');
  });
});

test('events as text are the same each time', () => {
  expect(eventText(play().played)).toMatchInlineSnapshot(`
    "1.000 s  source 0  frame 10  zone-entered  {"class":0,"label":"person","point":[400,300],"rule":"Hall","source":0,"time":1,"track":"7","type":"zone-entered","values":{"occupancy":1}}
    1.100 s  source 0  frame 11  line-crossed  {"class":0,"label":"person","point":[400,300],"rule":"Door","source":0,"time":1,"track":"7","type":"line-crossed","values":{"direction":"in","in":1,"out":0,"returned":false}}"
  `);
});

describe('a picture', () => {
  test('shows lines, zones, tracks and where events happened', () => {
    const { played, door, hall } = play();
    const svg = pictureOf(played, { title: 'a <test>', lines: [door], zones: [hall] });
    expect(svg).toContain('viewBox="0 0 800 ');
    for (const part of ['a &#60;test&#62;', '>Door<', '>Hall<', '>in<', 'person 7, 0 s', '>2<', '2:  1.100 s  source 0  frame 11  line-crossed', '<polygon ', '<polyline ']) expect(svg).toContain(part);
  });

  test('of nothing is a picture, too', () => {
    expect(pictureOf([])).toMatch(/^<svg [^]*<\/svg>\n$/);
  });

  const folder = mkdtempSync(join(tmpdir(), 'nvts pictures-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.fails('is drawn when a test fails', () => {
    drawOnFailure(() => play().played, { folder });
    expect(1).toBe(2);
  });

  test('and not when it holds', () => {
    drawOnFailure(() => play().played, { folder });
  });

  test('has the name of the test', () => {
    const file = join(folder, 'a-picture-is-drawn-when-a-test-fails.svg');
    expect(existsSync(file) && readFileSync(file, 'utf8')).toContain('person 7');
    expect(existsSync(join(folder, 'a-picture-and-not-when-it-holds.svg'))).toBe(false);
  });
});
