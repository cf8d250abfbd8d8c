// SPDX-License-Identifier: MIT
// What a script says to a file of parameters, with the places in the file.
import type { TextDocument } from '../text/document.js';
import type { Finding } from '../text/finding.js';
import type { Lines } from '../text/lines.js';
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
  const findings = splitFaults(fault.message).map(({ path, message }) => document.finding('error', path, message, document.find(path, /^(?:there is )?no such/.test(message))));
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Everything that a script says of a text that it gets as the parameter `ini`. */
export function checkText(lines: Lines, script: LoadedScript): Finding[] {
  const fault = script.start({ ini: lines.text });
  if (!fault) return [];
  const findings = splitFaults(fault.message).map(({ message }): Finding => {
    const [, number, what] = /^line (\d+), ([^]*)$/.exec(message) ?? [];
    const line = Number(number ?? 1);
    const content = lines.line(line);
    const column = content.search(/\S|$/) + 1;
    return { severity: 'error', line, column, length: Math.max(1, content.trim().length), path: '', message: what ?? message };
  });
  return findings.sort((a, b) => a.line - b.line);
}

const PATH = /^((?:[^\s:.[\]]+|\[\d+\])(?:\.[^\s:.[\]]+|\[\d+\])*): ([^]*)$/;

/**
 * The faults that a message names: one behind 'is wrong', or several in a line each behind a line that ends with 'are wrong', as
 * those of the SDK do. Another message is a fault itself.
 */
function splitFaults(message: string): { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  const [, alone] = /^[^:\n]+ is wrong: ([^]*)$/.exec(message) ?? [];
  const [, several] = /^\d+ [^:\n]+ are wrong:\n([^]*)$/.exec(message) ?? [];
  const faults = alone !== undefined ? [alone] : several?.split('\n').map((line) => line.trim());
  return (faults ?? [message]).map((fault) => {
    const [, path, what] = (faults && PATH.exec(fault)) ?? [];
    return path === undefined ? { path: [], message: fault.replace(/\s*\n\s*/g, ' ') } : { path: keysOf(path), message: what! };
  });
}

/** `cameras[0].rules[2].line` as keys. */
function keysOf(path: string): PropertyKey[] {
  return Array.from(path.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([key, index]) => (index === undefined ? key : Number(index)));
}
