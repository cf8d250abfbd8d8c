#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run test:fuzz`: the targets of test/fuzz with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer.
import fs from 'node:fs';
import path from 'node:path';
import { UserError, runMain } from './lib/errors.mjs';
import { closest, parseOptions } from './lib/options.mjs';
import { buildDir, root, shortPath } from './lib/paths.mjs';
import { runCommand } from './lib/process.mjs';
import { step } from './lib/progress.mjs';
import { buildVariant, requireClang } from './lib/variants.mjs';

const kOptions = {
  target: { value: 'NAME', help: 'one target only; the names are those of the files in test/fuzz/targets' },
  seconds: { value: 'N', help: 'time for each target (default 60)' },
  seed: { value: 'N', help: "the fuzzer's random seed (default: another one each time)" },
  help: { help: 'show this text' },
};

const fuzzDir = path.join(root, 'test', 'fuzz');
const buildFolder = path.join(buildDir, 'fuzz');

function targets(only) {
  const names = fs.readdirSync(path.join(fuzzDir, 'targets')).map((file) => path.basename(file, '.cpp'));
  if (only === undefined) return names.sort();
  if (names.includes(only)) return [only];
  const near = closest(only, names);
  throw new UserError(`There is no target "${only}"${near ? `. Did you mean "${near}"?` : ''}: ${names.sort().join(', ')}.`);
}

function positiveNumber(text, name) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new UserError(`--${name} must be a whole number above 0.`);
  return number;
}

/** Runs one target's program; the result is `{ runs, coverage, found, output }`, `found` the file of an input that failed. */
async function runTarget(update, name, args, asan) {
  const suppressions = path.join(root, 'test', 'sanitizers', 'lsan.supp');
  const env = { ...process.env, ASAN_OPTIONS: asan, LSAN_OPTIONS: `suppressions=${suppressions}:print_suppressions=0` };
  const result = { runs: 0, coverage: 0, found: undefined, output: [] };
  const { code } = await runCommand(path.join(buildFolder, 'test', 'fuzz', `fuzz_${name}`), args, {
    env,
    onLine(line) {
      const status = /^#(\d+).*\bcov: (\d+)/.exec(line);
      if (status) {
        result.runs = Number(status[1]);
        result.coverage = Number(status[2]);
        update(`${result.runs} runs, ${result.coverage} edges`);
      } else {
        result.output.push(line);
      }
      result.found = /Test unit written to (.*)$/.exec(line)?.[1] ?? result.found;
    },
  });
  if (code !== 0 && result.found === undefined) result.found = '(no input was kept)';
  return result;
}

/** Fuzzes one target for a while, then looks for leaks in what its corpus does. */
async function fuzz(update, name, seconds, seed) {
  const corpus = path.join(buildFolder, 'corpus', name);
  const found = path.join(buildFolder, 'found');
  for (const folder of [corpus, found]) fs.mkdirSync(folder, { recursive: true });
  const inputs = ['seeds', 'regressions'].map((kind) => path.join(fuzzDir, kind, name)).filter((folder) => fs.existsSync(folder));
  const args = ['-timeout=20', '-rss_limit_mb=4096', '-max_len=8192', `-artifact_prefix=${path.join(found, `${name}-`)}`, corpus, ...inputs];
  if (seed !== undefined) args.unshift(`-seed=${seed}`);
  const result = await runTarget(update, name, [`-max_total_time=${seconds}`, ...args], 'detect_leaks=0');
  if (result.found !== undefined) return result;
  // Stacks deep enough to tell a leak of GLib's own from one of ours are slow to take.
  update('looking for leaks');
  const { found: leaking, output } = await runTarget(() => {}, name, ['-runs=0', ...args], 'fast_unwind_on_malloc=0');
  return { ...result, found: leaking, output };
}

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), kOptions, 'npm run test:fuzz --');
  if (options.help) return void console.log(options.help);
  const names = targets(options.target);
  const seconds = positiveNumber(options.seconds ?? '60', 'seconds');
  const compilers = requireClang();
  await buildVariant('fuzz', ['-DNVTS_FUZZ=ON', '-DNVTS_BUILD_ABI_VARIANTS=OFF', ...compilers], ['fuzz_targets']);

  let failed = 0;
  for (const name of names) {
    await step(`Fuzzing ${name}`, async (update) => {
      const { runs, coverage, found, output } = await fuzz(update, name, seconds, options.seed);
      if (found === undefined) return `${runs} runs, ${coverage} edges`;
      failed++;
      console.error(output.slice(-60).join('\n'));
      return `FAILED, the input is ${shortPath(found)}`;
    });
  }
  const dir = shortPath(path.join(fuzzDir, 'regressions'));
  console.log(failed === 0 ? '\nNo target failed.' : `\n${failed} failed. Mend the fault and keep the input in ${dir}/<target>/.`);
  return failed === 0 ? 0 : 1;
});
