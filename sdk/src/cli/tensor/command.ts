// SPDX-License-Identifier: MIT
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type ParseResult, TestParser, type TestTensor } from '../../testing/test-parser.js';
import { PictureError } from '../check/gst.js';
import { parseSeconds, parseSize } from '../check/stage.js';
import { readCount, readParamsOption } from '../native/script.js';
import { loadScript, scriptAt, ScriptFault } from '../script/load.js';
import { openDocument, readWith } from '../text/files.js';
import { countOf } from '../text/report.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { drawDecoded } from './decoded.js';
import { heatMap, type Scale, SCALES } from './heat-map.js';
import { type Input, readInputs, TensorFault } from './input.js';
import { type Padding, PADDINGS } from './placement.js';
import { encodePng } from './png.js';
import { describeResult, describeTensor } from './report.js';
import { summarize } from './summary.js';

const help = `nvts tensor dump <file>... [options]: shows what a network put out, and what a parser makes of it

Files: .npz (of nvtsrecord tensors=FOLDER, or of numpy.savez), .npy, and raw ones (of nvinfer's raw-output-file-write, or of
numpy.tofile). One layer a file, a file may be named: boxes=frame.npy

  --shape <sizes>       of a raw file, such as 1,84,8400; once for each where they differ
  --type <type>         of a raw file: float32 (when left out), float16, int8, uint8, int32 or int64
  --item <n>            which of a batch, from 0: the files' first dimension is left out then
  --layer <name>        only this layer
  --channels-last       the last dimension is that of channels, as in [H, W, C]
  --top <n>             cells with the highest value that are listed; 10 when left out
  --json                prints all of it as JSON
  --png <out.png>       a picture of the values: a tile for each channel that is a grid, a row for each that is a list;
                        out-<layer>.png where there are several layers
  --scale <scale>       where its colours begin and end: at 0 and 1 or what a channel has beyond that (auto), at what each
                        channel has (channel), at what all have (tensor)

With a parser:
  --parser <script>     a script, a bundle, or a package's folder: tells what it finds
  --params <json>       its parameters as a JSON object; keys replace those of --params-file
  --params-file <file>  its parameters as .json or .yaml
  --labels <file>       class names, as nvinfer's labelfile-path: one a line
  --classes <n>         how many classes the model has, as num-detected-classes
  --network <size>      of the network's input, such as 640x640, which it is when left out and the file does not tell
  --frame <file|uri>    the picture or video that the network saw: --png then is that picture with what was found
  --at <seconds>        the moment of the video; 0 when left out
  --padding <padding>   how the picture lies in the input: none, right-bottom (maintain-aspect-ratio=1), symmetric
                        (symmetric-padding=1 besides); none when left out and the file does not tell
  -h, --help            shows this

Examples:
  nvts tensor dump tensors/source0-frame00000250-uid1.npz --png values.png
  nvts tensor dump output0.bin --shape 1,84,8400 --parser yolov8.ts --frame frame.jpg --padding symmetric --png boxes.png

Exit codes: 0 shown, 1 a file or the parser has errors, 2 the command line has errors.
`;

export const tensorCommand: Command = {
  usage: 'tensor dump <file>',
  summary: 'shows the tensors of a network, as numbers, as a picture, and as what a parser finds in them',
  help,
  run: runTensor,
};

