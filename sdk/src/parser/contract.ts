// SPDX-License-Identifier: MIT
// The seam between a parser's bundle and whatever runs it; runtime/ARCHITECTURE.md, "Parsers of tensors".
import type { Kernels } from './kernels/kernels.js';

/** Version of this contract, which the output block's header repeats. @internal */
export const PARSER_ABI = 1;

/** What a parser makes of a frame's tensors. */
export type ParserResult = 'detections' | 'masks' | 'classes' | 'segmentation' | 'embedding';

/** The types of tensors, as nvinfer has them. */
export type TensorType = 'float32' | 'float16' | 'int8' | 'uint8' | 'int32' | 'int64';

/** A layer of the model as the host describes it; `dims` without the batch. */
export interface LayerInfo {
  readonly name: string;
  readonly type: TensorType;
  readonly dims: readonly number[];
}

/** The size of the network's input in pixels. */
export interface NetworkInfo {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** What the host knows of the model; the JSON text that `model` takes. @internal */
export interface ModelInfo {
  readonly network: NetworkInfo;
  readonly layers: readonly LayerInfo[];
  /** How many classes the host is configured for; 0 when it does not know. */
  readonly classes: number;
  /** Confidence below which a detection is of no use, for all classes or for each. */
  readonly thresholds: readonly number[] | null;
  /** Names of the classes, or of those of each attribute. */
  readonly labels: readonly string[] | readonly (readonly string[])[] | null;
  readonly output: string;
}

/** What the parser gives for this model; the JSON text that `model` returns. @internal */
export interface ModelAnswer {
  /** What `setup` has warned of, for whoever runs the pipeline to see. */
  readonly warning?: string;
  readonly output: ParserResult;
  /** Keypoints and values of an embedding that each row has. */
  readonly keypoints: number;
  readonly embedding: number;
  readonly labels: readonly (readonly string[])[] | null;
}

/** A kernel of the host. What it reads by offset and stride may be the number of a layer of the frame in hand instead of an array. */
export type NativeKernel = (...values: readonly (Float32Array | Int32Array | Uint16Array | number | null)[]) => number;

/** What the host offers to a parser's bundle. */
export interface ParserHost {
  /** level: 0 error, 1 warning, 2 info, 3 debug. */
  log(level: number, message: string): void;
  /** Makes room in the output block, keeping what is in it; the result is the block, which may be a new one. Throws `NVTS_LIMIT`. */
  growOutput(rows: number, values: number): ArrayBuffer;
  /** The bytes of a layer of the frame in hand, until `parse` returns. */
  tensor(layer: number): ArrayBuffer;
  readonly kernels?: Readonly<Partial<Record<keyof Kernels, NativeKernel>>>;
}

/** What a parser's bundle offers to the host. */
export interface ParserBundle {
  readonly abi: number;
  readonly kind: 'parser';
  readonly name: string;
  /** What it gives; '' when the script has no parser, which `load` tells. */
  readonly output: ParserResult | '';
  /** Whether nvinfer itself can take what it gives. */
  readonly nvinfer: boolean;
  readonly capabilities: readonly string[];
  /** Reads parameters. `params` and `info` are JSON texts. */
  load(host: ParserHost, block: ArrayBuffer, params: string, info: string): void;
  /** The layers are known, or have changed. Takes and returns a JSON text. Throws `NVTS_TENSOR`. */
  model(json: string): string;
  /** The output block has moved since the last call into the bundle. */
  attach(block: ArrayBuffer): void;
  /** The tensors of a frame are in hand. Returns how many rows were written. */
  parse(): number;
}
