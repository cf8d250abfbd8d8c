#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run demo`: counts people on real video and leaves an annotated MP4, the events and a summary picture.
import fs from 'node:fs';
import path from 'node:path';
import { readDemoOptions } from './demo/options.mjs';
import { deepStreamPipeline, mainPipeline, summaryPipeline } from './demo/pipelines.mjs';
import { ensureClip } from './lib/clip.mjs';
import { runMain } from './lib/errors.mjs';
import { countEvents, describeEvents } from './lib/events.mjs';
import { formatLaunch, launchArguments, readProgress } from './lib/launch.mjs';
import { gstPluginDir, root, shortPath } from './lib/paths.mjs';
import { runLogged, step } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';

const kCounter = path.join(root, 'examples', 'people-counter');
const kTracker = path.join(root, 'examples', 'tracker', 'dist', 'tracker.nvts.js');
const kTrails = path.join(root, 'scripts', 'demo', 'trails.ts');
const kClipSize = { width: 768, height: 576 };

const kDefaults = {
  recording: path.join(kCounter, 'recordings', 'vtest-yolox_nano.jsonl.gz'),
  script: path.join(kCounter, 'dist', 'people-counter.nvts.js'),
  params: path.join(kCounter, 'params', 'vtest.json'),
  out: path.join(root, 'out', 'demo'),
};

const launchOptions = ['-e'];

/** Runs gst-launch-1.0 from the clone's root as a visible step. */
async function play(title, log, pipeline) {
  const pluginPath = [gstPluginDir, process.env.GST_PLUGIN_PATH].filter(Boolean).join(path.delimiter);
  const options = { env: { ...process.env, GST_PLUGIN_PATH: pluginPath } };
  await step(title, (update) => {
    const onLine = (line) => {
      const percent = readProgress(line);
      update(percent === undefined ? line : `${percent.toFixed(0)} %`);
    };
    return runLogged(onLine, log, 'gst-launch-1.0', [...launchOptions, ...launchArguments(pipeline)], options);
  });
}

/** The same files with paths as short as they are from the clone's root. */
function shorten(files) {
  return Object.fromEntries(Object.entries(files).map(([key, file]) => [key, file && shortPath(file, root)]));
}

function report(outputs, from) {
  const file = (name) => path.resolve(root, outputs[name]);
  console.log('\nCounted:');
  for (const line of describeEvents(countEvents(fs.readFileSync(file('events'), 'utf8')))) console.log(`  ${line}`);
  console.log('\nFiles:');
  for (const name of Object.keys(outputs)) console.log(`  ${name.padEnd(8)} ${shortPath(file(name), from)}`);
}

function printLines(job, outputs) {
  const environment = { GST_PLUGIN_PATH: gstPluginDir };
  const deepStream = deepStreamPipeline({ ...job, video: path.resolve(root, job.video) }, outputs, kClipSize);
  console.log(`\nThe line that ran, in ${root}:\n`);
  console.log(formatLaunch(environment, launchOptions, mainPipeline(job, outputs)));
  console.log('\nThe same counting in a DeepStream pipeline, with real inference and tracking:\n');
  console.log(formatLaunch(environment, launchOptions, ...deepStream));
}

await runMain(async () => {
  const folder = process.env.INIT_CWD ?? process.cwd();
  const options = readDemoOptions(process.argv.slice(2), folder, kDefaults);
  if (options.help) return void console.log(options.help);
  await setup();
  const { out, recording, script, params, video = await ensureClip() } = options;
  const job = shorten({ video, recording, tracker: kTracker, script, params });
  const outputs = shorten({
    video: path.join(out, 'annotated.mp4'),
    events: path.join(out, 'events.jsonl'),
    summary: path.join(out, 'summary.png'),
  });
  fs.mkdirSync(out, { recursive: true });
  for (const file of Object.values(outputs)) fs.rmSync(path.resolve(root, file), { force: true });
  await play('Counting', 'demo', mainPipeline(job, outputs));
  await play('Drawing the summary', 'demo-summary', summaryPipeline(job, outputs, shortPath(kTrails, root)));
  report(outputs, folder);
  printLines(job, outputs);
});
