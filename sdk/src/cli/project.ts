// SPDX-License-Identifier: MIT
// The project that a command works on: the nearest folder with a package.json.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldersUp } from './folders.js';
import { UsageError } from './usage.js';

/** A folder with a package.json. */
export interface Project {
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The project that a folder is in; undefined where there is none. Throws `UsageError` for a package.json that cannot be read. */
export function findProject(from: string): Project | undefined {
  const folder = foldersUp(from).find((each) => existsSync(join(each, 'package.json')));
  return folder === undefined ? undefined : { folder, manifest: readManifest(join(folder, 'package.json')) };
}

function readManifest(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError(`${file} holds no JSON object`);
}

/** The file that a module in a folder would import by a name; undefined where it is not installed. */
export function resolveFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
}

/** The same, or else the file that this SDK would import. */
export function resolveNear(folder: string, name: string): string | undefined {
  return resolveFrom(folder, name) ?? resolveFrom(fileURLToPath(new URL('.', import.meta.url)), name);
}

/** The script of a package's command, such as vitest's; undefined where the package is not installed. */
export function resolveBin(folder: string, name: string, command = name): string | undefined {
  const file = resolveFrom(folder, `${name}/package.json`);
  if (file === undefined) return undefined;
  const { bin } = readManifest(file);
  const script = typeof bin === 'string' ? bin : (bin as Readonly<Record<string, string>> | undefined)?.[command];
  return script === undefined ? undefined : join(dirname(file), script);
}
