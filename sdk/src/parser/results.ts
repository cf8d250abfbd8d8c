// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import { MAX_ROWS, MAX_VALUES, OutputBlock, Word } from './block.js';
import type { ParserResult } from './contract.js';
import type { Tensor } from './tensor.js';

/** A box that the model found, in pixels of the network's input, origin top left. */
export interface Detection {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly classId: number;
  readonly confidence: number;
  /** x, y and confidence of each keypoint, as many as the parser declares. */
  readonly keypoints?: ArrayLike<number>;
  /** As many values as the parser declares. */
  readonly embedding?: ArrayLike<number>;
}

/** Probabilities, row by row, that the object is there; they cover its box, whatever its size. */
export interface InstanceMask {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** A detection with its mask. */
export interface MaskedDetection extends Detection {
  readonly mask: InstanceMask;
}

/** A class of the whole picture, or of the object that was cut out of it. */
export interface Classification {
  readonly classId: number;
  readonly confidence: number;
  /** Which of several attributes (colour, make, ...) it is a class of; 0 when left out. */
  readonly attribute?: number;
}

/** A class for each pixel of a map. */
export interface SegmentationMap {
  readonly width: number;
  readonly height: number;
  /** Row by row; -1 is none. */
  readonly classes: ArrayLike<number>;
  /** The output `[classes, height, width]` that holds their probabilities. */
  readonly probabilities?: Tensor;
}

/** What `parse` may return or yield, by what the parser gives. */
export interface ResultRecords {
  readonly detections: Detection;
  readonly masks: MaskedDetection;
  readonly classes: Classification;
  readonly segmentation: SegmentationMap;
  readonly embedding: ArrayLike<number>;
}

/** What results are checked against. @internal */
export interface ResultFormat {
  readonly gives: ParserResult;
  readonly keypoints: number;
  readonly embedding: number;
  /** Number of classes; 0 when nobody knows. */
  readonly classes: number;
  /** Number of classes of each attribute, where classes have names. */
  readonly attributes: readonly number[];
  readonly classesOf: string;
}

/** Where results are written without an object for each. What does not fit throws `NVTS_RANGE`. */
export class Results {
  private block!: OutputBlock;
  private format!: ResultFormat;
  private rows = 0;
  private used = 0;
  /** First value of the row in hand that was not written yet. */
  private filled = 0;
  private hasMap = false;

  /** @internal */
  constructor(private readonly grow: (rows: number, values: number) => ArrayBuffer) {}

  /** How many rows were written. */
  get length(): number {
    return this.rows;
  }

  /**
   * Adds a box in pixels of the network's input. Its keypoints and its embedding are 0 until they are set. Throws `NVTS_RANGE`
   * when a number is not finite, the size is below 0, or there is no such class.
   */
  detection(left: number, top: number, width: number, height: number, classId: number, confidence: number): void {
    const row = this.row(classId, confidence);
    const { block, format } = this;
    // A sum is finite when all its parts are.
    const sum = left + top + width + height;
    if (!(sum - sum === 0) || !(width >= 0) || !(height >= 0)) this.refuseBox(left, top, width, height);
    block.left[row] = left;
    block.top[row] = top;
    block.width[row] = width;
    block.height[row] = height;
    const values = 3 * format.keypoints + format.embedding;
    if (values > 0) this.addValues(values);
  }

  /** Sets the next keypoint of the last detection. */
  keypoint(x: number, y: number, confidence: number): void {
    const row = this.rows - 1;
    const { block } = this;
    if (row < 0 || this.filled >= block.firstValue[row]! + 3 * this.format.keypoints) {
      throw new NvtsError('NVTS_RANGE', `a detection of this parser has ${this.format.keypoints} keypoints, and one more was given`);
    }
    const sum = x + y + confidence;
    if (!(sum - sum === 0)) throw new NvtsError('NVTS_RANGE', `a keypoint must be finite, got ${show(x)}, ${show(y)} with confidence ${show(confidence)}`);
    block.values[this.filled++] = x;
    block.values[this.filled++] = y;
    block.values[this.filled++] = confidence;
  }

