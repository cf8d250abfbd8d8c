// SPDX-License-Identifier: MIT
// How a script becomes a bundle. The element does the same with the native esbuild for a script that is no bundle yet;
// run in the script's folder, with the text of wrapperSource() on stdin, these are the equal options:
//
//   esbuild --bundle --format=iife --platform=neutral --main-fields=module,main --target=es2022,safari15.4
//     --supported:async-await=false --supported:async-generator=false --supported:for-await=false
//     --define:process.env.NODE_ENV=\"production\" --charset=utf8 --legal-comments=none --sourcefile=nvts-wrapper.js
//     --sourcemap=inline --log-level=warning
//
// Packages that the script's folder does not have are looked up in the folders of NODE_PATH.
import { basename } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** Name under which the wrapper stands in source maps. */
export const WRAPPER_NAME = 'nvts-wrapper.js';

/**
 * esbuild's options, all of them plain data. `safari15.4` stands for JavaScriptCore 2.36. Async functions become plain
 * ones that make promises, for the element has neither: packages that only carry some along run all the same.
 */
export const BUNDLE_OPTIONS = {
  bundle: true,
  format: 'iife',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: ['es2022', 'safari15.4'],
  supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
  define: { 'process.env.NODE_ENV': '"production"' },
  charset: 'utf8',
  legalComments: 'none',
} as const satisfies BuildOptions;

/**
 * The text that turns the module at `entry`, a path in the folder that it is resolved from, into a bundle.
 * The SDK comes first: what it sets up must stand before the script's own code runs.
 */
export function wrapperSource(entry: string): string {
  return [
    `import { bindBundle } from '@nvtsprobe/sdk/host';`,
    `import * as module from ${JSON.stringify(`./${basename(entry)}`)};`,
    `globalThis.__nvts_bundle = bindBundle(module);`,
    '',
  ].join('\n');
}
