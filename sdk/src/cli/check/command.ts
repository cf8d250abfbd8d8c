// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { TextDocument, type TextFormat } from '../text/document.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { type CheckResult, checkRules } from './check.js';
import { PictureError } from './gst.js';
import { describePicture, drawPictures, planPictures, type WrittenPicture } from './picture.js';
import { countOf, describeFinding, describeRules, paintFor, wantsColors } from './report.js';
import { parseSources, readLabels, readRecording, type Size, type Stage } from './stage.js';

const help = `nvts check <rules.yaml|json>... [options]: tells what is wrong in files of rules, and where, and draws them

What the element would refuse is an error, what is surely not meant a warning.

  --labels <file>       class names of the detector, one a line: rules may name no others
  --sources <list>      sources of the pipeline by number or sensor name, e.g. 0,1,gate-north: warns of rules for others
  --recording <file>    a recording of nvtsrecord: its sources, picture size and labels
  --size <W>x<H>        size of the pipeline picture: warns of rules outside of it
  --json                prints findings as JSON

  --picture <out.png>   draws the rules: lines with their in and out sides, areas, right and wrong ways, the ground;
                        one picture for each source that the file names (out-<source>.png) where there are several
  --source <id|sensor>  draws only the rules of this source
  --video <file|uri>    what to draw on; without it a plain picture of --size, or of the recording's size
  --at <seconds>        the moment of the video; 0 when left out
  -h, --help            shows this

Examples:
  nvts check rules.yaml --labels labels.txt
  nvts check rules.yaml --video street.mp4 --at 12 --picture rules.png

Exit codes: 0 nothing wrong (there may be warnings), 1 a file has errors, 2 the command line has errors.
`;

/** Larger files are refused by the element. */
const MAX_BYTES = 4 << 20;

export const checkCommand: Command = {
  usage: 'check <rules.yaml>',
  summary: 'tells what is wrong in a file of rules, and where',
  help,
  run: runCheck,
};

async function runCheck(args: readonly string[]): Promise<number> {
  const { values, positionals: files } = readArgs(args, {
    labels: { type: 'string' },
    sources: { type: 'string' },
    recording: { type: 'string' },
    size: { type: 'string' },
    json: { type: 'boolean' },
    picture: { type: 'string' },
    source: { type: 'string' },
    video: { type: 'string' },
    at: { type: 'string' },
  });
  if (files.length === 0) throw new UsageError('check needs the path of a file of rules');
  const stage: Stage = {
    ...(values.recording !== undefined && readWith('recording', values.recording, readRecording)),
    ...(values.labels !== undefined && { labels: readWith('labels', values.labels, readLabels) }),
    ...(values.sources !== undefined && { sources: parseSources(values.sources) }),
    ...(values.size !== undefined && { size: parseSize(values.size) }),
  };
  const picture = pictureOptions(values, files, stage.size);
  const checked = files.map((file) => ({ file, document: openRules(file) })).map((each) => ({ ...each, ...checkRules(each.document, stage) }));
  const wrong = checked.some(({ rules }) => rules === undefined);
  if (!values.json) for (const each of checked) tell(each);
  const { rules } = checked[0]!;
  let pictures: readonly WrittenPicture[] = [];
  let failure: PictureError | undefined;
  if (picture && rules) {
    try {
      pictures = await drawPictures(planPictures(rules, picture.file, values.source), picture.background);
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      failure = error;
    }
  }
  if (values.json) {
    const drawn = picture && { pictures: pictures.map((each) => each.file) };
    const report = checked.map(({ file, findings, rules }) => ({ file, ok: rules !== undefined, findings, ...drawn }));
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    for (const each of pictures) process.stdout.write(`${describePicture(each)}\n`);
  }
  if (failure) process.stderr.write(`nvts: ${failure.message}\n`);
  return wrong || failure ? 1 : 0;
}

interface PictureValues {
  readonly picture?: string | undefined;
  readonly source?: string | undefined;
  readonly video?: string | undefined;
  readonly at?: string | undefined;
}

function pictureOptions({ picture, source, video, at }: PictureValues, files: readonly string[], size: Size | undefined) {
  if (picture === undefined) {
    const [lone] = Object.entries({ source, video, at }).find(([, value]) => value !== undefined) ?? [];
    if (lone !== undefined) throw new UsageError(`--${lone} is about the picture: give --picture out.png too`);
    return undefined;
  }
  if (!picture.endsWith('.png')) throw new UsageError(`--picture must be named *.png, got ${JSON.stringify(picture)}`);
  if (files.length > 1) throw new UsageError('--picture draws one file of rules at a time');
  if (video === undefined && size === undefined) throw new UsageError('--picture needs --video FILE to draw on, or --size 1920x1080 for a plain one');
  if (video === undefined && at !== undefined) throw new UsageError('--at is a moment of the video: give --video too');
  const seconds = at === undefined ? 0 : Number(at);
  if (!(seconds >= 0 && seconds < 1e6) || at === '') throw new UsageError(`--at must be seconds from the start of the video, got ${JSON.stringify(at)}`);
  return { file: picture, background: { video, at: seconds, size } };
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
