// SPDX-License-Identifier: MIT
import { didYouMean, NvtsError, show } from '../errors.js';
import { BatchView, FrameView } from '../table/frame-view.js';
import type { Bundle, HostFunctions } from '../table/host-functions.js';
import * as Header from '../table/schema/header.generated.js';
import * as Hook from '../table/schema/hook.generated.js';
import { ABI, MAGIC } from '../table/schema.generated.js';
import { Table, ViewPool } from '../table/table.js';
import { checkCapabilities, isSchema, refusePromise } from './checks.js';
import { BundleContext } from './context.js';
import { PROCESSOR, type Processor, type ProcessorDefinition, type SourceInfo, type StreamInfo } from './define.js';
import { makeLog } from './log.js';
import { readMessage, readParams } from './params.js';
import { isVersion, readState, writeState } from './state.js';

type AnyDefinition = ProcessorDefinition<never, unknown, never>;

const HOOKS = ['setup', 'onFrame', 'onBatch', 'onStreamStart', 'onSourceAdded', 'onSourceRemoved', 'onEos', 'onMessage', 'save', 'restore'] as const;
const PROPERTIES: readonly string[] = ['name', 'version', 'capabilities', 'labels', 'params', 'messages', ...HOOKS];

interface Info {
  readonly element?: string;
}

/**
 * Makes of a script's module what a host can run. `nvts build` writes the call; authors need not.
 * A module without a processor gives a bundle whose `load` throws, so that the host can report it like any other fault.
 */
export function bindBundle(module: Readonly<Record<string, unknown>>): Bundle {
  const bundle = new BoundBundle(module);
  // The script finds it as a global: it gets the functions, and not what they work on.
  return Object.freeze({
    abi: bundle.abi,
    kind: bundle.kind,
    name: bundle.name,
    capabilities: bundle.capabilities,
    load: bundle.load.bind(bundle),
    attach: bundle.attach.bind(bundle),
    run: bundle.run.bind(bundle),
    notify: bundle.notify.bind(bundle),
    save: bundle.save.bind(bundle),
    restore: bundle.restore.bind(bundle),
  });
}

class BoundBundle implements Bundle {
  readonly abi = ABI;
  readonly kind = 'processor';
  readonly name: string;
  readonly capabilities: readonly string[];
  private definition: AnyDefinition = {};
  private table!: Table;
  private context!: BundleContext;
  private frames!: ViewPool<FrameView>;
  private loaded = false;

  constructor(private readonly module: Readonly<Record<string, unknown>>) {
    const exported = module['default'];
    const { name, capabilities }: AnyDefinition = isProcessor(exported) ? exported.definition : {};
    this.name = name ?? '';
    // What is wrong with the definition is said by `load`.
    this.capabilities = Array.isArray(capabilities) ? capabilities.map(String) : [];
  }

  load(host: HostFunctions, block: ArrayBuffer, params: string, info: string): void {
    const { element = '' } = JSON.parse(info) as Info;
    this.table = new Table(host, block);
    const { headerU32 } = this.table.columns;
    if (headerU32[Header.magic] !== MAGIC || headerU32[Header.abi] !== ABI) {
      throw new NvtsError(
        'NVTS_ABI',
        `this bundle was made for version ${ABI} of the frame table, the host has version ${headerU32[Header.abi]}: build it again with the SDK of the installed plugin`,
      );
    }
    const log = makeLog((level, message) => host.log(level, message));
    this.definition = readDefinition(this.module);
    this.table.begin();
    const parsed = readParams(this.definition.params, params);
    this.context = new BundleContext(parsed, log, element, this.table);
    this.frames = new ViewPool(this.table, (table, row) => new FrameView(table, row));
    const { definition, context } = this;
    if (definition.setup) {
      this.mark(Hook.setup, -1);
      context.state = definition.setup(context as never);
      refusePromise('setup', context.state);
    }
    Object.freeze(context);
    this.loaded = true;
    this.leave();
  }

  attach(block: ArrayBuffer): void {
    this.table.attach(block);
  }

  // Made once: a closure for each batch is garbage.
  private readonly callTimer = (callback: (time: number) => void, time: number): void => {
    this.mark(Hook.onTick, -1);
    refusePromise('the callback of every()', callback(time));
  };

  run(): void {
    const { table, context, definition } = this;
    table.begin();
    context.tick(this.callTimer);
    if (definition.onFrame) {
      const count = table.frameCount;
      for (let row = 0; row < count; row++) {
        this.mark(Hook.onFrame, row);
        refusePromise('onFrame', definition.onFrame(this.frames.at(row), context as never));
      }
    } else if (definition.onBatch) {
      this.mark(Hook.onBatch, -1);
      refusePromise('onBatch', definition.onBatch(new BatchView(table, this.frames), context as never));
    }
    this.leave();
  }

