// SPDX-License-Identifier: MIT
// `nvts build --nvinfer`: what nvinfer needs beside a parser's bundle.
import { existsSync } from 'node:fs';
import { copyFile, readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ParserResult } from '../parser/contract.js';
import { BuildError } from './build.js';
import { foldersUp } from './folders.js';
import { evaluate, messageOf, SILENT } from './script/evaluate.js';

const LIBRARY = 'libnvts_parser.so';
const BUNDLE_END = '.nvts.js';

/** Where the library lies on machines that have it installed. */
const SYSTEM_FOLDERS: readonly string[] = ['/usr/local/lib', '/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];

/** The keys that make nvinfer call a parser, by what it gives. */
const KEYS: Readonly<Record<Exclude<ParserResult, 'embedding'>, readonly string[]>> = {
  detections: ['network-type=0', 'parse-bbox-func-name=NvDsInferParseTs', 'cluster-mode=4'],
  masks: ['network-type=3', 'parse-bbox-instance-mask-func-name=NvDsInferParseTsInstanceMask', 'cluster-mode=4', 'output-instance-mask=1'],
  classes: ['network-type=1', 'parse-classifier-func-name=NvDsInferParseTsClassifier'],
  segmentation: ['network-type=2', 'parse-segmentation-func-name=NvDsInferParseTsSegmentation'],
};

const BEHIND = 'use network-type=100 and output-tensor-meta=1, and nvtsprobe with this bundle behind it';

/** A bundle that nvinfer can load. */
export interface NvinferParser {
  /** The library beside the bundle, under the bundle's name. */
  readonly library: string;
  /** The lines of nvinfer's configuration file. */
  readonly config: readonly string[];
}

/**
 * Puts a copy of the parser library beside a bundle, under its name, by which it finds the bundle. A copy, as two links to one file
 * are one library to the loader. `library` is the path of libnvts_parser.so; it is searched for when left out. Throws `BuildError`.
 */
export async function addParserLibrary(bundle: string, library?: string): Promise<NvinferParser> {
  if (!bundle.endsWith(BUNDLE_END)) throw new BuildError(`--nvinfer: the bundle's name must end in ${BUNDLE_END}, got ${bundle}`);
  const { output: gives, nvinfer } = await describe(bundle);
  if (gives === 'embedding') throw new BuildError(`--nvinfer: nvinfer has no place for embeddings: ${BEHIND}`);
  if (nvinfer === false) {
    const why = gives === 'segmentation' ? ', as nvinfer takes only class maps of the first layer\'s size, read as [classes, height, width]' : '';
    throw new BuildError(`--nvinfer: this parser says that it does not run in nvinfer itself (nvinfer: false)${why}: ${BEHIND}`);
  }
  const from = library === undefined ? findLibrary() : resolve(library);
  if (!existsSync(from)) throw new BuildError(`--library: there is no ${from}`);
  const to = `${bundle.slice(0, -BUNDLE_END.length)}.so`;
  // In one step: a process that runs with the one before must not see this one half-written.
  const part = `${to}.part`;
  await copyFile(from, part);
  await rename(part, to);
  return { library: to, config: ['[property]', `custom-lib-path=${to}`, ...KEYS[gives]] };
}

/** What a parser's bundle says of itself. */
interface Description {
  readonly output: ParserResult;
  readonly nvinfer?: boolean;
}

async function describe(bundle: string): Promise<Description> {
  const found = (await run(bundle))['__nvts_bundle'] as { readonly kind?: string; readonly output?: ParserResult | ''; readonly nvinfer?: boolean } | undefined;
  if (found?.kind === 'parser' && found.output) return { ...found, output: found.output };
  throw new BuildError('--nvinfer is for parsers: the default export of the script must come from defineParser({...})');
}

async function run(bundle: string): Promise<Readonly<Record<string, unknown>>> {
  const code = await readFile(bundle, 'utf8');
  try {
    return evaluate(code, bundle, SILENT);
  } catch (error) {
    throw new BuildError(`${bundle} cannot be run (${messageOf(error)})`);
  }
}

/** In a build at or above this command or the working directory, else where libraries are installed. */
function findLibrary(): string {
  const builds = [process.cwd(), fileURLToPath(new URL('.', import.meta.url))].flatMap(foldersUp).map((folder) => join(folder, 'build', 'lib'));
  const found = [...builds, ...SYSTEM_FOLDERS].map((folder) => join(folder, LIBRARY)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new BuildError(`--nvinfer: there is no ${LIBRARY} in build/lib at or above ${process.cwd()}, nor in ${SYSTEM_FOLDERS.join(', ')}: build nvtsprobe, or name it with --library`);
}
