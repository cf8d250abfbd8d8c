// SPDX-License-Identifier: MIT
// Whether a plugin package's manifest is one, and says what its script does.
import type { ScriptDescription } from '../../../package/describe.js';
import { type PluginPackage, pluginPackage } from '../../../package/manifest.js';
import { parse } from '../../../processor/params.js';
import { findFalseClaims } from '../../package/claims.js';
import type { TextDocument } from '../../text/document.js';
import type { Finding } from '../../text/finding.js';

/** What a script says of itself; a bundle does not say what its parameters are. */
type Said = Pick<ScriptDescription, 'kind' | 'capabilities'> & Partial<Pick<ScriptDescription, 'parameters'>>;

/** What is wrong in a package.json. `said` is what the package's script says, where it could be loaded. */
export function checkManifest(document: TextDocument, said: Said | undefined): Finding[] {
  if (document.faults.length > 0) return document.faultFindings();
  const { nvts: given } = (document.value ?? {}) as { readonly nvts?: { readonly parameters?: unknown } };
  if (given === undefined) return [document.finding('error', [], 'it has no key "nvts": this is no plugin package')];
  const { faults, data } = parse(pluginPackage, document.value, 'key');
  if (faults.length > 0) return faults.map(({ path, message, onKey }) => document.finding('error', path, message, document.find(path, onKey))).sort((a, b) => a.line - b.line);
  if (!said) return [];
  const { nvts }: PluginPackage = data;
  const findings = findFalseClaims(nvts, said, 'its script').map(({ path, message }) => document.finding('error', ['nvts', ...path], `it ${message}`));
  if (nvts.parameters && said.parameters && JSON.stringify(nvts.parameters) !== JSON.stringify(said.parameters)) {
    findings.push(document.finding('warning', ['nvts', 'parameters'], 'these are not the parameters that its script has now: nvts pack writes them'));
  }
  return findings;
}
