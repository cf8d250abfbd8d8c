// SPDX-License-Identifier: MIT
// Compiles src/ to dist/, that to dist/min/, and that to dist/core.js and dist/thin/. What is left of an earlier build goes first, so that dist/ never holds a file whose source is gone.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitCore } from './core.mjs';
import { keepLines } from './line-maps.mjs';
import { mangle } from './mangle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
await splitCore(root, await mangle(root));
keepLines(join(root, 'dist'));
