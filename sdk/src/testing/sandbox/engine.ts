// SPDX-License-Identifier: MIT
// A QuickJS of its own, with its memory, its deadline and nothing else of the machine.
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import { HostError } from '../memory-table.js';

/** An error of a script, as the sandbox tells it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly stack: string;
  /** Whether the script was stopped half-way. */
  readonly stopped: boolean;
}

/** Carries a failure out of calls of the engine. */
export class EngineError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** What a host function takes and gives: numbers and texts as they are. */
type Native = (value: (place: number) => number | string) => number | string | QuickJSHandle | undefined;

const OUT_OF_MEMORY: Failure = {
  name: '',
  message: 'holds more memory than it may: look for what grows with every frame or track and is never removed',
  code: 'NVTS_MEMORY',
  stack: '',
  stopped: true,
};

/** What the getters of an error may take. */
const DESCRIBE_MS = 50;

/** CPU time of this thread in milliseconds; of the process before Node 23.9. A busy machine takes none of it away. */
function cpuTime(): number {
  const thread = (process as { readonly threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage;
  const { user, system } = thread ? thread.call(process) : process.cpuUsage();
  return (user + system) / 1000;
}

/** One context in a WebAssembly instance of its own, so that all of it goes when nobody holds it any more. */
export class Engine {
  /** The end of the time in CPU time; `NaN` until that is asked for. */
  private until = Infinity;
  /** What the call may take, and when by the clock it began. */
  private allowed = Infinity;
  private began = 0;
  private timedOut = false;
  private memoryLimit = Infinity;
  private outOfMemory = false;
  /** The function that tells of an error, once there is one. */
  describer: QuickJSHandle | undefined;

  private constructor(
    readonly context: QuickJSContext,
    private readonly memory: { readonly buffer: ArrayBufferLike },
  ) {
    context.runtime.setInterruptHandler(() => {
      this.timedOut ||= this.isTimeOver();
      return this.timedOut || this.isFull();
    });
  }

  static async open(): Promise<Engine> {
    // Loaded by whoever asks for a sandbox, not by each test.
    const { newQuickJSWASMModuleFromVariant } = await import('quickjs-emscripten-core');
    const module = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'));
    return new Engine(module.newContext(), module.getWasmMemory());
  }

  /**
   * Bytes by which the memory may grow from now on; 0 is no limit. The engine's own limit counts the pieces in WebAssembly and
   * not their sizes, so the whole is looked at: while the script runs, and after each call.
   */
  limitMemory(bytes: number): void {
    this.memoryLimit = bytes === 0 ? Infinity : this.memory.buffer.byteLength + bytes;
  }

  private isFull(): boolean {
    this.outOfMemory ||= this.memory.buffer.byteLength > this.memoryLimit;
    return this.outOfMemory;
  }

  /** The memory is full: what the script has kept may still be asked for, without a limit. */
  private spent(): Failure {
    this.memoryLimit = Infinity;
    this.outOfMemory = false;
    return OUT_OF_MEMORY;
  }

  /** Does something in at most `milliseconds` of CPU time; 0 is no limit. */
  within<Value>(milliseconds: number, work: () => Value): Value {
    this.limitTime(milliseconds === 0 ? Infinity : milliseconds);
    this.timedOut = false;
    try {
      const value = work();
      if (this.isFull()) throw new EngineError(this.spent());
      return value;
    } finally {
      this.limitTime(Infinity);
    }
  }

  private limitTime(milliseconds: number): void {
    this.allowed = milliseconds;
    this.until = NaN;
    this.began = performance.now();
  }

  /**
   * The clock on the wall is read much faster than CPU time, and what it has not seen pass has taken none. So CPU time counts
   * from when a tenth of the time has passed on the wall, which most calls never come to.
   */
  private isTimeOver(): boolean {
    const { allowed } = this;
    const passed = performance.now() - this.began;
    if (passed < allowed / 10) return false;
    if (Number.isNaN(this.until)) this.until = cpuTime() + allowed * 0.9;
    return passed > allowed && cpuTime() > this.until;
  }

  /** Evaluates a script; throws EngineError. */
  evaluate(code: string, file: string): QuickJSHandle {
    return this.take(this.context.evalCode(code, file, { type: 'global' }));
  }

  /** What is wrong with the grammar of a script. */
  grammar(code: string, file: string): Failure | undefined {
    const result = this.context.evalCode(code, file, { type: 'global', compileOnly: true });
    if (result.error) return this.describe(result.error);
    result.value.dispose();
    return undefined;
  }

  /** Calls a function; throws EngineError. */
  call(target: QuickJSHandle, ...values: readonly (number | string | QuickJSHandle)[]): QuickJSHandle {
    const handles = values.map((value) => this.give(value));
    try {
      return this.take(this.context.callFunction(target, this.context.undefined, handles));
    } finally {
      // What came as a handle stays its owner's.
      values.forEach((value, i) => typeof value !== 'object' && handles[i]!.dispose());
    }
  }

  /** Calls a function that gives a text. */
  callText(target: QuickJSHandle, ...values: readonly (number | string | QuickJSHandle)[]): string {
    return this.call(target, ...values).consume((handle) => this.context.getString(handle));
  }

  /** An object of host functions. What they throw is for the script: errors with a code. */
  natives(functions: Readonly<Record<string, Native>>): QuickJSHandle {
    const { context } = this;
    const object = context.newObject();
    for (const [name, native] of Object.entries(functions)) {
      const handle = context.newFunction(name, (...handles) => {
        const value = (place: number): number | string => {
          const given = handles[place]!;
          return context.typeof(given) === 'string' ? context.getString(given) : context.getNumber(given);
        };
        return this.give(answerOf(() => native(value)));
      });
      context.setProp(object, name, handle);
      handle.dispose();
    }
    return object;
  }

  private give(value: number | string | QuickJSHandle | undefined): QuickJSHandle {
    if (typeof value === 'string') return this.context.newString(value);
    if (typeof value === 'number') return this.context.newNumber(value);
    return value ?? this.context.undefined;
  }

  private take(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error) throw new EngineError(this.describe(result.error));
    return result.value;
  }

  private describe(error: QuickJSHandle): Failure {
    const { context, describer, timedOut, until, allowed, began } = this;
    // Neither the time that is over nor the memory that is full may keep an error from being told, nor may its getters.
    this.limitTime(DESCRIBE_MS);
    this.timedOut = false;
    if (this.isFull()) {
      error.dispose();
      return this.spent();
    }
    const described = describer && context.callFunction(describer, context.undefined, error);
    this.until = until;
    this.allowed = allowed;
    this.began = began;
    this.timedOut = false;
    error.dispose();
    if (!described || described.error) return { name: 'Error', message: 'an error that tells nothing of itself', code: '', stack: '', stopped: timedOut };
    const failure = JSON.parse(described.value.consume((handle) => context.getString(handle))) as Omit<Failure, 'stopped'>;
    if (timedOut) return { ...failure, name: '', code: 'NVTS_DEADLINE', message: 'took longer than it may', stopped: true };
    return { ...failure, stopped: false };
  }
}

function answerOf<Value>(work: () => Value): Value | string {
  try {
    return work();
  } catch (error) {
    const code = error instanceof HostError ? error.code : 'NVTS_INTERNAL';
    return JSON.stringify({ code, message: error instanceof Error ? error.message : String(error) });
  }
}
