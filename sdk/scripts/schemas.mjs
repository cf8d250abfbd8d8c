// SPDX-License-Identifier: MIT
// Writes schemas/, the JSON Schemas of files and events, from the zod schemas of the built SDK and their doc comments.
//   node scripts/schemas.mjs           write them
//   node scripts/schemas.mjs --check   exit 1 when one is stale
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runDescribing } from '../dist/cli/package/describe-script.js';

const folder = new URL('../schemas/', import.meta.url);
const wrapper = `import { jsonSchemas } from './json-schemas.js'; globalThis.__nvts_description = JSON.stringify(jsonSchemas(__nvts_described));`;
const schemas = JSON.parse(await runDescribing(wrapper, fileURLToPath(new URL('../dist/cli/json-schemas.js', import.meta.url))));
let stale = 0;
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
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
