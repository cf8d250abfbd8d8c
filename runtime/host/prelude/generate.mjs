#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Writes those of these scripts that the test kit's sandbox runs, too, as texts of the SDK.
//   node runtime/host/prelude/generate.mjs           write the file
//   node runtime/host/prelude/generate.mjs --check   exit 1 when it is stale
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// In the order in which they run. expressions.js and loops.js make loops of what JavaScriptCore could not be stopped in.
const scripts = ['console', 'globals', 'code_from_text', 'random', 'time', 'guards', 'freeze'];
const target = fileURLToPath(new URL('../../../sdk/src/testing/sandbox/prelude.generated.ts', import.meta.url));

const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const texts = scripts.map((name) => `export const ${camelCase(name)} = ${JSON.stringify(readFileSync(new URL(`${name}.js`, import.meta.url), 'utf8'))};\n`);
const content = `// SPDX-License-Identifier: MIT
// Made by runtime/host/prelude/generate.mjs of the scripts beside it. Do not edit.
/* What runs in a context before a script does: each text is that of a function of one argument. */

${texts.join('')}`;

if (process.argv.includes('--check')) {
  let current = '';
  try {
    current = readFileSync(target, 'utf8');
  } catch {
    // A missing file is a stale one.
  }
  if (current !== content) {
    console.error(`${target} is stale: run node runtime/host/prelude/generate.mjs`);
    process.exit(1);
  }
} else {
  writeFileSync(target, content);
}
