// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

let text: string | undefined;

/**
 * What is to be evaluated before a bundle of this code: the SDK's core where the bundle leaves it to its host (`nvts build
 * --minify`), else `''`. `SandboxHost` and the commands of `nvts` do that themselves.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { createContext, runInContext } from 'node:vm';
 * import type { Bundle } from '@nvtsprobe/sdk/host';
 * import { TestHost } from '@nvtsprobe/sdk/testing';
 * import { coreFor } from '@nvtsprobe/sdk/testing/node';
 *
 * export function open(file: string): TestHost {
 *   const code = readFileSync(file, 'utf8');
 *   const context = createContext();
 *   for (const text of [coreFor(code), code]) runInContext(text, context);
 *   return new TestHost(context['__nvts_bundle'] as Bundle);
 * }
 * ```
 */
export function coreFor(code: string): string {
  if (!code.includes('__nvts_core(')) return '';
  return (text ??= readFileSync(new URL('../../dist/core.js', import.meta.url), 'utf8'));
}
