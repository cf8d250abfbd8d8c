#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run test:asan` and `test:tsan`: the native tests, the soak test's short runs and real pipelines under a sanitizer.
import path from 'node:path';
import { UserError, runMain } from './lib/errors.mjs';
import { parseOptions } from './lib/options.mjs';
import { shortPath } from './lib/paths.mjs';
import { runLogged, step } from './lib/progress.mjs';
import { buildSanitized, kSanitizers, sanitizerEnvironment, sanitizerLibrary, withoutRandomAddresses } from './lib/sanitizers.mjs';
import { setup } from './lib/setup.mjs';

const kOptions = {
  filter: { value: 'REGEX', help: 'only the native tests whose names match, and no pipelines' },
  help: { help: 'show this text' },
};

/** The pipeline tests that need no video file. */
const kPipelineTests = ['probe-pipeline', 'probe-script', 'record-replay', 'recording-formats', 'osd'];

await runMain(async () => {
  const [name, ...args] = process.argv.slice(2);
  const sanitizer = kSanitizers[name];
  if (!sanitizer) throw new UserError(`Give the sanitizer first: ${Object.keys(kSanitizers).join(' or ')}.`);
  const options = parseOptions(args, kOptions, `npm run test:${name} --`);
  if (options.help) return void console.log(options.help);
  const library = sanitizerLibrary(sanitizer);
  if (!library) throw new UserError(`gcc has no ${sanitizer.library} here.`);

  await setup();
  const folder = await buildSanitized(name);
  await step('Native tests', async (update) => {
    const filter = options.filter === undefined ? [] : ['-R', options.filter];
    if (sanitizer.except !== undefined) filter.push('-E', sanitizer.except);
    const ctest = ['ctest', '--test-dir', folder, '--output-on-failure', '--no-tests=error', '--timeout', '1200', ...filter];
    const [command, ...rest] = [...withoutRandomAddresses(), ...ctest];
    const { tail } = await runLogged(update, `${name}-ctest`, command, rest, { env: sanitizerEnvironment(sanitizer) });
    return tail.find((line) => line.includes('tests passed'))?.trim();
  });
  if (options.filter !== undefined) return;
  await step('Pipelines', async (update) => {
    const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const env = {
      ...process.env,
      NVTS_TEST_BUILD: folder,
      NVTS_TEST_ENV: JSON.stringify({ ...sanitizer.environment, ...sanitizer.pipelines, LD_PRELOAD: library }),
    };
    const { tail } = await runLogged(update, `${name}-pipelines`, process.execPath, [vitest, 'run', '--testTimeout=600000', ...kPipelineTests], { env });
    return tail.map((line) => line.replace(/\u001b\[[0-9;]*m/g, '').trim()).find((line) => line.startsWith('Tests '));
  });
  console.log(`\nNothing found. The tests were built in ${shortPath(folder)}.`);
});