async function runTensor(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, {
    shape: { type: 'string', multiple: true },
    type: { type: 'string' },
    item: { type: 'string' },
    layer: { type: 'string' },
    'channels-last': { type: 'boolean' },
    top: { type: 'string' },
    json: { type: 'boolean' },
    png: { type: 'string' },
    scale: { type: 'string' },
    parser: { type: 'string' },
    params: { type: 'string' },
    'params-file': { type: 'string' },
    labels: { type: 'string' },
    classes: { type: 'string' },
    network: { type: 'string' },
    frame: { type: 'string' },
    at: { type: 'string' },
    padding: { type: 'string' },
  });
  const [action, ...files] = positionals;
  if (action !== 'dump') throw new UsageError(`tensor knows one thing to do, dump${action === undefined ? '' : `, not ${action}`}: nvts tensor dump <file>`);
  if (files.length === 0) throw new UsageError('tensor dump needs a file of tensors');
  checkTogether(values);
  const top = readCount('top', values.top, 10, 0, 1000);
  const item = values.item === undefined ? undefined : readCount('item', values.item, 0, 0);
  const scale = oneOf('scale', values.scale ?? 'auto', SCALES);
  try {
    const input = readInputs(files, { shapes: values.shape ?? [], type: values.type, item });
    const shown = layersOf(input, values.layer);
    const last = values['channels-last'] ?? false;
    const summaries = shown.map(([name, tensor]) => summarize(name, tensor, top, last));
    const parsed = values.parser === undefined ? undefined : await parseWith(values.parser, input, values);
    const written: Picture[] = [];
    if (values.png !== undefined && values.frame === undefined) written.push(...writeHeatMaps(values.png, shown, scale, last));
    if (parsed && values.png !== undefined && values.frame !== undefined) written.push(await writeDecoded(values.png, values.frame, parsed, input, values));
    if (values.json) {
      const decoded = parsed && { parser: parsed.name, network: parsed.network, ...plainResult(parsed.result) };
      process.stdout.write(`${JSON.stringify({ origin: input.origin, layers: summaries, decoded, pictures: written.map(({ file }) => file) }, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`);
    } else {
      process.stdout.write(`${summaries.map(describeTensor).join('\n')}`);
      if (parsed) process.stdout.write(`\n${describeResult(parsed.name, parsed.result, parsed.labels)}`);
      for (const { file, what } of written) process.stdout.write(`\n${file}: ${what}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof TensorFault || error instanceof ScriptFault || error instanceof PictureError)) throw error;
    process.stderr.write(`nvts: ${error.message}\n`);
    return 1;
  }
}

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>> & {
  readonly [key in 'params' | 'params-file' | 'labels' | 'classes' | 'network' | 'padding' | 'at']?: string | undefined;
};

/** Options that mean nothing without another one. */
function checkTogether(values: Values): void {
  for (const name of ['params', 'params-file', 'labels', 'classes', 'network', 'frame'] as const) {
    if (values[name] !== undefined && values['parser'] === undefined) throw new UsageError(`--${name} is for a parser: give --parser too`);
  }
  for (const name of ['at', 'padding'] as const) if (values[name] !== undefined && values['frame'] === undefined) throw new UsageError(`--${name} is about the frame: give --frame too`);
  if (values['frame'] !== undefined && values['png'] === undefined) throw new UsageError('--frame is what --png draws on: give --png out.png too');
  if (values['scale'] !== undefined && (values['png'] === undefined || values['frame'] !== undefined)) throw new UsageError('--scale is about the picture of the values: give --png, without --frame');
  if (typeof values['png'] === 'string' && extname(values['png']) !== '.png') throw new UsageError(`--png must be named *.png, got ${JSON.stringify(values['png'])}`);
}

function oneOf<Word extends string>(name: string, given: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === given);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} must be ${words.join(', ')}, got ${JSON.stringify(given)}`);
}

function layersOf({ tensors }: Input, name: string | undefined): [string, TestTensor][] {
  const all = Object.entries(tensors);
  if (name === undefined) return all;
  const found = all.filter(([layer]) => layer === name);
  if (found.length === 0) throw new UsageError(`--layer ${name}: the layers are ${all.map(([layer]) => layer).join(', ')}`);
  return found;
}

/** A picture that was written. */
interface Picture {
  readonly file: string;
  readonly what: string;
}

function writeHeatMaps(file: string, layers: readonly (readonly [string, TestTensor])[], scale: Scale, channelsLast: boolean): Picture[] {
  return layers.map(([name, tensor]) => {
    const path = layers.length === 1 ? file : `${file.slice(0, -4)}-${name.replace(/[^\p{L}\p{N}._-]+/gu, '_')}.png`;
    const picture = heatMap(tensor, scale, channelsLast);
    writePicture(path, encodePng(picture));
    const order = picture.columns === 1 ? 'from the top' : `row by row, ${picture.columns} beside each other`;
    return { file: path, what: `${name}, ${picture.shown === picture.count ? '' : 'the first '}${countOf(picture.shown, 'channel')} ${order}, dark is low, bright is high` };
  });
}

function writePicture(path: string, png: Uint8Array): void {
  try {
    writeFileSync(path, png);
  } catch (error) {
    throw new PictureError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Parsed {
  readonly name: string;
  readonly result: ParseResult;
  readonly network: { readonly width: number; readonly height: number };
  readonly labels: readonly string[];
}

/** Runs a parser on the tensors. Throws `ScriptFault` for what it throws. */
async function parseWith(path: string, { tensors, origin }: Input, values: Values): Promise<Parsed> {
  const network = values.network === undefined ? (origin?.network ?? { width: 640, height: 640 }) : networkOf(values.network);
  const file = values['params-file'];
  const params = { ...(file !== undefined && readParams(file)), ...readParamsOption(values.params) };
  const { bundle, name } = await loadScript(scriptAt(path));
  if (!('parse' in bundle)) throw new ScriptFault(`${path} is no parser: nvts run and nvts replay run a processor`);
  const isClassifier = bundle.output === 'classes';
  const labels = values.labels === undefined ? [] : readWith('labels', values.labels, (path) => readLabelLists(path, isClassifier));
  const classes = readCount('classes', values.classes, isClassifier ? 0 : (labels[0]?.length ?? 0), 0, 1e6);
  try {
    const given = labels.length > 0 && { labels };
    const result = new TestParser(bundle, { network, classes, params, ...given }).parse(tensors);
    return { name: name || path, result, network, labels: labels[0] ?? [] };
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    throw new ScriptFault(`${path}: ${typeof code === 'string' ? `${code}: ` : ''}${typeof message === 'string' ? message : String(error)}`);
  }
}

/** As the element reads it: a line is a class, for a classifier an attribute whose classes `;` separates. */
function readLabelLists(file: string, isClassifier: boolean): string[][] {
  const lines = readFileSync(file, 'utf8').replace(/^\uFEFF/, '').split('\n').map((line) => line.trim());
  const lists = isClassifier ? lines.filter((line) => line !== '').map((line) => line.split(';').map((label) => label.trim())) : [lines];
  for (const list of lists) while (list.at(-1) === '') list.pop();
  return lists;
}

function networkOf(text: string): { readonly width: number; readonly height: number } {
  const [width, height] = parseSize(text, '--network');
  return { width, height };
}

function readParams(file: string): object {
  const { value, faults } = openDocument(file);
  if (faults[0]) throw new ScriptFault(`${file}: ${faults[0].message}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ScriptFault(`${file}: expected keys and values (name: value)`);
  return value;
}

async function writeDecoded(file: string, frame: string, { result, network, name }: Parsed, { origin }: Input, values: Values): Promise<Picture> {
  const at = parseSeconds(values.at);
  if (result.embedding) throw new PictureError(`${name} gives an embedding: there is nothing to draw on a frame`);
  const told = origin?.padding === 'unknown' ? 'right-bottom' : origin?.padding;
  const padding: Padding = values.padding === undefined ? (told ?? 'none') : oneOf('padding', values.padding, PADDINGS);
  const region = origin?.object && { box: origin.object, size: origin.size };
  const { png, left } = await drawDecoded(result, { background: { video: frame, at }, network, padding, region });
  writePicture(file, png);
  const doubt = values.padding === undefined && origin?.padding === 'unknown' ? ' (DeepStream did not tell how the input was padded: --padding symmetric if it was on both sides)' : '';
  return { file, what: `what ${name} finds, on ${frame}${left > 0 ? `; ${left} drawing items too many were left out` : ''}${doubt}` };
}

/** As JSON has it: lists of numbers in place of typed arrays. */
function plainResult({ detections, classifications, segmentation, embedding, logs }: ParseResult): object {
  return {
    detections: detections.map(({ mask, embedding: values, ...rest }) => ({ ...rest, ...(mask && { mask: { ...mask, data: [...mask.data] } }), ...(values && { embedding: [...values] }) })),
    classifications,
    segmentation: segmentation && { ...segmentation, classes: [...segmentation.classes] },
    embedding: embedding && [...embedding],
    logs,
  };
}