  /**
   * Makes room for the mask of the last detection and returns where in `values` it is to be written, row by row. Both hold
   * until the next row is added.
   */
  mask(width: number, height: number): number {
    const row = this.rows - 1;
    const { block, format } = this;
    if (format.gives !== 'masks') throw new NvtsError('NVTS_RANGE', `this parser gives ${format.gives}: a mask needs gives: 'masks'`);
    if (row < 0 || block.maskWidth[row]! > 0) throw new NvtsError('NVTS_RANGE', 'there is no detection that has no mask yet');
    if (!(Number.isInteger(width) && width >= 1 && Number.isInteger(height) && height >= 1)) {
      throw new NvtsError('NVTS_RANGE', `a mask needs a width and a height from 1, got ${show(width)} x ${show(height)}`);
    }
    const at = this.used - format.embedding;
    this.addValues(width * height);
    this.block.values.copyWithin(this.used - format.embedding, at, at + format.embedding);
    this.block.values.fill(0, at, at + width * height);
    this.block.maskWidth[row] = width;
    this.block.maskHeight[row] = height;
    return at;
  }

  /** The values that masks are written to; to be read anew after each call of `mask`. */
  get values(): Float32Array {
    return this.block.values;
  }

  /** Sets the embedding of the last detection. Where the parser gives one for the whole picture, that. */
  embedding(values: ArrayLike<number>): void {
    const { format } = this;
    if (values.length !== format.embedding) throw new NvtsError('NVTS_RANGE', `an embedding of this parser has ${format.embedding} values, got ${values.length}`);
    if (format.gives === 'embedding') {
      if (this.rows > 0) throw new NvtsError('NVTS_RANGE', 'a picture has one embedding');
      this.row(0, 1);
      this.addValues(format.embedding);
    } else if (this.rows === 0) throw new NvtsError('NVTS_RANGE', 'there is no detection that the embedding could be of');
    const to = this.used - format.embedding;
    for (let i = 0; i < values.length; i++) this.block.values[to + i] = finite('a value of an embedding', values[i]!);
  }

  /** Adds a class. Throws `NVTS_RANGE` when the confidence is not finite or there is no such class. */
  classification(classId: number, confidence: number, attribute = 0): void {
    if (!(Number.isInteger(attribute) && attribute >= 0)) throw new NvtsError('NVTS_RANGE', `an attribute must be a whole number from 0, got ${show(attribute)}`);
    const named = this.format.attributes[attribute];
    if (named !== undefined && classId >= named) {
      throw new NvtsError('NVTS_RANGE', `attribute ${attribute} has ${named} labels, so a class of it is below that, got ${show(classId)}`);
    }
    this.block.attribute[this.row(classId, confidence)] = attribute;
  }

  /**
   * Makes room for a map of classes, which is to be filled row by row: -1 is none, as the map is at first. `probabilities` is the
   * output that holds theirs.
   */
  segmentation(width: number, height: number, probabilities?: Tensor): Int32Array {
    const { format } = this;
    if (format.gives !== 'segmentation') throw new NvtsError('NVTS_RANGE', `this parser gives ${format.gives}, not a segmentation`);
    if (this.hasMap) throw new NvtsError('NVTS_RANGE', 'a picture has one segmentation');
    if (!(Number.isInteger(width) && width >= 1 && Number.isInteger(height) && height >= 1)) {
      throw new NvtsError('NVTS_RANGE', `a map needs a width and a height from 1, got ${show(width)} x ${show(height)}`);
    }
    this.reserve(0, width * height);
    this.used = width * height;
    this.hasMap = true;
    const { header, map } = this.block;
    header[Word.mapWidth] = width;
    header[Word.mapHeight] = height;
    header[Word.probabilityLayer] = probabilities === undefined ? -1 : probabilities.layerIndex;
    return map.subarray(0, this.used).fill(-1);
  }

  /** @internal */
  attach(buffer: ArrayBuffer): void {
    this.block = new OutputBlock(buffer);
  }

  /** @internal */
  begin(format: ResultFormat): void {
    this.format = format;
    this.rows = 0;
    this.used = 0;
    this.filled = 0;
    this.hasMap = false;
    const { header } = this.block;
    header[Word.rows] = 0;
    header[Word.values] = 0;
    header[Word.mapWidth] = 0;
    header[Word.mapHeight] = 0;
    header[Word.probabilityLayer] = -1;
  }

  /** Tells the host what there is. @internal */
  end(): number {
    if (this.hasMap) this.checkMap();
    const { header } = this.block;
    header[Word.rows] = this.rows;
    header[Word.values] = this.used;
    return this.rows;
  }

