// SPDX-License-Identifier: MIT
// Packages for people: what nvts inspect, list, pack and verify print.
import { kilobytes, paintFor, wantsColors } from '../text/report.js';
import type { Examined } from './examine.js';
import { shortId } from './keys.js';
import { type ParameterRow, parameterRows } from './parameters.js';

const MAX_DEFAULT = 40;

/** A text that does nothing to a terminal. */
export const printable = (text: string): string => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd').replaceAll('\n', ' ');

/** Name, version, kind and place; what it says of itself; what it asks for; whether its files are as they were packed. */
export function describePackage({ manifest, entryBytes, integrity, signature, faults }: Examined, place: string): string {
  const paint = paintFor(wantsColors(process.stdout));
  const { name, version, description, nvts } = manifest;
  const lines = [`${paint.strong(`${name} ${printable(version)}`)}  ${nvts.kind}  ${paint.faint(place)}`];
  const row = (key: string, value: string): void => void lines.push(`  ${key.padEnd(13)}${value}`);
  if (description !== undefined) lines.push(`  ${printable(description)}`);
  row('entry', `${nvts.entry}  ${entryBytes > 0 ? kilobytes(entryBytes) : paint.error('is missing')}`);
  row('api', nvts.api);
  row('engines', nvts.backends.join(', '));
  row('capabilities', nvts.capabilities.length === 0 ? 'none' : `${nvts.capabilities.join(', ')} (grant=${nvts.capabilities.join(',')})`);
  const { deadlineMs, memoryMb } = nvts.budget ?? {};
  const budget = [deadlineMs !== undefined && `${deadlineMs} ms a batch`, memoryMb !== undefined && `${memoryMb} MiB`].filter(Boolean).join(', ');
  if (budget !== '') row('budget', budget);
  const states = { none: `no nvts.integrity.json`, kept: `as they were packed (${integrity.files} files, ${kilobytes(integrity.bytes)})`, broken: paint.error('not as they were packed') };
  row('files', states[integrity.state]);
  const key = signature.keyId === undefined ? '' : shortId(signature.keyId);
  const signed = { none: 'no one', unchecked: `key ${key} (not checked: give --trusted-keys)`, trusted: paint.good(`key ${key}, which is trusted`), refused: paint.error(`key ${key}, refused`) };
  row('signed by', signed[signature.state]);
  for (const { code, message } of faults) lines.push(`  ${paint.error(code)} ${printable(message)}`);
  return `${lines.join('\n')}\n`;
}

/** A table of the parameters, or that there are none. */
export function describeParameters(schema: unknown): string {
  const rows = parameterRows(schema);
  if (schema === undefined) return '  parameters   not told: nvts pack writes them into package.json\n';
  if (rows.length === 0) return '  parameters   none\n';
  const name = Math.max(...rows.map((row) => row.name.length));
  const type = Math.min(32, Math.max(...rows.map((row) => row.type.length)));
  const lines = rows.map((row) => `    ${row.name.padEnd(name)}  ${row.type.padEnd(type)}  ${detail(row)}`.trimEnd());
  return `  parameters\n${lines.join('\n')}\n`;
}

function detail({ required, default: value, unit, description }: ParameterRow): string {
  const text = value === undefined ? '' : JSON.stringify(value);
  const shown = text.length > MAX_DEFAULT ? `${text.slice(0, MAX_DEFAULT - 3)}...` : text;
  const parts = [required ? 'required' : value === undefined ? 'optional' : `default ${shown}`, unit, description && printable(description)];
  return parts.filter((part) => part !== undefined && part !== '').join('  ');
}

/** For `--json`. */
export function packageReport({ manifest, entryBytes, integrity, signature, faults }: Examined, place: string): object {
  const { name, version, description, nvts } = manifest;
  return { type: 'package', name, version, description, place, nvts, entryBytes, integrity, signature, faults, parameters: parameterRows(nvts.parameters) };
}
