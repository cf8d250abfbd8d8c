#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run test:soak`: good and hostile scripts side by side in real pipelines, for as many buffers as asked for.
import fs from 'node:fs';
import path from 'node:path';
import { describeConditions, readConditions } from '../test/bench/lib/conditions.mjs';
import { formatTable } from '../test/bench/lib/report.mjs';
import { UserError, runMain } from './lib/errors.mjs';
import { parseOptions } from './lib/options.mjs';
import { buildDir, gstPluginDir, shortPath } from './lib/paths.mjs';
import { runCommand } from './lib/process.mjs';
import { formatSeconds } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';

const kOptions = {
  buffers: { value: 'N', help: 'buffers through all pipelines together (default 100000; the figures ask for 1000000)' },
  seed: { value: 'N', help: 'what chance begins with (default 1)' },
  isolation: { value: 'WHERE', help: 'in-process (default), or process: where the scripts run of which the mix does not say it' },
  only: { value: 'PIPELINE', help: 'one pipeline of test/soak/mix.cpp only' },
  report: { value: 'FILE', help: 'write the table with date and conditions to a Markdown file' },
  help: { help: 'show this text' },
};

function wholeNumber(text, name) {
  if (/^[1-9]\d{0,11}$/.test(text)) return text;
  throw new UserError(`--${name} must be a whole number above 0, not "${text}".`);
}

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), kOptions, 'npm run test:soak --');
  if (options.help) return void console.log(options.help);
  const buffers = wholeNumber(options.buffers ?? '100000', 'buffers');
  const seed = wholeNumber(options.seed ?? '1', 'seed');
  await setup({ tests: true });

  const conditions = readConditions();
  const started = new Date();
  const json = path.join(buildDir, 'soak.json');
  fs.rmSync(json, { force: true });
  const args = ['--buffers', buffers, '--seed', seed, '--json', json, ...(options.only ? ['--only', options.only] : [])];
  if (options.isolation) args.push('--isolation', options.isolation);
  const { code, signal } = await runCommand(path.join(buildDir, 'test', 'soak', 'nvts_soak'), args, {
    env: {
      ...process.env,
      GST_PLUGIN_PATH: gstPluginDir,
      GST_REGISTRY: path.join(buildDir, 'test-registry-soak.bin'),
      LD_LIBRARY_PATH: path.join(buildDir, 'lib', 'nvds'),
    },
  });
  if (signal) throw new UserError(`The process that played the pipelines ended by ${signal}: that is a crash.`);
  if (!fs.existsSync(json)) throw new UserError('The soak test ended without figures; what it said stands above.');

  const rows = JSON.parse(fs.readFileSync(json, 'utf8'));
  const text = [
    `${buffers} buffers, isolation=${options.isolation ?? 'in-process'}, seed ${seed}, ${started.toISOString().slice(0, 16).replace('T', ' ')} UTC, ` +
      `${formatSeconds(Date.now() - started.getTime())}. ${describeConditions(conditions)}`,
    '',
    formatTable(rows),
    '',
  ].join('\n');
  if (options.report) {
    fs.writeFileSync(options.report, text);
    console.log(`\nThe table is in ${shortPath(options.report)}.`);
  }
  console.log(code === 0 ? '\nEvery limit was kept.' : '\nA limit was not kept: see BREACH above.');
  return code === 0 ? 0 : 1;
});
