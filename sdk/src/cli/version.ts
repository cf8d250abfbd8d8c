// SPDX-License-Identifier: MIT
import { createRequire } from 'node:module';

/** The version of this SDK, as its package.json says. */
export function sdkVersion(): string {
  return (createRequire(import.meta.url)('../../package.json') as { readonly version: string }).version;
}