  private row(classId: number, confidence: number): number {
    const { format } = this;
    if (!(confidence - confidence === 0)) finite('a confidence', confidence);
    if (!(classId >= 0 && Number.isInteger(classId)) || (format.classes > 0 && classId >= format.classes)) this.refuseClass(classId);
    if (this.rows === this.block.rows) this.reserve(this.rows + 1, this.used);
    const { block } = this;
    const row = this.rows++;
    block.left[row] = 0;
    block.top[row] = 0;
    block.width[row] = 0;
    block.height[row] = 0;
    block.confidence[row] = confidence;
    block.classId[row] = classId;
    block.attribute[row] = 0;
    block.firstValue[row] = this.used;
    block.valueCount[row] = 0;
    block.maskWidth[row] = 0;
    block.maskHeight[row] = 0;
    this.filled = this.used;
    return row;
  }

  /** Gives the last row more values, which are 0. */
  private addValues(count: number): void {
    const row = this.rows - 1;
    this.reserve(this.rows, this.used + count);
    this.block.values.fill(0, this.used, this.used + count);
    this.block.valueCount[row]! += count;
    this.used += count;
  }

  private reserve(rows: number, values: number): void {
    const { block } = this;
    if (rows <= block.rows && values <= block.values.length) return;
    if (rows > MAX_ROWS) throw new NvtsError('NVTS_LIMIT', `a frame may have ${MAX_ROWS} results, and more were given`);
    if (values > MAX_VALUES) throw new NvtsError('NVTS_LIMIT', `the keypoints, masks and embeddings of a frame may have ${MAX_VALUES} values, and ${values} are needed`);
    this.attach(this.grow(rows, values));
  }

  private checkMap(): void {
    const { map } = this.block;
    const { classes } = this.format;
    const limit = classes > 0 ? classes : 2 ** 31;
    for (let i = 0; i < this.used; i++) if (map[i]! >= limit || map[i]! < -1) this.refuseClass(map[i]!);
  }

  private refuseClass(classId: number): never {
    const { classes, classesOf } = this.format;
    const known = classes > 0 ? `from 0 to ${classes - 1} (${classesOf})` : 'a whole number from 0';
    throw new NvtsError('NVTS_RANGE', `a class must be ${known}, got ${show(classId)} in result ${this.rows}`);
  }

  private refuseBox(left: number, top: number, width: number, height: number): never {
    throw new NvtsError('NVTS_RANGE', `a box must be finite and its size not below 0, got left ${show(left)}, top ${show(top)}, ${show(width)} x ${show(height)}`);
  }
}
seal(Results);

function finite(what: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new NvtsError('NVTS_RANGE', `${what} must be finite, got ${show(value)}`);
}

/** @internal */
export function writeRecord(results: Results, gives: ParserResult, record: unknown): void {
  if (gives === 'embedding') return results.embedding(record as ArrayLike<number>);
  if (typeof record !== 'object' || record === null) throw new NvtsError('NVTS_RANGE', `parse gave ${show(record)}, which is no result`);
  if (gives === 'classes') {
    const { classId, confidence, attribute } = record as Classification;
    results.classification(classId, confidence, attribute);
  } else if (gives === 'segmentation') {
    const { width, height, classes, probabilities } = record as SegmentationMap;
    const map = results.segmentation(width, height, probabilities);
    if (classes.length !== map.length) throw new NvtsError('NVTS_RANGE', `a map of ${width} x ${height} has ${map.length} classes, got ${classes.length}`);
    map.set(classes);
  } else writeDetection(results, gives, record as MaskedDetection);
}

function writeDetection(results: Results, gives: ParserResult, record: MaskedDetection): void {
  const { left, top, width, height, classId, confidence, keypoints, embedding, mask } = record;
  results.detection(left, top, width, height, classId, confidence);
  if (keypoints) for (let i = 0; i < keypoints.length; i += 3) results.keypoint(keypoints[i]!, keypoints[i + 1]!, keypoints[i + 2]!);
  if (embedding) results.embedding(embedding);
  if (gives !== 'masks') return;
  if (!mask) throw new NvtsError('NVTS_RANGE', 'each detection of this parser has a mask, and one came without');
  const at = results.mask(mask.width, mask.height);
  if (mask.data.length !== mask.width * mask.height) {
    throw new NvtsError('NVTS_RANGE', `a mask of ${mask.width} x ${mask.height} has ${mask.width * mask.height} values, got ${mask.data.length}`);
  }
  const { values } = results;
  for (let i = 0; i < mask.data.length; i++) values[at + i] = finite('a value of a mask', mask.data[i]!);
}
