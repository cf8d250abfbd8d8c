// SPDX-License-Identifier: MIT
import { dirname, resolve } from 'node:path';
import { findProject } from '../project.js';
import { loadScript, type LoadedScript, scriptAt, ScriptFault, scriptOf } from '../script/load.js';
import { checkParams, checkText } from '../script/params.js';
import { TextDocument } from '../text/document.js';
import { formatOf, isTextFile, openDocument, readText } from '../text/files.js';
import type { Finding } from '../text/finding.js';
import { Lines } from '../text/lines.js';
import { isRecordingName } from '../text/recording-lines.js';
import { countOf, describeFinding, paintFor, wantsColors } from '../text/report.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { type RecordingReport, validateRecording } from './recording.js';

const help = `nvts validate <file>... [options]: tells what is wrong in recordings and in parameters, and where

  *.jsonl, *.jsonl.gz   recordings of nvtsrecord: every line
  *.yaml, *.yml, *.json parameters: a script's schema and its setup are asked, as the element does
  *.txt, *.ini          text that the script gets as the parameter "ini", as it does from the element

  --script <script>     the script that parameters are for: a source, a bundle (*.nvts.js) or a package's folder; the package
                        around the file when left out
  --json                prints findings as JSON
  -h, --help            shows this

A script is run as far as its setup, here and with your rights: give none that you would not test.

Examples:
  nvts validate recordings/door.jsonl.gz
  nvts validate params/entrance.yaml --script src/index.ts

Exit codes: 0 nothing wrong (there may be warnings), 1 a file has errors, 2 the command line has errors.
`;

export const validateCommand: Command = {
  usage: 'validate <file>',
  summary: 'tells what is wrong in recordings and parameters, and where',
  help,
  run: runValidate,
};

/** What was found out about a file. */
interface Validated {
  readonly file: string;
  readonly findings: readonly Finding[];
  /** What it holds, in words. */
  readonly summary: string;
  /** For `--json`. */
  readonly details: object;
  /** Findings beyond those that are listed. */
  readonly more: number;
  lines(finding: Finding): Pick<Lines, 'line'>;
}

async function runValidate(args: readonly string[]): Promise<number> {
  const { values, positionals: files } = readArgs(args, { script: { type: 'string' }, json: { type: 'boolean' } });
  if (files.length === 0) throw new UsageError('validate needs the path of a recording or of a file of parameters');
  const scripts = new Map<string, LoadedScript>();
  const results: Validated[] = [];
  for (const file of files) {
    const result = isRecordingName(file) ? describeRecording(file, await validateRecording(file)) : await validateParams(file, values.script, scripts);
    if (!values.json) tell(result);
    results.push(result);
  }
  if (values.json) {
    const report = results.map(({ file, findings, details }) => ({ file, ok: isOk(findings), findings: findings.map(withoutText), ...details }));
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  return results.every(({ findings }) => isOk(findings)) ? 0 : 1;
}

const isOk = (findings: readonly Finding[]): boolean => findings.every(({ severity }) => severity !== 'error');

function withoutText({ severity, line, column, length, path, message }: Finding): Finding {
  return { severity, line, column, length, path, message };
}

function describeRecording(file: string, report: RecordingReport): Validated {
  const { findings, more, frames, objects, sources, seconds, lines } = report;
  const about = sources.length === 1 ? `source ${sources[0]}` : `sources ${sources.join(', ')}`;
  const time = seconds === undefined ? '' : `, ${seconds.toFixed(1)} s`;
  const texts = new Map(findings.map((finding) => [finding as Finding, finding.text]));
  return {
    file,
    findings,
    more,
    summary: `${countOf(frames, 'frame')} with ${countOf(objects, 'object')} of ${about}${time}`,
    details: { lines, frames, objects, sources, seconds, more },
    lines: (finding) => ({ line: () => texts.get(finding) ?? '' }),
  };
}

async function validateParams(file: string, script: string | undefined, scripts: Map<string, LoadedScript>): Promise<Validated> {
  const isText = isTextFile(file);
  if (!isText && !formatOf(file)) {
    throw new UsageError(`${file}: expected a recording (*.jsonl, *.jsonl.gz) or parameters (*.yaml, *.yml, *.json, or *.txt and *.ini for the parameter ini)`);
  }
  const lines = isText ? new Lines(readText(file)) : openDocument(file);
  const loaded = await scriptFor(file, script, scripts);
  return {
    file,
    findings: lines instanceof TextDocument ? checkParams(lines, loaded) : checkText(lines, loaded),
    more: 0,
    summary: `parameters of ${loaded.name || loaded.file}`,
    details: { script: loaded.file },
    lines: () => lines,
  };
}

/** Each script is built once, however many files are for it. */
async function scriptFor(file: string, script: string | undefined, scripts: Map<string, LoadedScript>): Promise<LoadedScript> {
  try {
    const path = script === undefined ? packageScript(file) : scriptAt(script);
    const known = scripts.get(path) ?? (await loadScript(path));
    scripts.set(path, known);
    return known;
  } catch (error) {
    if (!(error instanceof ScriptFault)) throw error;
    throw new UsageError(error.message);
  }
}

function packageScript(file: string): string {
  const project = findProject(dirname(resolve(file)));
  if (!project?.manifest['nvts']) throw new UsageError(`${file}: it lies in no plugin package: name the script that it is for with --script`);
  return scriptOf(project);
}

function tell({ file, findings, summary, more, lines }: Validated): void {
  const first = findings[0];
  const out = paintFor(wantsColors(process.stdout));
  if (!first) {
    process.stdout.write(`${file}: ${out.good('ok')}, ${summary}\n`);
    return;
  }
  const paint = paintFor(wantsColors(process.stderr));
  for (const finding of findings) process.stderr.write(`${describeFinding(file, lines(finding), finding, paint)}\n`);
  if (more > 0) process.stderr.write(`${file}: and ${more} more\n`);
  if (isOk(findings)) process.stdout.write(`${file}: ${out.good('ok')}, ${summary}; ${countOf(findings.length, 'warning')}\n`);
  else process.stderr.write(`${file}: ${paint.error(countOf(findings.filter(({ severity }) => severity === 'error').length + more, 'error'))}\n`);
}
