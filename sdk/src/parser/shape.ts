// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import type { LayerInfo, TensorType } from './contract.js';

/**
 * A dimension: a number; a symbol, which stands for the same number wherever it appears; or a symbol with a number: `'C+4'`,
 * `'4*C'`.
 */
export type Dimension = number | string;

/** An output of the model that a parser needs. */
export interface OutputDeclaration {
  /**
   * Names that the layer may have. Left out: the layer that is called like the output, else the first of the others that
   * fits, so that outputs of different shapes may come in any order.
   */
  readonly layer?: string | readonly string[];
  /** Its shape, such as `[1, 84, 'N']`. A leading 1 is the batch: it may be missing here or in the model. */
  readonly shape: readonly Dimension[];
  /** What it may hold; `'float32'` when left out. Where float32 is expected, float16 is converted. */
  readonly type?: TensorType | readonly TensorType[];
}

export type OutputDeclarations = Readonly<Record<string, OutputDeclaration>>;

/** Which layer is which output. @internal */
export interface Matched {
  /** Index of the layer for each output, in the order of declaration. */
  readonly layers: readonly number[];
  readonly sizes: Readonly<Record<string, number>>;
}

interface Pattern {
  readonly symbol: string;
  readonly factor: number;
  readonly plus: number;
}

const PATTERN = /^(?:(\d+)\*)?([A-Za-z_]\w*)(?:\+(\d+))?$/;

function patternOf(dimension: string): Pattern | undefined {
  const found = PATTERN.exec(dimension);
  if (!found) return undefined;
  return { factor: Number(found[1] ?? 1), symbol: found[2]!, plus: Number(found[3] ?? 0) };
}

/** What is wrong with a declaration of outputs; '' when nothing is. @internal */
export function checkDeclarations(outputs: unknown): string {
  if (typeof outputs !== 'object' || outputs === null) return `outputs must be an object, got ${show(outputs)}`;
  const entries = Object.entries(outputs as Readonly<Record<string, unknown>>);
  if (entries.length === 0) return 'outputs must name at least one output';
  for (const [key, declaration] of entries) {
    const { shape, layer, type } = (declaration ?? {}) as Partial<Record<'shape' | 'layer' | 'type', unknown>>;
    if (!Array.isArray(shape) || shape.length === 0) return `outputs.${key}.shape must be an array such as [1, 84, 'N'], got ${show(shape)}`;
    for (const dimension of shape as unknown[]) {
      const fits = typeof dimension === 'string' ? patternOf(dimension) && patternOf(dimension)!.factor > 0 : Number.isInteger(dimension) && (dimension as number) >= 1;
      if (!fits) return `outputs.${key}.shape: a dimension is a number from 1, 'N', 'C+4' or '4*C', got ${show(dimension)}`;
    }
    const names: unknown = typeof layer === 'string' ? [layer] : (layer ?? []);
    if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) return `outputs.${key}.layer must be a name or names, got ${show(layer)}`;
    const types: unknown = typeof type === 'string' ? [type] : (type ?? []);
    if (!Array.isArray(types) || types.some((one) => !TENSOR_TYPES.includes(one as TensorType))) {
      return `outputs.${key}.type must be among ${TENSOR_TYPES.join(', ')}, got ${show(type)}`;
    }
  }
  return '';
}

/** All types of tensors. @internal */
export const TENSOR_TYPES: readonly TensorType[] = ['float32', 'float16', 'int8', 'uint8', 'int32', 'int64'];

