// SPDX-License-Identifier: MIT
// The launch line of `nvts run`, and the environment that it runs in.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { packageFolders } from '../build.js';
import { foldersUp } from '../folders.js';
import { element, type Part } from '../gst/line.js';
import { installLine, packageOf } from '../gst/packages.js';
import { PLUGIN_HINT, pluginPath } from '../gst/plugin.js';

/** Name of the element that runs the script. */
export const PROBE = 'script';

/** What the line runs. */
export interface Job {
  readonly script: string;
  /** A tracker before it: another script. */
  readonly tracker: string | undefined;
  readonly recording: string | undefined;
  /** Properties of the script's element. */
  readonly properties: Readonly<Record<string, string | boolean | undefined>>;
}

/** From the source to the sink. */
export function chainOf(source: readonly Part[], job: Job, sink: readonly Part[]): Part[] {
  return [
    ...source,
    ...(job.recording === undefined ? [] : [element('nvtsreplay', { location: job.recording })]),
    ...(job.tracker === undefined ? [] : [element('nvtsprobe', { name: 'tracker', script: job.tracker })]),
    element('nvtsprobe', { name: PROBE, script: job.script, ...job.properties }),
    ...sink,
  ];
}

/** What the line needs in its environment beside what is there. Throws `PluginError`. */
export function variablesOf({ script, tracker }: Job, environment: NodeJS.ProcessEnv): Record<string, string> {
  const variables: Record<string, string> = {};
  const plugins = pluginPath(environment);
  if (plugins !== '' && plugins !== environment['GST_PLUGIN_PATH']) variables['GST_PLUGIN_PATH'] = plugins;
  const sources = [script, tracker].filter((file) => file !== undefined && !file.endsWith('.nvts.js')) as string[];
  // The element looks for them from the script upward; a script that lies anywhere gets this command's.
  if (sources.some((file) => !isAbove(file, 'node_modules/esbuild')) && !environment['NVTS_ESBUILD']) {
    const program = esbuildProgram();
    if (program !== undefined) variables['NVTS_ESBUILD'] = program;
  }
  if (sources.some((file) => !isAbove(file, 'node_modules/@nvtsprobe/sdk'))) variables['NODE_PATH'] = packageFolders().filter((folder) => existsSync(folder)).join(delimiter);
  return variables;
}

function isAbove(file: string, entry: string): boolean {
  return foldersUp(dirname(file)).some((folder) => existsSync(join(folder, entry)));
}

function esbuildProgram(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return createRequire(require.resolve('esbuild')).resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
  } catch {
    return undefined;
  }
}

/** Why a line cannot run here: an element that GStreamer does not have; undefined when it has all of them. */
export function missingElement(chain: readonly Part[], elements: ReadonlySet<string>): string | undefined {
  const names = chain.flatMap((part) => ('name' in part && !elements.has(part.name) ? [part.name] : []));
  const [name] = names;
  if (name === undefined) return undefined;
  if (name.startsWith('nvts')) return `GStreamer has no element ${name}: ${PLUGIN_HINT}`;
  const from = packageOf(name);
  return `GStreamer has no element ${name}${from === undefined ? '' : `: ${installLine([from])}`}`;
}
