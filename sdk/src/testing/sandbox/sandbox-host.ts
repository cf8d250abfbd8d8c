// SPDX-License-Identifier: MIT
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestHost, type TestHostOptions } from '../test-host.js';
import { SandboxBundle, type SandboxSettings } from './sandbox-bundle.js';
import { readScript } from './script-text.js';

/** How a sandbox runs a script. */
export interface SandboxOptions extends TestHostOptions, SandboxSettings {}

/**
 * A `TestHost` that runs the bundle of a script as the element does: in an engine of its own (QuickJS), with the element's
 * globals and nothing of Node, with a deadline and a memory limit. What the element refuses, such as promises, files or a
 * changed `Array.prototype`, fails here with the same code, as a `HostError` whose stack names the author's lines.
 *
 * @example
 * ```ts
 * import { SandboxHost } from '@nvtsprobe/sdk/testing/node';
 * import { walk } from '@nvtsprobe/sdk/testing';
 *
 * const host = await SandboxHost.open(new URL('../src/index.ts', import.meta.url), { params: { limit: 3 } });
 * const { events } = host.play(walk({ from: [900, 400], to: [900, 600], seconds: 2 }));
 * ```
 */
export class SandboxHost extends TestHost {
  private constructor(bundle: SandboxBundle, options: SandboxOptions) {
    super(bundle, options);
  }

  /**
   * Loads a script: a bundle of `nvts build` (`*.nvts.js`), or a source, which is bundled first. A path is relative to the
   * working directory. Throws `HostError` where the element would not start.
   */
  static async open(script: string | URL, options: SandboxOptions = {}): Promise<SandboxHost> {
    const text = await readScript(typeof script === 'string' ? resolve(script) : fileURLToPath(script));
    return new SandboxHost(await SandboxBundle.open(text, options), options);
  }
}
