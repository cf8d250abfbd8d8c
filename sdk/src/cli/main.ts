// SPDX-License-Identifier: MIT
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { didYouMean } from '../errors.js';
import { BuildError, type BuildReport, buildBundle } from './build.js';

const HELP = `nvts: tools for scripts that run in nvtsprobe

  nvts build <script.ts> [options]     makes one file of a script and what it imports

Options of build:
  -o, --output <file>   where to write it; dist/<name>.nvts.js in the script's package when left out
  --minify              makes the file smaller
  --no-sourcemap        writes no <file>.map; errors then point into the bundle, not to your .ts line
  -h, --help            shows this

Example:
  nvts build src/index.ts -o dist/counter.nvts.js
  gst-launch-1.0 ... ! nvtsprobe script=dist/counter.nvts.js ! ...

Exit codes: 0 built, 1 the script has errors, 2 the command line has errors.
`;

class UsageError extends Error {}

/** Runs the command line `args`; the result is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const [command, ...rest] = args;
    if (command === undefined || command === 'help' || command === '-h' || command === '--help') {
      process.stdout.write(HELP);
      return command === undefined ? 2 : 0;
    }
    if (command !== 'build') {
      const meant = didYouMean(command, ['build', 'help']);
      throw new UsageError(`there is no command "${command}"${meant ? `; did you mean "${meant}"?` : ''}`);
    }
    return await runBuild(rest);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`nvts: ${error.message}\nnvts --help shows what there is.\n`);
      return 2;
    }
    if (error instanceof BuildError) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

async function runBuild(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [entry, ...more] = positionals;
  if (entry === undefined) throw new UsageError('build needs the path of a script');
  if (more.length > 0) throw new UsageError(`build takes one script, got also ${more.join(', ')}`);
  const report = await buildBundle({
    entry,
    output: values.output,
    minify: values.minify ?? false,
    sourcemap: !values['no-sourcemap'],
  });
  for (const warning of report.warnings) process.stderr.write(warning);
  process.stdout.write(describe(report));
  return 0;
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        minify: { type: 'boolean' },
        'no-sourcemap': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

function describe(report: BuildReport): string {
  const shown = (path: string): string => relative(process.cwd(), path) || path;
  const lines = [`${shown(report.output)}  ${kilobytes(report.bytes)}`];
  for (const { name, bytes } of report.parts) if (bytes > 0) lines.push(`  ${kilobytes(bytes).padStart(10)}  ${name}`);
  if (report.map) lines.push(shown(report.map));
  return `${lines.join('\n')}\n`;
}
