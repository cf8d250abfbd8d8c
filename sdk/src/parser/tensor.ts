// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { seal } from '../seal.js';
import type { LayerInfo, ParserHost, TensorType } from './contract.js';
import { halfToFloat } from './kernels/elementwise.js';
import { type Dimension, fitRank } from './shape.js';

/** What holds the values of a tensor of a type; float16 is converted. */
export interface TensorData {
  readonly float32: Float32Array;
  readonly float16: Float32Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
}

type Sizes<Shape extends readonly Dimension[]> = { readonly [I in keyof Shape]: Shape[I] extends number ? Shape[I] : number };

/** Sizes of a tensor by its declared shape; a leading 1 is the batch, which may be missing. */
export type DimsOf<Shape extends readonly Dimension[]> = number extends Shape['length']
  ? readonly number[]
  : Shape extends readonly [1, ...infer Rest extends readonly Dimension[]]
    ? Sizes<Shape> | Sizes<Rest>
    : Sizes<Shape>;

/**
 * A tensor of the frame in hand: the host's memory, not a copy. Give it to kernels as it is; `data` makes an array that shows it,
 * which has its price. Once `parse` has returned, every property but its name and shape
 * throws `NVTS_STALE`, and arrays that were taken from it are empty: copy what is needed later. It is for reading only.
 *
 * Values stand row by row: `[c][n]` of a tensor `[84, 8400]` is `data[c * strides[0] + n * strides[1]]`.
 */
export class Tensor<Type extends TensorType = TensorType, Dims extends readonly number[] = readonly number[]> {
  private values: TensorData[Type] | undefined;
  private converted: Float32Array | undefined;
  private alive = true;

  /** @internal */
  constructor(private readonly place: TensorPlace) {}

  /** Name of the layer. */
  get name(): string {
    return this.place.layer.name;
  }

  /** @internal */
  get layerIndex(): number {
    return this.place.index;
  }

  /** What the layer holds. */
  get type(): TensorType {
    return this.place.layer.type;
  }

  /** Sizes without the batch. */
  get dims(): Dims {
    return this.place.dims as Dims;
  }

  /** How many values apart two neighbours of each dimension are. */
  get strides(): readonly number[] {
    return this.place.strides;
  }

  /** Its values. Throws `NVTS_STALE` once `parse` has returned. */
  get data(): TensorData[Type] {
    if (!this.alive) return this.stale();
    return (this.values ??= this.place.open() as TensorData[Type]);
  }

  /**
   * Its values as 32-bit floats: `data` where it holds floats, else a copy. An int64 beyond 2^24 is rounded.
   * Throws `NVTS_STALE` once `parse` has returned.
   */
  get floats(): Float32Array {
    const { data } = this;
    return data instanceof Float32Array ? data : (this.converted ??= this.place.toFloats(data));
  }

  /** What a native kernel takes. @internal */
  get source(): Float32Array | number {
    if (!this.alive) return this.stale();
    return this.type === 'float32' ? this.place.index : this.floats;
  }

  /** One value, for instance `at(4, n)`. An int64 is a number when it is safe, else `NVTS_RANGE` is thrown, as for a place outside. */
  at(...indices: { readonly [I in keyof Dims]: number }): number {
    const { dims, strides } = this.place;
    let place = 0;
    for (let i = 0; i < dims.length; i++) {
      const index = indices[i]!;
      if (!(Number.isInteger(index) && index >= 0 && index < dims[i]!)) return this.outside(indices);
      place += index * strides[i]!;
    }
    if (indices.length !== dims.length) return this.outside(indices);
    const value = this.data[place]!;
    if (typeof value === 'number') return value;
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw new NvtsError('NVTS_RANGE', `${show(this.name)} holds ${value} at [${indices.join(', ')}], which is no safe number: read data instead`);
  }

  /** @internal */
  release(): void {
    this.alive = false;
    this.values = undefined;
    this.converted = undefined;
  }

  private outside(indices: readonly number[]): never {
    throw new NvtsError('NVTS_RANGE', `[${indices.join(', ')}] lies outside of ${show(this.name)} [${this.dims.join(', ')}]`);
  }

  private stale(): never {
    throw new NvtsError('NVTS_STALE', `tensor ${show(this.name)} was used after parse had returned: copy the values that are needed later`);
  }
}
seal(Tensor);

/** Where the tensors of a layer come from, frame after frame. @internal */
export class TensorPlace {
  readonly dims: readonly number[];
  readonly strides: readonly number[];
  readonly count: number;
  /** What values that are no floats are converted to, for one frame after the other. */
  private floats: Float32Array | undefined;

  constructor(
    readonly layer: LayerInfo,
    /** Its index among the host's layers. */
    readonly index: number,
    rank: number,
    private readonly host: Pick<ParserHost, 'tensor' | 'kernels'>,
  ) {
    this.dims = Object.freeze(fitRank(layer.dims, rank));
    const strides: number[] = [];
    let count = 1;
    for (let i = this.dims.length - 1; i >= 0; i--) {
      strides.unshift(count);
      count *= this.dims[i]!;
    }
    this.strides = Object.freeze(strides);
    this.count = count;
  }

  /** The values of the frame in hand. */
  open(): TensorData[TensorType] {
    const { layer, count, host } = this;
    const native = host.kernels?.halfToFloat;
    if (layer.type === 'float16' && native) {
      native(this.index, 0, count, this.room(), 0);
      return this.room();
    }
    const buffer = host.tensor(this.index);
    const bytes = count * BYTES_PER_VALUE[layer.type];
    if (buffer.byteLength < bytes) {
      throw new NvtsError('NVTS_TENSOR', `layer ${show(layer.name)} is ${layer.type} [${layer.dims.join(', ')}], ${bytes} bytes, and ${buffer.byteLength} came`);
    }
    switch (layer.type) {
      case 'float32':
        return new Float32Array(buffer, 0, count);
      case 'float16':
        halfToFloat(new Uint16Array(buffer, 0, count), 0, count, this.room(), 0);
        return this.room();
      case 'int8':
        return new Int8Array(buffer, 0, count);
      case 'uint8':
        return new Uint8Array(buffer, 0, count);
      case 'int32':
        return new Int32Array(buffer, 0, count);
      case 'int64':
        return new BigInt64Array(buffer, 0, count);
    }
  }

  toFloats(data: Exclude<TensorData[TensorType], Float32Array>): Float32Array {
    const floats = this.room();
    if (data instanceof BigInt64Array) {
      // Reading pairs of numbers makes no bigint for each value.
      const low = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
      const high = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
      for (let i = 0; i < data.length; i++) floats[i] = high[2 * i + 1]! * 2 ** 32 + low[2 * i]!;
    } else for (let i = 0; i < data.length; i++) floats[i] = data[i]!;
    return floats;
  }

  private room(): Float32Array {
    return (this.floats ??= new Float32Array(this.count));
  }
}

export const BYTES_PER_VALUE: Readonly<Record<TensorType, number>> = { float32: 4, float16: 2, int8: 1, uint8: 1, int32: 4, int64: 8 };
