// SPDX-License-Identifier: MIT
import type { KeyObject } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ScriptDescription } from '../../package/describe.js';
import { isPackagePath, type PluginPackage } from '../../package/manifest.js';
import { BuildError, buildBundle, type BuildReport } from '../build.js';
import { findFalseClaims } from './claims.js';
import { describeBundle, describeSource } from './describe-script.js';
import { PackageError } from './error.js';
import { FolderFiles, writeWhole } from './files.js';
import { type Integrity, INTEGRITY_FILE, measure, SIGNATURE_FILE } from './integrity.js';
import { MANIFEST_FILE, readJsonFile, readPackageJson } from './manifest-file.js';
import { type NpmPacked, npmPack } from './npm.js';
import { signBytes } from './signature.js';

/** What `nvts pack` takes. */
export interface PackRequest {
  readonly folder: string;
  /** Makes the bundle anew; true when left out. */
  readonly build?: boolean;
  /** Leaves an archive; otherwise the folder is left ready for `npm publish`. */
  readonly archive?: boolean;
  /** Where the archive goes; the current folder when left out. */
  readonly destination?: string | undefined;
  readonly key?: KeyObject | undefined;
}

/** What `nvts pack` made. */
export interface PackReport {
  readonly manifest: PluginPackage;
  readonly build: BuildReport | undefined;
  readonly integrity: Integrity;
  readonly packed: NpmPacked;
  /** Path of the archive, where one was wanted. */
  readonly archive: string | undefined;
  readonly keyId: string | undefined;
  /** Files of the folder that were written. */
  readonly written: readonly string[];
}

const DEFAULT_SOURCE = 'src/index.ts';

/** Makes a package ready to be published. Throws `PackageError`. */
export async function packPackage({ folder, build = true, archive = true, destination, key }: PackRequest): Promise<PackReport> {
  const files = new FolderFiles(folder);
  const written: string[] = [];
  let manifest = readPackageJson(files);
  const { entry, source = DEFAULT_SOURCE } = manifest.nvts;
  let report: BuildReport | undefined;
  if (build) {
    const script = join(files.root, source);
    if (!existsSync(script)) {
      throw new PackageError('NVTS_PACKAGE', `${folder}: there is no ${source} to make ${entry} of: name the script in package.json, "nvts": { "source": ... }, or give --no-build`);
    }
    report = await buildScript(script, join(files.root, entry));
    written.push(entry);
    if (completeManifest(files, await describeSource(script))) {
      written.push(MANIFEST_FILE);
      manifest = readPackageJson(files);
    }
  }
  const bundle = files.read(entry);
  if (!bundle) throw new PackageError('NVTS_PACKAGE', `${folder}: there is no ${entry}, its entry: build it first`);
  checkBundle(manifest, describeBundle(bundle.toString('utf8'), join(folder, entry)));

  const listed = (await npmPack(files.root, ['--dry-run'])).files.map(({ path }) => path).filter((path) => path !== INTEGRITY_FILE && path !== SIGNATURE_FILE);
  for (const path of [MANIFEST_FILE, entry.replace(/^\.\//, '')]) {
    if (!listed.includes(path)) throw new PackageError('NVTS_PACKAGE', `${folder}: npm would leave ${path} out of the package: name it in "files" of package.json`);
  }
  const odd = listed.find((path) => !isPackagePath(path));
  if (odd !== undefined) throw new PackageError('NVTS_PACKAGE', `${folder}: ${JSON.stringify(odd)} is a file name that not every system takes: rename it`);
  const integrity = measure(files, manifest.name, manifest.version, listed);
  const text = `${JSON.stringify(integrity, null, 2)}\n`;
  writeWhole(join(files.root, INTEGRITY_FILE), text);
  written.push(INTEGRITY_FILE);
  // One that is there is of what was packed before.
  rmSync(join(files.root, SIGNATURE_FILE), { force: true });
  const signature = key && signBytes(Buffer.from(text), key);
  if (signature) {
    writeWhole(join(files.root, SIGNATURE_FILE), `${JSON.stringify(signature, null, 2)}\n`);
    written.push(SIGNATURE_FILE);
  }

  const target = resolve(destination ?? '.');
  const packed = await npmPack(files.root, archive ? ['--pack-destination', target] : ['--dry-run']);
  const expected = new Set([...listed, INTEGRITY_FILE, ...(signature ? [SIGNATURE_FILE] : [])]);
  const differing = [...packed.files.map(({ path }) => path).filter((path) => !expected.has(path)), ...[...expected].filter((path) => packed.files.every((file) => file.path !== path))];
  if (differing.length > 0) {
    if (archive) rmSync(join(target, packed.filename), { force: true });
    throw new PackageError('NVTS_PACKAGE', `${folder}: npm packs other files than were measured: ${differing.join(', ')}; name ${INTEGRITY_FILE} and ${SIGNATURE_FILE} in "files" of package.json, and change nothing while it is packed`);
  }
  return { manifest, build: report, integrity, packed, archive: archive ? join(target, packed.filename) : undefined, keyId: signature?.keyId, written };
}

async function buildScript(script: string, output: string): Promise<BuildReport> {
  try {
    return await buildBundle({ entry: script, output, minify: true });
  } catch (error) {
    if (error instanceof BuildError) throw new PackageError('NVTS_PACKAGE', `${relative(process.cwd(), script)} cannot be built:\n${error.message}`);
    throw error;
  }
}

/** Writes into package.json what the script says; true when that was not there. */
function completeManifest(files: FolderFiles, { kind, capabilities, parameters }: ScriptDescription): boolean {
  const before = files.read(MANIFEST_FILE)!.toString('utf8');
  const content = readJsonFile(files, MANIFEST_FILE) as { nvts: Record<string, unknown>; files?: unknown };
  const { nvts } = content;
  if (nvts['kind'] !== kind) throw new PackageError('NVTS_PACKAGE', `${files.place}: package.json says that it is a ${String(nvts['kind'])}, and its script is a ${kind}: write "kind": "${kind}"`);
  nvts['parameters'] = parameters;
  if (capabilities.length > 0 || nvts['capabilities'] !== undefined) nvts['capabilities'] = capabilities;
  if (Array.isArray(content.files)) {
    for (const name of [INTEGRITY_FILE, SIGNATURE_FILE]) if (!content.files.includes(name)) content.files.push(name);
  }
  if (JSON.stringify(JSON.parse(before)) === JSON.stringify(content)) return false;
  const indent = /^[ \t]+(?=")/m.exec(before)?.[0] ?? '  ';
  writeWhole(join(files.root, MANIFEST_FILE), `${JSON.stringify(content, null, indent)}\n`);
  return true;
}

/** What the bundle says must be what package.json does. */
function checkBundle({ name, nvts }: PluginPackage, bundle: Omit<ScriptDescription, 'parameters'>): void {
  const [claim] = findFalseClaims(nvts, bundle, nvts.entry);
  if (!claim) return;
  const { path, message, code } = claim;
  throw new PackageError(code, `${name}: package.json: nvts.${path.join('.')} ${message}; correct package.json, or pack it without --no-build`);
}
