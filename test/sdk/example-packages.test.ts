// SPDX-License-Identifier: MIT
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeSource } from '../../sdk/src/cli/package/describe-script.js';
import { FolderFiles } from '../../sdk/src/cli/package/files.js';
import { readPackageJson } from '../../sdk/src/cli/package/manifest-file.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const folders = readdirSync(examples).map((name) => join(examples, name)).filter((folder) => existsSync(join(folder, 'package.json')));

test.each(folders.map((folder) => [basename(folder), folder]))('the manifest of %s is what its script says (nvts pack --no-archive mends it)', async (_, folder) => {
  const { nvts, keywords } = readPackageJson(new FolderFiles(folder)) as ReturnType<typeof readPackageJson> & { keywords?: unknown };
  const { kind, parameters, capabilities } = await describeSource(join(folder, 'src/index.ts'));
  expect({ kind: nvts.kind, capabilities: nvts.capabilities, parameters: nvts.parameters }).toEqual({ kind, capabilities, parameters });
  expect(keywords).toContain('nvts-plugin');
  // Whoever installs it needs the bundle and nothing else.
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
});
