// SPDX-License-Identifier: MIT
// Where packages are installed: node_modules from a folder upward, then NVTS_PACKAGE_PATH. runtime/package/find.cpp looks likewise.
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { isPluginName } from '../../package/manifest.js';
import { foldersUp } from '../folders.js';
import { PackageError } from './error.js';

/** The folders that hold packages, the nearest first. */
export function packageFolders(from: string, variable = process.env['NVTS_PACKAGE_PATH'] ?? ''): string[] {
  const folders = foldersUp(from).map((folder) => join(folder, 'node_modules'));
  for (const entry of variable.split(delimiter)) if (entry !== '') folders.push(resolve(from, entry), resolve(from, entry, 'node_modules'));
  return folders;
}

/** The folder of an installed package. Throws `PackageError`. */
export function findPackage(name: string, from: string): string {
  if (!isPluginName(name)) {
    throw new PackageError('NVTS_ARGUMENT', `${JSON.stringify(name)} is no name of a plugin package: expected nvts-plugin-<name> or @<scope>/nvts-plugin-<name>`);
  }
  const found = packageFolders(from).map((folder) => join(folder, name)).find((folder) => existsSync(folder));
  if (found !== undefined) return found;
  throw new PackageError('NVTS_NOT_FOUND', `${name} is not installed: it is not in node_modules from ${resolve(from)} upward and not in NVTS_PACKAGE_PATH. Install it: npm install ${name}`);
}

/** The folders of all installed plugin packages by name; of several of one name, the one that `findPackage` finds. */
export function findPackages(from: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of packageFolders(from)) {
    for (const name of names(folder).flatMap((each) => (each.startsWith('@') ? names(join(folder, each)).map((part) => `${each}/${part}`) : [each]))) {
      if (isPluginName(name) && !found.has(name)) found.set(name, join(folder, name));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
