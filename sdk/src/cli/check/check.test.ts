// SPDX-License-Identifier: MIT
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { NvtsError } from '../../errors.js';
import { RuleSet } from '../../analytics/rule-set/rule-set.js';
import { main } from '../main.js';
import { TextDocument } from '../text/document.js';
import type { Finding } from '../text/finding.js';
import { checkRules } from './check.js';
import type { Stage } from './stage.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nvts-check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** `line:column path: message` of each finding. */
const told = (text: string, stage: Stage = {}, format: 'yaml' | 'json' = 'yaml'): string[] =>
  checkRules(new TextDocument(text, format), stage).findings.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);

const camera = (...rules: readonly string[]): string => `cameras:\n  - rules:\n${rules.map((rule) => `      - ${rule}\n`).join('')}`;
const DOOR = '{ kind: line-crossing, name: Door, line: [[10, 10], [90, 10]] }';

describe('the place of a fault', () => {
  test.each([
    ['a degenerate line', '{ kind: line-crossing, line: [[10, 10], [10, 10]] }', '3:32 cameras[0].rules[0].line: a line needs two different points, got [10,10] and [10,10]'],
    ['a line of one point', '{ kind: line-crossing, line: [[10, 10]] }', '3:32 cameras[0].rules[0].line: a line needs at least two points, got [[10,10]]'],
    ['a polygon that crosses itself', '{ kind: zone, polygon: [[0, 0], [9, 9], [0, 9], [9, 0]] }', /^3:23 cameras\[0\]\.rules\[0\]\.polygon: a polygon must not cross itself.*give its points in the order/],
    ['a polygon without area', '{ kind: zone, polygon: [[0, 0], [5, 5], [9, 9]] }', /^3:23 .*not all on one line/],
    ['a misspelled option', '{ kind: line-crossing, line: [[1, 1], [2, 2]], debunce: 1 }', '3:56 cameras[0].rules[0].debunce: no such option; did you mean "debounce"?'],
    ['a misspelled kind', '{ kind: lien-crossing }', '3:17 cameras[0].rules[0].kind: there is no "lien-crossing"; did you mean "line-crossing"?'],
    ['a coordinate that is no number', '{ kind: line-crossing, line: [[1, 1], [2, b]] }', '3:51 cameras[0].rules[0].line[1][1]: expected a number, got a string ("b")'],
    ['a bound', '{ kind: zone, polygon: [[0, 0], [9, 0], [0, 9]], overcrowding: { count: 0 } }', '3:81 cameras[0].rules[0].overcrowding.count: expected at least 1, got 0'],
    ['an option that is missing', '{ kind: line-crossing }', '3:9 cameras[0].rules[0].line: expected an array, but it is missing'],
    ['options that belong together', '{ kind: zone, margin: x }', '3:9 cameras[0].rules[0]: a zone needs either polygon or circle'],
    ['a plane of three points on one line', '{ kind: speed, plane: { image: [[0,0],[1,0],[2,0],[3,3]], ground: [[0,0],[1,0],[1,1],[0,1]] } }', /^3:24 .*no three of the four points/],
    [
      'ground behind the camera',
      '{ kind: zone, units: metres, polygon: [[0, 5], [3, 5], [3, 400]], plane: { image: [[500, 400], [700, 400], [900, 1000], [300, 1000]], ground: [[0, 0], [3.5, 0], [3.5, 20], [0, 20]] } }',
      '3:38 cameras[0].rules[0].polygon: the point [3,400] of the ground lies behind the camera, as plane has it: it is not on the picture',
    ],
    ['a way that ends where it began', '{ kind: wrong-way, line: [[1, 1], [5, 5], [1, 1]] }', /^3:9 cameras\[0\]\.rules\[0\]: a line needs two different points/],
  ])('of %s is told', (_name, rule, expected) => {
    expect(told(camera(rule))).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('of equal names is the later one', () => {
    expect(told(camera(DOOR, DOOR))).toEqual(['4:38 cameras[0].rules[1].name: another rule of this camera is called "Door" already: give each a name of its own']);
  });

  test('of a wrong default is told once, where it stands', () => {
    expect(told(`defaults: { anchor: botom }\n${camera(DOOR, DOOR.replace('Door', 'Gate'))}`)).toEqual([
      '1:21 defaults.anchor: there is no "botom"; did you mean "bottom"?',
    ]);
  });

  test('of every fault is told at once', () => {
    const text = 'snapshot: 5\ncameras:\n  - sources: [-1]\n    rules:\n      - { kind: zone, poligon: [] }\n      - { kind: x }\n';
    expect(told(text).map((line) => line.split(' ')[0])).toEqual(['1:1', '3:15', '5:9', '5:23', '6:17']);
  });

  test('in JSON is told as in YAML', () => {
    const text = '{\n\t"cameras": [\n\t\t{ "rules": [{ "kind": "zone", "poligon": [] }] }\n\t]\n}\n';
    expect(told(text, {}, 'json')).toEqual([
      '3:15 cameras[0].rules[0]: a zone needs either polygon or circle',
      '3:33 cameras[0].rules[0].poligon: no such option; did you mean "polygon"?',
    ]);
  });

  test('counts lines that end as on Windows, and a byte order mark for none', () => {
    expect(told('\uFEFFcameras:\r\n  - rules: []\r\nsnapshots: -1\r\n')).toEqual(['3:12 snapshots: expected at least 0, got -1']);
  });
});

describe('a text that cannot be read', () => {
  test.each([
    ['cameras: [\n', '2:1 : the list is not closed: "]" is missing'],
    ['cameras: { a: 1\n', '2:1 : the mapping is not closed: "}" is missing'],
    ['a:\n  - b: 1\n   - c: 2\n', /^3:\d+ : /],
    ['a: 1\n b: 2\n', '1:4 : a key in the value of another: put it on a line of its own in the same column, or the value in quotes'],
    ['a:\n  - b: 1\n   c: 2\n', '3:1 : neither an entry of the list above nor a key in it: begin it with "-", or in the column of the other keys'],
    ['a: b: c\n', '1:4 : a key in the value of another: put it on a line of its own in the same column, or the value in quotes'],
    ['a: - b\n', '1:4 : a list begins on a line of its own, or is written [a, b]'],
    ['a: "b\n', '2:1 : the text in quotes does not end'],
    ['cameras:\n\t- rules: []\n', /^2:1 : a tab/],
    ['cameras: []\ncameras: []\n', "2:1 : the key 'cameras' occurs twice"],
    ['cameras: &all []\nmore: *all\n', '2:7 : aliases (*name) are not supported, write the value out'],
    ['cameras: !!seq []\n', /^1:\d+ : tags \(!name\) are not supported/],
    ['snapshots: .inf\n', "1:12 : '.inf' is no number that JSON has"],
    ['a: 1\n---\nb: 2\n', /a second document; there must be one/],
    ['? [1]\n: 2\n', /a key must be a plain word or a quoted text/],
    ['- 1\n', '1:1 : expected keys and values (name: value)'],
    [`${'['.repeat(80)}${']'.repeat(80)}`, /nested deeper than 64 levels/],
  ])('%j', (text, expected) => {
    expect(told(text)).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test.each([
    ['{"cameras": [1,]}', "1:16 : expected a value"],
    ['{"cameras": [1}', "1:15 : expected ',' or ']'"],
    ['{"a": 1, "a": 2}', '1:10 : the key "a" occurs twice'],
    ["{'a': 1}", '1:2 : expected a key in double quotes'],
    ['{"a": 1} x', '1:10 : expected the end of the text'],
    ['{"a": "x\n"}', /^1:7 : this text does not end/],
    ['', '1:1 : expected a value'],
  ])('as JSON: %j', (text, expected) => {
    expect(told(text, {}, 'json')).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
  });
});

test('an empty file is told what belongs in it', () => {
  expect(told('')).toEqual(['1:1 cameras: expected an array, but it is missing']);
});

test.each(['[property]\nenable=1\n', 'property: { enable: 1 }\nline-crossing-stream-0: { enable: 1 }\n'])('a config of nvdsanalytics is told from a file of rules: %j', (text) => {
  expect(told(text)).toEqual(['1:1 : this is a config of nvdsanalytics: nvts convert makes a file of rules of it']);
});

test('the words are those with which the element refuses the file', () => {
  const text = camera('{ kind: zone, polygon: [[0, 0], [9, 9], [0, 9], [9, 0]], margn: 3 }', '{ kind: wrong-way, line: [[1, 1], [5, 5], [1, 1]] }');
  const document = new TextDocument(text, 'yaml');
  let words = '';
  try {
    new RuleSet(document.value as never);
  } catch (error) {
    expect(error).toBeInstanceOf(NvtsError);
    words = (error as Error).message;
  }
  const { findings } = checkRules(document, {});
  expect(findings).toHaveLength(3);
  for (const { path, message } of findings) expect(words).toContain(`${path}: ${message}`);
});

describe('classes', () => {
  const labelled = (more = ''): string => `${more}${camera('{ kind: left-object, objects: [bag], owners: [persn] }', '{ kind: motion, classes: [1, 2, car] }')}`;
  const expected = [
    'cameras[0].rules[0].owners[0]: there is no class "persn"; did you mean "person"?',
    'cameras[0].rules[1].classes[1]: there is no class 2: the 2 labels are those of classes 0 to 1',
    'cameras[0].rules[1].classes[2]: there is no class "car"; known are "person", "bag"',
  ];
  const strip = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/^\S+ /, ''));

  test('that the labels do not have are refused', () => {
    expect(strip(told(labelled(), { labels: ['person', 'bag'] }))).toEqual(expected);
  });

  test('that the file itself does not declare are refused', () => {
    expect(strip(told(labelled('labels: [person, bag]\n'), { labels: ['something else'] }))).toEqual(expected);
  });

  test('that no recorded object has are doubtful', () => {
    const { findings, rules } = checkRules(new TextDocument(labelled(), 'yaml'), { seen: new Set(['person', 'bag', 'car']) });
    expect(rules).toBeDefined();
    expect(findings).toMatchObject([{ severity: 'warning', message: 'no object of the recording is a "persn"; did you mean "person"?' }]);
  });
});

describe('a doubt', () => {
  const entry = (head: string): string => `cameras:\n  - ${head}\n    rules: [${DOOR}]\n`;
  const sources = [{ id: 0, sensor: { id: 'a', name: 'gate-north' } }, { id: 3, sensor: { id: 'b', name: 'hall' } }];

  test.each<[string, string, Stage, readonly string[]]>([
    ['a source that never comes', entry('sources: [0, 7, 3]'), { sources }, ['2:18 cameras[0].sources[1]: source 7 never comes; there are source 0 (gate-north), source 3 (hall)']],
    ['a sensor that never comes', entry('sensors: [gate-*, hal]'), { sources }, ['2:23 cameras[0].sensors[1]: no sensor is called "hal"; did you mean "hall"?', '1:1 cameras: no entry is about source 3 (hall)']],
    ['sources by number only say nothing of sensors', entry('sensors: [gate-*]'), { sources: [{ id: 0 }] }, []],
    ['sources without rules', entry('sources: [0]'), { sources: [{ id: 0 }, { id: 3 }] }, ['1:1 cameras: no entry is about source 3']],
    ['an entry about nothing', entry('sources: []'), {}, [expect.stringMatching(/^2:5 cameras\[0\]\.sources: it names none/) as string]],
    ['an entry without rules', 'cameras:\n  - rules: []\n', {}, ['2:5 cameras[0].rules: there is no rule in it']],
    ['pixels that look normalised', camera('{ kind: line-crossing, line: [[0.1, 0.5], [0.9, 0.5]] }'), {}, ['3:32 cameras[0].rules[0].line: it is smaller than a pixel: for coordinates from 0 to 1 give units: normalized']],
    ['a shape outside of the picture', camera('{ kind: line-crossing, line: [[700, 1], [800, 9]] }', DOOR), { size: [640, 480] }, ['3:32 cameras[0].rules[0].line: all of it lies outside of the picture of 640x480, where no object is']],
    ['a normalised shape outside of the picture', camera('{ kind: zone, units: normalized, circle: { center: [1.5, 0.5], radius: 0.1 } }'), {}, [expect.stringMatching(/^3:\d+ cameras\[0\]\.rules\[0\]\.circle: all of it lies outside/) as string]],
    ['a name of no rule', camera(DOOR, '{ kind: tailgating, line: Dor }'), {}, ['4:35 cameras[0].rules[1].line: no rule is called "Dor"; did you mean "Door"?']],
  ])('%s', (_name, text, stage, expected) => {
    const { findings, rules } = checkRules(new TextDocument(text, 'yaml'), stage);
    expect(rules).toBeDefined();
    expect(findings.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(told(text, stage).sort()).toEqual([...expected].sort());
  });
});

describe('nvts check', () => {
  let out: string;
  let err: string;
  beforeEach(() => {
    out = err = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
    vi.stubEnv('FORCE_COLOR', undefined);
    vi.stubEnv('NO_COLOR', '1');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test('says what a good file is about', async () => {
    const file = write('good.yaml', `cameras:\n  - sensors: [gate-*]\n    rules: [${DOOR}]\n`);
    expect(await main(['check', file])).toBe(0);
    expect(out).toBe(`${file}: ok, 1 rule for gate-*\n`);
    expect(err).toBe('');
  });

  test('shows the line of a fault', async () => {
    const file = write('bad.yaml', camera('{ kind: zone, polygon: [[0, 0], [9, 0], [0, 9]], margn: 1 }'));
    expect(await main(['check', file])).toBe(1);
    expect(err).toBe(
      `${file}:3:58: error: cameras[0].rules[0].margn: no such option; did you mean "margin"?\n` +
        `    3 |       - { kind: zone, polygon: [[0, 0], [9, 0], [0, 9]], margn: 1 }\n` +
        `      |                                                          ^^^^^\n` +
        `${file}: 1 error\n`,
    );
  });

  test('paints for a terminal only', async () => {
    const file = write('paint.yaml', 'cameras: 5\n');
    await main(['check', file]);
    expect(err).not.toContain('\u001B');
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('FORCE_COLOR', '1');
    await main(['check', file]);
    expect(err).toContain('\u001B[31merror:');
  });

  test('keeps what stands in a file from the terminal', async () => {
    const file = write('escape.json', '{"\u009b31m": 1, "cameras": []}');
    await main(['check', file]);
    expect(err).not.toContain('\u009b');
  });

  test('prints findings as JSON', async () => {
    const good = write('good.json', JSON.stringify({ cameras: [{ rules: [{ kind: 'motion' }] }] }));
    const bad = write('bad.json', '{"cameras": 5}');
    expect(await main(['check', '--json', good, bad])).toBe(1);
    const finding: Finding = { severity: 'error', line: 1, column: 13, length: 1, path: 'cameras', message: 'expected an array, got a number (5)' };
    expect(JSON.parse(out)).toEqual([
      { file: good, ok: true, findings: [] },
      { file: bad, ok: false, findings: [finding] },
    ]);
  });

  test('reads labels and recordings', async () => {
    const file = write('rules.yaml', `cameras:\n  - sources: [0, 1]\n    rules: [{ kind: motion, classes: [persn] }]\n`);
    const frame = { frames: [{ source: 0, frame: 0, size: [64, 48], sensor: { id: 'a', name: 'b' }, objects: [{ class: 0, label: 'person', box: [0, 0, 1, 1] }] }] };
    const recording = write('r.jsonl.gz', gzipSync(`{"nvts":"recording","version":1}\n${JSON.stringify(frame)}\n{"frames":[{"sou`));
    expect(await main(['check', file, '--recording', recording])).toBe(0);
    expect(err).toContain('source 1 never comes; there are source 0 (b)');
    expect(err).toContain('no object of the recording is a "persn"; did you mean "person"?');
    expect(await main(['check', file, '--labels', write('labels.txt', 'person\r\ncar\r\n')])).toBe(1);
    expect(err).toContain('there is no class "persn"; did you mean "person"?');
  });

  test.each([
    [[], 'check needs the path of a script, a package or a file of rules'],
    [['missing.yaml'], 'file missing.yaml: there is no such file'],
    [['rules.txt'], 'rules.txt: expected a file named *.json, *.yaml or *.yml'],
    [['--size', 'big', 'x.yaml'], '--size must be width and height in pixels, e.g. 1920x1080, got "big"'],
    [['--recording', 'missing.jsonl', 'x.yaml'], 'recording missing.jsonl: there is no such file'],
    [['--lables', 'x'], /--lables/],
  ])('is told how it is used: %j', async (args, expected) => {
    expect(await main(['check', ...args])).toBe(2);
    expect(err).toMatch(expected);
  });

  test('shows its options', async () => {
    expect(await main(['check', '--help'])).toBe(0);
    expect(out).toMatch(/--labels[^]*--recording[^]*Exit codes/);
  });
});
