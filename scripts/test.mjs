#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm test`: the set-up, then the native tests, the type checks and everything that vitest finds.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError, runMain } from './lib/errors.mjs';
import { parseOptions } from './lib/options.mjs';
import { listWorkspaces } from './lib/npm.mjs';
import { buildDir, logDir, root } from './lib/paths.mjs';
import { runCommand } from './lib/process.mjs';
import { formatResults, readCTestJUnit, readVitestJson, settle, sumResults } from './lib/results.mjs';
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
async function runSuite(title, report, read, command, args) {
  console.log(`\n== ${title}`);
  fs.mkdirSync(logDir, { recursive: true });
  fs.rmSync(report, { force: true });
  const { code, error } = await runCommand(command, args, { cwd: root });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  const text = readReport(report);
  const result = settle(text === undefined ? undefined : read(text), code);
  console.log(`${title}: ${formatResults(result)}`);
  return result;
}

function runNativeTests() {
  const report = path.join(logDir, 'ctest.xml');
  const limits = ['--parallel', String(os.availableParallelism()), '--timeout', String(kNativeTestSeconds)];
  const args = ['--test-dir', buildDir, '--output-on-failure', '--no-tests=error', ...limits, '--output-junit', report];
  return runSuite('Native tests', report, readCTestJUnit, 'ctest', args);
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
  const total = sumResults([await runNativeTests(), await runTypeChecks(), await runTypeScriptTests()]);
  console.log(`\n${formatResults(total)}`);
  return total.failed === 0 ? 0 : 1;
});
