// SPDX-License-Identifier: MIT
// What is drawn, and where; test/pipelines/check.test.ts looks at the pictures that come of it.
import { describe, expect, test } from 'vitest';
import { rulesOfSource } from '../../analytics/rule-set/source-rules.js';
import { TextDocument } from '../text/document.js';
import { UsageError } from '../usage.js';
import { checkRules, type Rules } from './check.js';
import { colorOf, drawRules } from './draw-rules.js';
import { LabelPlacer, textSize } from './labels.js';
import { planPictures } from './picture.js';
import type { Item } from './sketch.js';
import type { Size } from './stage.js';

function rulesOf(text: string): Rules {
  const { rules, findings } = checkRules(new TextDocument(text, 'yaml'), {});
  expect(findings).toEqual([]);
  return rules!;
}

function draw(rules: readonly string[], size: Size): readonly Item[] {
  const file = rulesOf(`defaults: { units: normalized }\ncameras:\n  - rules:\n${rules.map((rule) => `      - ${rule}\n`).join('')}`);
  const { items, left } = drawRules(rulesOfSource(file, -1, undefined).rules, size);
  expect(left).toBe(0);
  return items;
}

const SIZES: readonly Size[] = [[320, 240], [768, 576], [1920, 1080], [3840, 2160], [1080, 1920]];

const CROWDED = [
  '{ kind: line-crossing, name: Gate, line: [[0.05, 0.3], [0.3, 0.35], [0.45, 0.25]] }',
  '{ kind: line-crossing, name: Left edge, line: [[0.01, 0.5], [0.01, 0.9]] }',
  '{ kind: zone, name: Fountain, circle: { center: [0.75, 0.25], radius: 0.15 } }',
  '{ kind: zone, name: Hall, polygon: [[0.1, 0.5], [0.2, 0.5], [0.2, 0.8], [0.45, 0.8], [0.45, 0.92], [0.1, 0.92]] }',
  '{ kind: wrong-way, name: Ramp, line: [[0.9, 0.5], [0.75, 0.9]], within: [[0.65, 0.45], [0.95, 0.45], [0.95, 0.95], [0.65, 0.95]] }',
  '{ kind: speed, name: Road, plane: { units: normalized, image: [[0.35, 0.4], [0.55, 0.4], [0.62, 0.78], [0.28, 0.78]], ground: [[0, 0], [7, 0], [7, 40], [0, 40]] } }',
  '{ kind: presence }',
];

interface Text {
  readonly value: string;
  readonly at: readonly [number, number];
  readonly size: number;
}
const texts = (items: readonly Item[]): Text[] => items.filter(({ kind }) => kind === 'text') as unknown as Text[];

describe('labels', () => {
  test.each(SIZES)('stay on a picture of %i x %i', (width, height) => {
    for (const { value, at: [x, y], size } of texts(draw(CROWDED, [width, height]))) {
      const [w, h] = textSize(value, size);
      expect([value, x >= 0, y >= 0, x + w <= width, y + h <= height]).toEqual([value, true, true, true, true]);
    }
  });

  test.each(SIZES.slice(1))('do not cover each other where there is room: %i x %i', (width, height) => {
    const boxes = texts(draw(CROWDED, [width, height])).map(({ value, at: [x, y], size }) => ({ value, x, y, size: textSize(value, size) }));
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        const apart = a.x + a.size[0] <= b.x || b.x + b.size[0] <= a.x || a.y + a.size[1] <= b.y || b.y + b.size[1] <= a.y;
        expect(apart, `${a.value} and ${b.value}`).toBe(true);
      }
    }
  });

  test('keep off lines where they can', () => {
    const { left, right, top, bottom } = new LabelPlacer([400, 300], [[[0, 150], [400, 150]]]).place({ text: 'Door', at: [[200, 150]], size: 10 });
    expect(top > 150 || bottom < 150 || left > 400 || right < 0).toBe(true);
  });

  test('name both sides of a line, each on its own', () => {
    // In is on the right of who walks from left to right: below.
    const items = draw(['{ kind: line-crossing, name: Door, line: [[0.2, 0.5], [0.8, 0.5]] }'], [640, 480]);
    const at = Object.fromEntries(texts(items).map(({ value, at: [, y] }) => [value.trim(), y]));
    expect(at['in']).toBeGreaterThan(240);
    expect(at['out']! + textSize('out', 8)[1]).toBeLessThan(240);
    const [from, to] = items.filter(({ kind }) => kind === 'arrow').map(({ from, to }) => [from, to] as [[number, number], [number, number]]).at(-1)!;
    expect(from[1]).toBeLessThan(240);
    expect(to[1]).toBeGreaterThan(240);
  });

  test('name what has no place of its own', () => {
    expect(texts(draw(['{ kind: presence, name: People }'], [640, 480])).map(({ value }) => value)).toEqual([' whole picture: People (presence) ']);
  });

  test('of the ground say how long its sides are', () => {
    expect(texts(draw([CROWDED[5]!], [640, 480])).map(({ value }) => value.trim()).sort()).toEqual(['40 m', '7 m', 'Road (speed)']);
  });
});

