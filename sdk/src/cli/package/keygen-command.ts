// SPDX-License-Identifier: MIT
import { type Command, readArgs, UsageError } from '../usage.js';
import { generateKeys } from './keys.js';
import { tellOutcome } from './outcome.js';

const DEFAULT_FILE = 'nvts-signing-key.pem';

const help = `nvts keygen [-o <file.pem>]: makes a key to sign packages with

Writes an Ed25519 key as PEM: the private one (PKCS #8) into the file, which only you may read, and the public one into
<file>.pub.pem, which you give to those who run your packages. Never writes over a file.

  -o, --output <file>   the private key's file; ${DEFAULT_FILE} when left out
  --json                prints the report as JSON
  -h, --help            shows this

With NVTS_KEY_PASSPHRASE set, the private key is locked with that passphrase.

Exit codes: 0 made, 1 a file is there already or cannot be written, 2 the command line has errors.
`;

export const keygenCommand: Command = {
  usage: 'keygen',
  summary: 'makes a key to sign packages with',
  help,
  run(args) {
    const { values, positionals } = readArgs(args, { output: { type: 'string', short: 'o' }, json: { type: 'boolean' } });
    if (positionals.length > 0) throw new UsageError(`keygen takes no ${positionals.join(', ')}: name the file with -o`);
    const file = values.output ?? DEFAULT_FILE;
    if (!file.endsWith('.pem') || file.endsWith('.pub.pem')) throw new UsageError(`the key's file must be named *.pem, got ${JSON.stringify(file)}`);
    return tellOutcome(values.json, () => {
      const made = generateKeys(file, process.env['NVTS_KEY_PASSPHRASE']);
      const text = `key ${made.id}\n  ${made.privateFile}  the private key: keep it secret, and keep a copy\n  ${made.publicFile}  the public key: trusted-keys=${made.publicFile}\n`;
      return { ok: true, report: made, text };
    });
  },
};
