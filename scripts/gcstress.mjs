#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run test:gcstress`: the tests that run scripts, with JavaScriptCore's options that stress and check its collector.
import path from 'node:path';
import { UserError, runMain } from './lib/errors.mjs';
import { closest, parseOptions } from './lib/options.mjs';
import { buildDir } from './lib/paths.mjs';
import { runCommand } from './lib/process.mjs';
import { runLogged, step } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';

const kOptions = {
  only: { value: 'NAME', help: 'one set of options only' },
  help: { help: 'show this text' },
};

/** What each set makes the engine do; all of them are options of a release build. */
const kSets = {
  continuous: { collectContinuously: 1, useGenerationalGC: 0 },
  frequent: { slowPathAllocsBetweenGCs: 20, forceGCSlowPaths: 1 },
  scribble: { scribbleFreeCells: 1, sweepSynchronously: 1, slowPathAllocsBetweenGCs: 50 },
  zombies: { useZombieMode: 1, slowPathAllocsBetweenGCs: 100 },
  verified: { verifyGC: 1, verifyHeap: 1, slowPathAllocsBetweenGCs: 200 },
  stopped: { useConcurrentGC: 0, numberOfGCMarkers: 1, slowPathAllocsBetweenGCs: 50 },
  exceptions: { validateExceptionChecks: 1, validateBytecode: 1, validateGraph: 1 },
};
const kTests = '^(jsc|host|element\\.probe(\\.in_process)?)$';

const variables = (set) => Object.fromEntries(Object.entries(set).map(([name, value]) => [`JSC_${name}`, String(value)]));

/** The engine passes over a name that it does not know with no more than a line: a set that does nothing proves nothing. */
async function checkOptions() {
  const set = Object.assign({}, ...Object.values(kSets));
  const known = new Set();
  const refused = [];
  const program = path.join(buildDir, 'test', 'native', 'jsc', 'nvts_jsc_test');
  await runCommand(program, ['no such test'], {
    env: { ...process.env, ...variables(set), JSC_dumpOptions: '2' },
    onLine(line) {
      const option = /^\s+(\w+)=/.exec(line)?.[1];
      if (option) known.add(option);
      if (line.includes('invalid option')) refused.push(line);
    },
  });
  const missing = Object.keys(set).filter((name) => known.size > 0 && !known.has(name));
  if (refused.length > 0 || missing.length > 0) {
    throw new UserError(`This JavaScriptCore lacks options: ${[...refused, ...missing].join(', ')}`);
  }
  return known.size > 0 ? `all of ${Object.keys(set).length} are known to this engine` : 'none was refused';
}

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), kOptions, 'npm run test:gcstress --');
  if (options.help) return void console.log(`${options.help}\n\nSets: ${Object.keys(kSets).join(', ')}`);
  if (options.only !== undefined && !Object.hasOwn(kSets, options.only)) {
    const near = closest(options.only, Object.keys(kSets));
    throw new UserError(`There is no set "${options.only}"${near ? `. Did you mean "${near}"?` : ''}: ${Object.keys(kSets).join(', ')}.`);
  }
  await setup({ tests: true });
  await step('Options', checkOptions);
  let failed = 0;
  for (const [name, set] of Object.entries(kSets)) {
    if (options.only !== undefined && options.only !== name) continue;
    const texts = Object.entries(set).map(([option, value]) => `${option}=${value}`);
    await step(`${name} (${texts.join(' ')})`, async (update) => {
      const args = ['--test-dir', buildDir, '--output-on-failure', '--no-tests=error', '--timeout', '900', '-R', kTests];
      const { tail } = await runLogged(update, `gcstress-${name}`, 'ctest', args, { env: { ...process.env, ...variables(set), NVTS_TEST_GC_STRESS: '1' } });
      return tail.find((line) => line.includes('tests passed'))?.trim();
    }).catch((error) => {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      failed++;
    });
  }
  return failed === 0 ? 0 : 1;
});
