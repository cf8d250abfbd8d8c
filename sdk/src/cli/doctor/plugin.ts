// SPDX-License-Identifier: MIT
// nvtsprobe's GStreamer plugin, and the libraries that it runs on.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { capture } from '../gst/capture.js';
import { installLine } from '../gst/packages.js';
import { findPlugin, PLUGIN_FILE, PLUGIN_HINT } from '../gst/plugin.js';
import { absent, type Item, missing, ok } from './item.js';

const ELEMENTS = ['nvtsprobe', 'nvtsrecord', 'nvtsreplay', 'nvtsosd'] as const;

/** The plugin's elements and libraries. */
export function pluginItems(elements: ReadonlySet<string>, env: NodeJS.ProcessEnv): Item[] {
  const known = findPlugin(env);
  const found = ELEMENTS.filter((name) => elements.has(name));
  if (found.length === 0) return [noPlugin(known?.folder, env)];
  const { file, version } = inspect(found[0]!, env);
  const lost = ELEMENTS.filter((name) => !elements.has(name));
  const where = `${file}, version ${version}`;
  return [
    lost.length === 0
      ? ok('plugin', 'elements', `${found.join(', ')} in ${where}`)
      : missing('plugin', 'elements', `there is no ${lost.join(', ')} in ${where}`, 'build the plugin again (npm run build in a clone of nvtsprobe)'),
    ...(existsSync(file) ? libraryItems(file, env) : []),
  ];
}

function noPlugin(folder: string | undefined, env: NodeJS.ProcessEnv): Item {
  if (folder === undefined) return missing('plugin', 'nvtsprobe', 'GStreamer does not know the plugin', PLUGIN_HINT);
  const file = join(folder, PLUGIN_FILE);
  const { stdout, stderr } = capture('gst-inspect-1.0', [file], env);
  const lost = librariesOf(file, env).filter(({ path }) => path === undefined);
  const reason = lost.length > 0 ? `there is no ${lost.map(({ name }) => name).join(', ')}` : (/Could not load plugin file: (.+)/.exec(stdout + stderr)?.[1] ?? 'GStreamer gives no reason');
  return missing('plugin', 'nvtsprobe', `${file} cannot be loaded: ${reason}`, 'install the libraries, or build the plugin on this machine (npm run setup in a clone of nvtsprobe)');
}

/** Where an element comes from, as gst-inspect-1.0 says. */
function inspect(element: string, env: NodeJS.ProcessEnv): { readonly file: string; readonly version: string } {
  const { stdout } = capture('gst-inspect-1.0', [element], { ...env, LC_ALL: 'C' });
  const field = (name: string): string => new RegExp(`^\\s+${name}\\s+(.+)$`, 'm').exec(stdout)?.[1]?.trim() ?? '';
  return { file: field('Filename') || PLUGIN_FILE, version: field('Version') || 'unknown' };
}

interface Library {
  readonly name: string;
  /** Undefined where the loader does not find it. */
  readonly path: string | undefined;
}

/** What the loader makes of a library's needs. */
function librariesOf(file: string, env: NodeJS.ProcessEnv): Library[] {
  const { stdout } = capture('ldd', [file], { ...env, LC_ALL: 'C' });
  return Array.from(stdout.matchAll(/^\s*(\S+) => (not found|.+?)(?: \(0x[0-9a-f]+\))?$/gm), ([, name, path]) => ({ name: name!, path: path === 'not found' ? undefined : path! }));
}

function libraryItems(file: string, env: NodeJS.ProcessEnv): Item[] {
  const libraries = librariesOf(file, env);
  const path = (start: string): string | undefined => libraries.find(({ name }) => name.startsWith(start))?.path;
  const lost = libraries.filter((library) => library.path === undefined).map(({ name }) => name);
  return [
    ...(lost.length > 0 ? [missing('plugin', 'libraries', `the loader does not find ${lost.join(', ')}`, 'install them, or build the plugin again')] : []),
    metadata(path('libnvds_meta.so')),
    engine(path('libjavascriptcoregtk-')),
    scriptHost(file, env),
    parserLibrary(file),
  ];
}

