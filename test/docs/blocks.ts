// SPDX-License-Identifier: MIT
// The code that documentation shows: blocks of Markdown pages, and examples in doc comments.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const SKIPPED = ['node_modules', 'dist', 'build', 'out', '.git'];

/** The project's files below a folder whose names end so. */
export function files(folder: string, ...endings: readonly string[]): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : files(path, ...endings);
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : [];
  });
}

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A block of code, such as ```ts door.ts. */
export interface Block {
  /** The file that it stands in. */
  readonly page: string;
  readonly language: string;
  /** The name that stands behind the language; '' where there is none. */
  readonly name: string;
  readonly code: string;
}

/** The blocks of a page. */
export function blocksOf(page: string): Block[] {
  return Array.from(read(page).matchAll(/^```(\w+)(?: (\S+))?\n([^]*?)^```$/gm), ([, language, name = '', code]) => ({ page, language: language!, name, code: code! }));
}

/** The examples in the doc comments of a source. */
export function examplesOf(page: string): Block[] {
  return Array.from(read(page).matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm), ([, code]) => ({ page, language: 'ts', name: '', code: code!.replace(/^ *\* ?/gm, '') }));
}
