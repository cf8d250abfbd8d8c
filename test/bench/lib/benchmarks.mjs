// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { counting } from '../../../scripts/demo/pipelines.mjs';
import { ensureClip } from '../../../scripts/lib/clip.mjs';
import { UserError } from '../../../scripts/lib/errors.mjs';
import { element, launchArguments } from '../../../scripts/lib/launch.mjs';
import { root, shortPath } from '../../../scripts/lib/paths.mjs';
import { runCommand } from '../../../scripts/lib/process.mjs';
import { kRepeats, median } from './median.mjs';
import { node, packaging } from './node.mjs';
import { parser } from './parser.mjs';

const kClipSeconds = 79.5;
const kManyProbes = 11;

const kCounter = path.join(root, 'examples', 'people-counter');
const kDemo = {
  recording: path.join(kCounter, 'recordings', 'vtest-yolox_nano.jsonl.gz'),
  tracker: path.join(root, 'examples', 'tracker', 'dist', 'tracker.nvts.js'),
  script: path.join(kCounter, 'dist', 'people-counter.nvts.js'),
  params: path.join(kCounter, 'params', 'vtest.json'),
};

/** What one benchmark needs: where the build is and what its programs run with. */
export class Workbench {
  constructor(buildDir) {
    this.buildDir = buildDir;
    this.folder = path.join(buildDir, 'bench');
    this.env = {
      ...process.env,
      GST_PLUGIN_PATH: path.join(buildDir, 'lib', 'gstreamer-1.0'),
      // A user's registry may know other builds of the plugin.
      GST_REGISTRY: path.join(this.folder, 'registry.bin'),
    };
    fs.mkdirSync(this.folder, { recursive: true });
  }

  async run(command, args) {
    const lines = [];
    const { code, error } = await runCommand(command, args, { env: this.env, onLine: (line) => lines.push(line) });
    if (code === 0) return lines;
    throw new UserError(`${path.basename(command)} failed: ${error?.message ?? lines.join('\n')}`);
  }

  /** Runs one of our native programs; its last line is JSON. */
  async measure(program, ...args) {
    const lines = await this.run(path.join(this.folder, program), args);
    return JSON.parse(lines.at(-1) ?? '');
  }

  /** The bundle of one of the benchmarks' scripts. */
  async bundle(name) {
    const script = path.join(root, 'test', 'bench', 'scripts', `${name}.ts`);
    const output = path.join(this.folder, `${name}.nvts.js`);
    await this.run(process.execPath, [path.join(root, 'sdk', 'bin', 'nvts.mjs'), 'build', script, '-o', output]);
    return output;
  }
}

async function noop(bench) {
  const rows = [];
  for (const isolation of ['process', 'in-process']) {
    const { identityUs, batchUs, limitsUs, furtherObject120Ns, furtherObject1020Ns } = await bench.measure(
      'noop_bench',
      await bench.bundle('noop'),
      isolation,
    );
    const within = isolation === 'in-process';
    const where = within ? 'isolation=in-process, ' : '';
    rows.push(
      {
        figure: `No-op script over \`identity\`, ${where}batch of a frame with 20 objects`,
        value: batchUs,
        unit: 'µs',
        ...(within && { limit: 3 }),
        conditions:
          `tracked, labelled objects, deadline and memory limit armed; identity ${identityUs.toFixed(2)} µs; ` +
          'one after another, medians of 301 rounds',
      },
      {
        figure: `No-op script, ${where}each further object`,
        value: furtherObject1020Ns,
        unit: 'ns',
        limit: 100,
        conditions: `20 to 1,020 objects, 8 buffers in turn; 20 to 120: ${furtherObject120Ns.toFixed(0)} ns`,
      },
    );
    if (!within) continue;
    rows.push({
      figure: 'Of that, the armed deadline and memory limit',
      value: limitsUs,
      unit: 'µs',
      limit: 1,
      conditions: 'against deadline-ms=0 memory-limit-mb=0, in turns; medians of 301 rounds',
    });
  }
  const walk = await bench.measure('noop_bench', await bench.bundle('walk'), 'in-process');
  return [
    ...rows,
    {
      figure: 'Script that walks all objects and reads their boxes, isolation=in-process, each further object',
      value: walk.furtherObject1020Ns,
      unit: 'ns',
      limit: 100,
      conditions: `as above; 20 to 120: ${walk.furtherObject120Ns.toFixed(0)} ns; batch of 20 objects ${walk.batchUs.toFixed(2)} µs`,
    },
  ];
}

