// SPDX-License-Identifier: MIT
// What a package.json says of a script or a bundle that is not so: for nvts check, which tells all, and nvts pack, which refuses.
import { didYouMean } from '../../errors.js';
import { API_VERSION, apiRangeHolds } from '../../package/api-range.js';
import type { PluginManifest } from '../../package/manifest.js';
import type { PackageErrorCode } from './error.js';

/** A claim that is wrong. */
export interface FalseClaim {
  /** Within `nvts`. */
  readonly path: readonly [string, ...string[]];
  /** What package.json says, and what is so. */
  readonly message: string;
  readonly code: PackageErrorCode;
}

/** Claims of a manifest that `subject` (`its script`, or the name of a bundle) gives the lie. */
export function findFalseClaims(nvts: PluginManifest, said: { readonly kind: string; readonly capabilities: readonly string[] }, subject: string): FalseClaim[] {
  const claims: FalseClaim[] = [];
  const wrong = (path: FalseClaim['path'], message: string, code: PackageErrorCode = 'NVTS_PACKAGE'): void => void claims.push({ path, message, code });
  if (said.kind !== nvts.kind) wrong(['kind'], `says that it is a ${nvts.kind}, and ${subject} is a ${said.kind}`);
  if (!apiRangeHolds(nvts.api, API_VERSION)) {
    wrong(['api'], `says that it is for the bundle API ${nvts.api}, and this SDK makes bundles for ${API_VERSION}: write "api": "^${API_VERSION}"`, 'NVTS_ABI');
  }
  const list = (names: readonly string[]): string => [...names].sort().join(', ');
  if (list(said.capabilities) !== list(nvts.capabilities)) {
    wrong(['capabilities'], `says that it asks for ${list(nvts.capabilities) || 'no capability'}, and ${subject} asks for ${list(said.capabilities) || 'none'}`);
  }
  const { properties, additionalProperties } = (nvts.parameters ?? {}) as { readonly properties?: object; readonly additionalProperties?: unknown };
  if (!properties || additionalProperties !== false) return claims;
  for (const key of Object.keys(nvts.defaults ?? {})) {
    if (Object.hasOwn(properties, key)) continue;
    const meant = didYouMean(key, Object.keys(properties));
    wrong(['defaults', key], `has a default for ${JSON.stringify(key)}, and the script has no such parameter${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`);
  }
  return claims;
}
