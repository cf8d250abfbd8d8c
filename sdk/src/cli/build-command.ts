// SPDX-License-Identifier: MIT
import { relative } from 'node:path';
import { BuildError, type BuildReport, buildBundle } from './build.js';
import { kilobytes } from './text/report.js';
import { type Command, readArgs, UsageError } from './usage.js';

const help = `nvts build <script.ts> [options]: makes one file of a script and what it imports

  --analyze             lists the files that take most of the bundle
  -o, --output <file>   where to write it; dist/<name>.nvts.js in the script's package when left out
  --minify              makes the file smaller: short names, and without the SDK's core, which nvtsprobe and the test kit have
  --standalone          with --minify: with the core in it all the same
  --no-sourcemap        writes no <file>.map; errors then point into the bundle, not to your .ts line
  --nvinfer             for a parser: puts a copy of libnvts_parser.so beside it, and shows nvinfer's configuration
  --library <file>      where libnvts_parser.so is; build/lib at or above here, or the system's folders, when left out
  --json                prints the report as JSON: paths, bytes, what takes how much, warnings
  -h, --help            shows this

Examples:
  nvts build src/index.ts -o dist/counter.nvts.js
  gst-launch-1.0 ... ! nvtsprobe script=dist/counter.nvts.js ! ...
  nvts build yolov8.ts --nvinfer -o models/yolov8.nvts.js     makes models/yolov8.so besides

Exit codes: 0 built, 1 the script has errors, 2 the command line has errors.
`;

export const buildCommand: Command = {
  usage: 'build <script.ts>',
  summary: 'makes one file of a script and what it imports',
  help,
  async run(args) {
    const { values, positionals } = readArgs(args, {
      analyze: { type: 'boolean' },
      output: { type: 'string', short: 'o' },
      minify: { type: 'boolean' },
      standalone: { type: 'boolean' },
      'no-sourcemap': { type: 'boolean' },
      nvinfer: { type: 'boolean' },
      library: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [entry, ...more] = positionals;
    if (entry === undefined) throw new UsageError('build needs the path of a script');
    if (values.standalone && !values.minify) throw new UsageError('--standalone goes with --minify: else the core is in the bundle anyway');
    if (values.library !== undefined && !values.nvinfer) throw new UsageError('--library goes with --nvinfer');
    if (more.length > 0) throw new UsageError(`build takes one script, got also ${more.join(', ')}`);
    try {
      const report = await buildBundle({ entry, output: values.output, minify: values.minify ?? false, standalone: values.standalone ?? false, sourcemap: !values['no-sourcemap'] });
      const nvinfer = values.nvinfer ? await (await import('./nvinfer.js')).addParserLibrary(report.output, values.library) : undefined;
      if (values.json) {
        process.stdout.write(`${JSON.stringify({ ok: true, ...report, ...nvinfer }, null, 2)}\n`);
        return 0;
      }
      if (values.analyze) process.stdout.write(analysis(report));
      for (const warning of report.warnings) process.stderr.write(warning);
      process.stdout.write(describe(report));
      if (nvinfer) process.stdout.write(`${shown(nvinfer.library)}\n\n${nvinfer.config.join('\n')}\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      const { message } = error;
      if (values.json) process.stdout.write(`${JSON.stringify({ ok: false, error: { code: 'NVTS_BUNDLER', message } }, null, 2)}\n`);
      else process.stderr.write(`${message}\n`);
      return 1;
    }
  },
};

const shown = (path: string): string => relative(process.cwd(), path) || path;

function describe(report: BuildReport): string {
  const lines = [`${shown(report.output)}  ${kilobytes(report.bytes)}`];
  for (const { name, bytes } of report.parts) if (bytes > 0) lines.push(`  ${kilobytes(bytes).padStart(10)}  ${name}`);
  if (report.takesCore) lines.push("  the SDK's core comes with nvtsprobe (--standalone puts it in)");
  if (report.map) lines.push(shown(report.map));
  return `${lines.join('\n')}\n`;
}

/** Files that `--analyze` lists. */
const MAX_FILES = 15;

function analysis({ files }: BuildReport): string {
  const lines = files.slice(0, MAX_FILES).map(({ name, bytes }) => `  ${kilobytes(bytes).padStart(10)}  ${name}`);
  return `The files that take most:\n${lines.join('\n')}\n`;
}
