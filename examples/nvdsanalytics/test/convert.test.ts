// SPDX-License-Identifier: MIT
// nvts convert makes rules of RuleSet of NVIDIA's configs: what they count on the synthetic tracks, beside NVIDIA's answers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineProcessor, RuleSet, type RuleSetOptions, Zone } from '@nvtsprobe/sdk';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Expected, readExpected, readTracks } from './tracks.js';

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const nvts = fileURLToPath(new URL('../../../sdk/bin/nvts.mjs', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nvts-convert-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Told {
  readonly type: string;
  readonly rule: string;
  readonly track: number;
  readonly direction: unknown;
}

interface Played {
  readonly expected: readonly Expected[];
  readonly rules: RuleSet;
  /** Of each frame, how many of the tracks in it are in each zone, and what has happened. */
  readonly frames: readonly { readonly seen: Readonly<Record<string, number>>; readonly events: readonly Told[] }[];
}

function play(name: string): Played {
  const file = join(folder, `${name}.json`);
  const made = spawnSync(process.execPath, [nvts, 'convert', join(fixtures, `${name}.ini`), '-o', file], { encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);
  const rules = new RuleSet(JSON.parse(readFileSync(file, 'utf8')) as RuleSetOptions);
  let events: Told[] = [];
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        events = rules.update(frame).map(({ type, rule, track, values }) => ({ type, rule, track: Number(track), direction: (values as { direction?: unknown }).direction }));
      },
    }),
    { fps: 25 },
  );
  const expected = readExpected(join(fixtures, `synthetic-a--${name}.expected.jsonl.gz`));
  const tracks = readTracks(join(fixtures, 'synthetic-a.csv'));
  const frames = expected.map((_, i) => {
    host.push({ objects: tracks[i] ?? [], width: 1920, height: 1080 });
    const present = new Set((tracks[i] ?? []).map(({ trackId }) => BigInt(trackId!)));
    const zones = rules.rulesOf(0).filter((rule) => rule instanceof Zone);
    const seen = Object.fromEntries(zones.map((zone) => [zone.name, zone.occupants().filter(({ track }) => present.has(track)).length]));
    return { seen, events };
  });
  return { expected, rules, frames };
}

const tracksOf = (tracks: readonly number[]): number[] => [...new Set(tracks)].sort((a, b) => a - b);

/** The tracks that crossed a line along its arrow: NVIDIA's, which crosses once, and ours. */
function crossed({ expected, frames }: Played, line: string): { readonly theirs: number[]; readonly ours: number[] } {
  return {
    theirs: tracksOf(expected.flatMap(({ objects }) => objects.filter(({ lc }) => lc.includes(line)).map(({ id }) => id))),
    ours: tracksOf(frames.flatMap(({ events }) => events.filter(({ type, rule, direction }) => type === 'line-crossed' && rule === line && direction === 'in').map(({ track }) => track))),
  };
}

const without = (all: readonly number[], some: readonly number[]): number[] => all.filter((track) => !some.includes(track));

describe('mode loose', () => {
  test('the same tracks cross each line, one of them twice', () => {
    const played = play('lines-1080');
    for (const line of ['south', 'east']) {
      const { theirs, ours } = crossed(played, line);
      expect(ours).toEqual(theirs);
    }
    expect(played.expected.at(-1)!.lcCumulative).toEqual({ south: 5, east: 4 });
    // One goes in, out and in again, which nvdsanalytics does not see.
    expect(played.rules.counters()[0]).toMatchObject({ south: { in: 6, out: 6 }, east: { in: 4, out: 3 } });
  });
});

describe('modes balanced and strict', () => {
  // They ask for 54.8 and 77.5 px of way within the window, and for an angle between way and arrow; minMotion does not.
  test.each([
    ['strict-window30', 'south', { theirs: 2, ours: 4, left: [] }],
    ['strict-window30', 'east', { theirs: 2, ours: 4, left: [] }],
    // Track 2 goes out and comes in again close to where it was first seen: nearer than minMotion.
    ['balanced-extended-inverse', 'south', { theirs: 7, ours: 9, left: [2] }],
    ['balanced-extended-inverse', 'east', { theirs: 5, ours: 7, left: [] }],
  ])('%s, %s: nvdsanalytics leaves out some tracks that cross', (name, line, { theirs, ours, left }) => {
    const found = crossed(play(name), line);
    expect([found.theirs.length, found.ours.length]).toEqual([theirs, ours]);
    expect(without(found.theirs, found.ours)).toEqual(left);
  });
});

describe.each(['lines-1080', 'strict-window30', 'balanced-extended-inverse'])('areas and directions of %s', (name) => {
  let played: Played;
  beforeAll(() => {
    played = play(name);
  });

  test.each([['entrance', 597], ['concave', 598], ['hall', 598]])('%s holds as many of the objects in the frame in %i of 600 frames', (zone, frames) => {
    const counts = played.expected.map(({ inRoi }, i) => [inRoi[zone]!, played.frames[i]!.seen[zone]!] as const);
    expect(counts.filter(([theirs, ours]) => theirs === ours).length).toBe(frames);
    // A foot on the border, or a box whose height changes: its lower edge is not where nvdsanalytics' mean height has it.
    expect(Math.max(...counts.map(([theirs, ours]) => Math.abs(theirs - ours)))).toBe(1);
  });

  test('whoever goes a direction in nvdsanalytics does so here', () => {
    for (const way of ['north', 'west']) {
      const theirs = tracksOf(played.expected.flatMap(({ objects }) => objects.filter(({ dir }) => dir.includes(` DIR:${way} `)).map(({ id }) => id)));
      const ours = tracksOf(played.frames.flatMap(({ events }) => events.filter(({ type, rule }) => type === 'wrong-way' && rule === way).map(({ track }) => track)));
      expect(theirs.length).toBeGreaterThanOrEqual(10);
      expect(without(theirs, ours)).toEqual([]);
      expect(without(ours, theirs).length).toBeLessThanOrEqual(4);
    }
  });
});
