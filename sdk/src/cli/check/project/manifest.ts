// SPDX-License-Identifier: MIT
// Whether a plugin package's manifest says what its script does.
import { pathText } from '../../../processor/params.js';
import type { LoadedScript } from '../../script/load.js';
import type { TextDocument } from '../../text/document.js';
import type { Finding } from '../../text/finding.js';

/** What is wrong in a package.json. `script` is that of the package, where it could be loaded. */
export function checkManifest(document: TextDocument, script: LoadedScript | undefined): Finding[] {
  const tell = (severity: Finding['severity'], path: readonly PropertyKey[], message: string): Finding => {
    const { start, end } = document.find(path);
    return { severity, ...document.position(start), length: Math.max(1, end - start), path: pathText(path), message };
  };
  if (document.faults.length > 0) return document.faults.map(({ start, end, message }) => ({ severity: 'error', ...document.position(start), length: Math.max(1, end - start), path: '', message }));
  const { nvts } = (document.value ?? {}) as { readonly nvts?: Readonly<Record<string, unknown>> };
  if (typeof nvts !== 'object' || nvts === null) return [tell('error', [], 'it has no key "nvts": this is no plugin package')];
  const { kind, entry, capabilities = [] } = nvts;
  const findings: Finding[] = [];
  if (typeof entry !== 'string') findings.push(tell('error', ['nvts', 'entry'], 'expected the path of the bundle in the package'));
  if (!Array.isArray(capabilities)) return [...findings, tell('error', ['nvts', 'capabilities'], 'expected a list, such as ["clock"]')];
  if (!script) return findings;
  if (kind !== script.kind) findings.push(tell('error', ['nvts', 'kind'], `its script is a ${script.kind}`));
  for (const capability of script.capabilities) {
    if (capabilities.includes(capability)) continue;
    findings.push(tell('error', ['nvts', 'capabilities'], `its script asks for ${JSON.stringify(capability)}, which is not named here: an operator must see it`));
  }
  for (const capability of capabilities) {
    if (!script.capabilities.includes(capability as string)) findings.push(tell('warning', ['nvts', 'capabilities'], `${JSON.stringify(capability)} is named, and its script does not ask for it`));
  }
  return findings;
}
