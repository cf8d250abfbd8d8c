// SPDX-License-Identifier: MIT
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkRules } from '../check/check.js';
import { main } from '../main.js';
import { TextDocument } from '../text/document.js';
import { convertText } from './command.js';
import { toJson, toYaml } from './write.js';

const PROPERTY = '[property]\nenable=1\nconfig-width=1000\nconfig-height=500\n';

/** `line:column severity path: message` of each finding. */
const told = (text: string, format: 'ini' | 'yaml' | 'json' = 'ini'): string[] =>
  convertText(text, format).findings.map(({ severity, line, column, path, message }) => `${line}:${column} ${severity} ${path}: ${message}`);

function made(text: string, format: 'ini' | 'yaml' = 'ini'): { readonly yaml: string; readonly rules: readonly Record<string, unknown>[]; readonly cameras: readonly { readonly sources: number[] }[] } {
  const { conversion, findings } = convertText(text, format);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const yaml = toYaml(conversion!, 'config.txt');
  const document = new TextDocument(yaml, 'yaml');
  const checked = checkRules(document, { size: [1920, 1080] });
  expect(checked.findings).toEqual([]);
  expect(document.value).toEqual(JSON.parse(toJson(conversion!)));
  const { cameras } = document.value as { cameras: { sources: number[]; rules: Record<string, unknown>[] }[] };
  return { yaml, cameras, rules: cameras.flatMap(({ rules }) => rules) };
}

describe('a line', () => {
  test.each([
    // In is on the right of who walks along: downwards is right of a line that runs to the right.
    ['down', '500;100;500;400;100;250;900;250', [[0.1, 0.5], [0.9, 0.5]]],
    ['up', '500;400;500;100;100;250;900;250', [[0.9, 0.5], [0.1, 0.5]]],
    ['down over a line that was given the other way round', '500;100;500;400;900;250;100;250', [[0.1, 0.5], [0.9, 0.5]]],
    ['right', '100;250;900;250;500;50;500;450', [[0.5, 0.9], [0.5, 0.1]]],
  ])('with an arrow %s has its in side there', (_name, numbers, line) => {
    const { rules } = made(`${PROPERTY}[line-crossing-stream-0]\nenable=1\nextended=0\nline-crossing-a=${numbers}\n`);
    expect(rules).toEqual([{ kind: 'line-crossing', name: 'a', line, minMotion: { boxHeights: 0.25 } }]);
  });

  test('that is extended goes on to the edges of the picture', () => {
    const { rules, yaml } = made(`${PROPERTY}[line-crossing-stream-0]\nenable=1\nmode=strict\nclass-id=0;2\nline-crossing-a=500;100;500;400;400;250;600;250\n`);
    expect(rules).toEqual([{ kind: 'line-crossing', name: 'a', line: [[-0.02, 0.5], [1.02, 0.5]], classes: [0, 2], minMotion: { boxHeights: 1 } }]);
    expect(yaml).toContain('# line-crossing-a=500;100;500;400;400;250;600;250, extended=1, mode=strict\n');
  });
});

test('areas, crowds and directions become zones and ways', () => {
  const { rules } = made(
    `${PROPERTY}[roi-filtering-stream-0]\nenable=1\ninverse-roi=1\nclass-id=-1\nroi-hall=0;0;1000;0;1000;500\n` +
      `[overcrowding-stream-0]\nenable=1\nobject-threshold=3\ntime-threshold=1500\nclass-id=1\nroi-hall=0;0;1000;0;1000;500\n` +
      `[direction-detection-stream-0]\nenable=1\nclass-id=0\nmode=strict\ndirection-north=500;400;500;100\n`,
  );
  const polygon = [[0, 0], [1, 0], [1, 1]];
  expect(rules).toEqual([
    { kind: 'zone', name: 'hall', polygon, inverse: true, margin: 0, maxGap: 0.25 },
    { kind: 'zone', name: 'hall (crowd)', polygon, classes: [1], overcrowding: { count: 3, seconds: 1.5 }, margin: 0, maxGap: 0.25 },
    { kind: 'wrong-way', name: 'north', line: [[0.5, 0.2], [0.5, 0.8]], classes: [0], tolerance: 37, seconds: 0 },
    { kind: 'motion', name: 'stopped', classes: [0] },
  ]);
});

test('each pad becomes a source; groups with enable=0 are left out, and osd-mode=0 draws nothing', () => {
  const { cameras, yaml } = made(
    `${PROPERTY}osd-mode=0\n[roi-filtering-stream-3]\nenable=1\nroi-b=0;0;1000;0;1000;500\n[roi-filtering-stream-0]\nenable=1\nroi-a=0;0;1000;0;1000;500\n[line-crossing-stream-1]\nenable=0\nline-crossing-off=1;1;9;9;1;9;9;1\n`,
  );
  expect(cameras.map(({ sources }) => sources)).toEqual([[0], [3]]);
  expect(yaml).toContain('# Left out, since its group has enable=0: line-crossing-off\n');
  expect(yaml).toContain('draw: false # osd-mode=0\n');
});

