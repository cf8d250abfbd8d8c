// SPDX-License-Identifier: MIT
import { statSync } from 'node:fs';
import type { TextDocument } from '../text/document.js';
import { openDocument, readWith } from '../text/files.js';
import { countOf, paintFor, tellFindings, wantsColors } from '../text/report.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { type CheckResult, checkRules, type Rules } from './check.js';
import { PictureError } from './gst.js';
import { describePicture, drawPictures, planPictures, type WrittenPicture } from './picture.js';
import { parseSeconds, parseSize, parseSources, readLabels, readRecording, type Size, type Stage } from './stage.js';

const help = `nvts check <path>... [options]: tells what is wrong in scripts, packages and files of rules, and where

  script.ts             types (the project's TypeScript) and definition
  a package's folder    the same, its manifest, the parameters in its params/, and its capabilities
  rules.yaml, .json     the rules; they can be drawn

What the element would refuse is an error, what is surely not meant a warning. Scripts are run as far as their setup.

  --json                prints findings as JSON

Rules:
  --labels <file>       class names of the detector, one a line: rules may name no others
  --sources <list>      sources of the pipeline by number or sensor name, e.g. 0,1,gate-north: warns of rules for others
  --recording <file>    a recording of nvtsrecord: its sources, picture size and labels
  --size <W>x<H>        size of the pipeline picture: warns of rules outside of it
  --picture <out.png>   draws the rules: lines with their in and out sides, areas, right and wrong ways, the ground;
                        one picture for each source that the file names (out-<source>.png) where there are several
  --source <id|sensor>  draws only the rules of this source
  --video <file|uri>    what to draw on; without it a plain picture of --size, or of the recording's size
  --at <seconds>        the moment of the video; 0 when left out
  -h, --help            shows this

Examples:
  nvts check .
  nvts check rules.yaml --labels labels.txt
  nvts check rules.yaml --video street.mp4 --at 12 --picture rules.png

Exit codes: 0 nothing wrong (there may be warnings), 1 a file has errors, 2 the command line has errors.
`;

export const checkCommand: Command = {
  usage: 'check <path>',
  summary: 'tells what is wrong in a script, a package or a file of rules, and where',
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
  if (files.length === 0) throw new UsageError('check needs the path of a script, a package or a file of rules');
  if (files.some(isProjectPath)) return await runProjects(files, values);
  const stage: Stage = {
    ...(values.recording !== undefined && readWith('recording', values.recording, readRecording)),
    ...(values.labels !== undefined && { labels: readWith('labels', values.labels, readLabels) }),
    ...(values.sources !== undefined && { sources: parseSources(values.sources) }),
    ...(values.size !== undefined && { size: parseSize(values.size) }),
  };
  const picture = pictureOptions(values, files, stage.size);
  const checked = files.map((file) => ({ file, document: openDocument(file) })).map((each) => ({ ...each, ...checkRules(each.document, stage) }));
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

/** Whether a path is a script or a package's folder, and no file of rules. */
function isProjectPath(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** Checks scripts and packages, which no option but --json is about. */
async function runProjects(paths: readonly string[], { json, ...others }: Readonly<Record<string, string | boolean | undefined>>): Promise<number> {
  const rules = paths.find((path) => !isProjectPath(path));
  if (rules !== undefined) throw new UsageError(`${rules} is no script: check files of rules by themselves`);
  const [lone] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (lone !== undefined) throw new UsageError(`--${lone} is about files of rules`);
  // Files of rules need neither bundler nor test kit.
  const { checkProject } = await import('./project/check.js');
  const report: object[] = [];
  let isWrong = false;
  for (const path of paths) {
    const { files, summary } = await checkProject(path);
    const ok = files.every(({ findings }) => findings.every(({ severity }) => severity !== 'error'));
    isWrong ||= !ok;
    if (json) report.push({ path, ok, files: files.map(({ file, findings }) => ({ file, findings })) });
    else {
      for (const { file, lines, findings } of files) tellFindings(file, lines, findings);
      if (ok) process.stdout.write(`${path}: ${paintFor(wantsColors(process.stdout)).good('ok')}, ${summary}\n`);
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return isWrong ? 1 : 0;
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
  return { file: picture, background: { video, at: parseSeconds(at), size } };
}

function tell({ file, document, findings, rules }: CheckResult & { readonly file: string; readonly document: TextDocument }): void {
  const counts = tellFindings(file, document, findings);
  if (!rules) return;
  const out = paintFor(wantsColors(process.stdout));
  process.stdout.write(`${file}: ${out.good('ok')}, ${describeRules(rules)}${counts === '' ? '' : `; ${counts}`}\n`);
}

/** What a file is about, when nothing is wrong with it. */
function describeRules({ cameras }: Rules): string {
  const count = cameras.reduce((sum, { rules }) => sum + rules.length, 0);
  const about = cameras.map(({ sources = [], sensors = [] }) => {
    const names = [...sources.map((id) => `source ${id}`), ...sensors];
    return names.length === 0 ? 'all sources' : names.join(', ');
  });
  return `${countOf(count, 'rule')} for ${[...new Set(about)].join('; ')}`;
}
