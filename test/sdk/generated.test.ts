// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the views of the frame table are those of its schema', () => {
  const generator = fileURLToPath(new URL('../../runtime/table/generate.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [generator, '--check'], { encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });
});

test("the sandbox's prelude is the element's", () => {
  const generator = fileURLToPath(new URL('../../runtime/host/prelude/generate.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [generator, '--check'], { encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });
});

test("rules' options are those of their schemas, with their comments", { timeout: 120_000 }, () => {
  const sdk = fileURLToPath(new URL('../../sdk', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/option-types.mjs', '--check'], { cwd: sdk, encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });
});

test('the JSON Schemas are those of the zod schemas', { timeout: 120_000 }, () => {
  const sdk = fileURLToPath(new URL('../../sdk', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/schemas.mjs', '--check'], { cwd: sdk, encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });
});