test('the arrow of a line along the edge is on the picture', () => {
  const arrows = draw([CROWDED[1]!], [640, 480]).filter(({ kind }) => kind === 'arrow');
  for (const { from, to } of arrows) for (const [x] of [from, to] as [number, number][]) expect(x).toBeGreaterThanOrEqual(0);
});

test('an inverse zone is filled outside of its polygon', () => {
  const rects = draw(['{ kind: zone, inverse: true, polygon: [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]] }'], [400, 400]).filter(({ kind }) => kind === 'rect');
  const area = rects.reduce((sum, { box }) => sum + (box as number[])[2]! * (box as number[])[3]!, 0);
  expect(area).toBe(400 * 400 - 200 * 200);
});

test('shapes far off the picture are drawn as far as it goes', () => {
  const file = rulesOf(`cameras:
  - rules:
      - { kind: zone, name: A, polygon: [[-1e6, -1e6], [1e6, -1e6], [1e6, 1e6]] }
      - { kind: line-crossing, name: B, line: [[-1e6, 5], [1e6, 300]] }
      - { kind: zone, name: D, circle: { center: [100, 100], radius: 1e9 } }
      - { kind: wrong-way, name: "E\\u001b\\n", line: [[10, 10], [10.0001, 10]] }
`);
  const { items } = drawRules(rulesOfSource(file, -1, undefined).rules, [640, 480]);
  const numbers = items.flatMap(({ box, from, to, at, center, radius }) => [box, from, to, at, center, radius].flat()).filter((value) => value !== undefined) as number[];
  expect(numbers.filter((value) => !(Math.abs(value) <= 3 * 640))).toEqual([]);
  expect(texts(items).map(({ value }) => value.trim())).toEqual(expect.arrayContaining(['A', 'B', 'D', 'in', 'out', 'E\ufffd\ufffd: right way']));
  // The arrow stands where the line is on the picture.
  expect(items).toContainEqual(expect.objectContaining({ kind: 'arrow', from: [expect.closeTo(320, 0), expect.closeTo(132, -1)] as unknown }));
});

test('many large areas still fit on a frame', () => {
  const zones = Array.from({ length: 40 }, (_, i) => `{ kind: zone, name: Z${i}, polygon: [[0, 0], [1, ${i / 100}], [0.5, 1]] }`);
  expect(draw(zones, [1920, 1080]).length).toBeLessThanOrEqual(1024);
});

test('each of many rules has a colour of its own', () => {
  expect(new Set(Array.from({ length: 20 }, (_, i) => colorOf(i).join())).size).toBe(20);
});

describe('pictures', () => {
  const one = '{ kind: line-crossing, name: Door, line: [[1, 9], [9, 9]] }';
  const entries = (...heads: readonly string[]): Rules => rulesOf(`cameras:\n${heads.map((head) => `  - ${head}\n    rules: [${one}]\n`).join('')}`);
  const plans = (rules: Rules, word?: string): [string, number][] => planPictures(rules, 'a/out.png', word).map(({ file, rules: found }) => [file, found.length]);

  test('of rules for all sources are one', () => {
    expect(plans(rulesOf(`cameras:\n  - rules: [${one}]\n`))).toEqual([['a/out.png', 1]]);
  });

  test('are one for each source that the file names', () => {
    expect(plans(entries('sources: [0, 3]', 'sensors: [gate-*]'))).toEqual([['a/out-0.png', 1], ['a/out-3.png', 1], ['a/out-gate-_.png', 1]]);
    expect(plans(entries('sources: [3]'))).toEqual([['a/out.png', 1]]);
  });

  test('do not overwrite each other', () => {
    expect(plans(entries('sensors: ["a*", "a?"]')).map(([file]) => file)).toEqual(['a/out-a_.png', 'a/out-a_-2.png']);
  });

  test('of one source hold its rules, of equal names the later', () => {
    const rules = rulesOf(`cameras:\n  - rules: [${one}]\n  - sensors: [gate-*]\n    rules: [${one.replace('9, 9', '5, 9')}]\n`);
    expect(planPictures(rules, 'out.png', 'gate-1')).toMatchObject([{ rules: [{ name: 'Door', options: { line: [[1, 9], [5, 9]] } }] }]);
    expect(planPictures(rules, 'out.png', '7')).toMatchObject([{ rules: [{ name: 'Door', options: { line: [[1, 9], [9, 9]] } }] }]);
    expect(() => planPictures(entries('sources: [3]'), 'out.png', '7')).toThrow(UsageError);
  });
});
