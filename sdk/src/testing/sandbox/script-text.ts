// SPDX-License-Identifier: MIT
// From the path of a script to what a sandbox evaluates.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { HostError } from '../memory-table.js';

/** A bundle as text. */
export interface ScriptText {
  /** What messages call it. */
  readonly file: string;
  readonly code: string;
  /** The text of its source map, '' when there is none. */
  readonly map: string;
  /** What the sources of the map are relative to. */
  readonly folder: string;
}

/** Reads a bundle of `nvts build`, or makes one of a source. */
export async function readScript(path: string): Promise<ScriptText> {
  const file = relative(process.cwd(), path);
  if (!existsSync(path)) throw new HostError('NVTS_NOT_FOUND', `there is no script at ${file}`);
  if (!/\.nvts\.js$/.test(path)) {
    // esbuild is loaded by whoever gives a source.
    const { bundleText } = await import('../../cli/build.js');
    const { code, map } = await bundleText(path);
    return { file: `${file}.nvts.js`, code, map, folder: dirname(path) };
  }
  const code = readFileSync(path, 'utf8');
  return { file, code, ...readMap(code, dirname(path)) };
}

function readMap(code: string, folder: string): Pick<ScriptText, 'map' | 'folder'> {
  const url = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(code)?.[1] ?? '';
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
  if (inline !== undefined) return { map: Buffer.from(inline, 'base64').toString('utf8'), folder };
  const file = url === '' ? '' : join(folder, decodeURIComponent(url));
  if (file === '' || !existsSync(file)) return { map: '', folder };
  return { map: readFileSync(file, 'utf8'), folder: dirname(file) };
}
