// SPDX-License-Identifier: MIT
// nvtsosd: what the metadata say stands at these pixels. Pictures are black before, 64x48.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, launch } from './gst.js';
import { Picture, recording, video } from './recordings.js';

const black = [0, 0, 0];
const red = [255, 0, 0];
const green = [0, 255, 0];
const blue = [0, 0, 255];

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
});
afterAll(() => folder.remove());

interface Options {
  readonly properties?: string;
  readonly format?: 'BGRx' | 'RGBx' | 'BGRA' | 'RGBA';
  readonly layout?: string;
}

async function draw(frame: Readonly<Record<string, unknown>>, options: Options = {}): Promise<Picture> {
  const format = options.format ?? 'BGRx';
  const location = folder.write('osd.jsonl', recording([frame]));
  const raw = folder.file('osd.raw');
  const run = await launch(
    `${video(1, `,format=${format}`)} ! nvtsreplay location=${location} ! nvtsosd ${options.properties ?? ''} ! filesink location=${raw}`,
    options.layout === undefined ? {} : { layout: options.layout },
  );
  expect(run.code, run.output).toBe(0);
  expect(run.output).not.toMatch(/WARNING/);
  return new Picture(raw, 64, 48, format.startsWith('RGB') ? 'RGBx' : 'BGRx');
}

const redBorder = { width: 2, color: [1, 0, 0, 1] };
const boxed = { class: 0, label: 'p', box: [10, 20, 20, 16], border: redBorder };

describe('objects', () => {
  test.each(['BGRx', 'RGBx', 'BGRA', 'RGBA'] as const)('a border lies half inside and half outside of its box, in %s', async (format) => {
    const picture = await draw({ objects: [boxed] }, { format, properties: 'label=off' });
    // The left edge is at 10: pixels 9 and 10 are painted.
    expect([8, 9, 10, 11].map((x) => picture.at(x, 28))).toEqual([black, red, red, black]);
    expect([28, 29, 30, 31].map((x) => picture.at(x, 28))).toEqual([black, red, red, black]);
    expect([18, 19, 20, 21].map((y) => picture.at(20, y))).toEqual([black, red, red, black]);
    expect([34, 35, 36, 37].map((y) => picture.at(20, y))).toEqual([black, red, red, black]);
  });

  test.each(['nvds-6.3', 'nvds-8.0', 'nvds-9.0'])('are drawn with the layout in %s', async (layout) => {
    const picture = await draw({ objects: [boxed] }, { layout, properties: 'label=off' });
    expect(picture.at(10, 28)).toEqual(red);
  });

  test('a background blends by its alpha', async () => {
    const picture = await draw({ objects: [{ class: 0, box: [10, 20, 20, 16], background: [0, 1, 0, 0.5] }] }, { properties: 'label=off' });
    expect(picture.at(20, 28)[1]).toBeGreaterThanOrEqual(126);
    expect(picture.at(20, 28)[1]).toBeLessThanOrEqual(129);
    expect(picture.at(9, 28)).toEqual(black);
  });

  test('without border, background and text are not seen', async () => {
    const picture = await draw({ objects: [{ class: 0, label: 'p', box: [10, 20, 20, 16] }] });
    expect(picture.painted(0, 0, 64, 48)).toBe(0);
  });

  test('a text stands at its offset, with its background', async () => {
    const text = { value: 'HE', at: [30, 4], font: 'Sans', size: 14, color: [1, 1, 1, 1], background: [0, 0, 1, 1] };
    const picture = await draw({ objects: [{ class: 0, box: [0, 0, 1, 1], text }] });
    expect(picture.at(30, 4)).toEqual(blue);
    expect(picture.at(29, 4)).toEqual(black);
    expect(picture.at(30, 3)).toEqual(black);
    const light = Array.from({ length: 300 }, (_, i) => picture.at(30 + (i % 15), 4 + Math.floor(i / 15))).filter(([r]) => r > 120);
    expect(light.length).toBeGreaterThan(4);
  });

  test('get a label of their own above the box, unless they have a text or it is off', async () => {
    const labelled = await draw({ objects: [boxed] });
    expect(labelled.painted(10, 5, 20, 12)).toBeGreaterThan(100);
    const off = await draw({ objects: [boxed] }, { properties: 'label=off' });
    expect(off.painted(10, 5, 20, 12)).toBe(0);
    const text = { value: ' ', at: [0, 0], color: [1, 1, 1, 1] };
    expect((await draw({ objects: [{ ...boxed, text }] })).painted(10, 5, 20, 12)).toBe(0);
  });

  test('a label moves inside the picture where there is no room above', async () => {
    const picture = await draw({ objects: [{ ...boxed, box: [50, 0, 14, 40] }] });
    expect(picture.painted(40, 0, 24, 12)).toBeGreaterThan(60);
  });

  test('boxes and texts can be switched off', async () => {
    expect((await draw({ objects: [boxed] }, { properties: 'display-bbox=false label=off' })).painted(0, 0, 64, 48)).toBe(0);
    const noText = await draw({ objects: [boxed] }, { properties: 'display-text=false' });
    expect(noText.painted(10, 5, 20, 12)).toBe(0);
    expect(noText.at(10, 28)).toEqual(red);
  });

  test('the first of a frame lies on top', async () => {
    const objects = [
      { class: 0, box: [10, 20, 20, 16], background: [1, 0, 0, 1] },
      { class: 0, box: [10, 20, 20, 16], background: [0, 0, 1, 1] },
    ];
    expect((await draw({ objects }, { properties: 'label=off' })).at(20, 28)).toEqual(red);
  });

  test('far outside of the picture do no harm', async () => {
    const huge = { ...boxed, box: [-1e6, -1e6, 1e6, 1e6], border: { width: 4_000_000_000, color: [1, 0, 0, 1] } };
    const around = { ...boxed, box: [-1000, 24, 3000, 500] };
    const picture = await draw({ objects: [huge, around] }, { properties: 'label=off' });
    expect(picture.at(60, 24)).toEqual(red);
  });
});

