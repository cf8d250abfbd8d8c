// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { closest, editDistance, parseOptions } from '../../scripts/lib/options.mjs';

const kSpecs = {
  video: { value: 'FILE', help: 'the video' },
  recording: { value: 'FILE', help: 'the recording' },
  help: { help: 'show this text' },
};
const parse = (...args: string[]) => parseOptions(args, kSpecs, 'demo');

describe('options', () => {
  test('a value follows its option or an equals sign', () => {
    expect(parse('--video', 'a b.mp4', '--recording=r=1.jsonl')).toEqual({ video: 'a b.mp4', recording: 'r=1.jsonl' });
  });

  test('a misspelt option is answered with the nearest one', () => {
    expect(() => parse('--vidoe', 'x')).toThrow('Unknown option --vidoe. Did you mean --video?');
  });

  test('an option that resembles none is answered with the list alone', () => {
    expect(() => parse('--zzzzzz')).toThrow(/^Unknown option --zzzzzz\.\n\nUsage: demo \[options\]/);
  });

  test.each([[['--video']], [['--video=']], [['--video', '--help']]])('%j lacks its value', (args) => {
    expect(() => parse(...args)).toThrow('--video needs a value: --video FILE.');
  });

  test('a flag with a value, a repeated option and a bare word are refused', () => {
    expect(() => parse('--help=yes')).toThrow('--help takes no value');
    expect(() => parse('--video', 'a', '--video', 'b')).toThrow('--video is given twice');
    expect(() => parse('a.mp4')).toThrow('Unexpected argument "a.mp4"');
  });

  test('help lists every option with its value', () => {
    const { help } = parse('--help');
    expect(help).toContain('--recording FILE  the recording');
    expect(help).toContain('--help            show this text');
  });

  test('names that objects inherit are no options', () => {
    expect(() => parse('--constructor', 'x')).toThrow('Unknown option --constructor');
  });
});

describe('did you mean', () => {
  test('swapped neighbours are one edit', () => {
    expect(editDistance('vidoe', 'video')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  test('a word far from all names has no nearest', () => {
    expect(closest('banana', ['video', 'recording'])).toBeUndefined();
  });
});
