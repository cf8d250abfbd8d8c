// SPDX-License-Identifier: MIT
// What a script says to a file of parameters, with the places in the file.
import type { TextDocument } from '../text/document.js';
import type { Finding } from '../text/finding.js';
import type { LoadedScript } from './load.js';

/** Everything that is wrong in a file of parameters for a script. */
export function checkParams(document: TextDocument, script: LoadedScript): Finding[] {
  if (document.faults.length > 0) {
    return document.faults.map(({ start, end, message }) => ({ severity: 'error', ...document.position(start), length: Math.max(1, end - start), path: '', message }));
  }
  const value = document.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [{ severity: 'error', line: 1, column: 1, length: 1, path: '', message: 'expected keys and values (name: value)' }];
  }
  const fault = script.start(value);
  if (!fault) return [];
  const findings = splitFaults(fault.message).map(({ path, message }): Finding => {
    const span = document.find(keysOf(path), message.startsWith('no such'));
    const { line, column } = document.position(span.start);
    const rest = document.line(line).length - column + 1;
    return { severity: 'error', line, column, length: Math.max(1, Math.min(span.end - span.start, rest)), path, message };
  });
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

const PATH = /^((?:[^\s:.[\]]+|\[\d+\])(?:\.[^\s:.[\]]+|\[\d+\])*): ([^]*)$/;

/** The faults that a message of the SDK names: one behind "is wrong", or several in a line each. Another message is a fault itself. */
function splitFaults(message: string): { readonly path: string; readonly message: string }[] {
  const [, alone] = /^a parameter is wrong: ([^]*)$/.exec(message) ?? [];
  const [, several] = /^\d+ parameters are wrong:\n([^]*)$/.exec(message) ?? [];
  const faults = alone !== undefined ? [alone] : several?.split('\n').map((line) => line.trim());
  return (faults ?? [message]).map((fault) => {
    const [, path, what] = (faults && PATH.exec(fault)) ?? [];
    return path === undefined ? { path: '', message: fault } : { path, message: what! };
  });
}

/** `cameras[0].rules[2].line` as keys. */
function keysOf(path: string): PropertyKey[] {
  return Array.from(path.matchAll(/[^.[\]]+/g), ([key]) => key);
}