/** Finds the layer of each output. Throws `NVTS_TENSOR`, which names each output that has none and why. @internal */
export function matchOutputs(outputs: OutputDeclarations, layers: readonly LayerInfo[]): Matched {
  const keys = Object.keys(outputs);
  const found = new Map<string, number>();
  const sizes = new Map<string, number>();
  const faults: string[] = [];
  const claim = (key: string, index: number): void => {
    const fault = fit(outputs[key]!, layers[index]!, sizes);
    if (fault !== '') faults.push(`output ${show(key)}: expected ${shown(outputs[key]!, sizes)}, got ${describe(layers[index]!)}: ${fault}`);
    found.set(key, index);
  };
  const free = (index: number): boolean => ![...found.values()].includes(index);

  // Names first: what they claim is not there for those that take what fits.
  for (const key of keys) {
    const { layer } = outputs[key]!;
    const names = layer === undefined ? [key] : typeof layer === 'string' ? [layer] : layer;
    const index = layers.findIndex(({ name }, i) => names.includes(name) && free(i));
    if (index >= 0) claim(key, index);
    else if (layer !== undefined) {
      found.set(key, -1);
      faults.push(`output ${show(key)}: there is no layer ${names.map(show).join(' or ')}`);
    }
  }
  for (const key of keys) {
    if (found.has(key)) continue;
    const index = layers.findIndex((candidate, i) => free(i) && fit(outputs[key]!, candidate, new Map(sizes)) === '');
    const left = layers.findIndex((_, i) => free(i));
    if (index >= 0) claim(key, index);
    else if (left >= 0) claim(key, left);
    else faults.push(`output ${show(key)}: expected ${shown(outputs[key]!, sizes)}, and no layer is left for it`);
  }
  if (faults.length > 0) {
    const all = layers.length === 0 ? 'it has no output layers' : `its output layers are ${layers.map(describe).join(', ')}`;
    throw new NvtsError('NVTS_TENSOR', `the model does not fit this parser: ${faults.join('; ')} (${all})`);
  }
  return { layers: keys.map((key) => found.get(key)!), sizes: Object.freeze(Object.fromEntries(sizes)) };
}

/** Why a layer is not what was declared, '' when it is; then the symbols that it gives are in `sizes`. */
function fit({ shape, type }: OutputDeclaration, layer: LayerInfo, sizes: Map<string, number>): string {
  const accepted = accepts(type);
  if (!accepted.includes(layer.type)) return `it holds ${layer.type}`;
  const [wanted, dims] = withoutBatch(shape, layer.dims);
  if (wanted.length !== dims.length) return `it has ${dims.length} dimensions`;
  const bound = new Map(sizes);
  for (let i = 0; i < dims.length; i++) {
    const dimension = wanted[i]!;
    const size = dims[i]!;
    if (typeof dimension === 'number') {
      if (dimension !== size) return `dimension ${i} is ${size}, not ${dimension}`;
      continue;
    }
    const { symbol, factor, plus } = patternOf(dimension)!;
    const value = (size - plus) / factor;
    if (!Number.isInteger(value) || value < 0) return `dimension ${i} is ${size}, which is no ${dimension}`;
    const known = bound.get(symbol);
    if (known !== undefined && known !== value) return `dimension ${i} is ${size}, and with ${symbol} = ${known} of another output it would be ${known * factor + plus}`;
    bound.set(symbol, value);
  }
  for (const [symbol, value] of bound) sizes.set(symbol, value);
  return '';
}

function accepts(type: OutputDeclaration['type']): readonly TensorType[] {
  const types = type === undefined ? ['float32' as const] : typeof type === 'string' ? [type] : type;
  return types.includes('float32') ? [...types, 'float16'] : types;
}

/** nvinfer leaves the batch out of a layer's dimensions; other hosts, and people who look at the exported model, name it. */
function withoutBatch(shape: readonly Dimension[], dims: readonly number[]): readonly [readonly Dimension[], readonly number[]] {
  if (shape.length === dims.length + 1 && shape[0] === 1) return [shape.slice(1), dims];
  return [shape, fitRank(dims, shape.length)];
}

/** Dimensions without the batch, and without ones at the end, as far as `rank` has no place for them. @internal */
export function fitRank(dims: readonly number[], rank: number): readonly number[] {
  let end = dims.length;
  const start = end > rank && dims[0] === 1 ? 1 : 0;
  while (end - start > rank && dims[end - 1] === 1) end--;
  return dims.slice(start, end);
}

function shown({ shape, type }: OutputDeclaration, sizes: ReadonlyMap<string, number>): string {
  const types = type === undefined ? 'float32' : typeof type === 'string' ? type : type.join(' or ');
  const symbols = shape.flatMap((dimension) => (typeof dimension === 'string' ? [patternOf(dimension)!.symbol] : []));
  const known = [...new Set(symbols)].filter((symbol) => sizes.has(symbol)).map((symbol) => `${symbol} = ${sizes.get(symbol)}`);
  return `${types} [${shape.join(', ')}]${known.length > 0 ? ` with ${known.join(', ')}` : ''}`;
}

function describe({ name, type, dims }: LayerInfo): string {
  return `${show(name)} ${type} [${dims.join(', ')}]`;
}
