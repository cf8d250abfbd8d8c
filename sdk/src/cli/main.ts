// SPDX-License-Identifier: MIT
import { type Command, UsageError } from './usage.js';
import { sdkVersion } from './version.js';

/** Each is loaded when it is asked for, so that none waits for what another one needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  bench: async () => (await import('./bench/command.js')).benchCommand(),
  build: async () => (await import('./build-command.js')).buildCommand,
  check: async () => (await import('./check/command.js')).checkCommand,
  completion: async () => (await import('./completion/command.js')).completionCommand(loadAll),
  convert: async () => (await import('./convert/command.js')).convertCommand,
  doctor: async () => (await import('./doctor/command.js')).doctorCommand,
  inspect: async () => (await import('./package/inspect-command.js')).inspectCommand,
  keygen: async () => (await import('./package/keygen-command.js')).keygenCommand,
  list: async () => (await import('./package/list-command.js')).listCommand,
  pack: async () => (await import('./package/pack-command.js')).packCommand,
  replay: async () => (await import('./replay/command.js')).replayCommand(),
  run: async () => (await import('./run/command.js')).runCommand,
  sign: async () => (await import('./package/sign-command.js')).signCommand,
  tensor: async () => (await import('./tensor/command.js')).tensorCommand,
  test: async () => (await import('./test/command.js')).testCommand,
  validate: async () => (await import('./validate/command.js')).validateCommand,
  verify: async () => (await import('./package/verify-command.js')).verifyCommand,
};

async function loadAll(): Promise<ReadonlyMap<string, Command>> {
  return new Map(await Promise.all(Object.entries(commands).map(async ([name, load]) => [name, await load()] as const)));
}

async function describeAll(): Promise<string> {
  const all = [...(await loadAll()).values()];
  const column = Math.max(...all.map(({ usage }) => usage.length)) + 2;
  return `nvts: tools for scripts that run in nvtsprobe, for their parameters and their packages

${all.map(({ usage, summary }) => `  nvts ${usage.padEnd(column)} ${summary}\n`).join('')}
nvts <command> --help shows the options of one, nvts --version which version this is.
`;
}

/** The command of a name. Throws `UsageError` where there is none. */
async function commandOf(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) return await load();
  const { didYouMean } = await import('../errors.js');
  const meant = didYouMean(name, [...Object.keys(commands), 'help']);
  throw new UsageError(`there is no command "${name}"${meant ? `; did you mean "${meant}"?` : ''}`);
}

/** Runs the command line `args`; the result is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === 'help' || name === '-h' || name === '--help') {
      const [about] = rest;
      process.stdout.write(about === undefined ? await describeAll() : (await commandOf(about)).help);
      return name === undefined ? 2 : 0;
    }
    if (name === '-v' || name === '--version') {
      process.stdout.write(`${sdkVersion()}\n`);
      return 0;
    }
    const command = await commandOf(name);
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
