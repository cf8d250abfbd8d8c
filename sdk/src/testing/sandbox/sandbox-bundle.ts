// SPDX-License-Identifier: MIT
// A bundle in the sandbox, with the face of one in this process: what it does, it does over there.
import type { QuickJSHandle } from 'quickjs-emscripten-core';
import { checkCapabilities } from '../../processor/checks.js';
import type { Capability } from '../../processor/define.js';
import type { Bundle, HostFunctions } from '../../table/host-functions.js';
import * as Header from '../../table/schema/header.generated.js';
import { ABI, HEADER_BYTES } from '../../table/schema.generated.js';
import { coreFor } from '../core-text.js';
import { HostError } from '../memory-table.js';
import { findAsynchronous } from './asynchronous.js';
import { SandboxBlock } from './block.js';
import { DRIVER } from './driver.js';
import { Engine, EngineError, type Failure } from './engine.js';
import { codeFromText, console as consoleText, freeze, globals, guards, random, time } from './prelude.generated.js';
import type { ScriptText } from './script-text.js';
import { SourcePositions } from './source-positions.js';

/** What the operator of a pipeline decides. */
export interface SandboxSettings {
  /** Capabilities that the script is granted; it must name each. None when left out. */
  readonly grant?: readonly Capability[];
  /** Of `Math.random`; 0 when left out. */
  readonly seed?: number;
  /** CPU time in ms that a call may take, 0 for no limit; 1000 when left out, for this engine is slower than the element's. */
  readonly deadlineMs?: number;
  /** The same for evaluating the bundle and for `setup`; 10000 when left out. */
  readonly setupDeadlineMs?: number;
  /** What the script may hold in MiB, 0 for no limit; 64 when left out. */
  readonly memoryLimitMb?: number;
}

type Call = 'load' | 'attach' | 'run' | 'notify' | 'save' | 'restore';
const CALLS: readonly Call[] = ['load', 'attach', 'run', 'notify', 'save', 'restore'];
const NEEDED: readonly string[] = ['load', 'attach', 'run', 'notify'];

interface Peek {
  readonly abi?: unknown;
  readonly kind?: unknown;
  readonly name?: unknown;
  readonly capabilities?: unknown;
  readonly functions: readonly string[];
}

