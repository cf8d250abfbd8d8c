// SPDX-License-Identifier: MIT
import { show } from '../errors.js';
import { blockBytes, MAX_ROWS, MAX_VALUES, OutputBlock, Word } from '../parser/block.js';
import { type ModelAnswer, type ModelInfo, PARSER_ABI, type ParserBundle, type ParserResult, type TensorType } from '../parser/contract.js';
import { type AnyParser, parserBinder } from '../parser/script.js';
import { HostError } from './memory-table.js';
import type { LogRecord } from './records.js';

/** A tensor to parse. Its type is that of the array (`Uint16Array`: float16, as bits). */
export interface TestTensor {
  readonly data: Float32Array | Uint16Array | Int8Array | Uint8Array | Int32Array | BigInt64Array;
  readonly dims: readonly number[];
}

/** What the host knows of the model beside its layers. */
export interface TestModel {
  /** Size of the network's input; 640 x 640 when left out. */
  readonly network?: { readonly width: number; readonly height: number; readonly channels?: number };
  /** `num-detected-classes`; unknown when left out. */
  readonly classes?: number;
  /** `pre-cluster-threshold` for all classes or each; none when left out. */
  readonly thresholds?: number | readonly number[];
  /** Names of the classes, or of those of each attribute. */
  readonly labels?: readonly string[] | readonly (readonly string[])[];
  /** The parser's parameters. */
  readonly params?: unknown;
  /** What the host asks for; what the parser gives when left out. */
  readonly output?: ParserResult;
}

/** A box in pixels of the network's input. */
export interface DetectionRecord {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly classId: number;
  readonly confidence: number;
  readonly label?: string;
  readonly keypoints?: readonly { readonly x: number; readonly y: number; readonly confidence: number }[];
  readonly mask?: { readonly width: number; readonly height: number; readonly data: Float32Array };
  readonly embedding?: Float32Array;
}

export interface ClassificationRecord {
  readonly attribute: number;
  readonly classId: number;
  readonly confidence: number;
  readonly label?: string;
}

export interface SegmentationRecord {
  readonly width: number;
  readonly height: number;
  readonly classes: Int32Array;
  /** Name of the layer that holds the probabilities. */
  readonly probabilities?: string;
}

/** What a parser made of the tensors of a frame; what it does not give is empty. */
export interface ParseResult {
  readonly detections: readonly DetectionRecord[];
  readonly classifications: readonly ClassificationRecord[];
  readonly segmentation: SegmentationRecord | undefined;
  readonly embedding: Float32Array | undefined;
  readonly logs: readonly LogRecord[];
}

const LEVELS: readonly LogRecord['level'][] = ['error', 'warn', 'info', 'debug'];

/**
 * Runs a parser on tensors, without a pipeline or a model, as nvinfer's host does. Whatever the parser throws comes out of the
 * call; a result that a host would refuse throws `HostError`.
 *
 * @example
 * ```ts
 * import { defineParser } from '@nvtsprobe/sdk';
 * import { TestParser } from '@nvtsprobe/sdk/testing';
 *
 * const parser = defineParser({
 *   outputs: { boxes: { shape: ['N', 4] } },
 *   parse: ({ boxes }, { results }) => results.detection(boxes.at(0, 0), boxes.at(0, 1), 10, 10, 0, 1),
 * });
 * const { detections } = new TestParser(parser).parse({ boxes: { data: new Float32Array([5, 6, 7, 8]), dims: [1, 4] } });
 * console.log(detections[0]?.left); // 5
 * ```
 */
export class TestParser {
  private readonly bundle: ParserBundle;
  private block = makeBlock(4, 16);
  private logs: LogRecord[] = [];
  private layers = '';
  /** The memory of the tensors in hand. */
  private lent: ArrayBuffer[] = [];
  private answer: ModelAnswer | undefined;

