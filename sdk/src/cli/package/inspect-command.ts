// SPDX-License-Identifier: MIT
import { isRecordingName } from '../text/recording-lines.js';
import { type Command, readArgs } from '../usage.js';
import { examine } from './examine.js';
import { openPackageFiles } from './files.js';
import { type Outcome, tellOutcome } from './outcome.js';
import { summarizeRecording } from './recording.js';
import { describePackage, describeParameters, packageReport, printable } from './report.js';
import { demandsOf, targetOf } from './target.js';

const help = `nvts inspect [package|folder|file.tgz|recording.jsonl.gz] [options]: tells what a package or a recording holds

Of a package: what it is, its parameters with types, defaults and units, what it asks for, who signed it, its sizes. Nothing
of it is run. Of a recording: frames, sources, picture sizes, labels and duration.

  --trusted-keys <list>   public keys (PEM) to check the signature with: files, or folders with *.pem, separated by ":"
  --json                  prints the report as JSON
  -h, --help              shows this

Examples:
  nvts inspect nvts-plugin-counter
  nvts inspect street.jsonl.gz

Exit codes: 0 shown, 1 it cannot be read, or is damaged, 2 the command line has errors.
`;

export const inspectCommand: Command = {
  usage: 'inspect [package|recording]',
  summary: 'tells what a package or a recording holds',
  help,
  run(args) {
    const { values, positionals } = readArgs(args, { 'trusted-keys': { type: 'string' }, json: { type: 'boolean' } });
    return tellOutcome(values.json, async () => {
      const { place, name } = targetOf(positionals, 'inspect');
      if (isRecordingName(place)) return inspectRecording(place);
      const files = await openPackageFiles(place);
      const examined = examine(files, { ...demandsOf(values), name });
      const text = describePackage(examined, files.place) + describeParameters(examined.manifest.nvts.parameters);
      return { ok: examined.faults.length === 0, report: packageReport(examined, files.place), text };
    });
  },
};

async function inspectRecording(file: string): Promise<Outcome> {
  const summary = await summarizeRecording(file);
  const { frames, objects, sources, labels, sizes, seconds, truncated } = summary;
  const rows: [string, string][] = [
    ['frames', `${frames}${seconds === undefined ? '' : `, ${seconds.toFixed(2)} s from the first to the last`}`],
    ['objects', String(objects)],
    ['sources', sources.join(', ') || 'none'],
    ['pictures', sizes.join(', ') || 'of no size that is told'],
    ['labels', labels.map(printable).join(', ') || 'none'],
  ];
  if (truncated) rows.push(['end', 'is missing: the recording was cut off']);
  return { ok: !truncated, report: { type: 'recording', file, ...summary }, text: `${file}  recording\n${rows.map(([key, value]) => `  ${key.padEnd(10)}${value}\n`).join('')}` };
}
