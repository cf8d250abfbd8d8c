// SPDX-License-Identifier: MIT
import { rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { loadBinding, type LoadBinding, type ReplayStats } from '../native/binding.js';
import { readCount, readParamsOption, tellFailure, withBundle } from '../native/script.js';
import { makeTemporaryFolder } from '../text/files.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { writeScene } from './scene.js';

const help = `nvts bench <script> [options]: measures what a script costs in nvtsprobe's engine

CPU time a frame and an object, new objects in bytes a frame, heap, and how many streams of 25 frames a second one core of this
machine has room for. It is measured on a recording, or on objects that wander over a picture of 1920x1080.

New objects are told by the engine's collections, of which there is one after each megabyte: of few frames only roughly. What
the engine's compiler keeps out of the heap is no object, one larger than a megabyte counts as one, and the SDK's own objects count
with the script's.

  --recording <file>    what to measure on
  --objects <n>         or: objects a frame; 30 when left out
  --frames <n>          and how many frames; 3000 when left out
  --warmup <n>          batches at the start that do not count; 500 when left out, at most half of the frames
  --params <json>       parameters as a JSON object; keys replace those of --params-file
  --params-file <file>  parameters as .json or .yaml
  --labels <file>       class names, one a line, for recordings that hold only class ids
  --json                prints the figures as JSON
  -h, --help            shows this

Example:
  nvts bench src/index.ts --recording recordings/door.jsonl.gz

Exit codes: 0 measured, 1 the script or the recording has errors, 2 the command line has errors.
`;

const FPS = 25;

/** What `nvts bench --json` prints. Times in microseconds of CPU time. */
export interface BenchReport {
  /** Packing, script and checks together, a batch. */
  readonly perBatch: number;
  readonly perFrame: number;
  /** Undefined without objects. */
  readonly perObject: number | undefined;
  readonly script: ReplayStats['script'];
  readonly heapBytes: number;
  /** Bytes of new objects a frame, and how far that may be off; undefined where the engine does not tell. */
  readonly allocated: { readonly perFrame: number; readonly resolution: number } | undefined;
  /** Streams of 25 frames a second that one core has room for. */
  readonly streams: number;
  readonly stats: ReplayStats;
  readonly conditions: { readonly cpu: string; readonly cores: number; readonly load: number; readonly node: string; readonly input: string };
}

/** `nvts bench`. */
export function benchCommand(load: LoadBinding = loadBinding): Command {
  return {
    usage: 'bench <script>',
    summary: 'measures what a script costs a frame and an object',
    help,
    run: (args) => runBench(args, load),
  };
}

async function runBench(args: readonly string[], load: LoadBinding): Promise<number> {
  const { values, positionals } = readArgs(args, {
    recording: { type: 'string' },
    objects: { type: 'string' },
    frames: { type: 'string' },
    warmup: { type: 'string' },
    params: { type: 'string' },
    'params-file': { type: 'string' },
    labels: { type: 'string' },
    json: { type: 'boolean' },
  });
  const [script, ...more] = positionals;
  if (script === undefined) throw new UsageError('bench needs the path of a script');
  if (more.length > 0) throw new UsageError(`bench takes one script, got also ${more.join(', ')}`);
  if (values.recording !== undefined && (values.objects !== undefined || values.frames !== undefined)) {
    throw new UsageError('--recording says what the frames hold: --objects and --frames are for measuring without one');
  }
  const objects = readCount('objects', values.objects, 30, 0, 10_000);
  const frames = readCount('frames', values.frames, 3000, 2, 1_000_000);
  const wanted = readCount('warmup', values.warmup, 500, 0);
  const warmup = values.recording === undefined ? Math.min(wanted, frames >> 1) : wanted;
  const params = readParamsOption(values.params);
  const folder = makeTemporaryFolder();
  try {
    const binding = await load();
    const recording = values.recording ?? join(folder, 'scene.jsonl');
    if (values.recording === undefined) writeScene(recording, objects, frames);
    const measure = (bundle: string, left: number): Promise<ReplayStats> => {
      const request = { ...(params && { params }), ...(values['params-file'] !== undefined && { paramsFile: values['params-file'] }) };
      return binding.replay(recording, bundle, { ...request, ...(values.labels !== undefined && { labels: values.labels }), warmup: left }).finish();
    };
    const stats = await withBundle(script, async (bundle) => {
      const first = await measure(bundle, warmup);
      // A recording shorter than the warm-up leaves nothing to tell.
      return first.batches > 0 && first.frames > 0 ? first : measure(bundle, 0);
    });
    if (stats.frames === 0) {
      process.stderr.write(`nvts: ${recording} has no frames to measure on\n`);
      return 1;
    }
    const report = summarize(stats, values.recording ?? 'wandering objects');
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
    return 0;
  } catch (error) {
    return tellFailure(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function summarize(stats: ReplayStats, input: string): BenchReport {
  const perBatch = stats.pack.mean + stats.script.mean + stats.check.mean;
  const total = perBatch * stats.batches;
  const perFrame = total / stats.frames;
  const [cpu] = cpus();
  return {
    perBatch,
    perFrame,
    perObject: stats.objects > 0 ? total / stats.objects : undefined,
    script: stats.script,
    heapBytes: stats.heapBytes,
    allocated: stats.allocated && { perFrame: stats.allocated.bytes / stats.frames, resolution: stats.allocated.step / stats.frames },
    streams: Math.floor(1e6 / (perFrame * FPS)),
    stats,
    conditions: { cpu: cpu?.model.trim() ?? 'unknown processor', cores: cpus().length, load: loadavg()[0] ?? 0, node: process.version, input },
  };
}

function describe({ perFrame, perObject, script, heapBytes, allocated, streams, stats, conditions }: BenchReport): string {
  const us = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} µs`;
  const { cpu, cores, load, node, input } = conditions;
  return `${[
    `${us(perFrame)} of CPU time a frame${perObject === undefined ? '' : `, ${perObject * 1000 < 1e6 ? `${(perObject * 1000).toFixed(0)} ns` : us(perObject)} an object`}`,
    `  the script's call   p50 ${us(script.p50)}, p99 ${us(script.p99)}, max ${us(script.max)} a batch`,
    `  metadata in and out ${us(stats.pack.mean)} and ${us(stats.check.mean)} a batch`,
    ...(allocated ? [`  new objects         ${describeAllocated(allocated)}`] : []),
    `  heap                ${(heapBytes / 2 ** 20).toFixed(1)} MiB at the end`,
    `This script supports about ${streams.toLocaleString('en-US')} streams of ${FPS} fps on one core of this machine.`,
    `Measured on ${stats.frames} frames (${input}, ${(stats.objects / stats.frames).toFixed(1)} objects a frame), ${cpu}, ${cores} cores, load ${load.toFixed(2)}, Node ${node};`,
    "recorded frames stand in for NvDs metadata; video, inference and the engine's own threads (compiler, collector) are not counted.",
  ].join('\n')}\n`;
}

function describeAllocated({ perFrame, resolution }: NonNullable<BenchReport['allocated']>): string {
  const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;
  return perFrame < resolution ? `less than ${kb(resolution)} a frame` : `${kb(perFrame)} a frame, give or take ${kb(resolution)}`;
}