  /** `parser` is a parser, or the bundle that evaluating a built file leaves in `__nvts_bundle`. */
  constructor(
    parser: AnyParser | ParserBundle,
    private readonly options: TestModel = {},
  ) {
    const bundle = 'parse' in parser ? parser : parserBinder(parser)?.(parser);
    if (!bundle) throw new HostError('NVTS_DEFINITION', 'this is no parser: a processor runs in a TestHost');
    this.bundle = bundle;
    const host = {
      log: (level: number, message: string): void => {
        this.logs.push({ level: LEVELS[level] ?? 'debug', message });
      },
      growOutput: (rows: number, values: number): ArrayBuffer => this.grow(rows, values),
      tensor: (layer: number): ArrayBuffer => this.lent[layer] ?? refuse(`to lend layer ${layer}: it is not in hand`),
    };
    const info = { abi: PARSER_ABI, version: '0.1.0', element: 'test' };
    this.bundle.load(host, this.block, JSON.stringify(options.params ?? {}), JSON.stringify(info));
  }

  /** Parses the tensors of a frame, by names of layers. The parser is told of the model first where it is another than before. */
  parse(tensors: Readonly<Record<string, TestTensor>>): ParseResult {
    const entries = Object.entries(tensors);
    const layers = entries.map(([name, { data, dims }]) => ({ name, type: typeOf(data), dims }));
    const json = JSON.stringify(layers);
    if (!this.answer || json !== this.layers) {
      this.answer = undefined;
      this.layers = json;
      this.answer = JSON.parse(this.bundle.model(JSON.stringify(this.describe(layers)))) as ModelAnswer;
    }
    // A copy, which is taken away as a host's memory is.
    this.lent = entries.map(([, { data }]) => data.slice().buffer as ArrayBuffer);
    try {
      const rows = this.bundle.parse();
      return this.read(rows, this.answer, entries.map(([name]) => name));
    } finally {
      structuredClone(this.lent, { transfer: this.lent });
      this.lent = [];
    }
  }

  private describe(layers: ModelInfo['layers']): ModelInfo {
    const { network, classes, thresholds, labels, output } = this.options;
    return {
      network: { width: 640, height: 640, channels: 3, ...network },
      layers,
      classes: classes ?? 0,
      thresholds: thresholds === undefined ? null : typeof thresholds === 'number' ? [thresholds] : thresholds,
      labels: labels ?? null,
      output: output ?? this.bundle.output,
    };
  }

  private grow(rows: number, values: number): ArrayBuffer {
    if (rows > MAX_ROWS || values > MAX_VALUES) throw new HostError('NVTS_LIMIT', `a parser may give ${MAX_ROWS} rows and ${MAX_VALUES} values`);
    const old = new OutputBlock(this.block);
    const enough = (wanted: number, capacity: number): number => (wanted > capacity ? Math.max(wanted, 2 * capacity) : capacity);
    this.block = makeBlock(enough(rows, old.rows), enough(values, old.values.length));
    const now = new OutputBlock(this.block);
    for (const key of ['left', 'top', 'width', 'height', 'confidence', 'classId', 'attribute', 'firstValue', 'valueCount', 'maskWidth', 'maskHeight', 'map'] as const) {
      now[key].set(old[key]);
    }
    return this.block;
  }

  private read(rows: number, answer: ModelAnswer, layers: readonly string[]): ParseResult {
    const block = new OutputBlock(this.block);
    const { header } = block;
    const used = header[Word.values]!;
    if (rows !== header[Word.rows] || rows < 0 || rows > block.rows || used < 0 || used > block.values.length) refuse(`${rows} rows and ${used} values`);
    const all = Array.from({ length: rows }, (_, row) => row);
    const isBoxes = answer.output === 'detections' || answer.output === 'masks';
    const logs = this.logs;
    this.logs = [];
    return {
      detections: isBoxes ? all.map((row) => readDetection(block, row, used, answer)) : [],
      classifications: answer.output === 'classes' ? all.map((row) => readClassification(block, row, answer)) : [],
      segmentation: answer.output === 'segmentation' ? readSegmentation(block, layers) : undefined,
      embedding: answer.output === 'embedding' && rows > 0 ? block.values.slice(0, used) : undefined,
      logs,
    };
  }
}

/**
 * Raw values, little-endian, as a tensor: what is in a file that `readFileSync` reads, 32-bit floats when `type` is left out.
 *
 * @throws RangeError when there are more or fewer than the dimensions say.
 */
