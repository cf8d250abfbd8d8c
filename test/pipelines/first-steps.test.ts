// SPDX-License-Identifier: MIT
// docs/first-steps.md from top to bottom: its commands are run, and its files are put where it says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { blocksOf } from '../docs/blocks.js';
import { Folder, root, run } from './gst.js';

const folder = new Folder();
afterAll(() => folder.remove());

/** Takes from this clone what a user takes from npm. */
function local(commands: string): string {
  return commands
    .replace('npm create nvts gate --', `node '${root}/create-nvts/bin/create-nvts.mjs' gate`)
    .replace(/^npm install$/m, `ln -s '${root}/node_modules' node_modules`)
    .replaceAll('npx nvts', 'node_modules/.bin/nvts')
    .replace(/^npm install \S+$/m, '$& --offline --no-audit');
}

test('its commands lead from nothing to a signed package that runs', { timeout: 300_000 }, async () => {
  const script = blocksOf('docs/first-steps.md').map(({ language, name, code }, i) => {
    if (language === 'sh') return local(code);
    folder.write(`block-${i}`, code);
    return `cp ../block-${i} ${name}\n`;
  });
  const { code, output } = await run('bash', ['-euc', script.join('')], { cwd: folder.path, seconds: 290, env: { NO_COLOR: '1' } });
  expect(code, output).toBe(0);
  const told = [/Tests {2}4 passed/, /count-changed source 0/, /Tests {2}2 passed/, /^\.: ok, processor, types, manifest/m, /line-crossed source 0/, /nothing is wrong/, /^ +y +number +default 400 +px /m];
  for (const each of told) expect(output).toMatch(each);
  expect(readFileSync(join(folder.path, 'gate/gate.mp4')).length).toBeGreaterThan(10_000);
});
