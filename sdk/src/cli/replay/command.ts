// SPDX-License-Identifier: MIT
import { closeSync, openSync, writeSync } from 'node:fs';
import { loadBinding, type LoadBinding, type ReplayEvent, type ReplayStats } from '../native/binding.js';
import { eventLine } from '../native/event-line.js';
import { readCount, readParamsOption, tellFailure, withBundle } from '../native/script.js';
import { type Command, readArgs, UsageError } from '../usage.js';

const help = `nvts replay <recording> --script <script> [options]: runs a recording through a script, as fast as it goes

The script runs in nvtsprobe's engine and limits, without GStreamer and without video; the events are those that nvtsprobe
gives of the same metadata. The recording is one of nvtsrecord (.jsonl, .jsonl.gz), a MOT CSV file or a KITTI folder.

  --script <file>       a bundle (.nvts.js), or a source, which is bundled first
  --params <json>       parameters as a JSON object; keys replace those of --params-file
  --params-file <file>  parameters as .json or .yaml
  --labels <file>       class names, one a line, for recordings that hold only class ids
  --fps <n>             frames a second, for recordings without time stamps; 25 when left out
  --seed <n>            where Math.random starts; 0 when left out
  --grant <list>        what the script may do: clock, eval
  --events <file>       where events go as JSON Lines; the terminal when left out
  --keep-going          goes on after a batch that the script fails on, as nvtsprobe does
  --json                prints the statistics as JSON, and no events
  -h, --help            shows this

Example:
  nvts replay recordings/door.jsonl.gz --script src/index.ts --params '{"minConfidence":0.6}'

Exit codes: 0 replayed, 1 the script or the recording has errors, 2 the command line has errors.
`;

/** `nvts replay`. */
export function replayCommand(load: LoadBinding = loadBinding): Command {
  return {
    usage: 'replay <recording> --script <script>',
    summary: 'runs a recording through a script, as fast as it goes',
    help,
    run: (args) => runReplay(args, load),
  };
}

async function runReplay(args: readonly string[], load: LoadBinding): Promise<number> {
  const { values, positionals } = readArgs(args, {
    script: { type: 'string' },
    params: { type: 'string' },
    'params-file': { type: 'string' },
    labels: { type: 'string' },
    fps: { type: 'string' },
    seed: { type: 'string' },
    grant: { type: 'string' },
    events: { type: 'string' },
    'keep-going': { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const [recording, ...more] = positionals;
  if (recording === undefined) throw new UsageError('replay needs the path of a recording');
  if (more.length > 0) throw new UsageError(`replay takes one recording, got also ${more.join(', ')}`);
  const { script } = values;
  if (script === undefined) throw new UsageError('replay needs --script, a bundle or a source');
  const params = readParamsOption(values.params);
  let whole = true;
  const request = {
    ...(params && { params }),
    ...(values['params-file'] !== undefined && { paramsFile: values['params-file'] }),
    ...(values.labels !== undefined && { labels: values.labels }),
    fps: readCount('fps', values.fps, 25, 1, 1000),
    seed: readCount('seed', values.seed, 0, 0, 0xffff_ffff),
    grant: readGrants(values.grant),
    onError: values['keep-going'] ? 'pass' : 'fail',
    onLog: ({ level, text }: { readonly level: string; readonly text: string }) => void process.stderr.write(`${level}: ${text}\n`),
    onProblem: (problem: string): void => {
      whole = false;
      process.stderr.write(`${problem}\n`);
    },
    onScriptError: (error: Error) => void tellFailure(error),
  } as const;
  try {
    const binding = await load();
    return await withBundle(script, async (bundle) => {
      const run = binding.replay(recording, bundle, request);
      const out = eventWriter(values.events, values.json ?? false);
      const started = performance.now();
      try {
        for await (const event of run) {
          if (out.gone()) break;
          out.write(event);
        }
      } finally {
        out.close();
      }
      const seconds = (performance.now() - started) / 1000;
      const { stats } = run;
      if (stats) tell(stats, seconds, values.json ?? false);
      return whole ? 0 : 1;
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return tellFailure(error);
  }
}

function readGrants(list: string | undefined): ('clock' | 'eval')[] {
  const names = (list ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  const isGrant = (name: string): name is 'clock' | 'eval' => name === 'clock' || name === 'eval';
  const unknown = names.find((name) => !isGrant(name));
  if (unknown !== undefined) throw new UsageError(`--grant knows clock and eval, got ${JSON.stringify(unknown)}`);
  return names.filter(isGrant);
}

interface EventWriter {
  write(event: ReplayEvent): void;
  /** Whether nobody reads any more, as behind `| head`. */
  gone(): boolean;
  close(): void;
}

function eventWriter(file: string | undefined, quiet: boolean): EventWriter {
  if (file === undefined || file === '-') {
    let failure: NodeJS.ErrnoException | undefined;
    const onError = (error: NodeJS.ErrnoException): void => void (failure = error);
    process.stdout.on('error', onError);
    return {
      write: (event) => void (quiet || process.stdout.write(`${eventLine(event)}\n`)),
      gone: () => failure !== undefined,
      close: () => {
        if (failure && failure.code !== 'EPIPE') throw failure;
        // The error of what was written last comes later.
        if (!failure) setImmediate(() => process.stdout.off('error', onError));
      },
    };
  }
  let fd: number;
  try {
    fd = openSync(file, 'w');
  } catch (error) {
    throw new UsageError(`--events ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { write: (event) => void writeSync(fd, `${eventLine(event)}\n`), gone: () => false, close: () => closeSync(fd) };
}

function tell(stats: ReplayStats, seconds: number, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...stats, seconds }, null, 2)}\n`);
    return;
  }
  const { script, frames, objects, events, edits, errors, streamSeconds } = stats;
  const us = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} µs`;
  process.stderr.write(
    `${frames} frames, ${objects} objects, ${events} events, ${edits} edits${errors > 0 ? `, ${errors} errors` : ''} in ${seconds.toFixed(2)} s: ` +
      `${(streamSeconds / seconds).toFixed(0)} times real time; the script took ${us(script.mean)} a batch (p50 ${us(script.p50)}, p99 ${us(script.p99)})\n`,
  );
}
