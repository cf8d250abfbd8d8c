#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Our LineCrossing and Zone beside supervision's LineZone and PolygonZone, on the same tracks; see README.md.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineProcessor, LineCrossing, Zone } from '@nvtsprobe/sdk';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { runMain, UserError } from '../../../scripts/lib/errors.mjs';
import { parseOptions } from '../../../scripts/lib/options.mjs';
import { buildDir } from '../../../scripts/lib/paths.mjs';
import { Workbench } from '../lib/benchmarks.mjs';

const kOptions = {
  python: { value: 'FILE', help: 'the Python that has supervision (default: python3)' },
  build: { value: 'DIR', help: 'a build folder with the target nvts_bench (default: build/)' },
  help: { help: 'show this text' },
};
const kSizes = [20, 100];
const kFrames = 1000;
const kPeriod = 200;
const kRepeats = 5;
const line = [[0, 540], [1920, 540]];
const polygon = [[0, 540], [1920, 540], [1920, 1080], [1400, 1080], [960, 700], [500, 1080], [0, 1080]];

/** The people of native/scene.cpp, who walk up and down across the middle: left, top, width, height. */
function people(step, objects) {
  return Array.from({ length: objects }, (_, person) => {
    const phase = (step + person * 37) % kPeriod;
    const foot = 540 + ((phase < kPeriod / 2 ? phase : kPeriod - phase) - kPeriod / 4) * 4 + 1.5;
    return [(person * 97) % 1860, foot - 160, 60, 160];
  });
}

/** What our rules count; how long they take is measured in JavaScriptCore. */
function count(frames) {
  const door = new LineCrossing({ line, margin: 0 });
  const zone = new Zone({ polygon, margin: 0 });
  let inside = 0;
  const processor = defineProcessor({
    onFrame(frame) {
      door.update(frame);
      zone.update(frame);
      inside += zone.occupancy;
    },
  });
  const host = new TestHost(processor, { fps: 25 });
  for (const boxes of frames) {
    const objects = boxes.map(([left, top, width, height], i) => ({ label: 'person', trackId: i + 1, left, top, width, height }));
    host.push({ objects, width: 1920, height: 1080 });
  }
  return { crossed: [door.in, door.out].sort((a, b) => a - b), inside };
}

function theirs(python, file) {
  const script = fileURLToPath(new URL('measure.py', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(python, [script, file], { encoding: 'utf8' });
  if (status !== 0) throw new UserError(`${python} cannot run supervision (see README.md): ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), kOptions, 'node test/bench/supervision/compare.mjs');
  if (options.help) return void console.log(options.help);
  const bench = new Workbench(path.resolve(options.build ?? buildDir));
  const bundles = [await bench.bundle('supervision-line'), await bench.bundle('supervision-zone')];
  const file = path.join(bench.folder, 'supervision.json');
  let versions = '';
  console.log('| rule | ours | an object | supervision | an object | faster |\n|---|---|---|---|---|---|');
  for (const objects of kSizes) {
    const frames = Array.from({ length: kFrames }, (_, step) => people(step, objects));
    fs.writeFileSync(file, JSON.stringify({ line, polygon, frames }));
    const ours = count(frames);
    // By turns, so that what else the machine does slows both.
    const runs = [];
    for (let i = 0; i < kRepeats; i++) {
      const other = theirs(options.python ?? 'python3', file);
      const [lineNs, zoneNs] = await bench.measure('rule_bench', String(objects), ...bundles);
      runs.push({ other, lineNs, zoneNs });
    }
    const [{ other }] = runs;
    row(`line, ${objects} objects: crossings either way`, ours.crossed.join(' and '), other.crossed.join(' and '), runs.map((run) => [run.lineNs, run.other.lineNs]));
    row(`zone, ${objects} objects: inside, all frames`, ours.inside, other.inside, runs.map((run) => [run.zoneNs, run.other.zoneNs]));
    ({ versions } = other);
  }
  console.log(`\n${versions}`);
  return 0;
});

/** Prints the run whose ratio is the median. */
function row(name, counted, otherCounted, pairs) {
  const byRatio = pairs.map(([ns, otherNs]) => ({ ns, otherNs, ratio: otherNs / ns })).sort((a, b) => a.ratio - b.ratio);
  const { ns, otherNs, ratio } = byRatio[byRatio.length >> 1];
  const range = `${byRatio[0].ratio.toFixed(0)} to ${byRatio.at(-1).ratio.toFixed(0)}`;
  console.log(`| ${name} | ${counted} | ${ns.toFixed(0)} ns | ${otherCounted} | ${otherNs.toFixed(0)} ns | ${ratio.toFixed(0)}× (${range}) |`);
}
