// SPDX-License-Identifier: MIT
import { pathText } from '../../errors.js';
import { type PluginPackage, pluginPackage } from '../../package/manifest.js';
import { parse } from '../../processor/params.js';
import { PackageError, type PackageErrorCode } from './error.js';
import type { PackageFiles } from './files.js';

export const MANIFEST_FILE = 'package.json';

/** The object in a JSON file of a package, undefined where there is none. Throws `PackageError`, with this code for what is no object. */
export function readJsonFile(files: PackageFiles, path: string, code: PackageErrorCode = 'NVTS_PACKAGE'): Record<string, unknown> | undefined {
  const bytes = files.read(path);
  if (!bytes) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new PackageError(code, `${files.place}: ${path} is no JSON, or not all of it is there (${(error as Error).message})`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new PackageError(code, `${files.place}: ${path} holds no JSON object`);
}

/** The checked package.json of a package. Throws `PackageError`, which names all that is wrong. */
export function readPackageJson(files: PackageFiles): PluginPackage {
  const value = readJsonFile(files, MANIFEST_FILE);
  if (!value) {
    throw new PackageError('NVTS_PACKAGE', `${files.place}: there is no package.json: it is no package, or its installation was interrupted (npm install it again)`);
  }
  if (value['nvts'] === undefined) throw new PackageError('NVTS_PACKAGE', `${files.place}: package.json has no key "nvts": it is no plugin package of nvtsprobe`);
  const { faults, data } = parse(pluginPackage, value, 'key');
  if (faults.length === 0) return data;
  const lines = faults.map(({ path, message }) => `\n  ${pathText(path)}: ${message}`);
  throw new PackageError('NVTS_PACKAGE', `${files.place}: package.json is wrong:${lines.join('')}`);
}
