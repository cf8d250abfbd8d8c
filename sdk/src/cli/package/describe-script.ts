// SPDX-License-Identifier: MIT
// What a script and its bundle say of themselves: both are run for that, by who makes the package.
import { basename, dirname } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build as esbuild } from 'esbuild';
import type { ScriptDescription } from '../../package/describe.js';
import { packageFolders } from '../build.js';
import { BUNDLE_OPTIONS } from '../bundle.js';
import { DESCRIBE, docCommentsPlugin } from './doc-comments.js';
import { PackageError } from './error.js';

const TIMEOUT_MS = 10_000;

/** Runs code where nothing is but the language and a console that says nothing. Throws `PackageError`. */
function evaluate(code: string, file: string): Record<string, unknown> {
  const silent = (): void => {};
  const globals = Object.assign(Object.create(null) as Record<string, unknown>, { console: { log: silent, debug: silent, info: silent, warn: silent, error: silent } });
  try {
    runInContext(code, createContext(globals), { filename: file, timeout: TIMEOUT_MS });
  } catch (error) {
    throw new PackageError('NVTS_PACKAGE', `${file}: cannot be run (${(error as { message?: string }).message ?? String(error)})`);
  }
  return globals;
}

/** Describes the script at `entry`, with the JSON Schema of its parameters, which their doc comments explain. Throws `PackageError`. */
export async function describeSource(entry: string): Promise<ScriptDescription> {
  const wrapper = [
    `import { describeScript } from '@nvtsprobe/sdk/describe';`,
    `import * as module from ${JSON.stringify(`./${basename(entry)}`)};`,
    `globalThis.__nvts_description = describeScript(module, __nvts_described);`,
  ].join('\n');
  return JSON.parse(await runDescribing(wrapper, entry)) as ScriptDescription;
}

/**
 * Runs a text, as of a file, whose imports tell `__nvts_described` what doc comments say of schemas. The result is what it
 * leaves in `__nvts_description`. Throws `PackageError`.
 */
export async function runDescribing(wrapper: string, file: string): Promise<string> {
  const { outputFiles } = await esbuild({
    ...BUNDLE_OPTIONS,
    mainFields: [...BUNDLE_OPTIONS.mainFields],
    target: [...BUNDLE_OPTIONS.target],
    stdin: { contents: wrapper, resolveDir: dirname(file), sourcefile: 'nvts-describe.js' },
    banner: { js: DESCRIBE },
    plugins: await docCommentsPlugin(dirname(file)),
    nodePaths: packageFolders(),
    write: false,
    logLevel: 'silent',
  }).catch((error: Error) => {
    throw new PackageError('NVTS_PACKAGE', `${file}: cannot be described (${error.message})`);
  });
  return String(evaluate(outputFiles[0]!.text, file)['__nvts_description']);
}

/** What a bundle says of itself. Throws `PackageError` for what is no bundle. */
export function describeBundle(code: string, file: string): Omit<ScriptDescription, 'parameters'> {
  const { __nvts_bundle: bundle } = evaluate(code, file);
  const { kind, name, abi, capabilities = [] } = (bundle ?? {}) as Partial<ScriptDescription>;
  if ((kind !== 'processor' && kind !== 'parser') || typeof abi !== 'number') {
    throw new PackageError('NVTS_PACKAGE', `${file}: is no bundle of a processor or parser: it sets no __nvts_bundle that names its kind; nvts build makes one`);
  }
  return { kind, name: String(name ?? ''), abi, capabilities: Array.from(capabilities, String) };
}