async function lineCrossing(bench) {
  // The optimising compiler's luck differs from process to process.
  const bundle = await bench.bundle('line-crossing');
  const runs = [];
  for (let i = 0; i < kRepeats; i++) runs.push(await bench.measure('line_crossing_bench', bundle));
  const rows = (objects) => {
    const ofSize = runs.map((run) => run[objects]);
    const middle = median(ofSize.map((run) => run.ratio));
    const { scriptNs, limitedScriptNs, cppNs, ratio } = ofSize.find((run) => run.ratio === middle);
    const ratios = ofSize.map((run) => run.ratio);
    const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${kRepeats} processes`;
    const batch = `batch of ${Number(objects).toLocaleString('en-US')} objects`;
    return [
      {
        figure: 'Line crossing in TypeScript against C++ -O2',
        value: ratio,
        unit: '×',
        limit: 2,
        conditions:
          `${batch}, the call included: ${scriptNs.toFixed(1)} against ${cppNs.toFixed(1)} ns an object, ${spread}; ` +
          `with a deadline armed ${limitedScriptNs.toFixed(1)} ns`,
      },
      {
        figure: 'Line crossing from NvDs lists to committed results, per object',
        value: median(ofSize.map((run) => run.commitNs)),
        unit: 'ns',
        limit: 250,
        conditions: `${batch}; 1 in 100 crosses and gets a label, a colour and an event; deadline armed`,
      },
    ];
  };
  return [...rows('100'), ...rows('1000')];
}

async function rules(bench) {
  const names = { 'line-crossing': 'Line crossing alone', zone: 'Zone alone' };
  const bundles = [];
  for (const name of Object.keys(names)) bundles.push(await bench.bundle(name));
  const runs = [];
  for (let i = 0; i < kRepeats; i++) runs.push(await bench.measure('rule_bench', '100', ...bundles));
  return Object.values(names).map((name, i) => ({
    figure: `${name} in TypeScript, per object`,
    value: median(runs.map((run) => run[i])),
    unit: 'ns',
    limit: 100,
    conditions: `batch of 100 tracked objects, the call included; median of ${kRepeats} processes`,
  }));
}

/** The package of an example, built as its author would. */
async function nvdsanalytics(bench) {
  const script = path.join(root, 'examples', 'nvdsanalytics', 'src', 'index.ts');
  const bundle = path.join(bench.folder, 'nvdsanalytics.nvts.js');
  await bench.run(process.execPath, [path.join(root, 'sdk', 'bin', 'nvts.mjs'), 'build', script, '-o', bundle]);
  const runs = [];
  for (let i = 0; i < kRepeats; i++) runs.push(await bench.measure('nvdsanalytics_bench', bundle));
  return ['100', '1000'].map((objects) => {
    const ofSize = runs.map((run) => run[objects]);
    const ratios = ofSize.map(({ ratio }) => ratio);
    const { exactNs, cppNs, ratio, attachedNs, fixedNs } = ofSize.find((run) => run.ratio === median(ratios));
    return {
      figure: 'All four nvdsanalytics rules in TypeScript against C++ -O2',
      value: ratio,
      unit: '×',
      limit: 2,
      conditions:
        `batch of ${Number(objects).toLocaleString('en-US')} objects, mode exact: ${exactNs.toFixed(0)} against ${cppNs.toFixed(0)} ns an object, ` +
        `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${kRepeats} processes; mode fixed ${fixedNs.toFixed(0)} ns; ` +
        `exact with metadata and JSON attached ${attachedNs.toFixed(0)} ns`,
    };
  });
}

async function ownProcess(bench) {
  const host = path.join(bench.buildDir, 'libexec', 'nvts-script-host');
  const result = await bench.measure('process_bench', await bench.bundle('line-crossing'), host);
  const row = (objects, how, limit, { processUs, insideUs, differenceUs }) => ({
    figure: `isolation=process over in-process, batch of ${Number(objects).toLocaleString('en-US')} objects, ${how}`,
    value: differenceUs,
    unit: 'µs',
    ...(limit === undefined ? {} : { limit }),
    conditions: `line crossing with edits: ${processUs.toFixed(1)} against ${insideUs.toFixed(1)} µs; medians, in turns`,
  });
  return Object.entries(result).flatMap(([objects, { busy, paced }]) => [
    row(objects, 'one after another', objects === '20' ? 30 : undefined, busy),
    // Both processes sleep in between: the difference is that of waking a second processor, and of cold caches.
    row(objects, 'one each 5 ms', undefined, paced),
  ]);
}

async function reload(bench) {
  const rows = [];
  for (const isolation of ['process', 'in-process']) {
    const { p50Ms, p90Ms, maxMs } = await bench.measure('reload_bench', await bench.bundle('line-crossing'), isolation);
    rows.push({
      figure: `Reload, isolation=${isolation}: what the exchange holds a buffer up`,
      value: p50Ms,
      unit: 'ms',
      limit: 1,
      conditions:
        `line crossing with the state of 100 tracks; median of 101 reloads, p90 ${p90Ms.toFixed(2)} ms, ` +
        `at most ${maxMs.toFixed(2)} ms`,
    });
  }
  return rows;
}

async function start(bench) {
  const noParams = path.join(bench.folder, 'no-params.json');
  fs.writeFileSync(noParams, '{}\n');
  const noop = [await bench.bundle('noop'), noParams];
  const counter = [kDemo.script, kDemo.params];
  const measure = async (probes, isolation, script) => {
    const runs = [];
    for (let i = 0; i < kRepeats; i++) {
      runs.push(await bench.measure('start_bench', String(probes), isolation, ...script));
    }
    return {
      firstBufferMs: median(runs.map((run) => run.firstBufferMs)),
      memoryMb: median(runs.map((run) => run.memoryKb)) / 1024,
    };
  };
  const none = await measure(0, 'process', noop);
  const rows = [];
  for (const isolation of ['process', 'in-process']) {
    const within = isolation === 'in-process';
    const starts = {};
    for (const [name, script] of Object.entries({ 'no-op': noop, 'people-counter, drawing': counter })) {
      const [one, many] = [await measure(1, isolation, script), await measure(kManyProbes, isolation, script)];
      starts[name] = one.firstBufferMs;
      rows.push({
        figure: `Memory of each further nvtsprobe, isolation=${isolation} (${name})`,
        value: (many.memoryMb - one.memoryMb) / (kManyProbes - 1),
        unit: 'MB',
        ...(within && { limit: 6 }),
        conditions:
          `PSS after 500 buffers with 20 objects: ${none.memoryMb.toFixed(0)} MB without, ${one.memoryMb.toFixed(0)} MB with one; ` +
          `mean of ${kManyProbes - 1} further${within ? '' : ", processes of scripts included; spare-process=false"}`,
      });
    }
    rows.push({
      figure: `First buffer after PLAYING, isolation=${isolation}, prebuilt bundle (people-counter)`,
      value: starts['people-counter, drawing'],
      unit: 'ms',
      limit: 100,
      conditions: `fakesrc ! nvtsprobe ! fakesink, median of ${kRepeats} processes; no-op ${starts['no-op'].toFixed(0)} ms`,
    });
  }
  return rows;
}

async function demo(bench) {
  const video = await ensureClip();
  const seconds = async (...elements) => {
    const runs = [];
    for (let i = 0; i < 3; i++) {
      const started = performance.now();
      await bench.run('gst-launch-1.0', ['-q', ...launchArguments([...elements, element('fakesink')])]);
      runs.push((performance.now() - started) / 1000);
    }
    return median(runs);
  };
  for (const file of Object.values(kDemo)) {
    if (!fs.existsSync(file)) throw new UserError(`there is no ${shortPath(file, root)}: run \`npm run build\` first`);
  }
  const plain = ['filesrc', 'decodebin', 'videoconvert'];
  const counted = counting({ video, ...kDemo }, undefined);
  const decoding = await seconds(...counted.filter(({ name }) => plain.includes(name)));
  const counts = await seconds(...counted);
  const drawn = await seconds(...counted, element('nvtsosd'));
  const frames = '795 frames, 768×576, 10 fps, decoding included; the process from start to end, median of 3';
  return [
    {
      figure: 'Demo: tracker and people-counter, times real time',
      value: kClipSeconds / counts,
      unit: '×',
      limit: 20,
      atLeast: true,
      conditions: `${frames}; ${counts.toFixed(2)} s, decoding alone ${decoding.toFixed(2)} s`,
    },
    {
      figure: 'Demo: the same with nvtsosd drawing, times real time',
      value: kClipSeconds / drawn,
      unit: '×',
      conditions: frames,
    },
  ];
}

