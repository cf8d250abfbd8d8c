// SPDX-License-Identifier: MIT
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../usage.js';
import { TextDocument, type TextFormat } from './document.js';

/** Larger files are refused by the element. */
const MAX_BYTES = 4 << 20;

/** The format of a file by its name, as the element has it. */
export function formatOf(file: string): TextFormat | undefined {
  if (file.endsWith('.json')) return 'json';
  return /\.ya?ml$/.test(file) ? 'yaml' : undefined;
}

/** Whether the element gives a script the text of a file as it is, as the parameter `ini`. */
export function isTextFile(file: string): boolean {
  return /\.(?:txt|ini)$/.test(file);
}

/** Reads a YAML or JSON file. Throws `UsageError` where there is none, or none by its name. */
export function openDocument(file: string): TextDocument {
  const format = formatOf(file);
  if (!format) throw new UsageError(`${file}: expected a file named *.json, *.yaml or *.yml`);
  return new TextDocument(readText(file), format);
}

/** The text of a file. Throws `UsageError`. */
export function readText(file: string): string {
  const bytes = readWith('file', file, (path) => readFileSync(path));
  if (bytes.length > MAX_BYTES) throw new UsageError(`${file}: larger than ${MAX_BYTES >> 20} MiB, which the element refuses`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file}: is not UTF-8`);
  }
}

/** What `read` gives; what it throws becomes a message about a file. */
export function readWith<Value>(what: string, file: string, read: (file: string) => Value): Value {
  try {
    return read(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new UsageError(`${what} ${file}: ${reason}`);
  }
}

/** Makes a folder for the while; who calls this removes it. Throws `UsageError` where none can be made. */
export function makeTemporaryFolder(): string {
  return readWith('temporary folder', tmpdir(), (place) => mkdtempSync(join(place, 'nvts-')));
}
