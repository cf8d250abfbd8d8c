// SPDX-License-Identifier: MIT
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { findProject, resolveBin } from '../project.js';
import { type Command, UsageError } from '../usage.js';

const help = `nvts test [filters] [options]: runs the tests of the project around this folder, with vitest

  --watch               runs them again when a file changes
  --json                prints the results as JSON
  --coverage, ...       all other options are vitest's, and given to it as they are
  -h, --help            shows this

Examples:
  nvts test
  nvts test counter -t 'leaves the zone'

Exit codes: 0 all tests passed, 1 one failed, 2 there is no project or no vitest.
`;

export const testCommand: Command = {
  usage: 'test [filters]',
  summary: "runs the project's tests, with vitest",
  help,
  run: async (args) => {
    const project = findProject(process.cwd());
    if (!project) throw new UsageError('there is no package.json here or above: nvts test runs the tests of a project');
    const vitest = resolveBin(project.folder, 'vitest');
    if (vitest === undefined) throw new UsageError(`${project.folder} has no vitest: npm install -D vitest`);
    return await run(process.execPath, [vitest, ...vitestArguments(args)], project.folder);
  },
};

/** What vitest is given: one run where nobody asked it to watch. */
export function vitestArguments(args: readonly string[]): string[] {
  const watches = args.includes('--watch') || args.includes('-w');
  const rest = args.filter((arg) => arg !== '--watch' && arg !== '-w' && arg !== '--json');
  return [watches ? 'watch' : 'run', ...rest, ...(args.includes('--json') ? ['--reporter=json'] : [])];
}

/** Runs a program on this terminal; the result is its exit code. */
function run(command: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit' });
    // Ctrl-C reaches both; it is the tests that decide what to do.
    const ignore = (): void => {};
    process.on('SIGINT', ignore);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore);
      done(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
