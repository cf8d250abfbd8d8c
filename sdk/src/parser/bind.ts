// SPDX-License-Identifier: MIT
import type { $ZodType } from 'zod/v4/core';
import { didYouMean, NvtsError, show } from '../errors.js';
import { checkCapabilities, isSchema, refusePromise } from '../processor/checks.js';
import { makeLog } from '../processor/log.js';
import { readParams } from '../processor/params.js';
import { Word } from './block.js';
import { type LayerInfo, type ModelAnswer, type ModelInfo, PARSER_ABI, type ParserBundle, type ParserHost, type ParserResult } from './contract.js';
import type { ParserContext, ParserDefinition, ParserSetupContext } from './define.js';
import { chooseKernels, kernels } from './kernels/kernels.js';
import { type ResultFormat, Results, writeRecord } from './results.js';
import type { AnyParser } from './script.js';
import { checkDeclarations, matchOutputs, type OutputDeclarations } from './shape.js';
import { Tensor, TensorPlace } from './tensor.js';

type AnyDefinition = ParserDefinition<OutputDeclarations, $ZodType, unknown, ParserResult>;

const GIVES: readonly string[] = ['detections', 'masks', 'classes', 'segmentation', 'embedding'];
const PROPERTIES: readonly string[] = ['name', 'capabilities', 'gives', 'nvinfer', 'outputs', 'params', 'keypoints', 'embedding', 'labels', 'setup', 'parse'];

/** The level of `log.warn`. */
const WARNING = 1;

interface Info {
  readonly element?: string;
}

/** What is known once the model is. */
interface Model {
  readonly keys: readonly string[];
  readonly places: readonly TensorPlace[];
  readonly context: ParserContext<unknown, unknown>;
  readonly format: ResultFormat;
}

/** Makes of a parser what a host can run. @internal */
export function bindParser(parser: AnyParser): ParserBundle {
  const bundle = new BoundParser(parser.definition as AnyDefinition);
  // The script finds it as a global: it gets the functions, and not what they work on.
  return Object.freeze({
    abi: bundle.abi,
    kind: bundle.kind,
    name: bundle.name,
    output: bundle.output,
    nvinfer: bundle.nvinfer,
    capabilities: bundle.capabilities,
    load: bundle.load.bind(bundle),
    model: bundle.model.bind(bundle),
    attach: bundle.attach.bind(bundle),
    parse: bundle.parse.bind(bundle),
  });
}

class BoundParser implements ParserBundle {
  readonly abi = PARSER_ABI;
  readonly kind = 'parser';
  readonly name: string;
  readonly output: ParserResult | '';
  readonly nvinfer: boolean;
  readonly capabilities: readonly string[];
  private host!: ParserHost;
  private element = '';
  private kernels = kernels;
  private params: unknown = undefined;
  private readonly results = new Results((rows, values) => this.host.growOutput(rows, values));
  private known: Model | undefined;

  constructor(private readonly definition: AnyDefinition) {
    // What is wrong with the definition is said by `load`.
    const { name, gives, nvinfer, capabilities } = (definition ?? {}) as Partial<AnyDefinition>;
    this.name = typeof name === 'string' ? name : '';
    this.output = gives ?? 'detections';
    this.nvinfer = nvinfer !== false;
    this.capabilities = Array.isArray(capabilities) ? capabilities.map(String) : [];
  }

  load(host: ParserHost, block: ArrayBuffer, params: string, info: string): void {
    const { element = '' } = JSON.parse(info) as Info;
    const abi = new Int32Array(block)[Word.abi];
    if (abi !== PARSER_ABI) {
      throw new NvtsError(
        'NVTS_ABI',
        `this bundle was made for version ${PARSER_ABI} of the parser contract, the host has version ${abi}: build it again with the SDK of the installed plugin`,
      );
    }
    checkDefinition(this.definition);
    this.host = host;
    this.element = element;
    this.kernels = chooseKernels(host.kernels);
    this.results.attach(block);
    this.params = readParams(this.definition.params, params, 'parser');
  }

  model(json: string): string {
    this.known = undefined;
    const { definition } = this;
    const info = JSON.parse(json) as ModelInfo;
    const gives = definition.gives ?? 'detections';
    refuseOutput(gives, info.output);
    const { layers, sizes } = matchOutputs(definition.outputs, info.layers);
    const keys = Object.keys(definition.outputs);
    const places = keys.map((key, i) => new TensorPlace(info.layers[layers[i]!]!, layers[i]!, definition.outputs[key]!.shape.length, this.host));
    const warnings: string[] = [];
    let inSetup = true;
    const setup: ParserSetupContext<unknown> = {
      params: this.params,
      log: makeLog((level, message) => {
        if (inSetup && level === WARNING) warnings.push(message);
        this.host.log(level, message);
      }),
      element: this.element,
      kernels: this.kernels,
      network: Object.freeze({ ...info.network }),
      layers: Object.freeze(Object.fromEntries(keys.map((key, i): [string, LayerInfo] => [key, Object.freeze({ ...places[i]!.layer, dims: places[i]!.dims })]))),
      sizes,
      classes: info.classes,
      labels: readLabels(info.labels),
      thresholds: info.thresholds === null ? undefined : Object.freeze([...info.thresholds]),
    };
    const state = definition.setup?.(Object.freeze({ ...setup }) as never);
    refusePromise('setup', state);
    const labels = definition.labels ? definition.labels(setup as never) : setup.labels;
    const format: ResultFormat = {
      gives,
      keypoints: countOf('keypoints', definition.keypoints, setup),
      embedding: countOf('embedding', definition.embedding, setup),
      ...classesOf(info.classes, labels, gives),
    };
    if (gives === 'embedding' && format.embedding === 0) throw new NvtsError('NVTS_DEFINITION', 'defineParser: embedding tells how many values it has, and it is missing');
    this.known = { keys, places, context: Object.freeze({ ...setup, state, results: this.results }), format };
    inSetup = false;
    const warning = warnings.length > 0 ? { warning: warnings.join('; ') } : {};
    const answer: ModelAnswer = { output: gives, keypoints: format.keypoints, embedding: format.embedding, labels: labels.length > 0 ? labels : null, ...warning };
    return JSON.stringify(answer);
  }