describe('drawing items', () => {
  const color = [0, 1, 0, 1];

  test('a rectangle', async () => {
    const picture = await draw({ draw: [{ kind: 'rect', box: [4, 4, 20, 10], width: 1, color, background: [0, 0, 1, 1] }] });
    expect([picture.at(4, 8), picture.at(10, 8), picture.at(2, 8)]).toEqual([green, blue, black]);
  });

  test('a line', async () => {
    const picture = await draw({ draw: [{ kind: 'line', from: [5, 10], to: [50, 10], width: 4, color }] });
    expect([picture.at(20, 9), picture.at(20, 10), picture.at(20, 13), picture.at(52, 10)]).toEqual([green, green, black, black]);
  });

  test('an arrow, with its head at the end that was asked for', async () => {
    const arrow = (head: string) => draw({ draw: [{ kind: 'arrow', from: [10, 24], to: [54, 24], head, width: 2, color }] });
    const [start, end, both] = [await arrow('start'), await arrow('end'), await arrow('both')];
    const heads = [start, end, both].map((picture) => [picture.painted(10, 10, 12, 13) > 0, picture.painted(42, 10, 12, 13) > 0]);
    expect(heads).toEqual([[true, false], [false, true], [true, true]]);
  });

  test('a circle', async () => {
    const picture = await draw({ draw: [{ kind: 'circle', center: [30, 24], radius: 10, width: 3, color, background: [0, 0, 1, 1] }] });
    expect([picture.at(30, 24), picture.at(40, 24), picture.at(44, 24)]).toEqual([blue, green, black]);
  });

  test('a text', async () => {
    const picture = await draw({ draw: [{ kind: 'text', value: 'HH', at: [8, 8], font: 'Sans', size: 12, color, background: [0, 0, 1, 1] }] });
    expect(picture.at(8, 8)).toEqual(blue);
    expect(picture.painted(0, 0, 8, 48)).toBe(0);
  });
});

test('boxes follow a picture of another size than that in which they were found', async () => {
  const location = folder.write('osd.jsonl', recording([{ objects: [boxed] }]));
  const raw = folder.file('osd.raw');
  // The same bytes as a picture of half the width and twice the height.
  const run = await launch(
    `${video(1, ',format=BGRx')} ! nvtsreplay location=${location} ! capssetter caps=video/x-raw,width=32,height=96 ! ` +
      `nvtsosd label=off ! filesink location=${raw}`,
  );
  expect(run.code, run.output).toBe(0);
  const picture = new Picture(raw, 32, 96);
  expect([3, 4, 5, 6].map((x) => picture.at(x, 56))).toEqual([black, red, red, black]);
  expect([38, 39, 40, 41].map((y) => picture.at(10, y))).toEqual([black, red, red, black]);
});

test('metadata pass on behind nvtsosd, also when the picture had to be copied', async () => {
  const text = recording([{ objects: [boxed] }]);
  await launch(
    `${video(1, ',format=BGRx')} ! nvtsreplay location=${folder.write('a.jsonl', text)} ! tee name=t ! queue ! ` +
      `nvtsosd ! nvtsrecord location=${folder.file('b.jsonl')} ! fakesink t. ! queue ! fakesink`,
  );
  expect(folder.read('b.jsonl')).toBe(text);
});

test('video without metadata passes as it is', async () => {
  const raw = folder.file('osd.raw');
  const run = await launch(`${video(1, ',format=BGRx')} ! nvtsosd ! filesink location=${raw}`);
  expect(run.code).toBe(0);
  expect(new Picture(raw, 64, 48).painted(0, 0, 64, 48)).toBe(0);
});
