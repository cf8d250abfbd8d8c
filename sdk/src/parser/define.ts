// SPDX-License-Identifier: MIT
import type { $ZodType, output } from 'zod/v4/core';
import type { Capability, Log } from '../processor/define.js';
import { bindParser } from './bind.js';
import type { LayerInfo, NetworkInfo, ParserResult, TensorType } from './contract.js';
import type { Kernels } from './kernels/kernels.js';
import type { ResultRecords, Results } from './results.js';
import { type AnyParser, PARSER } from './script.js';
import type { OutputDeclaration, OutputDeclarations } from './shape.js';
import type { DimsOf, Tensor } from './tensor.js';

type SymbolIn<D> = D extends `${number}*${infer S}+${number}` ? S : D extends `${infer S}+${number}` ? S : D extends `${number}*${infer S}` ? S : D extends string ? D : never;

/** The sizes that the symbols of a parser's outputs stand for. */
export type SizesOf<Outputs extends OutputDeclarations> = {
  readonly [S in { [K in keyof Outputs]: SymbolIn<Outputs[K]['shape'][number]> }[keyof Outputs]]: number;
};

type TypesOf<Declared extends OutputDeclaration> = Declared extends { readonly type: infer T }
  ? T extends readonly (infer Each extends TensorType)[]
    ? Each
    : T extends TensorType
      ? T
      : 'float32'
  : 'float32';

/** The tensors of a parser's outputs. */
export type TensorsOf<Outputs extends OutputDeclarations> = { readonly [K in keyof Outputs]: Tensor<TypesOf<Outputs[K]>, DimsOf<Outputs[K]['shape']>> };

/** What is there while `setup` runs: the model is known, and no frame. */
export interface ParserSetupContext<Params, Sizes = Readonly<Record<string, number>>, Keys extends string = string> {
  /** The parameters, checked by the schema and with its defaults filled in. */
  readonly params: Params;
  readonly log: Log;
  /** Name of the element that runs the parser. */
  readonly element: string;
  /** Native code where the host has it, else the same in TypeScript. */
  readonly kernels: Kernels;
  /** Size of the network's input, whose pixels boxes are in. */
  readonly network: NetworkInfo;
  /** The layers that were found for the outputs. */
  readonly layers: Readonly<Record<Keys, LayerInfo>>;
  /** What the symbols in the shapes stand for. */
  readonly sizes: Sizes;
  /** How many classes the host is configured for; 0 when it does not know. */
  readonly classes: number;
  /** Names of the classes, for each attribute; empty when the host has none. */
  readonly labels: readonly (readonly string[])[];
  /** The confidences below which the host wants no detection: one for all classes, or one for each. */
  readonly thresholds: readonly number[] | undefined;
}

/** What is there while `parse` runs. */
export interface ParserContext<Params, State, Sizes = Readonly<Record<string, number>>, Keys extends string = string> extends ParserSetupContext<Params, Sizes, Keys> {
  /** What `setup` returned. */
  readonly state: State;
  /** Takes results without an object for each; `parse` may also return or yield them. */
  readonly results: Results;
}

/** A parser. */
export interface ParserDefinition<Outputs extends OutputDeclarations, Schema extends $ZodType, State, Gives extends ParserResult> {
  /** For the log; the file's name when left out. */
  readonly name?: string;
  /** As for processors. Nothing when left out. */
  readonly capabilities?: readonly Capability[];
  /** What it makes of the tensors: `'detections'` when left out. */
  readonly gives?: Gives;
  /**
   * False where it runs behind nvinfer (`output-tensor-meta=1`), not in it, which `nvts build --nvinfer` then says: segmentations whose
   * map does not have the size of the first layer, taken as `[classes, height, width]`. True when left out.
   */
  readonly nvinfer?: boolean;
  /** The outputs of the model that it needs, by names of its own. They are checked once the model is known. */
  readonly outputs: Outputs;
  /** A zod schema (of `zod` or `zod/mini`) of the parameters. Keys that it does not know are refused. */
  readonly params?: Schema;
  /** How many keypoints each detection has; 0 when left out. */
  readonly keypoints?: number | ((ctx: ParserSetupContext<output<Schema>, SizesOf<Outputs>, Extract<keyof Outputs, string>>) => number);
  /** How many values an embedding has; 0 when left out. */
  readonly embedding?: number | ((ctx: ParserSetupContext<output<Schema>, SizesOf<Outputs>, Extract<keyof Outputs, string>>) => number);
  /** Names of the classes for each attribute; the host's when left out. */
  readonly labels?: (ctx: ParserSetupContext<output<Schema>, SizesOf<Outputs>, Extract<keyof Outputs, string>>) => readonly (readonly string[])[];
  /**
   * Runs when the model is known, and again when it has changed: the place for arrays that are used for every frame. What it warns of
   * (`ctx.log.warn`) is a warning of the element, which the terminal shows.
   */
  setup?(ctx: ParserSetupContext<output<Schema>, SizesOf<Outputs>, Extract<keyof Outputs, string>>): State;
  /** Runs for each frame, or each object of a secondary model. It writes to `ctx.results`, or returns or yields results. */
  parse(
    tensors: TensorsOf<Outputs>,
    ctx: ParserContext<output<Schema>, State, SizesOf<Outputs>, Extract<keyof Outputs, string>>,
  ): Iterable<ResultRecords[Gives]> | ResultRecords[Gives] | undefined | void;
}

/** What `defineParser` makes: the default export of a script. */
export interface Parser<
  Outputs extends OutputDeclarations = OutputDeclarations,
  Schema extends $ZodType = $ZodType,
  State = unknown,
  Gives extends ParserResult = ParserResult,
> extends AnyParser {
  readonly definition: ParserDefinition<Outputs, Schema, State, Gives>;
}

/**
 * Makes a parser of a model's output tensors, which must be the default export of a script.
 *
 * Write the properties in the order `gives`, `outputs`, `params`, `setup`, `parse`: TypeScript infers the types of tensors and
 * `ctx` from top to bottom.
 *
 * @example
 * ```ts
 * import { defineParser } from '@nvtsprobe/sdk';
 * import * as z from 'zod/mini';
 *
 * export default defineParser({
 *   outputs: { boxes: { shape: ['N', 4] }, scores: { shape: ['N'] } },
 *   params: z.object({ threshold: z._default(z.number(), 0.5) }),
 *   *parse({ boxes, scores }, ctx) {
 *     for (let n = 0; n < ctx.sizes.N; n++) {
 *       const confidence = scores.at(n);
 *       if (!(confidence >= ctx.params.threshold)) continue;
 *       const [left, top] = [boxes.at(n, 0), boxes.at(n, 1)];
 *       yield { left, top, width: boxes.at(n, 2) - left, height: boxes.at(n, 3) - top, classId: 0, confidence };
 *     }
 *   },
 * });
 * ```
 */
export function defineParser<
  const Outputs extends OutputDeclarations,
  Schema extends $ZodType = $ZodType<Record<string, never>>,
  State = undefined,
  Gives extends ParserResult = 'detections',
>(definition: ParserDefinition<Outputs, Schema, State, Gives>): Parser<Outputs, Schema, State, Gives> {
  // The binding comes along with the parser, so that a bundle of a processor does not carry it.
  const parser = { [PARSER]: bindParser, definition };
  return Object.freeze(parser);
}
