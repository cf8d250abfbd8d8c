// SPDX-License-Identifier: MIT
import { relative } from 'node:path';
import { parameterRows } from './parameters.js';
import { kilobytes } from '../text/report.js';
import { type Command, readArgs } from '../usage.js';
import { readPrivateKey, shortId } from './keys.js';
import { tellOutcome } from './outcome.js';
import { packPackage, type PackReport } from './pack.js';
import { targetOf } from './target.js';

const help = `nvts pack [folder] [options]: makes a plugin package ready to be published

Builds its bundle from "source" of the manifest (src/index.ts when left out), writes what the script says of its parameters and
capabilities into package.json, checks it, writes the SHA-256 and size of all files that npm publishes into
nvts.integrity.json, and makes the archive with npm pack.

  --key <file>        signs it with this private key, as nvts sign does
  --no-archive        leaves the folder ready for npm publish; "prepack": "nvts pack --no-archive" makes npm do it
  --no-build          takes the bundle as it is
  -o, --output <dir>  where the archive goes; the current folder when left out
  --json              prints the report as JSON
  -h, --help          shows this

NVTS_KEY_PASSPHRASE is the passphrase of a key that has one.

Example:
  nvts pack --key signing.pem && npm publish nvts-plugin-counter-1.0.0.tgz

Exit codes: 0 packed, 1 the package has errors, 2 the command line has errors.
`;

export const packCommand: Command = {
  usage: 'pack [folder]',
  summary: 'makes a plugin package ready to be published',
  help,
  async run(args) {
    const { values, positionals } = readArgs(args, {
      key: { type: 'string' },
      'no-archive': { type: 'boolean' },
      'no-build': { type: 'boolean' },
      output: { type: 'string', short: 'o' },
      json: { type: 'boolean' },
    });
    return tellOutcome(values.json, async () => {
      const report = await packPackage({
        folder: targetOf(positionals, 'pack').place,
        build: !values['no-build'],
        archive: !values['no-archive'],
        destination: values.output,
        // Before anything is written.
        key: values.key === undefined ? undefined : readPrivateKey(values.key, process.env['NVTS_KEY_PASSPHRASE']),
      });
      const { manifest, archive, keyId, packed, written } = report;
      const { name, version } = manifest;
      return { ok: true, report: { name, version, archive, keyId, packedBytes: packed.size, unpackedBytes: packed.unpackedSize, files: packed.files, written }, text: describe(report) };
    });
  },
};

const MAX_SHOWN = 12;

function describe({ manifest, packed, archive, keyId, written }: PackReport): string {
  const { name, version, nvts } = manifest;
  const lines = [`${name} ${version}  ${nvts.kind}`];
  const files = [...packed.files].sort((a, b) => b.size - a.size);
  for (const { path, size } of files.slice(0, MAX_SHOWN)) lines.push(`  ${kilobytes(size).padStart(10)}  ${path}`);
  if (files.length > MAX_SHOWN) lines.push(`  ${''.padStart(10)}  and ${files.length - MAX_SHOWN} more`);
  lines.push(`  ${kilobytes(packed.unpackedSize).padStart(10)}  in ${files.length} files${archive === undefined ? '' : `, ${kilobytes(packed.size)} packed`}`);
  const parameters = parameterRows(nvts.parameters).filter((row) => !row.name.includes('.'));
  lines.push(`parameters: ${parameters.map((row) => row.name).join(', ') || 'none'}`);
  lines.push(`capabilities: ${nvts.capabilities.join(', ') || 'none'}`);
  lines.push(keyId === undefined ? 'not signed' : `signed by the key ${shortId(keyId)}`);
  lines.push(`wrote ${written.join(', ')}`);
  lines.push(archive === undefined ? 'ready for npm publish' : relative(process.cwd(), archive) || archive);
  return `${lines.join('\n')}\n`;
}