/** A script in a sandbox. Throws `HostError`, with the code that the element would tell, for all that goes wrong in it. */
export class SandboxBundle implements Bundle {
  readonly abi = ABI;
  readonly kind = 'processor';
  name = '';
  private readonly positions: SourcePositions;
  private readonly driver: Readonly<Record<Call | 'bind' | 'fill', QuickJSHandle>>;
  private readonly changed: QuickJSHandle;
  private readonly deadlineMs: number;
  private readonly setupDeadlineMs: number;
  private peek: Peek = { functions: [] };
  private host!: HostFunctions;
  private block!: SandboxBlock;
  private stopped = false;
  private batches = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly script: ScriptText,
    private readonly settings: SandboxSettings,
  ) {
    this.positions = new SourcePositions(script.file, script.map, script.folder);
    this.deadlineMs = settings.deadlineMs ?? 1000;
    this.setupDeadlineMs = settings.setupDeadlineMs ?? 10_000;
    const { context } = engine;
    const part = (object: QuickJSHandle, name: string): QuickJSHandle => context.getProp(object, name);
    const driver = engine.call(this.builtin(DRIVER), this.natives());
    this.driver = Object.fromEntries([...CALLS, 'bind', 'fill'].map((name) => [name, part(driver, name)])) as SandboxBundle['driver'];
    engine.describer = part(driver, 'describe');
    engine.call(this.builtin(consoleText), part(driver, 'log'));
    const isolation = engine.call(part(driver, 'isolation'), JSON.stringify({ evalGranted: settings.grant?.includes('eval') ?? false, seed: settings.seed ?? 0 }));
    for (const text of [globals, codeFromText, random, time, guards]) engine.call(this.builtin(text), isolation);
    this.changed = engine.call(this.builtin(freeze), isolation);
    this.builtin(coreFor(script.code)).dispose();
  }

  static async open(script: ScriptText, settings: SandboxSettings): Promise<SandboxBundle> {
    return new SandboxBundle(await Engine.open(), script, settings);
  }

  load(host: HostFunctions, block: ArrayBuffer, params: string, info: string): void {
    this.host = host;
    this.block = new SandboxBlock(this.engine, this.driver.fill, block);
    this.guarded(this.setupDeadlineMs, () => {
      const { engine, script } = this;
      const asynchronous = findAsynchronous(engine, script.code, script.file);
      if (asynchronous) throw new EngineError(asynchronous);
      engine.limitMemory((this.settings.memoryLimitMb ?? 64) * 2 ** 20);
      this.evaluate();
      this.peek = (JSON.parse(engine.callText(this.driver.bind)) as Peek | null) ?? this.peek;
      this.check();
      this.exchange(() => engine.call(this.driver.load, this.block.handle, JSON.stringify(params), JSON.stringify(info)).dispose());
      this.checkIntrinsics();
    });
  }

  attach(block: ArrayBuffer): void {
    if (block === this.block.host) return;
    this.lend(block);
    this.guarded(this.deadlineMs, () => this.engine.call(this.driver.attach, this.block.handle).dispose());
  }

  run(): void {
    this.send('run');
    // As often as the element does.
    this.batches++;
    if (this.batches % 256 !== 0 && (this.batches & (this.batches - 1)) !== 0) return;
    try {
      this.guarded(this.deadlineMs, () => this.checkIntrinsics());
    } catch (error) {
      this.stopped = true;
      throw error;
    }
  }

  notify(hook: number, data: string): void {
    this.send('notify', hook, JSON.stringify(data));
  }

  save(): string {
    if (!this.peek.functions.includes('save')) return '';
    let text = '';
    this.guarded(this.deadlineMs, () => this.exchange(() => (text = JSON.parse(this.engine.callText(this.driver.save)) as string)), true);
    return text;
  }

  restore(text: string): void {
    if (this.peek.functions.includes('restore')) this.send('restore', JSON.stringify(text));
  }

  private send(call: Call, ...values: readonly (number | string)[]): void {
    this.guarded(this.deadlineMs, () => this.exchange(() => this.engine.call(this.driver[call], ...values).dispose()));
  }

  /** The table goes in and, also after an error, comes out: the host reads from it where the script was. */
  private exchange(call: () => void): void {
    this.block.in();
    try {
      call();
    } finally {
      this.block.out();
    }
  }

  private guarded(milliseconds: number, work: () => void, saves = false): void {
    if (this.stopped && !saves) this.refuse('NVTS_INTERNAL', 'was stopped half-way; only save() may still be called');
    try {
      this.engine.within(milliseconds, work);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.stopped ||= error.failure.stopped;
      throw this.tell(error.failure);
    }
  }

  /** What cannot be frozen is as it was. */
  private checkIntrinsics(): void {
    const what = this.engine.callText(this.changed);
    if (what !== '') this.refuse('NVTS_DENIED', `changes ${what}, which all packages of a script share: leave it as it is, and find the package that extends the language's own objects`);
  }

  private evaluate(): void {
    const { engine, script } = this;
    try {
      engine.evaluate(script.code, script.file).dispose();
    } catch (error) {
      if (!(error instanceof EngineError) || error.failure.name !== 'SyntaxError' || error.failure.code !== '') throw error;
      throw new EngineError({ ...error.failure, code: 'NVTS_SYNTAX' });
    }
  }

  /** What a host asks of a bundle before it loads it. */
  private check(): void {
    const { abi, kind, name, capabilities = [], functions } = this.peek;
    const { grant = [] } = this.settings;
    if (abi === undefined && functions.length === 0) {
      this.refuse('NVTS_NO_DEFAULT_EXPORT', 'defines no processor: write `export default defineProcessor({...})` in a .ts file and give that file, or what `nvts build` makes of it');
    }
    if (abi !== ABI) this.refuse('NVTS_ABI', `was made for version ${String(abi)} of the frame table, this SDK has ${ABI}: build it again`);
    if (kind !== 'processor') this.refuse('NVTS_UNSUPPORTED', `is a '${String(kind)}', a SandboxHost runs a 'processor'`);
    checkCapabilities(capabilities, (message) => this.refuse('NVTS_DEFINITION', message));
    const named = capabilities as readonly Capability[];
    for (const wanted of named) {
      if (!grant.includes(wanted)) this.refuse('NVTS_DENIED', `wants the capability '${wanted}', which it has not been granted: set grant: ['${wanted}'] if it may have it`);
    }
    for (const granted of grant) {
      if (!named.includes(granted)) this.refuse('NVTS_ARGUMENT', `grant: the script does not name '${granted}' among its capabilities`);
    }
    const missing = NEEDED.find((needed) => !functions.includes(needed));
    if (missing !== undefined) this.refuse('NVTS_NO_DEFAULT_EXPORT', `sets a __nvts_bundle without ${missing}(): build it with \`nvts build\``);
    this.name = typeof name === 'string' ? name : '';
  }

  private refuse(code: string, what: string): never {
    throw new HostError(code, `${this.script.file}: ${what}`);
  }

  /** A failure in terms of the author's script. */
  private tell({ name, message, code, stack }: Failure): HostError {
    const plain = name === '' || name === 'Error' || name === 'NvtsError';
    const text = plain ? message || 'an error without a message' : message === '' ? name : `${name}: ${message}`;
    const error = new HostError(code === '' ? 'NVTS_SCRIPT' : code, text);
    error.stack = [`${error.name}: ${text} [${error.code}]`, ...this.positions.stack(stack)].join('\n');
    return error;
  }

  private builtin(text: string): QuickJSHandle {
    return this.engine.evaluate(text, 'nvts-host');
  }

  private natives(): QuickJSHandle {
    return this.engine.natives({
      log: (value) => void this.host.log(Number(value(0)), JSON.parse(String(value(1))) as string),
      grow: (value) => this.reach(() => this.host.grow(Number(value(0)), Number(value(1)))),
      pack: (value) => this.reach(() => this.host.pack(Number(value(0)))),
      string: (value) => JSON.stringify({ text: this.host.string(Number(value(0))) }),
      intern: (value) => this.host.intern(JSON.parse(String(value(0))) as string),
      now: () => (this.settings.grant?.includes('clock') ? Date.now() : Math.floor(this.streamTime * 1000 + 1e-6)),
      check: (value) => {
        const failure = findAsynchronous(this.engine, JSON.parse(String(value(0))) as string, this.script.file);
        return failure && JSON.stringify({ code: failure.code, message: failure.message });
      },
    });
  }

  /** A host function that works on the table while the script runs. */
  private reach(work: () => ArrayBuffer): QuickJSHandle | undefined {
    this.block.out();
    const block = work();
    if (block !== this.block.host) {
      this.lend(block);
      return this.block.handle.dup();
    }
    this.block.in();
    return undefined;
  }

  private lend(block: ArrayBuffer): void {
    this.block.handle.dispose();
    this.block = new SandboxBlock(this.engine, this.driver.fill, block);
  }

  private get streamTime(): number {
    return new Float64Array(this.block.host, 0, HEADER_BYTES / 8)[Header.batchTime]!;
  }
}
