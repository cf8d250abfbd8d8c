// SPDX-License-Identifier: MIT
// What a script and its bundle say of themselves: both are run for that, by who makes the package.
import { basename, dirname } from 'node:path';
import type { ScriptDescription } from '../../package/describe.js';
import { packageFolders } from '../build.js';
import { BUNDLE_OPTIONS } from '../bundle.js';
import { esbuild } from '../esbuild.js';
import { evaluate, messageOf, SILENT } from '../script/evaluate.js';
import { DESCRIBE, docCommentsPlugin } from './doc-comments.js';
import { PackageError } from './error.js';

/** Throws `PackageError`. */
function run(code: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return evaluate(code, file, SILENT);
  } catch (error) {
    throw new PackageError('NVTS_PACKAGE', `${file}: cannot be run (${messageOf(error)})`);
  }
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
  const { outputFiles } = await esbuild.build({
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
  return String(run(outputFiles[0]!.text, file)['__nvts_description']);
}

/** What a bundle says of itself. Throws `PackageError` for what is no bundle. */
export function describeBundle(code: string, file: string): Omit<ScriptDescription, 'parameters'> {
  const { __nvts_bundle: bundle } = run(code, file);
  const { kind, name, abi, capabilities = [] } = (bundle ?? {}) as Partial<ScriptDescription>;
  if ((kind !== 'processor' && kind !== 'parser') || typeof abi !== 'number') {
    throw new PackageError('NVTS_PACKAGE', `${file}: is no bundle of a processor or parser: it sets no __nvts_bundle that names its kind; nvts build makes one`);
  }
  return { kind, name: String(name ?? ''), abi, capabilities: Array.from(capabilities, String) };
}
