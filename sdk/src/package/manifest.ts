// SPDX-License-Identifier: MIT
// What the package.json of a plugin package says to nvtsprobe. runtime/package/manifest.cpp reads it in the element.
import * as z from 'zod/mini';
import { apiRangeHolds } from './api-range.js';

/** Longest name that npm takes. */
const MAX_NAME = 214;
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?nvts-plugin-[a-z0-9~-][a-z0-9._~-]*$/;

/** Whether a text is the name of a plugin package: `nvts-plugin-<name>` or `@<scope>/nvts-plugin-<name>`. */
export function isPluginName(name: string): boolean {
  return name.length <= MAX_NAME && NAME.test(name);
}

/** Whether a text names a file of a package: relative, with `/`, without `..`. */
export function isPackagePath(path: string): boolean {
  const parts = path.replace(/^\.\//, '').split('/');
  return !/[\\\u0000-\u001f\u007f]/.test(path) && parts.every((part) => part !== '' && part !== '.' && part !== '..');
}

const path = z.string().check(z.refine(isPackagePath, { error: 'expected the path of a file in the package, such as "dist/counter.nvts.js"' }));
const jsonObject = z.record(z.string(), z.unknown());
const limit = z.optional(z.number().check(z.positive()));

/**
 * The schema of the key `nvts` in the package.json of a plugin package.
 *
 * @example
 * ```ts
 * import { type PluginManifest, pluginManifest } from '@nvtsprobe/sdk/package';
 * import * as z from 'zod/mini';
 *
 * const manifest: PluginManifest = z.parse(pluginManifest, { kind: 'processor', entry: 'dist/counter.nvts.js', api: '^1.0.0' });
 * console.log(manifest.capabilities); // []
 * ```
 */
export const pluginManifest = z.object({
  /** What its default export is. */
  kind: z.enum(['processor', 'parser']),
  /** Path of the bundle in the package. */
  entry: path,
  /** Versions of the bundle API that it runs with, as npm writes ranges. */
  api: z.string().check(z.refine((range) => apiRangeHolds(range, '0.0.0') !== undefined, { error: 'expected a range of versions such as "^1.0.0" or ">=1 <3"' })),
  /** Path of the script that `nvts pack` makes the bundle of; `src/index.ts` when left out. */
  source: z.optional(path),
  /** JSON Schema of the parameters; `nvts pack` writes it. */
  parameters: z.optional(jsonObject),
  /** Parameters that hold where the operator gives no others. */
  defaults: z.optional(jsonObject),
  /** What the script asks for beyond its batch; `nvts pack` writes it. */
  capabilities: z._default(z.array(z.enum(['clock', 'eval'])), []),
  /** The engines that it runs in: `jsc` is the pipeline element's, `quickjs` the test kit's. */
  backends: z._default(z.array(z.enum(['jsc', 'quickjs'])).check(z.minLength(1)), ['jsc']),
  /** What it needs at most: milliseconds of CPU time a batch, mebibytes of memory. */
  budget: z.optional(z.object({ deadlineMs: limit, memoryMb: limit })),
});

/** The key `nvts` in the package.json of a plugin package, with its defaults. */
export type PluginManifest = z.output<typeof pluginManifest>;

/** What a plugin package's package.json must have; other keys are npm's. */
export const pluginPackage = z.catchall(
  z.object({
    name: z.string().check(z.refine(isPluginName, { error: 'expected "nvts-plugin-<name>" or "@<scope>/nvts-plugin-<name>", in lower case' })),
    version: z.string().check(z.regex(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/, { error: 'expected a version such as "1.2.3"' })),
    description: z.optional(z.string()),
    nvts: pluginManifest,
  }),
  z.unknown(),
);

/** The package.json of a plugin package. */
export type PluginPackage = z.output<typeof pluginPackage>;