function metadata(path: string | undefined): Item {
  const name = 'metadata';
  if (path === undefined) return missing('plugin', name, 'the loader does not find libnvds_meta.so', PLUGIN_HINT);
  const real = realpathSync(path);
  if (!real.startsWith('/opt/nvidia/deepstream')) return ok('plugin', name, `the open libraries of nvtsprobe (${real}); there is no DeepStream`);
  return ok('plugin', name, `DeepStream ${deepStreamVersion(dirname(dirname(real)))} (${real})`);
}

/** The version that DeepStream's folder tells: in its file `version`, or in its name. */
export function deepStreamVersion(folder: string): string {
  const file = join(folder, 'version');
  const told = existsSync(file) ? /\d+(?:\.\d+)+/.exec(readFileSync(file, 'utf8'))?.[0] : undefined;
  return told ?? /deepstream-(\d+(?:\.\d+)+)/.exec(folder)?.[1] ?? 'of an unknown version';
}

function engine(path: string | undefined): Item {
  const name = 'JavaScriptCore';
  if (path === undefined) return missing('plugin', name, 'the loader does not find it', installLine(['libjavascriptcoregtk-4.1-0']));
  const series = /libjavascriptcoregtk-(\d+\.\d+)/.exec(basename(path))?.[1] ?? '';
  // The library's own name has no release in it: who packages it knows.
  const soname = Number(/\.so\.(\d+)/.exec(basename(path))?.[1] ?? 0);
  const debian = capture('dpkg-query', ['-W', '-f', '${Version}', `libjavascriptcoregtk-${series}-${series === '6.0' ? 1 : soname}`]).stdout.replace(/^\d+:|-.*$/g, '');
  const version = debian || capture('pkg-config', ['--modversion', `javascriptcoregtk-${series}`]).stdout.trim();
  return ok('plugin', name, `${version || 'of an unknown version'} (${path})`);
}

/** The program that scripts run in, unless the element says `isolation=in-process`. By hand it only says what it is. */
function scriptHost(plugin: string, env: NodeJS.ProcessEnv): Item {
  const name = 'script host';
  const file = env['NVTS_SCRIPT_HOST'] || besidePlugin(realpathSync(plugin));
  if (file === undefined) return missing('plugin', name, `${plugin} lies in no folder lib/gstreamer-1.0, beside which the program for scripts could be`, 'export NVTS_SCRIPT_HOST=<the path of nvts-script-host>');
  const mend = 'build the plugin again (npm run build in a clone of nvtsprobe); without it isolation=in-process runs scripts within the pipeline';
  if (!existsSync(file)) return missing('plugin', name, `there is no ${file}, which scripts run in`, mend);
  const { stderr } = capture(file, [], env);
  if (stderr.startsWith('nvts-script-host ')) return ok('plugin', name, file);
  return missing('plugin', name, `${file} does not run: ${stderr.split('\n')[0] || 'it says nothing'}`, mend);
}

/** As the plugin looks for it. */
function besidePlugin(plugin: string): string | undefined {
  const folder = dirname(plugin);
  const lib = basename(folder) === 'gstreamer-1.0' ? dirname(folder) : folder;
  return basename(lib) === 'lib' ? join(dirname(lib), 'libexec', 'nvts-script-host') : undefined;
}

function parserLibrary(plugin: string): Item {
  const file = join(dirname(dirname(plugin)), 'libnvts_parser.so');
  if (existsSync(file)) return ok('plugin', 'parsers', file);
  return absent('plugin', 'parsers', "there is no libnvts_parser.so, nvinfer's custom-lib-path", 'build the plugin again (npm run build in a clone of nvtsprobe)');
}