  notify(hook: number, data: string): void {
    const { table, definition } = this;
    const context = this.context as never;
    table.begin();
    this.mark(hook, -1);
    if (hook === Hook.onMessage) {
      this.message(data);
      return;
    }
    const info = (data === '' ? {} : JSON.parse(data)) as SourceInfo & StreamInfo;
    if (hook === Hook.onStreamStart) refusePromise('onStreamStart', definition.onStreamStart?.(info, context));
    else if (hook === Hook.onSourceAdded) refusePromise('onSourceAdded', definition.onSourceAdded?.(info, context));
    else if (hook === Hook.onSourceRemoved) refusePromise('onSourceRemoved', definition.onSourceRemoved?.(info, context));
    else if (hook === Hook.onEos) refusePromise('onEos', definition.onEos?.(info, context));
    this.leave();
  }

  private message(text: string): void {
    const { definition } = this;
    if (!definition.onMessage) throw new NvtsError('NVTS_MESSAGE', 'the message was refused: this processor has no onMessage');
    const message = readMessage(definition.messages, text);
    refusePromise('onMessage', definition.onMessage(message as never, this.context as never));
    this.leave();
  }

  save(): string {
    const { definition } = this;
    // A script whose setup did not finish has nothing that could replace an earlier state.
    if (!definition.save || !this.loaded) return '';
    this.table.begin();
    this.mark(Hook.save, -1);
    const state = definition.save(this.context as never);
    refusePromise('save', state);
    const text = state === undefined ? '' : writeState(this.name, definition.version ?? 1, state);
    this.leave();
    return text;
  }

  restore(text: string): void {
    const { definition, context } = this;
    if (text === '') return;
    this.table.begin();
    this.mark(Hook.restore, -1);
    const { state, version } = readState(this.name, definition.version ?? 1, text);
    if (definition.restore) refusePromise('restore', definition.restore(state, version, context as never));
    else context.log.warn(`the state that was saved by version ${version} is dropped: this processor has no restore`);
    this.leave();
  }

  /**
   * Tells the host where the script is, and makes the views of the last hook stale. What the host reads stays as it is
   * when a hook throws: that is when it is read.
   */
  private mark(hook: number, frame: number): void {
    const { columns } = this.table;
    this.table.serial++;
    columns.headerU32[Header.hook] = hook;
    columns.headerI32[Header.hookFrame] = frame;
  }

  private leave(): void {
    this.mark(Hook.none, -1);
  }
}

function isProcessor(value: unknown): value is Processor<never, unknown, never> {
  return typeof value === 'object' && value !== null && PROCESSOR in value;
}

function readDefinition(module: Readonly<Record<string, unknown>>): AnyDefinition {
  const exported = module['default'];
  if (!isProcessor(exported)) throw new NvtsError('NVTS_NO_DEFAULT_EXPORT', noProcessor(module, exported));
  const definition: AnyDefinition = exported.definition;
  const fail = (message: string): never => {
    throw new NvtsError('NVTS_DEFINITION', `defineProcessor: ${message}`);
  };
  if (typeof definition !== 'object' || definition === null) return fail(`expected an object with hooks, got ${show(definition)}`);
  for (const key of Object.keys(definition)) {
    if (PROPERTIES.includes(key)) continue;
    const meant = didYouMean(key, PROPERTIES);
    fail(`there is no ${show(key)}${meant ? `; did you mean ${show(meant)}?` : `; known are ${PROPERTIES.join(', ')}`}`);
  }
  for (const hook of HOOKS) {
    const value: unknown = definition[hook];
    if (value !== undefined && typeof value !== 'function') fail(`${hook} must be a function, got ${show(value)}`);
  }
  for (const key of ['params', 'messages'] as const) {
    const schema: unknown = definition[key];
    if (schema !== undefined && !isSchema(schema)) fail(`${key} must be a zod schema (zod 4 or zod/mini), got ${show(schema)}`);
  }
  const { name, version, capabilities, labels } = definition;
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((label) => typeof label === 'string'))) fail(`labels must be an array of strings, got ${show(labels)}`);
  if (name !== undefined && typeof name !== 'string') fail(`name must be a string, got ${show(name)}`);
  if (version !== undefined && !isVersion(version)) fail(`version must be a whole number from 1, got ${show(version)}`);
  checkCapabilities(capabilities, fail);
  if (definition.messages && !definition.onMessage) fail('messages is the schema for onMessage, which is missing');
  if (definition.save && !definition.restore) fail('what save returns is taken up by restore, which is missing');
  if (definition.restore && !definition.save) fail('restore takes up what save returns, which is missing');
  if (definition.onFrame && definition.onBatch) fail('define onFrame or onBatch, not both');
  if (!HOOKS.some((hook) => definition[hook])) fail('it has no hook: define onFrame, for instance');
  return definition;
}

function noProcessor(module: Readonly<Record<string, unknown>>, exported: unknown): string {
  const named = Object.keys(module).find((key) => isProcessor(module[key]));
  const found =
    exported !== undefined
      ? `the script's default export is not a processor (it is ${show(exported)})`
      : named !== undefined
        ? `the script exports its processor as ${show(named)}, not as default`
        : 'the script has no default export';
  return `${found}; write: export default defineProcessor({ onFrame(frame, ctx) { ... } })`;
}
