// SPDX-License-Identifier: MIT
import path from 'node:path';
import { UserError } from './errors.mjs';
import { KINDS } from './kinds.mjs';
import { readName } from './name.mjs';
import { HELP, readOptions } from './options.mjs';
import { ask } from './prompt.mjs';
import { projectFiles } from './template.mjs';
import { writeProject } from './write.mjs';

/** Runs the command line `args`; the result is the exit code. */
export async function main(args, { stdin, stdout, stderr } = process) {
  try {
    const options = readOptions(args);
    if (options.help) {
      stdout.write(HELP);
      return 0;
    }
    const { name: asked, kind } = await complete(options, { stdin, stdout });
    const names = readName(asked);
    const folder = path.resolve(options.folder ?? names.folder);
    writeProject(folder, projectFiles(kind, names));
    stdout.write(nextSteps(names.name, kind, folder));
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    stderr.write(`create-nvts: ${error.message}\n`);
    if (error.exitCode === 2) stderr.write('npm create nvts -- --help shows what there is.\n');
    return error.exitCode;
  }
}

/** The name and the kind: given, asked for on a terminal, or refused. */
async function complete({ name, kind, yes }, { stdin, stdout }) {
  if (name !== undefined) readName(name);
  if (yes) kind ??= Object.keys(KINDS)[0];
  if (name !== undefined && kind !== undefined) return { name, kind };
  if (!yes && stdin.isTTY && stdout.isTTY) return ask({ name, kind }, { stdin, stdout });
  if (name === undefined) throw new UserError('a name is needed: npm create nvts my-plugin', 2);
  throw new UserError(`say which kind with --kind ${Object.keys(KINDS).join('|')}, or --yes for a ${Object.keys(KINDS)[0]}`, 2);
}

function nextSteps(name, kind, folder) {
  const shown = path.relative(process.cwd(), folder) || folder;
  const short = shown.startsWith('..') ? folder : shown;
  const start = kind === 'parser' ? 'npm run build    # makes the bundle; README.md says how nvinfer gets it' : 'npm start        # runs it on the recording; needs the nvtsprobe plugin';
  return `${name}: a ${kind === 'analytics' ? 'package of analytics' : kind} in ${short}

  cd ${/^[\w@%+=:,./-]+$/.test(short) ? short : `'${short.replaceAll("'", "'\\''")}'`}
  npm install
  npm test
  ${start}
`;
}
