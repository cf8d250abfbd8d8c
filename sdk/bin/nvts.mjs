#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// A file that is there before the package is built, so that npm can link the command in a workspace.
import { existsSync } from 'node:fs';

// esbuild, a program in Go, ends after one build, before there is anything to collect; its own command line does the same.
if (process.argv[2] === 'build') process.env.GOGC ??= 'off';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  const { main: run } = await import(main.href);
  // Whoever reads a part of it, as head does, has all that is wanted.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(process.argv.slice(2));
} else {
  console.error('nvts: @nvtsprobe/sdk is not built yet: run `npm run build -w sdk` first');
  process.exitCode = 1;
}
