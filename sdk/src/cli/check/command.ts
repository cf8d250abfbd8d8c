// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { TextDocument, type TextFormat } from '../text/document.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { type CheckResult, checkRules } from './check.js';
import { countOf, describeFinding, describeRules, paintFor, wantsColors } from './report.js';
import { parseSources, readLabels, readRecording, type Size, type Stage } from './stage.js';

const help = `nvts check <rules.yaml|json>... [options]: tells what is wrong in files of rules, and where

What the element would refuse is an error, what is surely not meant a warning.

  --labels <file>       class names of the detector, one a line: rules may name no others
  --sources <list>      sources of the pipeline by number or sensor name, e.g. 0,1,gate-north: warns of rules for others
  --recording <file>    a recording of nvtsrecord: its sources, picture size and labels
  --size <W>x<H>        size of the pipeline picture: warns of rules outside of it
  --json                prints findings as JSON
  -h, --help            shows this

Example:
  nvts check rules.yaml --labels labels.txt

Exit codes: 0 nothing wrong (there may be warnings), 1 a file has errors, 2 the command line has errors.
`;

/** Larger files are refused by the element. */
const MAX_BYTES = 4 << 20;

export const checkCommand: Command = {
  usage: 'check <rules.yaml>',
  summary: 'tells what is wrong in a file of rules, and where',
  help,
  run: (args) => Promise.resolve(runCheck(args)),
};

function runCheck(args: readonly string[]): number {
  const { values, positionals: files } = readArgs(args, {
    labels: { type: 'string' },
    sources: { type: 'string' },
    recording: { type: 'string' },
    size: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (files.length === 0) throw new UsageError('check needs the path of a file of rules');
  const stage: Stage = {
    ...(values.recording !== undefined && readWith('recording', values.recording, readRecording)),
    ...(values.labels !== undefined && { labels: readWith('labels', values.labels, readLabels) }),
    ...(values.sources !== undefined && { sources: parseSources(values.sources) }),
    ...(values.size !== undefined && { size: parseSize(values.size) }),
  };
  const checked = files.map((file) => ({ file, document: openRules(file) })).map((each) => ({ ...each, ...checkRules(each.document, stage) }));
  const wrong = checked.some(({ rules }) => rules === undefined);
  if (values.json) {
    const report = checked.map(({ file, findings, rules }) => ({ file, ok: rules !== undefined, findings }));
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return wrong ? 1 : 0;
  }
  for (const each of checked) tell(each);
  return wrong ? 1 : 0;
}

function tell({ file, document, findings, rules }: CheckResult & { readonly file: string; readonly document: TextDocument }): void {
  const err = paintFor(wantsColors(process.stderr));
  for (const finding of findings) process.stderr.write(`${describeFinding(file, document, finding, err)}\n`);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const counts = [errors > 0 && countOf(errors, 'error'), findings.length > errors && countOf(findings.length - errors, 'warning')].filter(Boolean);
  const out = paintFor(wantsColors(process.stdout));
  if (rules) process.stdout.write(`${file}: ${out.good('ok')}, ${describeRules(rules)}${counts.length > 0 ? `; ${counts.join(', ')}` : ''}\n`);
  else process.stderr.write(`${file}: ${err.error(counts.join(', '))}\n`);
}

/** Reads a file of rules. Throws `UsageError` where there is none, or none by its name. */
export function openRules(file: string): TextDocument {
  const format = formatOf(file);
  if (!format) throw new UsageError(`${file}: expected a file named *.json, *.yaml or *.yml, as the element does`);
  const bytes = readWith('file', file, (path) => readFileSync(path));
  if (bytes.length > MAX_BYTES) throw new UsageError(`${file}: larger than ${MAX_BYTES >> 20} MiB, which the element refuses`);
  try {
    return new TextDocument(new TextDecoder('utf-8', { fatal: true }).decode(bytes), format);
  } catch {
    throw new UsageError(`${file}: is not UTF-8`);
  }
}

function formatOf(file: string): TextFormat | undefined {
  if (file.endsWith('.json')) return 'json';
  return /\.ya?ml$/.test(file) ? 'yaml' : undefined;
}

/** What `read` gives; what it throws becomes a message about an option. */
function readWith<Value>(what: string, file: string, read: (file: string) => Value): Value {
  try {
    return read(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new UsageError(`${what} ${file}: ${reason}`);
  }
}

/** `1920x1080`. */
export function parseSize(text: string): Size {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (Number(width) > 0 && Number(height) > 0) return [Number(width), Number(height)];
  throw new UsageError(`--size must be width and height in pixels, e.g. 1920x1080, got ${JSON.stringify(text)}`);
}