async function sandbox(bench) {
  const { tracker, script, params, recording } = kDemo;
  const program = path.join(root, 'test', 'bench', 'lib', 'sandbox.mjs');
  const lines = await bench.run(process.execPath, [program, tracker, script, params, recording]);
  const { drawing, counting } = JSON.parse(lines.at(-1) ?? '');
  const row = (what, { first, last }) => ({
    figure: `People counter in the test kit's sandbox, ${what}`,
    value: last,
    unit: 'frames/s',
    limit: 1000,
    atLeast: true,
    conditions: `its recording, by CPU time, the engine being warm; ${first.toFixed(0)} the first time through`,
  });
  return [row('drawing', drawing), row('counting only', counting)];
}

/** The benchmarks in their order, by the name that `--only` takes; each gives rows of the report. */
export const benchmarks = {
  noop: { title: 'No-op and walk', run: noop },
  crossing: { title: 'Line crossing', run: lineCrossing },
  rules: { title: 'Rules', run: rules },
  nvdsanalytics: { title: 'nvdsanalytics', run: nvdsanalytics },
  process: { title: 'Script in a process of its own', run: ownProcess },
  parser: { title: 'Parsers in nvinfer', run: parser },
  reload: { title: 'Reload', run: reload },
  start: { title: 'Start and memory', run: start },
  demo: { title: 'Demo speed', run: demo },
  sandbox: { title: "The test kit's sandbox", run: sandbox },
  node: { title: 'Node binding', run: node },
  package: { title: 'What nvts build makes', run: packaging },
};
