// SPDX-License-Identifier: MIT
// What Node's side costs: events and replay through the binding, and what nvts build makes.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { kRepeats, median } from './median.mjs';

const kFrames = 2000;
const kEvents = 10;
const kCounter = path.join(root, 'examples', 'people-counter');
const kCli = path.join(root, 'sdk', 'bin', 'nvts.mjs');

/** The median of what a measurement gives, repeated. */
async function repeated(measure) {
  const values = [];
  for (let i = 0; i < kRepeats; i++) values.push(await measure());
  return median(values);
}

/** Microseconds of CPU time of all threads of a program. */
async function cpuMicroseconds(bench, command, args) {
  const lines = await bench.run('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', command, ...args]);
  const [user, system] = lines.at(-1).split(' ').map(Number);
  return (user + system) * 1e6;
}

async function eventCost(bench) {
  const script = await bench.bundle('emit');
  const reader = path.join(root, 'test', 'bench', 'lib', 'read-events.mjs');
  const line = (events) => [
    'videotestsrc', `num-buffers=${kFrames}`, '!', 'video/x-raw,width=32,height=24,framerate=25/1', '!',
    'nvtsprobe', `script=${script}`, `params={"events":${events}}`, 'deadline-ms=0', '!', 'fakesink',
  ];
  // A shell's quotes are gst-launch-1.0's own affair; in a text they stand.
  const quoted = (word) => word.replace(/^(script|params)=(.*)$/, (_, name, value) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`);
  const inNode = (events) => repeated(() => cpuMicroseconds(bench, process.execPath, [reader, line(events).map(quoted).join(' ')]));
  const unread = (events) => repeated(() => cpuMicroseconds(bench, 'gst-launch-1.0', ['-q', ...line(events)]));
  const perEvent = async (cost) => ((await cost(kEvents)) - (await cost(0))) / (kFrames * kEvents);
  const [read, emitted] = [await perEvent(inNode), await perEvent(unread)];
  return {
    figure: 'An event into Node',
    value: read - emitted,
    unit: 'µs',
    limit: 20,
    conditions: `CPU time of all threads, by ${kFrames * kEvents} events: ${read.toFixed(1)} µs with an async iterator, ${emitted.toFixed(1)} µs in gst-launch-1.0 with nobody who reads`,
  };
}

async function replaySpeed(bench) {
  const { writeScene } = await import('../../../sdk/dist/cli/bench/scene.js');
  const scene = path.join(bench.folder, 'scene.jsonl');
  writeScene(scene, 30, 5000);
  const script = path.join(kCounter, 'dist', 'people-counter.nvts.js');
  const params = path.join(kCounter, 'params', 'vtest.json');
  const times = await repeated(async () => {
    const lines = await bench.run(process.execPath, [kCli, 'replay', scene, '--script', script, '--params-file', params, '--json']);
    const { streamSeconds, seconds } = JSON.parse(lines.join('\n'));
    return streamSeconds / seconds;
  });
  return { figure: "Replay from Node, 30 objects a frame, times real time", value: times, unit: '×', limit: 50, atLeast: true, conditions: 'people-counter with drawing, 5,000 frames at 25 a second' };
}

export async function node(bench) {
  bench.env.NVTS_NODE_ADDON = path.join(bench.buildDir, 'lib', 'node', 'nvts_node.node');
  return [await eventCost(bench), await replaySpeed(bench)];
}

export async function packaging(bench) {
  const output = path.join(bench.folder, 'people-counter.nvts.js');
  const build = async (...more) => {
    const started = performance.now();
    await bench.run(process.execPath, [kCli, 'build', path.join(kCounter, 'src', 'index.ts'), '-o', output, ...more]);
    return performance.now() - started;
  };
  const whole = await repeated(() => build());
  const minified = await repeated(() => build('--minify'));
  return [
    { figure: '`nvts build` of people-counter', value: whole, unit: 'ms', limit: 300, conditions: `the process from start to end, median of ${kRepeats}; ${minified.toFixed(0)} ms with --minify` },
    { figure: "People-counter's bundle, minified", value: fs.statSync(output).size / 1024, unit: 'KB', limit: 60, conditions: 'without its source map' },
  ];
}
