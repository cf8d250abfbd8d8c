// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { type Command, readArgs, UsageError } from '../usage.js';
import { PackageError } from './error.js';
import { examine } from './examine.js';
import { openPackageFiles, writeWhole } from './files.js';
import { INTEGRITY_FILE, SIGNATURE_FILE } from './integrity.js';
import { readPrivateKey, shortId } from './keys.js';
import { tellOutcome } from './outcome.js';
import { signBytes } from './signature.js';
import { targetOf } from './target.js';

const help = `nvts sign [folder] --key <file>: signs a package that nvts pack --no-archive has made ready

Writes nvts.signature.json: an Ed25519 signature of nvts.integrity.json, which names all files. Refuses when a file has been
changed since it was packed. Afterwards npm publish (or npm pack) with --ignore-scripts, so that it is not packed anew; or
give nvts pack the --key, which does both.

  --key <file>   the private key (PEM, PKCS #8), as nvts keygen makes it; NVTS_KEY_PASSPHRASE is its passphrase
  --json         prints the report as JSON
  -h, --help     shows this

Example:
  nvts pack --no-archive && nvts sign --key signing.pem && npm publish --ignore-scripts

Exit codes: 0 signed, 1 the package or the key cannot be used, 2 the command line has errors.
`;

export const signCommand: Command = {
  usage: 'sign [folder] --key <file>',
  summary: 'signs a package',
  help,
  run(args) {
    const { values, positionals } = readArgs(args, { key: { type: 'string' }, json: { type: 'boolean' } });
    const { key: keyFile } = values;
    if (keyFile === undefined) throw new UsageError('sign needs --key FILE, the private key; nvts keygen makes one');
    return tellOutcome(values.json, async () => {
      const key = readPrivateKey(keyFile, process.env['NVTS_KEY_PASSPHRASE']);
      const files = await openPackageFiles(targetOf(positionals, 'sign').place);
      if (files.root === undefined) {
        throw new PackageError('NVTS_ARGUMENT', `${files.place}: an archive is not changed any more: sign the folder, or pack it with nvts pack --key`);
      }
      const { manifest, faults, integrity } = examine(files);
      const [fault] = faults.filter(({ code }) => code !== 'NVTS_SIGNATURE');
      if (fault) throw new PackageError(fault.code, `${files.place}: ${fault.message}; nothing was signed: pack it again`);
      if (integrity.state === 'none') throw new PackageError('NVTS_INTEGRITY', `${files.place}: there is no ${INTEGRITY_FILE}, which is what is signed: nvts pack --no-archive makes it`);
      const signature = signBytes(files.read(INTEGRITY_FILE)!, key);
      writeWhole(join(files.root, SIGNATURE_FILE), `${JSON.stringify(signature, null, 2)}\n`);
      const { name, version } = manifest;
      const { keyId } = signature;
      return { ok: true, report: { name, version, keyId }, text: `${name} ${version} is signed by the key ${shortId(keyId)}\nwrote ${SIGNATURE_FILE}\n` };
    });
  },
};
