#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm test`: the set-up, then the native tests, some of them under sanitizers, the type checks and everything that vitest finds.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError, runMain } from './lib/errors.mjs';
import { parseOptions } from './lib/options.mjs';
import { listWorkspaces } from './lib/npm.mjs';
import { buildDir, logDir, root } from './lib/paths.mjs';
import { runCommand } from './lib/process.mjs';
import { formatResults, readCTestJUnit, readVitestJson, settle, sumResults } from './lib/results.mjs';
import {
  buildSanitized,
  kSanitizers,
  sanitizerEnvironment,
  sanitizerLibrary,
  sanitizerRefusal,
  withoutRandomAddresses,
} from './lib/sanitizers.mjs';
import { setup } from './lib/setup.mjs';

const kOptions = { help: { help: 'show this text' } };
const kNativeTestSeconds = 600;

function readReport(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs a suite with its output on the terminal and counts what its report says. */
async function runSuite(title, report, read, command, args, env = process.env) {
  console.log(`\n== ${title}`);
  fs.mkdirSync(logDir, { recursive: true });
  fs.rmSync(report, { force: true });
  const { code, error } = await runCommand(command, args, { cwd: root, env });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  const text = readReport(report);
  const result = settle(text === undefined ? undefined : read(text), code);
  console.log(`${title}: ${formatResults(result)}`);
  return result;
}

const ctest = (folder, report, ...more) => [
  'ctest',
  ...['--test-dir', folder, '--output-on-failure', '--no-tests=error', '--output-junit', report],
  ...['--parallel', String(os.availableParallelism()), '--timeout', String(kNativeTestSeconds), ...more],
];

function runNativeTests() {
  const report = path.join(logDir, 'ctest.xml');
  const [command, ...args] = ctest(buildDir, report);
  return runSuite('Native tests', report, readCTestJUnit, command, args);
}

/** A few of them under a sanitizer: `npm run test:asan` and `test:tsan` run all. */
async function runSanitized(name) {
  const sanitizer = kSanitizers[name];
  const title = `Native tests under ${sanitizer.title}`;
  console.log();
  const skip = (reason) => {
    console.log(`${title}: skipped: ${reason}`);
    return { passed: 0, failed: 0, skipped: 1 };
  };
  if (!sanitizerLibrary(sanitizer)) return skip(`gcc has no ${sanitizer.library} here`);
  let folder;
  try {
    folder = await buildSanitized(name, { short: true });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const refusal = await sanitizerRefusal(name, folder);
  if (refusal) return skip(`a program that was built with it does not start here: ${refusal}`);
  const report = path.join(logDir, `${name}-ctest.xml`);
  const [command, ...args] = [...withoutRandomAddresses(), ...ctest(folder, report, '-R', sanitizer.short.tests)];
  return runSuite(title, report, readCTestJUnit, command, args, sanitizerEnvironment(sanitizer));
}

function runTypeScriptTests() {
  const report = path.join(logDir, 'vitest.json');
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return runSuite('TypeScript and pipeline tests', report, readVitestJson, process.execPath, [
    vitest,
    'run',
    ...reporters,
  ]);
}

/** Checks the types of each folder that has a tsconfig.json, as one test each. */
async function runTypeChecks() {
  console.log('\n== Type checks');
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const folders = [
    ...listWorkspaces().map(({ folder }) => folder),
    path.join(root, 'test'),
    path.join(root, 'scripts', 'demo'),
  ];
  const left = folders.filter((folder) => fs.existsSync(path.join(folder, 'tsconfig.json')));
  const results = [];
  const checkRest = async () => {
    for (let folder = left.shift(); folder !== undefined; folder = left.shift()) {
      const lines = [];
      const { code } = await runCommand(process.execPath, [tsc, '--noEmit', '--project', folder], { cwd: root, onLine: (line) => lines.push(line) });
      console.log([`${code === 0 ? '✓' : '✗'} ${path.relative(root, folder)}`, ...lines].join('\n'));
      results.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, checkRest));
  const total = sumResults(results);
  console.log(`Type checks: ${formatResults(total)}`);
  return total;
}

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), kOptions, 'npm test --');
  if (options.help) return void console.log(options.help);
  try {
    await setup({ tests: true });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`\n${error.message}\n\nThe set-up failed, so no test ran.`);
    console.log(formatResults({ passed: 0, failed: 1, skipped: 0 }));
    return 1;
  }
  const results = [await runNativeTests()];
  for (const name of Object.keys(kSanitizers)) results.push(await runSanitized(name));
  results.push(await runTypeChecks(), await runTypeScriptTests());
  const total = sumResults(results);
  console.log(`\n${formatResults(total)}`);
  return total.failed === 0 ? 0 : 1;
});
