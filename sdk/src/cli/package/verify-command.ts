// SPDX-License-Identifier: MIT
import { type Command, readArgs } from '../usage.js';
import { examine } from './examine.js';
import { openPackageFiles } from './files.js';
import { tellOutcome } from './outcome.js';
import { describePackage, packageReport } from './report.js';
import { demandsOf, targetOf } from './target.js';

const help = `nvts verify [package|folder|file.tgz] [options]: tells whether a package is what its author packed and signed

Compares all files with nvts.integrity.json, checks the manifest, and, with --trusted-keys, who signed it. Nothing of the
package is run. The current folder when nothing is named.

  --trusted-keys <list>   public keys (PEM): files, or folders with *.pem, separated by ":"
  --require-signature     refuses a package that none of them signed
  --json                  prints the report as JSON
  -h, --help              shows this

Examples:
  nvts verify nvts-plugin-counter --trusted-keys keys/ --require-signature
  nvts verify nvts-plugin-counter-1.0.0.tgz

Exit codes: 0 nothing is wrong, 1 it would be refused, 2 the command line has errors.
`;

export const verifyCommand: Command = {
  usage: 'verify [package]',
  summary: 'tells whether a package is what its author packed and signed',
  help,
  run(args) {
    const { values, positionals } = readArgs(args, { 'trusted-keys': { type: 'string' }, 'require-signature': { type: 'boolean' }, json: { type: 'boolean' } });
    return tellOutcome(values.json, async () => {
      const { place, name } = targetOf(positionals, 'verify');
      const files = await openPackageFiles(place);
      const examined = examine(files, { ...demandsOf(values), name });
      const ok = examined.faults.length === 0;
      const verdict = ok ? (examined.integrity.state === 'none' ? 'nothing is wrong, as far as can be told without nvts.integrity.json' : 'nothing is wrong') : 'it would be refused';
      return { ok, report: packageReport(examined, files.place), text: `${describePackage(examined, files.place)}${verdict}\n` };
    });
  },
};
