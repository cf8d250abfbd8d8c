// SPDX-License-Identifier: MIT
// Writes schemas/, the JSON Schemas of files and events, from the zod schemas of the built SDK.
//   node scripts/schemas.mjs           write them
//   node scripts/schemas.mjs --check   exit 1 when one is stale
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jsonSchemas } from '../dist/cli/json-schemas.js';

const folder = new URL('../schemas/', import.meta.url);
let stale = 0;
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  const file = fileURLToPath(new URL(`${name}.schema.json`, folder));
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  let current = '';
  try {
    current = readFileSync(file, 'utf8');
  } catch {
    // A missing file is a stale one.
  }
  if (current === text) continue;
  stale++;
  if (process.argv.includes('--check')) console.error(`${file} is stale: run node scripts/schemas.mjs in the SDK's folder`);
  else writeFileSync(file, text);
}
if (process.argv.includes('--check') && stale > 0) process.exit(1);
