#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run bench`: builds, measures every figure that the README states, and prints them as a Markdown table.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runMain, UserError } from '../../scripts/lib/errors.mjs';
import { parseOptions } from '../../scripts/lib/options.mjs';
import { buildDir, root, shortPath } from '../../scripts/lib/paths.mjs';
import { runLogged, step } from '../../scripts/lib/progress.mjs';
import { setup } from '../../scripts/lib/setup.mjs';
import { benchmarks, Workbench } from './lib/benchmarks.mjs';
import { describeConditions, readConditions } from './lib/conditions.mjs';
import { formatTable, isMet } from './lib/report.mjs';

const kOptions = {
  only: { value: 'NAME', help: `one benchmark: ${Object.keys(benchmarks).join(', ')}` },
  build: { value: 'DIR', help: 'a configured build folder to take as it is (default: build/, made when needed)' },
  json: { value: 'FILE', help: 'also write the figures to a JSON file' },
  help: { help: 'show this text' },
};

async function build(folder) {
  if (folder === undefined) await setup();
  const out = folder ?? buildDir;
  const args = ['--build', out, '--target', 'nvts_bench', 'gstnvts', 'nvts_node', '--parallel', String(os.availableParallelism())];
  await step('Building the benchmarks', (update) => runLogged(update, 'cmake-bench', 'cmake', args));
  return out;
}

await runMain(async () => {
  const options = parseOptions(process.argv.slice(2), kOptions, 'npm run bench --');
  if (options.help) return void console.log(options.help);
  if (options.only !== undefined && !Object.hasOwn(benchmarks, options.only)) {
    throw new UserError(`There is no benchmark "${options.only}": it is one of ${Object.keys(benchmarks).join(', ')}.`);
  }
  const bench = new Workbench(await build(options.build && path.resolve(options.build)));
  const conditions = readConditions();
  const rows = [];
  const failures = [];
  for (const [name, { title, run }] of Object.entries(benchmarks)) {
    if (options.only !== undefined && options.only !== name) continue;
    try {
      await step(title, async () => void rows.push(...(await run(bench))));
    } catch (error) {
      failures.push(`${title}: ${error.message}`);
    }
  }

  const table = `${formatTable(rows)}\n\n${describeConditions(conditions)}\n`;
  const file = path.join(root, 'out', 'bench.md');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, table);
  console.log(`\n${table}\nThe table is in ${shortPath(file)}.`);
  if (options.json) {
    const figures = rows.map((row) => ({ ...row, met: isMet(row) }));
    fs.writeFileSync(options.json, `${JSON.stringify({ conditions, figures, failures }, null, 2)}\n`);
  }
  for (const failure of failures) console.error(`\nnot measured: ${failure}`);
  return failures.length === 0 ? 0 : 1;
});
