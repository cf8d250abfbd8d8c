#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run setup`: everything that the build, the tests and the demo stand on. What stands already is reused.
import { runMain } from './lib/errors.mjs';
import { parseOptions } from './lib/options.mjs';
import { formatSeconds } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';

const kOptions = {
  only: { value: 'STEP', help: 'do one step: system, packages, onnxruntime or build' },
  help: { help: 'show this text' },
};

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), kOptions, 'npm run setup --');
  if (options.help) return void console.log(options.help);
  const started = performance.now();
  await setup({ only: options.only });
  console.log(`Ready in ${formatSeconds(performance.now() - started)}.`);
});
