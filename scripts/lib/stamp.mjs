// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const kGenerated = new Set(['node_modules', 'dist', 'build', 'out', '.git']);

function* walk(entry) {
  const stat = fs.statSync(entry, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    yield { file: entry, stat };
    return;
  }
  for (const name of fs.readdirSync(entry).sort()) {
    if (!kGenerated.has(name)) yield* walk(path.join(entry, name));
  }
}

/** A digest that changes when a source file under `entries` is added, removed, resized or touched. */
export function fingerprint(base, entries) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const { file, stat } of walk(entry)) {
      hash.update(`${path.relative(base, file)}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

export function readStamp(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function writeStamp(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, value);
}
