// SPDX-License-Identifier: MIT
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listElements } from '../gst/capture.js';
import { formatLine, launchWords } from '../gst/line.js';
import { installLine } from '../gst/packages.js';
import { gstEnvironment, PluginError } from '../gst/plugin.js';
import { scriptAt, ScriptFault } from '../script/load.js';
import { readWith } from '../text/files.js';
import { paintFor, wantsColors } from '../text/report.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { isRecordingName, validateRecording } from '../validate/recording.js';
import { launch, LaunchError } from './launch.js';
import { JsonScreen, TextScreen } from './live.js';
import { chainOf, type Job, missingElement, variablesOf } from './pipeline.js';
import { type Recorded, sinkOf, sourceOf } from './source.js';
import { Tail } from './tail.js';

const help = `nvts run <script> [options]: runs a script in a launch line, shows its events and counters, and reloads it when it changes

The script is a source, a bundle (*.nvts.js) or a package's folder. Ctrl-C ends the stream, so that files are finished.

  --source <source>     test (a black picture; what is taken when left out), a video file, or a URI such as rtsp://camera/stream
  --recording <file>    metadata of nvtsrecord, MOT CSV or KITTI in place of a detector; test takes its size and length
  --tracker <script>    a script that gives objects their track ids, before this one
  --sink <sink>         auto (a window, where there is a screen), none, or a file *.mp4 or *.mkv; auto when left out
  --params <json>       the script's parameters, as a JSON object
  --params-file <file>  the same as a YAML or JSON file
  --events <file>       keeps the events there, as JSON Lines
  --set <name=value>    another property of nvtsprobe, such as deadline-ms=20; may be given several times
  --no-watch            does not reload the script when it changes
  --dry-run             prints the launch line and runs nothing
  --json                prints events, reloads and the final counters as JSON, one a line
  -h, --help            shows this

The plugin is looked for in NVTS_PLUGIN_PATH, the clone that this command is in, GST_PLUGIN_PATH and GStreamer's own folders.

Examples:
  nvts run src/index.ts --recording recordings/people.jsonl
  nvts run . --source street.mp4 --recording street.jsonl.gz --sink out.mp4

Exit codes: that of gst-launch-1.0 (0 the stream ended, another one it failed), 1 it cannot be started, 2 the command line has errors.
`;

export const runCommand: Command = {
  usage: 'run <script>',
  summary: 'runs a script in a launch line, with its events and counters, and reloads it',
  help,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    source: { type: 'string' },
    recording: { type: 'string' },
    tracker: { type: 'string' },
    sink: { type: 'string' },
    params: { type: 'string' },
    'params-file': { type: 'string' },
    events: { type: 'string' },
    set: { type: 'string', multiple: true },
    'no-watch': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const [given, ...more] = positionals;
  if (given === undefined) throw new UsageError('run needs the path of a script');
  if (more.length > 0) throw new UsageError(`run takes one script, got also ${more.join(', ')}`);
  const refuse = (message: string): number => {
    process.stderr.write(`nvts: ${message}\n`);
    return 1;
  };
  try {
    const job: Job = {
      script: scriptAt(given),
      tracker: values.tracker === undefined ? undefined : scriptAt(values.tracker),
      recording: values.recording,
      properties: {
        params: values.params === undefined ? undefined : checkJson(values.params),
        'params-file': values['params-file'],
        events: values.events,
        watch: values['no-watch'] ? undefined : true,
        ...settings(values.set ?? []),
      },
    };
    const environment = gstEnvironment();
    const elements = listElements(environment);
    if (!elements) return refuse(`there is no GStreamer here: ${installLine(['gstreamer1.0-tools', 'gstreamer1.0-plugins-base', 'gstreamer1.0-plugins-good'])}`);
    const source = values.source ?? 'test';
    if (values.recording !== undefined && !existsSync(values.recording)) throw new UsageError(`--recording ${values.recording}: there is no such file`);
    const from = sourceOf(source, source === 'test' ? await recordedIn(values.recording) : undefined, elements);
    const sink = sinkOf(values.sink ?? 'auto', source, elements, process.env);
    const variables = variablesOf(job, process.env);
    const out = values.json ? process.stderr : process.stdout;
    const paint = paintFor(wantsColors(out));
    out.write(`${paint.faint(formatLine(variables, ['-e'], chainOf(from, job, sink.parts)))}\n`);
    if (sink.note !== undefined) process.stderr.write(`nvts: ${sink.note}\n`);
    const missing = missingElement(chainOf(from, job, sink.parts), elements);
    if (missing !== undefined) return refuse(missing);
    if (values['dry-run']) return 0;
    const watched = (events: string): string[] => launchWords(chainOf(from, { ...job, properties: { ...job.properties, events, 'stats-interval-ms': '1000' } }, sink.parts));
    return await play(watched, values.events, { ...environment, ...variables }, values.json ?? false);
  } catch (error) {
    if (error instanceof ScriptFault) throw new UsageError(error.message);
    if (error instanceof PluginError || error instanceof LaunchError) return refuse(error.message);
    throw error;
  }
}

/** Runs the line that writes its events to a file. */
async function play(line: (events: string) => string[], events: string | undefined, env: NodeJS.ProcessEnv, json: boolean): Promise<number> {
  const folder = events === undefined ? mkdtempSync(join(tmpdir(), 'nvts-run-')) : undefined;
  const file = events ?? join(folder!, 'events.jsonl');
  // What an earlier run left there is not shown.
  if (folder === undefined) readWith('events file', file, () => writeFileSync(file, ''));
  const tail = new Tail(file);
  const paint = paintFor(wantsColors(process.stdout));
  const screen = json ? new JsonScreen(process.stdout) : new TextScreen(process.stdout, paint, process.stdout.isTTY === true);
  const started = performance.now();
  try {
    const code = await launch(line(file), env, {
      stats: (stats) => screen.stats(stats),
      reload: (reload) => screen.reload(reload),
      complain: (text) => {
        screen.yield();
        process.stderr.write(`${text}\n`);
      },
      look: () => {
        const lines = tail.read();
        if (lines.length > 0) screen.events(lines);
      },
      ending: () => process.stderr.write('\nnvts: ending the stream; Ctrl-C again ends it at once\n'),
    });
    screen.finish((performance.now() - started) / 1000);
    return code;
  } finally {
    tail.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** What a test picture takes from a recording. Throws `UsageError` where it cannot be replayed. */
async function recordedIn(file: string | undefined): Promise<Recorded | undefined> {
  // CSV files and KITTI folders say nothing of size and time; the element reads them.
  if (file === undefined || !isRecordingName(file)) return undefined;
  const report = await validateRecording(file);
  const [fault] = report.findings.filter(({ severity, line }) => severity === 'error' && line === 1);
  if (fault) throw new UsageError(`${file}:1:${fault.column}: ${fault.message}`);
  return report;
}

function checkJson(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--params is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`--params must be a JSON object, got ${text}`);
  return text;
}

/** `deadline-ms=20` and its like. */
function settings(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^([a-z][a-z0-9-]*)=([^]*)$/.exec(text) ?? [];
      if (name === undefined || value === undefined) throw new UsageError(`--set takes name=value, got ${JSON.stringify(text)}`);
      if (name === 'name' || name === 'script') throw new UsageError(`--set ${name}: nvts run sets it itself`);
      return [name, value];
    }),
  );
}
