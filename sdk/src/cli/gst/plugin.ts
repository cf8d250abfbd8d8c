// SPDX-License-Identifier: MIT
// Where nvtsprobe's GStreamer plugin is, and the environment in which GStreamer finds it.
import { existsSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldersUp } from '../folders.js';
import { resolveBinding } from '../native/binding.js';

/** The plugin's file. */
export const PLUGIN_FILE = 'libgstnvts.so';

/** How a person tells where the plugin is. */
export const PLUGIN_HINT = `set NVTS_PLUGIN_PATH to the folder of ${PLUGIN_FILE} (build/lib/gstreamer-1.0 in a clone of nvtsprobe, where npm run setup builds it)`;

/** Where the plugin is known to be, and why. */
export interface PluginPlace {
  readonly folder: string;
  readonly from: 'NVTS_PLUGIN_PATH' | 'clone' | '@nvtsprobe/node';
}

/** What is wrong with NVTS_PLUGIN_PATH. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
}

/**
 * The plugin that NVTS_PLUGIN_PATH names (its folder, or the file itself), else that of the clone that this command is in, or of @nvtsprobe/node.
 * Undefined where GStreamer must know it: GST_PLUGIN_PATH, or the system's folder of plugins. Throws `PluginError`.
 */
export function findPlugin(environment: NodeJS.ProcessEnv = process.env): PluginPlace | undefined {
  const named = environment['NVTS_PLUGIN_PATH'];
  if (named !== undefined && named !== '') {
    const folder = basename(named) === PLUGIN_FILE ? dirname(resolve(named)) : resolve(named);
    if (existsSync(join(folder, PLUGIN_FILE))) return { folder, from: 'NVTS_PLUGIN_PATH' };
    const inBuild = [join(folder, 'build', 'lib', 'gstreamer-1.0'), join(folder, 'lib', 'gstreamer-1.0')].find((each) => existsSync(join(each, PLUGIN_FILE)));
    throw new PluginError(
      `NVTS_PLUGIN_PATH names ${named}, and there is no ${PLUGIN_FILE} in it${inBuild === undefined ? `: ${isFolder(folder) ? 'build the plugin, or name another folder' : 'there is no such folder'}` : `: set it to ${inBuild}`}`,
    );
  }
  const clone = foldersUp(fileURLToPath(new URL('.', import.meta.url))).map((folder) => join(folder, 'build', 'lib', 'gstreamer-1.0')).find((folder) => existsSync(join(folder, PLUGIN_FILE)));
  if (clone !== undefined) return { folder: clone, from: 'clone' };
  const binding = resolveBinding('@nvtsprobe/node/package.json');
  const built = binding && join(dirname(binding), 'prebuilds', `${process.platform}-${process.arch}`, 'lib', 'gstreamer-1.0');
  return built !== undefined && existsSync(join(built, PLUGIN_FILE)) ? { folder: built, from: '@nvtsprobe/node' } : undefined;
}

/** GST_PLUGIN_PATH with the plugin in it. Folders are absolute, so that they hold in another working folder too. Throws `PluginError`. */
export function pluginPath(environment: NodeJS.ProcessEnv = process.env): string {
  const set = (environment['GST_PLUGIN_PATH'] ?? '').split(delimiter).filter((folder) => folder !== '').map((folder) => resolve(folder));
  const place = findPlugin(environment);
  const named = place?.from === 'NVTS_PLUGIN_PATH';
  const folders = named ? [place.folder, ...set] : [...set, ...(place ? [place.folder] : [])];
  return [...new Set(folders)].join(delimiter);
}

/** The environment for gst-launch-1.0 and its kin. Throws `PluginError`. */
export function gstEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const path = pluginPath(environment);
  return { ...environment, ...(path !== '' && { GST_PLUGIN_PATH: path }), GST_DEBUG_NO_COLOR: '1' };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