test('the YAML form is converted alike', () => {
  const ini = `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=0;0;1000;0;1000;500\n`;
  const yaml = 'property: { enable: 1, config-width: 1000, config-height: 500 }\nroi-filtering-stream-0:\n  enable: 1\n  roi-a: 0;0;1000;0;1000;500\n';
  expect(made(yaml, 'yaml').yaml).toBe(made(ini).yaml);
});

test.each(['yes', '7', 'a: b', '# c', 'Über', '"q"', 'x\u2028y'])('a label %j stays a name', (label) => {
  const { rules } = made(`${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-${label}=0;0;1000;0;1000;500\n`);
  expect(rules[0]!['name']).toBe(label);
});

test('what differs is said once for each kind that is there', () => {
  const { yaml } = made(`${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=0;0;1000;0;1000;500\n`);
  expect(yaml).toMatch(/Zones tell who enters/);
  expect(yaml).not.toMatch(/Lines count both ways|time-threshold|wrong-way/);
  expect(Math.max(...yaml.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(116);
});

describe('a fault is told with its place', () => {
  const roi = (more: string): string => `${PROPERTY}[roi-filtering-stream-0]\nenable=1\n${more}\n`;
  const line = (more: string): string => `${PROPERTY}[line-crossing-stream-0]\nenable=1\n${more}\n`;
  test.each([
    ['[roi-filtering-stream-0]\nenable=1\nroi-a=1;1;9;1;9;9\n', '1:1 error the config: there is no group "property"; add it with enable, config-width and config-height'],
    [`${PROPERTY}[roi-filtering-strem-0]\nenable=1\n`, '5:1 error [roi-filtering-strem-0]: there is no such group; did you mean "roi-filtering-stream-0"?'],
    [`${PROPERTY}[roi-filtering-stream-x]\nenable=1\n`, /^5:1 error .*must be followed by a pad's number/],
    [roi('inverse-ro=1'), '7:1 error [roi-filtering-stream-0] inverse-ro: there is no such key; did you mean "inverse-roi"?'],
    [roi('  roi-a=1;1;9;1;9;9\n  roi-a=1;1;9;1;9;9'), /^8:3 error : \[roi-filtering-stream-0\] has "roi-a" already in line 7; remove one/],
    [roi('roi-a=1;2;3;4'), /^7:1 error .*at least 3 points, got 2/],
    [roi('roi-a=1;2;3;4;5'), /^7:1 error .*a coordinate is missing/],
    [roi('roi-a=-1;2;3;4;5;9'), /^7:1 error .*number 1 is -1; it must be 0 or more/],
    [roi('roi-a=1;1;2;2;3;3'), /^7:1 error .*all points lie on one line; move one/],
    [roi('roi-a=0;0;9;9;9;0;0;9'), /^7:1 error .*cross; give the points in the order/],
    [roi('roi-a=1;x;3;4;5;9'), /^7:1 error .*number 2 is "x"; expected integers/],
    [roi('roi-=1;2;3;4;5;9'), /^7:1 error .*the label is missing/],
    [roi('roi-a=1;2;3;4;5;9\nclass-id=person'), /^8:1 error .*class ids separated by ";"/],
    [roi(''), /^5:1 error .*there is no rule in this group; add roi-LABEL=/],
    [line('line-crossing-a=1;2;3'), /^7:1 error .*expected 8 numbers, got 3: arrow x1;y1/],
    [line('line-crossing-a=1;1;9;9;5;5;5;5'), /^7:1 error .*the line starts and ends at 5;5; move one end/],
    [line('line-crossing-a=1;1;9;1;1;5;9;5'), /^7:1 error .*the arrow is parallel to the line.*turn it/],
    [line('mode=lose\nline-crossing-a=1;1;9;9;1;9;9;1'), /^7:1 error .*did you mean "loose"\\?/],
    [`${PROPERTY}[direction-detection-stream-0]\nenable=1\ndirection-a=5;5;5;5\n`, /^7:1 error .*the arrow starts and ends at 5;5/],
    [`${PROPERTY}[overcrowding-stream-0]\nenable=1\nobject-threshold=0\nroi-a=1;1;9;1;9;9\n`, /^7:1 error .*object-threshold: expected an integer from 1/],
    ['[property]\nenable=1\nconfig-width=wide\nconfig-height=5\n', /^3:1 error \[property\] config-width: expected an integer/],
    ['enable=1\n', /^1:1 error .*stands before the first group; put \[property\] above it/],
    ['[property\n', /^1:1 error .*not a group's name/],
    [`; remark\n${PROPERTY}`, /^1:1 error .*comments begin with #/],
    [`${PROPERTY}[roi-filtering-stream-0]\nenable=0\nroi-a=1;1;9;1;9;9\n`, '1:1 error : there is nothing to convert: no group has a rule and enable=1'],
    [`${PROPERTY}[roi-filtering-stream-0]\nroi-a=1;1;9;1;9;9\n`, /^5:1 warning .*enable is missing, which nvdsanalytics reads as 0/],
  ])('%j', (text, expected) => {
    expect(told(text)).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('in YAML by line and column of its key', () => {
    const yaml = 'property:\n  enable: 1\n  config-width: 1000\n  config-height: 500\nline-crossing-stream-0:\n  enable: 1\n  line-crossing-a: 1;2;3\n  mode: [loose]\n';
    expect(told(yaml, 'yaml')).toEqual([
      '7:3 error line-crossing-stream-0.line-crossing-a: expected 8 numbers, got 3: arrow x1;y1;x2;y2, then line x1;y1;x2;y2',
      '8:3 error line-crossing-stream-0.mode: expected a number, true, false, or numbers separated by ";", got ["loose"]',
    ]);
    expect(told('property: 5\n', 'yaml')).toContain('1:1 error property: expected keys and values below it, got 5');
    expect(told('- 1\n', 'yaml')).toEqual(['1:1 error : expected the groups of an nvdsanalytics config, such as property, and their keys']);
    expect(told('property: [\n', 'yaml')).toHaveLength(1);
  });

  test('all of them at once', () => {
    expect(told('[property]\nenable=2\nconfig-width=0\nconfig-height=x\n[roi]\n').map((text) => text.split(' ')[0])).toEqual(['2:1', '3:1', '4:1', '5:1']);
  });
});

describe('nvts convert', () => {
  let folder: string;
  let out: string;
  let err: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nvts-convert-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
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
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const good = `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=0;0;1000;0;1000;500\n`;

  test('writes to the terminal, YAML or JSON', async () => {
    const file = write('config.txt', good);
    expect(await main(['convert', file])).toBe(0);
    expect(out).toMatch(/^# Rules of config\.txt, made by nvts convert\.\n/);
    const [yaml, json] = [join(folder, 'rules.yaml'), join(folder, 'rules.json')];
    out = '';
    expect(await main(['convert', file, '-o', yaml])).toBe(0);
    expect(await main(['convert', file, '-o', json])).toBe(0);
    expect(out).toBe(`${yaml}: 1 rule for source 0\n${json}: 1 rule for source 0\n`);
    expect(err).toContain(`${file}: note: Zones tell who enters`);
    expect(new TextDocument(readFileSync(yaml, 'utf8'), 'yaml').value).toEqual(JSON.parse(readFileSync(json, 'utf8')));
  });

  test('shows the line of a fault and writes nothing', async () => {
    const file = write('bad.txt', good.replace('roi-a=0;0;', 'roi-a=0;'));
    const output = join(folder, 'none.yaml');
    expect(await main(['convert', file, '-o', output])).toBe(1);
    expect(err).toBe(
      `${file}:7:1: error: [roi-filtering-stream-0] roi-a: an odd count of numbers, 5; a coordinate is missing: x1;y1;x2;y2;x3;y3;...\n` +
        `    7 | roi-a=0;1000;0;1000;500\n      | ^^^^^^^^^^^^^^^^^^^^^^^\n${file}: 1 error\n`,
    );
    expect(existsSync(output)).toBe(false);
  });

  test('tells as JSON what it made, or what is wrong', async () => {
    const file = write('config.txt', good);
    expect(await main(['convert', file, '--json'])).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, file, rules: 1, sources: [0], findings: [], notes: expect.arrayContaining([expect.stringContaining('Zones tell')]) as string[], text: expect.stringContaining('cameras:') });
    out = '';
    expect(await main(['convert', write('bad.txt', good.replace('roi-a=0;0;', 'roi-a=0;')), '--json'])).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, findings: [{ severity: 'error', line: 7 }] });
    expect(err).toBe('');
  });

  test('a place that cannot be written is told', async () => {
    expect(await main(['convert', write('config.txt', good), '-o', join(folder, 'none', 'rules.yaml')])).toBe(2);
    expect(err).toMatch(/output .*rules\.yaml: there is no such file/);
  });

  test('says where the rules would be refused', async () => {
    const file = write('far.txt', good.replace('roi-a=0;0', 'roi-a=90000;0'));
    expect(await main(['convert', file])).toBe(1);
    expect(err).toContain('what was made of it is refused: cameras[0].rules[0].polygon: expected coordinates from 0 to 1');
  });

  test.each([
    [[], 'convert needs the path of a config of nvdsanalytics'],
    [['a', 'b'], 'convert takes one config, got also b'],
    [['missing.txt'], 'file missing.txt: there is no such file'],
    [['a.txt', '-o', 'rules.txt'], '--output must be named *.yaml, *.yml or *.json, got "rules.txt"'],
    [['a.yaml', '-o', './a.yaml'], 'the rules would overwrite the config a.yaml: choose another name with -o'],
  ])('is told how it is used: %j', async (args, expected) => {
    expect(await main(['convert', ...args])).toBe(2);
    expect(err).toContain(expected);
  });
});
