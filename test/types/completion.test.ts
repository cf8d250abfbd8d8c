// SPDX-License-Identifier: MIT
// What an editor shows while an author writes: names that were declared, and of each number its unit and where coordinates start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const file = join(here, 'cases/written.ts');

/** Where the cursor is stands `|`. */
const TEXT = `
import { defineProcessor, RuleSet, Zone } from '@nvtsprobe/sdk';
defineProcessor({
  labels: ['person', 'car'],
  setup: () => new RuleSet({ cameras: [{ rules: [{ kind: 'zone', name: 'Queue', polygon: [] }, { kind: 'sequence', name: 'Served' }] }] }),
  onFrame(frame, { state: rules }) {
    frame.objects.where('|labels');
    rules.rule(frame, '|rules');
    const object = frame.objects.at(0)!;
    object.|object;
    frame.|frame;
    frame.draw.|draw;
  },
});
new Zone({ |options });
`;

let service: ts.LanguageService;
const places = new Map<string, number>();
beforeAll(() => {
  let text = '';
  for (const [i, part] of TEXT.split('|').entries()) {
    const [, name = '', rest] = i === 0 ? ['', '', part] : /^(\w+)([^]*)$/.exec(part)!;
    if (name) places.set(name, text.length);
    text += rest;
  }
  const { config } = ts.readConfigFile(join(here, 'tsconfig.json'), ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, here);
  service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => (path === file ? ts.ScriptSnapshot.fromString(text) : ts.sys.fileExists(path) ? ts.ScriptSnapshot.fromString(readFileSync(path, 'utf8')) : undefined),
    getCurrentDirectory: () => here,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    realpath: ts.sys.realpath!,
  });
});

const namesAt = (place: string): string[] => service.getCompletionsAtPosition(file, places.get(place)!, {})!.entries.map(({ name }) => name);

/** Each completion with its type and what is said of it. */
function shownAt(place: string): { readonly name: string; readonly type: string; readonly text: string }[] {
  return namesAt(place).map((name) => {
    const details = service.getCompletionEntryDetails(file, places.get(place)!, name, {}, undefined, {}, undefined);
    const tags = (details?.tags ?? []).map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`);
    return { name, type: ts.displayPartsToString(details?.displayParts), text: [ts.displayPartsToString(details?.documentation), ...tags].join(' ') };
  });
}

test('labels and rules that were declared are offered', { timeout: 60_000 }, () => {
  expect(namesAt('labels')).toEqual(['person', 'car']);
  expect(namesAt('rules')).toEqual(['Queue', 'Served']);
});

describe('each has a text', () => {
  test.each(['object', 'frame', 'draw', 'options'])('%s', { timeout: 60_000 }, (place) => {
    const shown = shownAt(place);
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter(({ text }) => text.trim() === '').map(({ name }) => name)).toEqual([]);
  });
});

test('what is a length or a place says that it is in pixels, and from where', { timeout: 60_000 }, () => {
  const texts = (place: string): Map<string, string> => new Map(shownAt(place).map(({ name, text }) => [name, text]));
  const [object, draw] = [texts('object'), texts('draw')];
  for (const name of ['left', 'top', 'right', 'bottom', 'centerX', 'centerY', 'textX', 'textY', 'detectorBox', 'trackerBox', 'setBox']) expect(object.get(name), name).toMatch(/pixels.*origin top left/);
  for (const name of ['width', 'height', 'borderWidth']) expect(object.get(name), name).toContain('pixels');
  for (const [name, text] of draw) expect(text, name).toMatch(/pixels.*origin top left/);
});

test('numbers among options say their unit', { timeout: 60_000 }, () => {
  const numbers = shownAt('options').filter(({ type }) => /number/.test(type) && !/string/.test(type) && !/\{(?!\s*boxHeights)/.test(type));
  expect(numbers.length).toBeGreaterThan(5);
  expect(numbers.filter(({ text }) => !text.includes('@unit')).map(({ name }) => name)).toEqual([]);
});
