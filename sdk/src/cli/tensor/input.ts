// SPDX-License-Identifier: MIT
// Tensors of the files on a command line: NumPy's, nvtsrecord's, and raw ones.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TensorType } from '../../parser/contract.js';
import { TENSOR_TYPES } from '../../parser/shape.js';
import { HostError } from '../../testing/memory-table.js';
import { isTensorFile, parseTensorFile, type TensorOrigin } from '../../testing/tensor-file.js';
import { readTensor, type TestTensor } from '../../testing/test-parser.js';
import { readWith } from '../text/files.js';
import { UsageError } from '../usage.js';

/** Larger files, and tensors of more values, are refused. */
const MAX_BYTES = 1 << 30;
const MAX_VALUES = 1 << 26;

/** A file that holds no tensor as it was said to, with the reason. */
export class TensorFault extends Error {
  override readonly name = 'TensorFault';
}

export interface Input {
  readonly tensors: Readonly<Record<string, TestTensor>>;
  readonly origin: TensorOrigin | undefined;
}

export interface InputOptions {
  /** Shapes of raw files, in their order; the last one stands for those that follow. */
  readonly shapes: readonly string[];
  readonly type: string | undefined;
  /** Which one of a batch. */
  readonly item: number | undefined;
}

/** The tensors of all files; each may be named, `name=file`. Throws `UsageError` and `TensorFault`. */
export function readInputs(words: readonly string[], options: InputOptions): Input {
  const tensors: Record<string, TestTensor> = {};
  let origin: TensorOrigin | undefined;
  let raw = 0;
  for (const word of words) {
    const { name, file } = split(word);
    const bytes = readBytes(file);
    let found: Readonly<Record<string, TestTensor>>;
    if (isTensorFile(bytes)) {
      const read = readKnown(bytes, file);
      found = read.tensors;
      origin ??= read.origin;
    } else {
      found = { [layerOf(file)]: readRaw(bytes, file, options.shapes[Math.min(raw, options.shapes.length - 1)], options.type) };
      raw++;
    }
    for (const [layer, tensor] of Object.entries(found)) {
      const as = name === undefined || Object.keys(found).length > 1 ? layer : name;
      if (Object.hasOwn(tensors, as)) throw new UsageError(`two of the files have a layer ${JSON.stringify(as)}: name them, such as first=${file}`);
      const shown = options.item === undefined ? tensor : itemOf(tensor, options.item, as);
      if (shown.data.length > MAX_VALUES) throw new TensorFault(`${file}: ${as} has ${shown.data.length} values, and at most ${MAX_VALUES} are looked at`);
      tensors[as] = shown;
    }
  }
  if (raw === 0 && (options.shapes.length > 0 || options.type !== undefined)) throw new UsageError('--shape and --type are about raw files: .npy and .npz tell theirs');
  if (raw > 0 && options.shapes.length > raw) throw new UsageError(`there are ${options.shapes.length} shapes for ${raw} raw files`);
  return { tensors, origin };
}

/** `name=file`, where no file is called like all of it. */
function split(word: string): { readonly name: string | undefined; readonly file: string } {
  const [, name, file] = /^([^=/]+)=(.+)$/.exec(word) ?? [];
  if (file === undefined || statSync(word, { throwIfNoEntry: false })) return { name: undefined, file: word };
  return { name, file };
}

function readBytes(file: string): Uint8Array {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    const names = readdirSync(file).filter((name) => /\.np[yz]$/.test(name)).sort();
    throw new UsageError(`${file} is a folder${names.length > 0 ? `: name one of its ${names.length} files, such as ${join(file, names[0]!)}` : ' without tensors'}`);
  }
  if (found && found.size > MAX_BYTES) throw new TensorFault(`${file}: larger than ${MAX_BYTES >> 20} MiB`);
  return readWith('file', file, (path) => readFileSync(path));
}

function readKnown(bytes: Uint8Array, file: string): Input {
  try {
    return parseTensorFile(bytes, file);
  } catch (error) {
    if (error instanceof HostError) throw new TensorFault(error.message);
    throw error;
  }
}

function readRaw(bytes: Uint8Array, file: string, shape: string | undefined, type = 'float32'): TestTensor {
  if (!TENSOR_TYPES.includes(type as TensorType)) throw new UsageError(`--type must be one of ${TENSOR_TYPES.join(', ')}, got ${JSON.stringify(type)}`);
  if (shape === undefined) throw new UsageError(`${file} is neither .npy nor .npz: say what it holds, such as --shape 1,84,8400 --type float32`);
  const dims = shape.split(/[,x]/).map(Number);
  if (!dims.every((size) => Number.isInteger(size) && size >= 1)) throw new UsageError(`--shape must be sizes such as 1,84,8400, got ${JSON.stringify(shape)}`);
  try {
    return readTensor(bytes, dims, type as TensorType);
  } catch (error) {
    throw new TensorFault(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The layer that a file is about, by its name: that of nvinfer's `raw-output-file-write`, else all of it. */
function layerOf(file: string): string {
  const name = basename(file);
  return /^gstnvdsinfer_uid-\d+_layer-(.+)_batch-\d+_batchsize-\d+\.bin$/.exec(name)?.[1] ?? name.replace(/\.\w+$/, '');
}

function itemOf({ data, dims }: TestTensor, item: number, name: string): TestTensor {
  const [count = 1, ...rest] = dims;
  if (item >= count || rest.length === 0) throw new UsageError(`--item ${item}: ${name} [${dims.join(', ')}] is a batch of ${rest.length === 0 ? 1 : count}, counted from 0`);
  const size = data.length / count;
  return { data: data.slice(item * size, (item + 1) * size), dims: rest };
}
