// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { readIniConfig, readObjectConfig } from './read.js';

const PROPERTY = '[property]\nenable=1\nconfig-width=1920\nconfig-height=1080\n';

describe('an INI file', () => {
  test('is read with NVIDIA\'s defaults', () => {
    const { config, warnings } = readIniConfig(
      `${PROPERTY}# a comment\n[line-crossing-stream-2]\nenable=1\nline-crossing-door=10;50;90;50;50;10;50;90\nclass-id=0;2\n`,
    );
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({ enabled: true, width: 1920, height: 1080, osdMode: 2, fontSize: 12, window: 50 });
    expect(config.streams.get(2)?.lines).toMatchObject([{ label: 'door', extended: true, mode: 'loose' }]);
  });

  test.each([
    ['no property group', '[roi-filtering-stream-0]\nenable=1\n', 'there is no group "property"; add it with enable, config-width and config-height'],
    ['a group that does not exist', `${PROPERTY}[roi-filtering-strem-0]\nenable=1\n`, 'line 5, [roi-filtering-strem-0]: there is no such group; did you mean "roi-filtering-stream-0"?'],
    ['a group without a number', `${PROPERTY}[roi-filtering-stream-]\nenable=1\n`, 'line 5, [roi-filtering-stream-]: "roi-filtering-stream-" must be followed by a pad\'s number, 0 to 65535, got ""'],
    ['a group without a rule', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\n`, 'there is no rule in this group; add roi-LABEL=x1;y1;x2;y2;x3;y3;...'],
    ['a key that does not exist', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\ninverse-ro=1\n`, 'line 7, [roi-filtering-stream-0] inverse-ro: there is no such key; did you mean "inverse-roi"?'],
    ['a key twice', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;1;9;1;9;9\nroi-a=1;1;8;1;8;8\n`, 'line 8: [roi-filtering-stream-0] has "roi-a" already in line 7; remove one, or give it another label'],
    ['a key before the first group', 'enable=1\n', 'line 1: "enable" stands before the first group; put [property] above it'],
    ['a line that is neither', `${PROPERTY}width 5\n`, 'line 5: neither a group nor a key: "width 5"; write key=value, or # before a comment'],
    ['a group that is not closed', '[property\nenable=1\n', 'line 1: not a group\'s name: "[property"'],
    ['a width of 0', '[property]\nenable=1\nconfig-width=0\nconfig-height=5\n', 'line 3, [property] config-width: expected an integer from 1 to 2147483647, got "0"'],
    ['a height that is missing', '[property]\nenable=1\nconfig-width=5\n', 'line 1, [property]: config-height is missing; add config-height with an integer'],
    ['a width that is no number', '[property]\nenable=1\nconfig-width=wide\nconfig-height=5\n', 'line 3, [property] config-width: expected an integer'],
    ['enable that is missing', '[property]\nconfig-width=5\nconfig-height=5\n', 'enable is missing; add enable with 0 or 1'],
    ['an osd-mode that does not exist', `${PROPERTY}osd-mode=3\n`, 'osd-mode: expected an integer from 0 to 2, got "3"'],
    ['a window of 0', `${PROPERTY}obj-cnt-win-in-ms=0\n`, 'obj-cnt-win-in-ms: expected an integer from 1'],
    ['a comment behind a value', `${PROPERTY}osd-mode=1 # labels\n`, 'got "1 # labels"; comments stand on lines of their own'],
    ['a line with too few numbers', `${PROPERTY}[line-crossing-stream-0]\nenable=1\nline-crossing-a=1;2;3\n`, 'line 7, [line-crossing-stream-0] line-crossing-a: expected 8 numbers, got 3: arrow x1;y1;x2;y2, then line'],
    ['a line of no length', `${PROPERTY}[line-crossing-stream-0]\nenable=1\nline-crossing-a=1;1;9;9;5;5;5;5\n`, 'the line starts and ends at 5;5; move one end'],
    ['an arrow of no length', `${PROPERTY}[direction-detection-stream-0]\nenable=1\ndirection-a=5;5;5;5\n`, 'the arrow starts and ends at 5;5; move one end'],
    ['a direction with too many numbers', `${PROPERTY}[direction-detection-stream-0]\nenable=1\ndirection-a=1;2;3;4;5\n`, 'expected 4 numbers, got 5: x1;y1;x2;y2'],
    ['an area of two points', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;2;3;4\n`, 'an area needs at least 3 points, got 2'],
    ['an area with half a point', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;2;3;4;5;6;7\n`, 'an odd count of numbers, 7; a coordinate is missing'],
    ['an area without area', `${PROPERTY}[overcrowding-stream-0]\nenable=1\nroi-a=1;1;2;2;3;3\n`, 'all points lie on one line; move one of them so that there is an area'],
    ['an area that crosses itself', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=0;0;9;9;9;0;0;9\n`, 'line 7, [roi-filtering-stream-0] roi-a: the edges 0;0-9;9 and 9;0-0;9 cross; give the points in the order in which one walks round the area'],
    ['a negative coordinate', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=-1;2;3;4;5;9\n`, 'number 1 is -1; it must be 0 or more'],
    ['a coordinate that is not a number', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;2;nan;4;5;9\n`, 'number 3 is "nan"; expected integers'],
    ['a coordinate too large for C', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;2;3;4;5;99999999999\n`, 'number 6 is "99999999999"; expected integers'],
    ['no label', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-=1;2;3;4;5;9\n`, 'the label is missing; write roi-NAME=...'],
    ['a class by its name', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;2;3;4;5;9\nclass-id=0;person\n`, 'line 8, [roi-filtering-stream-0] class-id: number 2 is "person"; expected integers: class ids separated by ";", -1 for all'],
    ['a class below -1', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;2;3;4;5;9\nclass-id=-2\n`, 'number 1 is -2; it must be -1 or more'],
    ['a mode that does not exist', `${PROPERTY}[line-crossing-stream-0]\nenable=1\nmode=lose\n`, 'mode: expected loose, balanced, strict, got "lose"; did you mean "loose"?'],
    ['a threshold below 0', `${PROPERTY}[overcrowding-stream-0]\nenable=1\nroi-a=1;2;3;4;5;9\nobject-threshold=-1\n`, 'object-threshold: expected an integer from 0'],
    ['a time below 0', `${PROPERTY}[overcrowding-stream-0]\nenable=1\nroi-a=1;2;3;4;5;9\ntime-threshold=-1\n`, 'time-threshold: expected an integer from 0'],
  ])('with %s is refused', (_name, text, message) => {
    expect(() => readIniConfig(text)).toThrow(message);
  });

  test('what is allowed, but surely not meant, is a warning', () => {
    const { warnings } = readIniConfig(
      `${PROPERTY}[roi-filtering-stream-0]\nroi-a=1;1;9;1;9;5000\n[overcrowding-stream-0]\nenable=1\nroi-a=1;1;9;1;9;9\n[line-crossing-stream-0]\nenable=1\nline-crossing-b=1;1;9;1;1;5;9;5\n`,
    );
    expect(warnings).toEqual([
      expect.stringContaining('enable is missing, which nvdsanalytics reads as 0'),
      expect.stringContaining('line 12, [line-crossing-stream-0] line-crossing-b: the arrow is parallel to the line'),
      'a: a point lies outside of the picture of 1920x1080 that config-width and config-height give',
      'stream 0: an ROI and an overcrowding area are both called "a"; nvdsanalytics counts the second only',
    ]);
  });

  test('every fault is told at once', () => {
    const read = () => readIniConfig('[property]\nenable=1\nconfig-width=0\nconfig-height=x\n');
    expect(read).toThrow(/config-width[^]*config-height/);
  });
});

test('the YAML form is read as the parsed object', () => {
  const { config } = readObjectConfig({
    property: { enable: 1, 'config-width': 768, 'config-height': 576 },
    'overcrowding-stream-0': { enable: 1, 'roi-hall': '1;1;9;1;9;9', 'object-threshold': 3 },
  });
  expect(config.streams.get(0)?.crowds).toMatchObject([{ label: 'hall', threshold: 3 }]);
});

/** Every key of every group. */
const ALL = {
  property: { enable: 1, 'config-width': 768, 'config-height': 576, 'display-font-size': 14, 'osd-mode': 1, 'obj-cnt-win-in-ms': 500, 'display-obj-cnt': 1 },
  'roi-filtering-stream-0': { enable: 1, 'roi-a': '1;1;9;1;9;9', 'roi-b': '2;2;8;2;8;8', 'inverse-roi': 1, 'class-id': '0;2' },
  'overcrowding-stream-1': { enable: 1, 'roi-c': '1;1;9;1;9;9', 'object-threshold': 3, 'time-threshold': 700, 'class-id': -1 },
  'line-crossing-stream-0': { enable: 0, 'line-crossing-d': '1;1;9;9;1;9;9;1', extended: 0, mode: 'strict', 'class-id': 1 },
  'direction-detection-stream-0': { enable: 1, 'direction-e': '1;1;9;9', mode: 'loose', 'class-id': 0 },
};
const iniOf = (groups: Readonly<Record<string, object>>): string =>
  Object.entries(groups).map(([name, group]) => `[${name}]\n${Object.entries(group).map(([key, value]) => `${key}=${value}\n`).join('')}`).join('');

test('all groups and keys are read, alike from INI and from YAML', () => {
  const { config, warnings } = readObjectConfig(ALL);
  expect(warnings).toEqual([]);
  expect(config).toEqual({
    enabled: true,
    width: 768,
    height: 576,
    fontSize: 14,
    osdMode: 1,
    window: 500,
    displayCounts: true,
    streams: new Map([
      [0, {
        rois: [
          { label: 'a', points: [1, 1, 9, 1, 9, 9], enabled: true, classes: new Set([0, 2]), inverse: true },
          { label: 'b', points: [2, 2, 8, 2, 8, 8], enabled: true, classes: new Set([0, 2]), inverse: true },
        ],
        crowds: [],
        lines: [{ label: 'd', arrow: [1, 1, 9, 9], line: [1, 9, 9, 1], enabled: false, classes: new Set([1]), extended: false, mode: 'strict' }],
        directions: [{ label: 'e', arrow: [1, 1, 9, 9], enabled: true, classes: new Set([0]), mode: 'loose' }],
      }],
      [1, { rois: [], crowds: [{ label: 'c', points: [1, 1, 9, 1, 9, 9], enabled: true, classes: undefined, threshold: 3, duration: 700 }], lines: [], directions: [] }],
    ]),
  });
  expect(readIniConfig(iniOf(ALL)).config).toEqual(config);
});

test('a fault in YAML is told with its key', () => {
  const read = () => readObjectConfig({ ...ALL, 'line-crossing-stream-0': { enable: 1, 'line-crossing-d': [1, 2] }, 'roi-filtering-stream-9': 5 });
  expect(read).toThrow('line-crossing-stream-0.line-crossing-d: expected 8 numbers, got 2');
  expect(read).toThrow('roi-filtering-stream-9: expected keys and values below it, got 5');
});
