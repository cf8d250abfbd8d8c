// SPDX-License-Identifier: MIT
import { existsSync } from 'node:fs';
import { listElements } from '../gst/capture.js';
import { formatLine, launchWords } from '../gst/line.js';
import { installLine } from '../gst/packages.js';
import { gstEnvironment, PluginError } from '../gst/plugin.js';
import { BindingError, loadBinding } from '../native/binding.js';
import { readParamsOption, tellFailure } from '../native/script.js';
import { scriptAt, ScriptFault } from '../script/load.js';
import { isRecordingName } from '../text/recording-lines.js';
import { paintFor, takesCommands, wantsColors } from '../text/report.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { validateRecording } from '../validate/recording.js';
import { launch, LaunchError } from './launch.js';
import { JsonScreen, type Screen, TextScreen } from './live.js';
import { openPipeline, play } from './native.js';
import { chainOf, type Job, missingElement, variablesOf } from './pipeline.js';
import type { Listener, Running } from './running.js';
import { type Recorded, sinkOf, sourceOf } from './source.js';

const help = `nvts run <script> [options]: runs a script in a launch line, shows its events and counters, and reloads it when it changes

The script is a source, a bundle (*.nvts.js) or a package's folder. Ctrl-C ends the stream, so that files are finished. The line
runs in this process with @nvtsprobe/node where that is installed, else in gst-launch-1.0.

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
  --gst-launch          runs the line in gst-launch-1.0 in any case
  --json                prints events, reloads, logs and the final counters as JSON, one a line
  -h, --help            shows this

The plugin is looked for in NVTS_PLUGIN_PATH, the clone that this command is in, @nvtsprobe/node, GST_PLUGIN_PATH and GStreamer's
own folders.

Examples:
  nvts run src/index.ts --recording recordings/people.jsonl
  nvts run . --source street.mp4 --recording street.jsonl.gz --sink out.mp4

Exit codes: 0 the stream ended, 1 it failed or cannot be started, 2 the command line has errors, 130 it was ended at once; of
gst-launch-1.0 its own.
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
    'gst-launch': { type: 'boolean' },
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
        params: readParamsOption(values.params) && values.params,
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
    const recorded = await recordedIn(values.recording);
    const from = sourceOf(source, source === 'test' ? recorded : undefined, elements);
    const sink = sinkOf(values.sink ?? 'auto', source, elements, process.env);
    const variables = variablesOf(job, process.env);
    const out = values.json ? process.stderr : process.stdout;
    const paint = paintFor(wantsColors(out));
    out.write(`${paint.faint(formatLine(variables, ['-e'], chainOf(from, job, sink.parts)))}\n`);
    if (sink.note !== undefined) process.stderr.write(`nvts: ${sink.note}\n`);
    const missing = missingElement(chainOf(from, job, sink.parts), elements);
    if (missing !== undefined) return refuse(missing);
    if (values['dry-run']) return 0;
    // Beside what the line shows: counters once a second, and what the script logs.
    const watched = (events: string | undefined): string[] =>
      launchWords(chainOf(from, { ...job, properties: { 'log-level': 'info', 'stats-interval-ms': '1000', ...job.properties, events } }, sink.parts));
    Object.assign(process.env, environment, variables);
    return await show(values.json ?? false, async (listener) => {
      const pipeline = values['gst-launch'] ? undefined : await openPipeline(watched(values.events).join(' '), loadBinding);
      if (pipeline && !(pipeline instanceof BindingError)) return play(pipeline, listener);
      if (pipeline) process.stderr.write(`nvts: gst-launch-1.0 runs the line: ${pipeline.message}\n`);
      return launch(watched, values.events, process.env, listener);
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof ScriptFault) throw new UsageError(error.message);
    if (error instanceof PluginError || error instanceof LaunchError) return refuse(error.message);
    return tellFailure(error);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts a line and shows what it tells, to its end; the result is its exit code. */
async function show(json: boolean, start: (listener: Listener) => Promise<Running>): Promise<number> {
  const screen: Screen = json ? new JsonScreen(process.stdout) : new TextScreen(process.stdout, paintFor(wantsColors(process.stdout)), takesCommands(process.stdout));
  const started = performance.now();
  const running = await start(screen);
  let asked = false;
  const interrupt = (): void => {
    if (!asked) screen.complain('nvts: ending the stream; Ctrl-C again ends it at once');
    asked = true;
    running.interrupt();
  };
  // Nobody reads any more, as behind `| head`.
  const gone = (): void => {
    if (!asked) running.interrupt();
    asked = true;
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  process.stdout.on('error', gone);
  try {
    const code = await running.code;
    screen.finish((performance.now() - started) / 1000);
    return code;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    setImmediate(() => process.stdout.off('error', gone));
  }
}

/** What a test picture takes from a recording. Throws `UsageError` where it cannot be replayed. */
async function recordedIn(file: string | undefined): Promise<Recorded | undefined> {
  // CSV files and KITTI folders say nothing of size and time; the element reads them.
  if (file === undefined || !isRecordingName(file)) return undefined;
  const report = await validateRecording(file, 'first');
  const [fault] = report.findings.filter(({ severity, line }) => severity === 'error' && line === 1);
  if (fault) throw new UsageError(`${file}:1:${fault.column}: ${fault.message}`);
  // Without frames, and so without an end, the line would run on for nothing.
  if (report.frames === 0) throw new UsageError(`${file}: there is no frame in it that can be read; nvts validate ${file} tells why`);
  return report;
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
