// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildProgress, judgeBuildFolder, parseCMakeCache } from '../../scripts/lib/build.mjs';
import { matchesLock } from '../../scripts/lib/npm.mjs';
import { lineSplitter, runCommand } from '../../scripts/lib/process.mjs';
import { fitLine, formatSeconds } from '../../scripts/lib/progress.mjs';
import { fingerprint } from '../../scripts/lib/stamp.mjs';

describe('npm packages', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      sdk: { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/b-win': { version: '1.0.0', optional: true },
      'node_modules/sdk': { resolved: 'sdk', link: true },
    },
  };
  const installed = (packages: object) => ({ packages });
  const sdk = { 'node_modules/sdk': { resolved: 'sdk', link: true } };

  test('are in place when each has the version of the lock file', () => {
    expect(
      matchesLock(lock, installed({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' }, ...sdk })),
    ).toBe(true);
  });

  test.each([
    ['one is missing', { ...sdk }],
    ['one has another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' }, ...sdk }],
    ['one has other contents', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' }, ...sdk }],
    ['a workspace is not linked', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }],
  ])('are installed again when %s', (_, packages) => {
    expect(matchesLock(lock, installed(packages))).toBe(false);
  });
});

describe('the build folder', () => {
  const cache = parseCMakeCache(
    '# note\nCMAKE_HOME_DIRECTORY:INTERNAL=/a b/src\nCMAKE_BUILD_TYPE:STRING=Release\nCMAKE_JS_INC:UNINITIALIZED=/x;/y\n',
  );

  test('is built in when it was configured for this clone', () => {
    expect(judgeBuildFolder(cache, '/a b/src', true)).toBe('ready');
  });

  test('is configured when it is new, incomplete or of another build type', () => {
    expect(judgeBuildFolder(undefined, '/a b/src', false)).toBe('configure');
    expect(judgeBuildFolder(cache, '/a b/src', false)).toBe('configure');
    expect(judgeBuildFolder({ ...cache, CMAKE_BUILD_TYPE: 'Debug' }, '/a b/src', true)).toBe('configure');
  });

  test('is configured anew when the clone was moved', () => {
    expect(judgeBuildFolder(cache, '/elsewhere', true)).toBe('reset');
  });

  test('shows how far the build tool is', () => {
    expect(buildProgress('[12/80] Building CXX object a.o')).toBe('[12/80]');
    expect(buildProgress('[ 42%] Building CXX object a.o')).toBe('[ 42%]');
    expect(buildProgress('Linking')).toBe('Linking');
  });
});

describe('a fingerprint of sources', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nvts stamp '));
    fs.mkdirSync(path.join(folder, 'src'));
    fs.writeFileSync(path.join(folder, 'src', 'a.ts'), 'a');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test('stays while nothing changes', () => {
    expect(fingerprint(folder, [folder])).toBe(fingerprint(folder, [folder]));
  });

  test('changes when a file is edited, added or removed', () => {
    const seen = new Set([fingerprint(folder, [folder])]);
    fs.writeFileSync(path.join(folder, 'src', 'a.ts'), 'ab');
    seen.add(fingerprint(folder, [folder]));
    fs.writeFileSync(path.join(folder, 'src', 'b.ts'), 'b');
    seen.add(fingerprint(folder, [folder]));
    fs.rmSync(path.join(folder, 'src', 'a.ts'));
    seen.add(fingerprint(folder, [folder]));
    expect(seen.size).toBe(4);
  });

  test('does not see build output', () => {
    const before = fingerprint(folder, [folder]);
    fs.mkdirSync(path.join(folder, 'dist'));
    fs.writeFileSync(path.join(folder, 'dist', 'a.js'), 'a');
    expect(fingerprint(folder, [folder])).toBe(before);
  });
});

describe('progress', () => {
  test('durations past a minute are told in minutes', () => {
    expect(formatSeconds(1234)).toBe('1.2 s');
    expect(formatSeconds(125_000)).toBe('2 min 5 s');
  });

  test('a long line is cut to the terminal, colours removed', () => {
    expect(fitLine('\u001b[32mabc\u001b[0m  def', 20)).toBe('abc def');
    expect(fitLine('abcdefghij', 5)).toBe('abcd…');
  });

  test('lines survive being cut between and within characters', () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line: string) => lines.push(line));
    const bytes = Buffer.from('één\ntwo\rthree');
    for (const byte of bytes) splitter.write(Buffer.from([byte]));
    splitter.end();
    expect(lines).toEqual(['één', 'two', 'three']);
  });

  test('a command that does not exist is reported, not thrown', async () => {
    const { error } = await runCommand('/no such/command', [], { onLine: () => {} });
    expect(error?.message).toContain('ENOENT');
  });
});
