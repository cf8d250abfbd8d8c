// SPDX-License-Identifier: MIT
import { relative } from 'node:path';
import { BuildError, type BuildReport, buildBundle } from './build.js';
import { type Command, readArgs, UsageError } from './usage.js';

const help = `nvts build <script.ts> [options]: makes one file of a script and what it imports

  -o, --output <file>   where to write it; dist/<name>.nvts.js in the script's package when left out
  --minify              makes the file smaller
  --no-sourcemap        writes no <file>.map; errors then point into the bundle, not to your .ts line
  -h, --help            shows this

Example:
  nvts build src/index.ts -o dist/counter.nvts.js
  gst-launch-1.0 ... ! nvtsprobe script=dist/counter.nvts.js ! ...

Exit codes: 0 built, 1 the script has errors, 2 the command line has errors.
`;

export const buildCommand: Command = {
  usage: 'build <script.ts>',
  summary: 'makes one file of a script and what it imports',
  help,
  async run(args) {
    const { values, positionals } = readArgs(args, {
      output: { type: 'string', short: 'o' },
      minify: { type: 'boolean' },
      'no-sourcemap': { type: 'boolean' },
    });
    const [entry, ...more] = positionals;
    if (entry === undefined) throw new UsageError('build needs the path of a script');
    if (more.length > 0) throw new UsageError(`build takes one script, got also ${more.join(', ')}`);
    try {
      const report = await buildBundle({ entry, output: values.output, minify: values.minify ?? false, sourcemap: !values['no-sourcemap'] });
      for (const warning of report.warnings) process.stderr.write(warning);
      process.stdout.write(describe(report));
      return 0;
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
  },
};

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

function describe(report: BuildReport): string {
  const shown = (path: string): string => relative(process.cwd(), path) || path;
  const lines = [`${shown(report.output)}  ${kilobytes(report.bytes)}`];
  for (const { name, bytes } of report.parts) if (bytes > 0) lines.push(`  ${kilobytes(bytes).padStart(10)}  ${name}`);
  if (report.map) lines.push(shown(report.map));
  return `${lines.join('\n')}\n`;
}