export function readTensor(bytes: Uint8Array, dims: readonly number[], type: TensorType = 'float32'): TestTensor {
  const count = dims.reduce((product, size) => product * size, 1);
  const make = ARRAYS[type];
  if (bytes.length !== make.BYTES_PER_ELEMENT * count) {
    const wanted = `${type} [${dims.join(', ')}] has ${make.BYTES_PER_ELEMENT * count}`;
    throw new RangeError(`there are ${bytes.length} bytes, and ${wanted}`);
  }
  return { data: new make(new Uint8Array(bytes).buffer), dims };
}

type ArrayOf = { new (buffer: ArrayBuffer): TestTensor['data']; readonly BYTES_PER_ELEMENT: number };
const ARRAYS: Readonly<Record<TensorType, ArrayOf>> = { float32: Float32Array, float16: Uint16Array, int8: Int8Array, uint8: Uint8Array, int32: Int32Array, int64: BigInt64Array };

function makeBlock(rows: number, values: number): ArrayBuffer {
  const block = new ArrayBuffer(blockBytes(rows, values));
  const header = new Int32Array(block);
  header[Word.abi] = PARSER_ABI;
  header[Word.capacityRows] = rows;
  header[Word.capacityValues] = values;
  return block;
}

/** What an array holds. @internal */
export function typeOf(data: TestTensor['data']): TensorType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint16Array) return 'float16';
  if (data instanceof Int8Array) return 'int8';
  if (data instanceof Uint8Array) return 'uint8';
  return data instanceof Int32Array ? 'int32' : 'int64';
}

function readDetection(block: OutputBlock, row: number, used: number, answer: ModelAnswer): DetectionRecord {
  const [left, top, width, height, confidence] = [block.left, block.top, block.width, block.height, block.confidence].map((column) => column[row]!) as [number, number, number, number, number];
  if (![left, top, width, height, confidence].every(Number.isFinite) || width < 0 || height < 0) refuse(`the box ${show([left, top, width, height])}`);
  const classId = block.classId[row]!;
  const [maskWidth, maskHeight] = [block.maskWidth[row]!, block.maskHeight[row]!];
  const first = block.firstValue[row]!;
  const count = block.valueCount[row]!;
  if (first < 0 || first + count > used || count !== 3 * answer.keypoints + maskWidth * maskHeight + answer.embedding) refuse(`${count} values from ${first} on`);
  const values = block.values.slice(first, first + count);
  if (!values.every(Number.isFinite)) refuse('values that are not finite');
  const afterKeypoints = 3 * answer.keypoints;
  const afterMask = afterKeypoints + maskWidth * maskHeight;
  const label = answer.labels?.[0]?.[classId];
  return {
    left,
    top,
    width,
    height,
    classId,
    confidence,
    ...(label !== undefined && { label }),
    ...(answer.keypoints > 0 && {
      keypoints: Array.from({ length: answer.keypoints }, (_, i) => ({ x: values[3 * i]!, y: values[3 * i + 1]!, confidence: values[3 * i + 2]! })),
    }),
    ...(maskWidth > 0 && { mask: { width: maskWidth, height: maskHeight, data: values.slice(afterKeypoints, afterMask) } }),
    ...(answer.embedding > 0 && { embedding: values.slice(afterMask) }),
  };
}

function readClassification(block: OutputBlock, row: number, answer: ModelAnswer): ClassificationRecord {
  const attribute = block.attribute[row]!;
  const classId = block.classId[row]!;
  const label = answer.labels?.[attribute]?.[classId];
  return { attribute, classId, confidence: block.confidence[row]!, ...(label !== undefined && { label }) };
}

function readSegmentation({ header, map }: OutputBlock, layers: readonly string[]): SegmentationRecord | undefined {
  const [width, height] = [header[Word.mapWidth]!, header[Word.mapHeight]!];
  if (width === 0) return undefined;
  if (width * height !== header[Word.values]) refuse(`a map of ${width} x ${height} with ${header[Word.values]} values`);
  const probabilities = layers[header[Word.probabilityLayer]!];
  return { width, height, classes: map.slice(0, width * height), ...(probabilities !== undefined && { probabilities }) };
}

function refuse(what: string): never {
  throw new HostError('NVTS_OUTPUT', `the host refuses ${what}`);
}
