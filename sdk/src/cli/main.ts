// SPDX-License-Identifier: MIT
import { didYouMean } from '../errors.js';
import { benchCommand } from './bench/command.js';
import { buildCommand } from './build-command.js';
import { checkCommand } from './check/command.js';
import { convertCommand } from './convert/command.js';
import { inspectCommand } from './package/inspect-command.js';
import { keygenCommand } from './package/keygen-command.js';
import { listCommand } from './package/list-command.js';
import { packCommand } from './package/pack-command.js';
import { signCommand } from './package/sign-command.js';
import { verifyCommand } from './package/verify-command.js';
import { replayCommand } from './replay/command.js';
import { type Command, UsageError } from './usage.js';
import { projectCommands } from './project-commands.js';

const commands: Readonly<Record<string, Command>> = {
  bench: benchCommand(),
  build: buildCommand,
  check: checkCommand,
  convert: convertCommand,
  inspect: inspectCommand,
  keygen: keygenCommand,
  list: listCommand,
  pack: packCommand,
  replay: replayCommand(),
  sign: signCommand,
  verify: verifyCommand,
};

/** All of them, by name. */
const all: Readonly<Record<string, Command>> = Object.fromEntries(Object.entries({ ...commands, ...projectCommands(() => all) }).sort(([a], [b]) => (a < b ? -1 : 1)));

const column = Math.max(...Object.values(all).map(({ usage }) => usage.length)) + 2;

const HELP = `nvts: tools for scripts that run in nvtsprobe, for their parameters and their packages

${Object.values(all).map(({ usage, summary }) => `  nvts ${usage.padEnd(column)} ${summary}\n`).join('')}
nvts <command> --help shows the options of one.
`;

/** Runs the command line `args`; the result is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === 'help' || name === '-h' || name === '--help') {
      const about = Object.hasOwn(all, rest[0] ?? '') ? all[rest[0]!] : undefined;
      process.stdout.write(about?.help ?? HELP);
      return name === undefined ? 2 : 0;
    }
    const command = Object.hasOwn(all, name) ? all[name] : undefined;
    if (!command) {
      const meant = didYouMean(name, [...Object.keys(all), 'help']);
      throw new UsageError(`there is no command "${name}"${meant ? `; did you mean "${meant}"?` : ''}`);
    }
    if (rest.includes('-h') || rest.includes('--help')) {
      process.stdout.write(command.help);
      return 0;
    }
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`nvts: ${error.message}\nnvts --help shows what there is.\n`);
    return 2;
  }
}
