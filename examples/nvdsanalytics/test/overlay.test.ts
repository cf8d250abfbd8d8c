// SPDX-License-Identifier: MIT
// What is drawn under each osd-mode: the texts, places and colours of nvdsanalytics, in both modes.
import { TestHost, type TestObject } from '@nvtsprobe/sdk/testing';
import { describe, expect, test } from 'vitest';
import nvdsanalytics from '../src/index.js';

const GROUPS = `[roi-filtering-stream-0]
enable=1
roi-hall=100;110;300;120;300;300
[overcrowding-stream-0]
enable=1
roi-desk=10;20;60;30;60;90
[direction-detection-stream-0]
enable=1
direction-north=500;400;500;300
[line-crossing-stream-0]
enable=1
line-crossing-door=700;300;700;400;600;350;800;360
`;
const YELLOW = [1, 1, 0, 1];
const ORANGE = [1, 0.5, 0, 1];
const RED = [1, 0, 0, 1];
const GREEN = [0, 1, 0, 1];

/** In the ROI, with its foot at 250, 200. */
const person: TestObject = { left: 230, top: 100.5, width: 40, height: 100, trackId: 1, classId: 2, text: 'person 1', borderColor: [1, 0, 0.25, 1] };

function play(mode: string, property: string, ...objects: readonly TestObject[]) {
  const ini = `[property]\nenable=1\nconfig-width=1000\nconfig-height=500\n${property}\n${GROUPS}`;
  return new TestHost(nvdsanalytics, { params: { ini, mode } }).push({ width: 1000, height: 500, objects });
}

describe.each(['exact', 'fixed'])('mode %s', (mode) => {
  const texts = (property: string, ...objects: readonly TestObject[]): unknown[] =>
    play(mode, property, ...objects).draws.filter(({ kind }) => kind === 'text').map(({ text, x1, y1, color }) => [text, x1, y1, color]);

  test('osd-mode=2 writes labels and counts, each at its place and in its colour', () => {
    expect(texts('osd-mode=2', person)).toEqual([
      ['hall=1', 100, 120, YELLOW],
      ['desk OverCrowding=False, Count=0', 10, 30, ORANGE],
      ['north', 500, 400, RED],
      ['door=0', 800, 360, GREEN],
    ]);
  });

  test('osd-mode=1 writes labels only, osd-mode=0 nothing', () => {
    expect(texts('osd-mode=1', person).map((text) => (text as unknown[])[0])).toEqual(['hall', 'desk', 'north', 'door ']);
    expect(play(mode, 'osd-mode=0', person).draws).toEqual([]);
  });

  test('display-obj-cnt writes the counts of the classes', () => {
    expect(texts('osd-mode=0\ndisplay-obj-cnt=1', person, { ...person, trackId: 2 })).toEqual([['Count for ClassId2=2', 5, 5, YELLOW]]);
  });

  test('areas, lines and arrows are drawn, 2 px wide', () => {
    const { draws } = play(mode, 'osd-mode=1');
    const lines = draws.filter(({ kind }) => kind === 'line').map(({ x1, y1, x2, y2, width, color }) => [x1, y1, x2, y2, width, color]);
    expect(lines.slice(0, 3)).toEqual([[100, 110, 300, 120, 2, YELLOW], [300, 120, 300, 300, 2, YELLOW], [300, 300, 100, 110, 2, YELLOW]]);
    expect(lines.slice(6, 9)).toEqual([[500, 400, 500, 300, 2, RED], [503, 314, 500, 300, 2, RED], [496, 314, 500, 300, 2, RED]]);
    expect(lines.slice(9)).toEqual([
      [700, 300, 700, 400, 2, GREEN],
      [696, 385, 700, 400, 2, GREEN],
      [703, 385, 700, 400, 2, GREEN],
      [600, 350, 800, 360, 2, GREEN],
    ]);
  });

  test('with osd-mode=2 an object in an ROI has its status behind its text, and its border inverted', () => {
    expect(play(mode, 'osd-mode=2', person).objects[0]).toMatchObject({ text: 'person 1  ROI:hall', borderColor: [0, 1, 0.75, 1] });
    expect(play(mode, 'osd-mode=1', person).objects[0]).toMatchObject({ text: 'person 1', borderColor: [1, 0, 0.25, 1] });
  });

  test('an object without a text has its status above its box', () => {
    const [object] = play(mode, 'osd-mode=2', { ...person, text: '' }).objects;
    expect(object).toMatchObject({ text: ' ROI:hall', textX: 230, textY: 90, fontName: 'Serif', fontSize: 12, fontColor: [1, 1, 1, 1], textBackgroundColor: [0, 0, 0, 1] });
  });

  test('a picture of another size has everything at its scale', () => {
    const ini = `[property]\nenable=1\nconfig-width=1000\nconfig-height=500\nosd-mode=1\n${GROUPS}`;
    const { draws } = new TestHost(nvdsanalytics, { params: { ini, mode } }).push({ width: 500, height: 250 });
    expect(draws.find(({ text }) => text === 'hall')).toMatchObject({ x1: 50, y1: 60 });
    expect(draws.at(-1)).toMatchObject({ x1: 300, y1: 175, x2: 400, y2: 180 });
  });
});
