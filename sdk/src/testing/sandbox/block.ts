// SPDX-License-Identifier: MIT
// The frame table's block in the memory of the sandbox: a twin of the host's, exchanged once a call.
import type { QuickJSHandle } from 'quickjs-emscripten-core';
import type { Engine } from './engine.js';

export class SandboxBlock {
  readonly handle: QuickJSHandle;

  /** `fill` is the driver's function that copies one buffer into another. */
  constructor(
    private readonly engine: Engine,
    private readonly fill: QuickJSHandle,
    readonly host: ArrayBuffer,
  ) {
    this.handle = engine.context.newArrayBuffer(host);
  }

  /** The host's bytes become those of the sandbox. */
  in(): void {
    const { engine, fill, handle, host } = this;
    engine.context.newArrayBuffer(host).consume((bytes) => engine.call(fill, handle, bytes).dispose());
  }

  /** The sandbox's bytes become those of the host. */
  out(): void {
    this.engine.context.getArrayBuffer(this.handle).consume(({ value }) => new Uint8Array(this.host).set(value));
  }
}
