// SPDX-License-Identifier: MIT
// What a script says to a file of parameters, with the places in the file.
import type { TextDocument } from '../text/document.js';
import type { Finding } from '../text/finding.js';
import type { LoadedScript } from './load.js';

/** Everything that is wrong in a file of parameters for a script. */
export function checkParams(document: TextDocument, script: LoadedScript): Finding[] {
  if (document.faults.length > 0) return document.faultFindings();
  const value = document.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [document.finding('error', [], 'expected keys and values (name: value)')];
  }
  const fault = script.start(value);
  if (!fault) return [];
  const findings = splitFaults(fault.message).map(({ path, message }) => document.finding('error', path, message, document.find(path, message.startsWith('no such'))));
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

const PATH = /^((?:[^\s:.[\]]+|\[\d+\])(?:\.[^\s:.[\]]+|\[\d+\])*): ([^]*)$/;

/** The faults that a message of the SDK names: one behind "is wrong", or several in a line each. Another message is a fault itself. */
function splitFaults(message: string): { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  const [, alone] = /^a parameter is wrong: ([^]*)$/.exec(message) ?? [];
  const [, several] = /^\d+ parameters are wrong:\n([^]*)$/.exec(message) ?? [];
  const faults = alone !== undefined ? [alone] : several?.split('\n').map((line) => line.trim());
  return (faults ?? [message]).map((fault) => {
    const [, path, what] = (faults && PATH.exec(fault)) ?? [];
    return path === undefined ? { path: [], message: fault } : { path: keysOf(path), message: what! };
  });
}

/** `cameras[0].rules[2].line` as keys. */
function keysOf(path: string): PropertyKey[] {
  return Array.from(path.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([key, index]) => (index === undefined ? key : Number(index)));
}
