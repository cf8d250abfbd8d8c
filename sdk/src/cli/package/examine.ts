// SPDX-License-Identifier: MIT
// What the element looks at before it runs a package, on files that nothing of is run.
import { API_VERSION, apiRangeHolds } from '../../package/api-range.js';
import type { PluginPackage } from '../../package/manifest.js';
import { PackageError, type PackageErrorCode } from './error.js';
import type { PackageFiles } from './files.js';
import { type Change, findChanges, type Integrity, INTEGRITY_FILE, readIntegrity } from './integrity.js';
import type { TrustedKey } from './keys.js';
import { MANIFEST_FILE, readPackageJson } from './manifest-file.js';
import { readSignature, signatureFault } from './signature.js';

/** What a package is asked for. */
export interface Demands {
  /** Keys of which one must have signed it, where it is signed. */
  readonly trusted?: readonly TrustedKey[] | undefined;
  readonly requireSignature?: boolean | undefined;
  /** The name that it is installed under. */
  readonly name?: string | undefined;
}

/** Why the element would refuse a package. */
export interface Fault {
  readonly code: PackageErrorCode;
  readonly message: string;
}

export interface Examined {
  readonly manifest: PluginPackage;
  /** Bytes of the bundle, 0 where there is none. */
  readonly entryBytes: number;
  readonly integrity: { readonly state: 'none' | 'kept' | 'broken'; readonly files: number; readonly bytes: number; readonly changes: readonly Change[] };
  /** `unchecked`: signed, and no key was given to check it with. */
  readonly signature: { readonly state: 'none' | 'unchecked' | 'trusted' | 'refused'; readonly keyId?: string };
  readonly faults: readonly Fault[];
}

/** Looks at a package. Throws `PackageError` where its manifest cannot be read. */
export function examine(files: PackageFiles, { trusted, requireSignature = false, name }: Demands = {}): Examined {
  const manifest = readPackageJson(files);
  const faults: Fault[] = [];
  const fault = (code: PackageErrorCode, message: string): void => void faults.push({ code, message });
  /** What `work` gives, or nothing and a fault. */
  const attempt = <Value>(work: () => Value): Value | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof PackageError)) throw error;
      fault(error.code, error.message);
      return undefined;
    }
  };

  if (name !== undefined && name !== manifest.name) fault('NVTS_PACKAGE', `its package.json is that of ${JSON.stringify(manifest.name)}: install it under its own name, and give that`);
  const { api, entry } = manifest.nvts;
  if (!apiRangeHolds(api, API_VERSION)) fault('NVTS_ABI', `it is for the bundle API ${api}, this is ${API_VERSION}: install a version of the package, or of nvtsprobe, that fits`);
  const bundle = attempt(() => files.read(entry));
  if (!bundle && faults.every(({ code }) => code !== 'NVTS_PACKAGE')) {
    fault('NVTS_PACKAGE', `there is no ${entry}, its entry: it is not built (nvts pack, npm run build), or its installation was interrupted (npm install it again)`);
  }

  const integrity = attempt(() => readIntegrity(files));
  const changes = integrity ? (attempt(() => changesOf(files, manifest, integrity)) ?? []) : [];
  for (const { path, what } of changes) fault('NVTS_INTEGRITY', `${path} ${what}`);

  const signature = attempt(() => readSignature(files));
  let state: Examined['signature']['state'] = signature ? 'unchecked' : 'none';
  if (signature && trusted) {
    const bytes = files.read(INTEGRITY_FILE);
    const reason = bytes ? signatureFault(signature, bytes, trusted) : `it is signed, and has no ${INTEGRITY_FILE} that the signature could be of`;
    state = reason === undefined ? 'trusted' : 'refused';
    if (reason !== undefined) fault('NVTS_SIGNATURE', reason);
  }
  if (requireSignature && !signature && faults.every(({ code }) => code !== 'NVTS_SIGNATURE')) fault('NVTS_SIGNATURE', 'it is not signed: its author signs it with nvts pack --key or nvts sign');

  const entries = Object.values(integrity?.files ?? {});
  const broken = faults.some(({ code }) => code === 'NVTS_INTEGRITY');
  return {
    manifest,
    entryBytes: bundle?.length ?? 0,
    integrity: { state: broken ? 'broken' : integrity ? 'kept' : 'none', files: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0), changes },
    signature: { state, ...(signature && { keyId: signature.keyId }) },
    faults,
  };
}

/** What differs from the integrity file, its name and version first. */
function changesOf(files: PackageFiles, { name, version, nvts }: PluginPackage, integrity: Integrity): readonly Change[] {
  const changes = [...findChanges(files, integrity, [MANIFEST_FILE, nvts.entry.replace(/^\.\//, '')])];
  if (integrity.name !== name || integrity.version !== version) {
    changes.unshift({ path: INTEGRITY_FILE, what: `is of ${integrity.name} ${integrity.version}, the package is ${name} ${version}` });
  }
  return changes;
}