  attach(block: ArrayBuffer): void {
    this.results.attach(block);
  }

  parse(): number {
    const { known, results } = this;
    if (!known) throw new NvtsError('NVTS_TENSOR', 'tensors came before a model that fits this parser');
    const { keys, places, context, format } = known;
    results.begin(format);
    const opened: Tensor[] = [];
    const tensors: Record<string, Tensor> = {};
    try {
      for (let i = 0; i < keys.length; i++) opened.push((tensors[keys[i]!] = new Tensor(places[i]!)));
      const result: unknown = this.definition.parse(tensors as never, context as never);
      if (result !== undefined) this.take(result, format.gives);
      return results.end();
    } finally {
      for (const tensor of opened) tensor.release();
    }
  }

  private take(result: unknown, gives: ParserResult): void {
    refusePromise('parse', result);
    // The values of an embedding can be iterated, too.
    const single = gives === 'embedding' && typeof (result as ArrayLike<number>).length === 'number';
    if (single || !isIterable(result)) return writeRecord(this.results, gives, result);
    for (const record of result) writeRecord(this.results, gives, record);
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> => typeof value === 'object' && value !== null && Symbol.iterator in value;

function refuseOutput(gives: ParserResult, wanted: string): void {
  if (wanted === gives || (wanted === 'detections' && gives === 'masks')) return;
  throw new NvtsError('NVTS_DEFINITION', `this parser gives ${gives}, and the host was told to expect ${wanted}: configure it for ${gives}, or take another parser`);
}

function readLabels(labels: ModelInfo['labels']): readonly (readonly string[])[] {
  if (labels === null || labels.length === 0) return Object.freeze([]);
  const lists = typeof labels[0] === 'string' ? [labels as readonly string[]] : (labels as readonly (readonly string[])[]);
  return Object.freeze(lists.map((list) => Object.freeze([...list])));
}

type CountDeclaration = AnyDefinition['keypoints'];

function countOf(what: string, declared: CountDeclaration, setup: ParserSetupContext<unknown>): number {
  const count: unknown = typeof declared === 'function' ? declared(setup as never) : (declared ?? 0);
  if (Number.isInteger(count) && (count as number) >= 0) return count as number;
  throw new NvtsError('NVTS_DEFINITION', `defineParser: ${what} must be a whole number from 0, got ${show(count)}`);
}

/** What a class is checked against: the configured number, and the label file where that is shorter. */
function classesOf(configured: number, labels: readonly (readonly string[])[], gives: ParserResult): Pick<ResultFormat, 'classes' | 'attributes' | 'classesOf'> {
  const attributes = labels.map((list) => list.length);
  if (gives === 'classes') return { classes: 0, attributes, classesOf: 'the labels' };
  const named = attributes[0] ?? 0;
  if (named > 0 && (configured === 0 || named < configured)) return { classes: named, attributes: [], classesOf: `there are ${named} labels` };
  return { classes: configured, attributes: [], classesOf: `the host is configured for ${configured} classes` };
}

function checkDefinition(definition: AnyDefinition): void {
  const fail = (message: string): never => {
    throw new NvtsError('NVTS_DEFINITION', `defineParser: ${message}`);
  };
  if (typeof definition !== 'object' || definition === null) fail(`expected an object with outputs and parse, got ${show(definition)}`);
  for (const key of Object.keys(definition)) {
    if (PROPERTIES.includes(key)) continue;
    const meant = didYouMean(key, PROPERTIES);
    fail(`there is no ${show(key)}${meant ? `; did you mean ${show(meant)}?` : `; known are ${PROPERTIES.join(', ')}`}`);
  }
  const { name, gives, params, capabilities }: AnyDefinition = definition;
  const { nvinfer }: { readonly nvinfer?: unknown } = definition;
  const { parse, setup, labels }: { readonly parse?: unknown; readonly setup?: unknown; readonly labels?: unknown } = definition;
  if (name !== undefined && typeof name !== 'string') fail(`name must be a string, got ${show(name)}`);
  if (gives !== undefined && !GIVES.includes(gives)) {
    const meant = typeof gives === 'string' ? didYouMean(gives, GIVES) : undefined;
    fail(`a parser gives ${GIVES.join(', ')}, not ${show(gives)}${meant ? `; did you mean ${show(meant)}?` : ''}`);
  }
  if (nvinfer !== undefined && typeof nvinfer !== 'boolean') fail(`nvinfer must be true or false, got ${show(nvinfer)}`);
  if (typeof parse !== 'function') fail(`parse must be a function, got ${show(parse)}`);
  if (setup !== undefined && typeof setup !== 'function') fail(`setup must be a function, got ${show(setup)}`);
  if (labels !== undefined && typeof labels !== 'function') fail(`labels must be a function, got ${show(labels)}`);
  if (params !== undefined && !isSchema(params)) fail(`params must be a zod schema (zod 4 or zod/mini), got ${show(params)}`);
  checkCapabilities(capabilities, fail);
  const fault = checkDeclarations(definition.outputs);
  if (fault !== '') fail(fault);
}
