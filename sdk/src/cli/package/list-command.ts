// SPDX-License-Identifier: MIT
import { type Command, readArgs, UsageError } from '../usage.js';
import { PackageError } from './error.js';
import { examine } from './examine.js';
import { FolderFiles } from './files.js';
import { findPackages } from './find.js';
import { tellOutcome } from './outcome.js';
import { describePackage, describeParameters, packageReport, printable } from './report.js';

const help = `nvts list [options]: lists the installed plugin packages and their parameters

Looks where nvtsprobe package=NAME does: in node_modules from the current folder upward, then in the folders of
NVTS_PACKAGE_PATH (separated by ":"). Nothing of a package is run.

  --names      prints names only
  --json       prints the report as JSON
  -h, --help   shows this

Exit codes: 0 listed, 1 one of them would be refused, 2 the command line has errors.
`;

export const listCommand: Command = {
  usage: 'list',
  summary: 'lists the installed plugin packages and their parameters',
  help,
  run(args) {
    const { values, positionals } = readArgs(args, { names: { type: 'boolean' }, json: { type: 'boolean' } });
    if (positionals.length > 0) throw new UsageError(`list takes no ${positionals.join(', ')}; nvts inspect shows one package`);
    return tellOutcome(values.json, () => {
      const found = [...findPackages(process.cwd())];
      if (values.names) return { ok: true, report: { packages: found.map(([name, place]) => ({ name, place })) }, text: found.map(([name]) => `${name}\n`).join('') };
      const looked = found.map(([name, place]) => look(name, place));
      const text = looked.map((each) => each.text).join('\n');
      return { ok: looked.every(({ ok }) => ok), report: { packages: looked.map((each) => each.report) }, text: text || 'no plugin packages are installed here; npm install <nvts-plugin-...> installs one\n' };
    });
  },
};

function look(name: string, place: string): { readonly ok: boolean; readonly report: object; readonly text: string } {
  try {
    const examined = examine(new FolderFiles(place), { name });
    const text = describePackage(examined, place) + describeParameters(examined.manifest.nvts.parameters);
    return { ok: examined.faults.length === 0, report: packageReport(examined, place), text };
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    const { code, message } = error;
    return { ok: false, report: { type: 'package', name, place, faults: [{ code, message }] }, text: `${name}  ${place}\n  ${code} ${printable(message)}\n` };
  }
}
