// SPDX-License-Identifier: MIT
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, delimiter, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, BuildResult, Message, OutputFile, Plugin } from 'esbuild';
import { BUNDLE_OPTIONS, WRAPPER_NAME, wrapperSource } from './bundle.js';
import { esbuild } from './esbuild.js';
import { foldersUp } from './folders.js';

const SDK_FOLDER = fileURLToPath(new URL('../../', import.meta.url));
/** The SDK without its core. */
const THIN_FOLDER = join(SDK_FOLDER, 'dist', 'thin', sep);

/** What `nvts build` takes. */
export interface BuildRequest {
  /** Path of the script, whose default export is a processor or a parser. */
  readonly entry: string;
  /** Path of the bundle; `dist/<name>.nvts.js` beside the nearest package.json when left out. */
  readonly output?: string | undefined;
  readonly minify?: boolean;
  /** Minified, holds the SDK's core all the same; false when left out. Without `minify` it always does. */
  readonly standalone?: boolean;
  /** Writes `<output>.map`; true when left out. */
  readonly sourcemap?: boolean;
}

/** What `nvts build` made. */
export interface BuildReport {
  readonly output: string;
  readonly bytes: number;
  /** Whether it leaves the SDK's core to what runs it. */
  readonly takesCore: boolean;
  readonly map: string | undefined;
  /** Bytes that each package, or the script itself, takes in the bundle; largest first. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  /** The same of each file, largest first. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly warnings: readonly string[];
}

/** A build that failed, with a message for the author. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

/** Bundles a script into one file that nvtsprobe loads. Throws `BuildError`. */
export async function buildBundle(request: BuildRequest): Promise<BuildReport> {
  const entry = resolve(request.entry);
  if (!existsSync(entry) || !statSync(entry).isFile()) throw new BuildError(`there is no script at ${request.entry}`);
  const output = resolve(request.output ?? defaultOutput(entry));
  if (output === entry) throw new BuildError(`the bundle would overwrite the script ${request.entry}: choose another name with -o`);
  const result = await runEsbuild(entry, output, request);
  const code = fileNamed(result.outputFiles, output);
  const map = request.sourcemap === false ? undefined : fileNamed(result.outputFiles, `${output}.map`);
  const inputs = Object.values(result.metafile.outputs)
    .flatMap((file) => Object.entries(file.inputs))
    .map(([path, { bytesInOutput }]) => ({ path: resolve(path), bytes: bytesInOutput }));
  try {
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, code.contents);
    if (map) writeFileSync(map.path, map.contents);
  } catch (error) {
    throw new BuildError(`${relative(process.cwd(), output)} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return {
    output,
    bytes: code.contents.length,
    takesCore: inputs.some(({ path }) => path.startsWith(THIN_FOLDER)),
    map: map?.path,
    parts: sumBy(inputs, partName),
    files: sumBy(inputs, fileName),
    warnings: result.warnings.length === 0 ? [] : await esbuild.formatMessages(result.warnings, { kind: 'warning' }),
  };
}

/** A script as a bundle in memory, with its source map, whose sources are relative to the script's folder. Throws `BuildError`. */
export async function bundleText(script: string): Promise<{ readonly code: string; readonly map: string }> {
  const entry = resolve(script);
  const output = join(dirname(entry), bundleName(entry));
  const { outputFiles } = await runEsbuild(entry, output, { entry });
  return { code: fileNamed(outputFiles, output).text, map: fileNamed(outputFiles, `${output}.map`).text };
}

/** Which form of the SDK a bundle takes, as the exports of its package.json call it: with short names, or without its core too. */
type SdkForm = 'nvts-min' | 'nvts-thin';

interface BuildMode {
  /** Notes who imports whom. */
  readonly traced?: boolean;
  /** zod is the subset of it, where a bundle needs no more. */
  readonly subset?: boolean;
  readonly sdk?: SdkForm;
  /** zod's messages in other languages are read, a quarter of all files. */
  readonly languages?: boolean;
}

type Built = BuildResult<{ metafile: true; write: false }>;

async function runEsbuild(entry: string, output: string, request: BuildRequest): Promise<Built> {
  if (!request.minify) return runOnce(entry, output, request, {});
  const small = await runOnce(entry, output, request, { subset: true, sdk: request.standalone ? 'nvts-min' : 'nvts-thin' });
  // Something that the subset lacks, or a package's own zod: schemas of the two do not mix, and the core has the subset.
  return hasZod(small) ? await runOnce(entry, output, request, { sdk: 'nvts-min' }) : small;
}

async function runOnce(entry: string, output: string, request: BuildRequest, mode: BuildMode): Promise<Built> {
  const { minify, sourcemap } = request;
  try {
    const built = await esbuild.build({
      ...BUNDLE_OPTIONS,
      mainFields: [...BUNDLE_OPTIONS.mainFields],
      target: [...BUNDLE_OPTIONS.target],
      stdin: { contents: wrapperSource(entry), resolveDir: dirname(entry), sourcefile: WRAPPER_NAME },
      outfile: output,
      minify: minify ?? false,
      conditions: ['module', ...(mode.sdk ? [mode.sdk] : [])],
      sourcemap: sourcemap === false ? false : 'linked',
      // Errors take places from the map, and nothing reads the texts: they make it four times the size, and the build slower.
      sourcesContent: false,
      nodePaths: packageFolders(),
      plugins: [
        ...(mode.languages ? [] : [languagesPlugin]),
        ...(mode.traced ? [refuseBuiltins(entry)] : []),
        ...(mode.subset ? [subsetPlugin(mode.sdk === 'nvts-thin' ? THIN_SUBSET_FOLDER : SUBSET_FOLDER)] : []),
      ],
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    if (leavesLanguages(built)) return await runOnce(entry, output, request, { ...mode, languages: true });
    if (mode.traced || !leavesBuiltin(built)) return built;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    if (mode.traced || !error.errors.some(lacksBuiltin)) {
      const messages = await esbuild.formatMessages(error.errors.map(explain), { kind: 'error' });
      throw new BuildError(messages.join('').trimEnd());
    }
  }
  // Who imports whom is asked only now: that takes as long as the build itself.
  return await runOnce(entry, output, request, { ...mode, traced: true });
}

const isBuiltin = (name: string): boolean => name.startsWith('node:') || BUILTINS.has(name.split('/', 1)[0]!);

const lacksBuiltin = ({ text }: Message): boolean => isBuiltin(/^Could not resolve "([^"]+)"/.exec(text)?.[1] ?? '');

/** Whether something that only Node has is left to be found when the bundle runs, as that may be missing which is required within `try`. */
function leavesBuiltin({ metafile }: Built): boolean {
  return Object.values(metafile.inputs).some(({ imports }) =>
    imports.some(({ path, original, external }) => (external && isBuiltin(path)) || original?.startsWith('node:')),
  );
}

function hasZod({ metafile }: Built): boolean {
  return Object.values(metafile.outputs)
    .flatMap((file) => Object.entries(file.inputs))
    .some(([path, { bytesInOutput }]) => bytesInOutput > 0 && installedPath(resolve(path))?.startsWith('zod/'));
}

function fileNamed(files: readonly OutputFile[], path: string): OutputFile {
  const file = files.find((candidate) => candidate.path === path);
  if (!file) throw new BuildError(`esbuild made no ${path}`);
  return file;
}

/** `dist/<name>.nvts.js` in the script's package, named after the package where the script is its entry. */
function defaultOutput(entry: string): string {
  const folder = foldersUp(dirname(entry)).find((each) => existsSync(join(each, 'package.json')));
  if (folder === undefined) return join(dirname(entry), 'dist', bundleName(entry));
  const stem = basename(entry).replace(/\.[^.]+$/, '');
  return join(folder, 'dist', stem === 'index' ? `${basename(folder)}.nvts.js` : bundleName(entry));
}

const bundleName = (entry: string): string => `${basename(entry).replace(/\.[^.]+$/, '')}.nvts.js`;

/** Where else packages are looked up: NODE_PATH, and what this command was installed with. */
export function packageFolders(): string[] {
  const named = (process.env['NODE_PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...named, ...foldersUp(fileURLToPath(new URL('.', import.meta.url))).map((folder) => join(folder, 'node_modules'))];
}

const BUILTINS = new Set(builtinModules);

const LANGUAGES = 'nvts:zod-languages';

/** Leaves zod's languages out, which zod's own index imports: no script but one that asks for them has a use for any but English. */
const languagesPlugin: Plugin = {
  name: LANGUAGES,
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ importer }) =>
      installedPath(importer)?.startsWith('zod/v4/') ? { path: LANGUAGES, external: true, sideEffects: false } : undefined,
    );
  },
};

const leavesLanguages = ({ metafile }: Built): boolean =>
  Object.values(metafile.outputs).some(({ imports }) => imports.some(({ path }) => path === LANGUAGES));

/** The subset of zod, and the same where it is the core's. */
const SUBSET_FOLDER = join(SDK_FOLDER, 'dist', 'zod', sep);
const THIN_SUBSET_FOLDER = join(THIN_FOLDER, 'zod', sep);

/**
 * Puts the subset of zod in the place of zod/mini, and of what the SDK itself takes of zod. Another zod than the SDK's stays:
 * the subset does what that one does.
 */
const subsetPlugin = (folder: string): Plugin => ({
  name: 'nvts-zod-subset',
  setup({ onResolve, resolve: resolvePath }) {
    let own: Promise<{ readonly path: string }> | undefined;
    onResolve({ filter: /^zod\/(?:mini|v4\/core)$/ }, async ({ path, kind, importer, namespace, resolveDir, pluginData }) => {
      if (pluginData === folder || importer.startsWith(folder)) return undefined;
      const subset = join(folder, `${basename(path)}.js`);
      if (importer.startsWith(SDK_FOLDER)) return { path: subset, sideEffects: false };
      if (path !== 'zod/mini') return undefined;
      own ??= resolvePath(path, { kind, resolveDir: SDK_FOLDER, pluginData: folder });
      const found = await resolvePath(path, { kind, importer, namespace, resolveDir, pluginData: folder });
      return found.path === (await own).path ? { path: subset, sideEffects: false } : found;
    });
  },
});

/** Refuses what only Node has, with the chain of imports that leads to it. An installed package may have the name of one of its parts. */
function refuseBuiltins(entry: string): Plugin {
  const importerOf = new Map<string, string>();
  const shown = (path: string): string => relative(process.cwd(), path);
  const chain = (from: string): string => {
    const files = [from];
    for (let at = importerOf.get(from); at !== undefined && !files.includes(at); at = importerOf.get(at)) files.unshift(at);
    return files.filter((file) => basename(file) !== WRAPPER_NAME).map(shown).join(' → ');
  };
  return {
    name: 'nvts-no-builtins',
    setup({ onResolve, resolve: resolvePath }) {
      onResolve({ filter: /.*/ }, async ({ path, kind, importer, namespace, resolveDir, pluginData }) => {
        if (pluginData === importerOf) return undefined;
        const found = path.startsWith('node:')
          ? undefined
          : await resolvePath(path, { kind, importer, namespace, resolveDir, pluginData: importerOf });
        if (found && found.errors.length === 0) {
          if (!importerOf.has(found.path)) importerOf.set(found.path, importer || entry);
          return found;
        }
        if (!isBuiltin(path)) return found;
        const via = importer === entry ? '' : ` (imported by ${chain(importer)})`;
        return {
          errors: [
            { text: `${JSON.stringify(path)} is part of Node.js; scripts run in a video pipeline, without files, network or processes${via}` },
          ],
        };
      });
    },
  };
}

function explain(message: Message): Message {
  if (/^Could not resolve "@nvtsprobe\/sdk/.test(message.text)) {
    return { ...message, notes: [{ text: 'Install it in your project: npm install @nvtsprobe/sdk', location: null }] };
  }
  if (/^Could not resolve "zod/.test(message.text)) {
    return { ...message, notes: [{ text: 'Install it in your project: npm install zod', location: null }] };
  }
  return message;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && 'warnings' in error;
}

function sumBy(inputs: readonly { readonly path: string; readonly bytes: number }[], nameOf: (path: string) => string): BuildReport['parts'] {
  const sizes = new Map<string, number>();
  for (const { path, bytes } of inputs) {
    const name = nameOf(path);
    sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  return [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
}

/** The path within node_modules; undefined for a file that lies in none. */
function installedPath(path: string): string | undefined {
  const folder = `${sep}node_modules${sep}`;
  const at = path.lastIndexOf(folder);
  return at < 0 ? undefined : path.slice(at + folder.length).replaceAll(sep, '/');
}

function partName(path: string): string {
  if (path.startsWith(SDK_FOLDER)) return '@nvtsprobe/sdk';
  const [scope, name] = installedPath(path)?.split('/', 2) ?? ['your script'];
  return scope!.startsWith('@') ? `${scope}/${name}` : scope!;
}

/** A file as people know it: within its package, or from here. */
function fileName(path: string): string {
  if (path.startsWith(SDK_FOLDER)) return `@nvtsprobe/sdk/${path.slice(SDK_FOLDER.length)}`;
  return installedPath(path) ?? relative(process.cwd(), path);
}
