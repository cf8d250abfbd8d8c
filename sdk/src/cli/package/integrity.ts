// SPDX-License-Identifier: MIT
// nvts.integrity.json: what each file of a package must be. runtime/package/integrity.cpp reads it in the element.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { pathText } from '../../errors.js';
import { isPackagePath } from '../../package/manifest.js';
import { parse } from '../../processor/params.js';
import { PackageError } from './error.js';
import type { PackageFiles } from './files.js';
import { readJsonFile } from './manifest-file.js';

export const INTEGRITY_FILE = 'nvts.integrity.json';
export const SIGNATURE_FILE = 'nvts.signature.json';

const integritySchema = z.object({
  format: z.literal(1),
  name: z.string(),
  version: z.string(),
  files: z.record(
    z.string(),
    z.object({ sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/, { error: 'expected a SHA-256 in 64 hexadecimal digits' })), size: z.int().check(z.minimum(0)) }),
  ),
});

/** What stands in `nvts.integrity.json`. */
export type Integrity = z.output<typeof integritySchema>;

/** Something that is not as the integrity file has it. */
export interface Change {
  readonly path: string;
  readonly what: string;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The integrity file of a package with these files. Throws `PackageError` for one that is not there. */
export function measure(files: PackageFiles, name: string, version: string, paths: readonly string[]): Integrity {
  const entries = [...paths].sort().map((path) => {
    const bytes = files.read(path);
    if (!bytes) throw new PackageError('NVTS_NOT_FOUND', `${files.place}: there is no ${path}`);
    return [path, { sha256: sha256(bytes), size: bytes.length }] as const;
  });
  return { format: 1, name, version, files: Object.fromEntries(entries) };
}

/** The integrity file of a package, undefined where it has none. Throws `PackageError`. */
export function readIntegrity(files: PackageFiles): Integrity | undefined {
  const value = readJsonFile(files, INTEGRITY_FILE, 'NVTS_INTEGRITY');
  if (!value) return undefined;
  const { faults, data } = parse(integritySchema, value, 'key');
  const [fault] = faults;
  const wrong = (what: string): PackageError => new PackageError('NVTS_INTEGRITY', `${files.place}: ${INTEGRITY_FILE} is wrong: ${what}`);
  if (fault) throw wrong(`${pathText(fault.path) || 'it'}: ${fault.message}`);
  const odd = Object.keys(data.files).find((path) => !isPackagePath(path));
  if (odd !== undefined) throw wrong(`files: ${JSON.stringify(odd)} is not the path of a file in the package`);
  return data;
}

/** What differs from the integrity file; `needed` are files that it must name. */
export function findChanges(files: PackageFiles, integrity: Integrity, needed: readonly string[]): Change[] {
  const changes: Change[] = [];
  for (const [path, { sha256: digest, size }] of Object.entries(integrity.files)) {
    const bytes = files.read(path);
    if (!bytes) changes.push({ path, what: 'is missing' });
    else if (bytes.length !== size) changes.push({ path, what: `has ${bytes.length} bytes, not ${size}` });
    else if (sha256(bytes) !== digest) changes.push({ path, what: 'has been changed' });
  }
  for (const path of needed) if (!Object.hasOwn(integrity.files, path)) changes.push({ path, what: `is not named in ${INTEGRITY_FILE}` });
  return changes;
}
