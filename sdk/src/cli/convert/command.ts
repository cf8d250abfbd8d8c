// SPDX-License-Identifier: MIT
import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Fault } from '../../nvdsanalytics/groups.js';
import { type ParsedConfig, parseIniConfig, parseObjectConfig } from '../../nvdsanalytics/read.js';
import { checkRules } from '../check/check.js';
import { TextDocument } from '../text/document.js';
import { formatOf, readText, readWith } from '../text/files.js';
import type { Finding } from '../text/finding.js';
import { Lines } from '../text/lines.js';
import { countOf, paintFor, tellFindings, wantsColors } from '../text/report.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { type Conversion, convert } from './convert.js';
import { toJson, toYaml } from './write.js';

const help = `nvts convert <nvdsanalytics-config> [options]: makes a file of rules of a config of nvdsanalytics

The config is INI text (.txt, .ini, ...) or YAML (.yaml, .yml). Comments in the file say what each rule was made of, and
what is otherwise than in nvdsanalytics.

  -o, --output <file>   where to write it, as YAML (.yaml, .yml) or JSON; the terminal when left out
  --json                prints what was found and made as JSON, with the rules' text where they go to no file
  -h, --help            shows this

Example:
  nvts convert config_nvdsanalytics.txt -o rules.yaml
  nvts check rules.yaml --video street.mp4 --picture rules.png

Exit codes: 0 converted, 1 the config has errors, 2 the command line has errors.
`;

export const convertCommand: Command = {
  usage: 'convert <config>',
  summary: 'makes a file of rules of a config of nvdsanalytics',
  help,
  run: (args) => Promise.resolve(runConvert(args)),
};

function runConvert(args: readonly string[]): number {
  const { values, positionals } = readArgs(args, { output: { type: 'string', short: 'o' }, json: { type: 'boolean' } });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('convert needs the path of a config of nvdsanalytics');
  if (more.length > 0) throw new UsageError(`convert takes one config, got also ${more.join(', ')}`);
  const { output } = values;
  if (output !== undefined) checkOutput(file, output);
  const { lines, findings, conversion } = convertText(readText(file), formatOf(file) ?? 'ini');
  const tell = (report: object): void => void process.stdout.write(`${JSON.stringify({ file, findings, ...report }, null, 2)}\n`);
  const counts = values.json ? '' : tellFindings(file, lines, findings);
  if (!conversion) {
    if (values.json) tell({ ok: false });
    return 1;
  }
  const isJson = output?.endsWith('.json');
  const text = isJson ? toJson(conversion) : toYaml(conversion, basename(file));
  const wrong = checkRules(new TextDocument(text, isJson ? 'json' : 'yaml'), {}).findings.filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) {
    if (values.json) tell({ ok: false, refused: wrong.map(({ path, message }) => ({ path, message })) });
    else for (const { path, message } of wrong) process.stderr.write(`${file}: what was made of it is refused: ${path}: ${message}\n`);
    return 1;
  }
  if (output !== undefined) readWith('output', output, () => writeFileSync(output, text));
  const made = conversion.cameras.filter(({ rules }) => rules.length > 0);
  const rules = made.reduce((sum, camera) => sum + camera.rules.length, 0);
  if (values.json) {
    tell({ ok: true, rules, sources: made.map(({ source }) => source), notes: conversion.notes, ...(output === undefined ? { text } : { output }) });
    return 0;
  }
  if (output === undefined) {
    process.stdout.write(text);
    return 0;
  }
  // JSON has no comments.
  if (isJson) for (const note of conversion.notes) process.stderr.write(`${file}: note: ${note}\n`);
  const paint = paintFor(wantsColors(process.stdout));
  const about = made.map(({ source }) => `source ${source}`).join(', ');
  process.stdout.write(`${output}: ${paint.good(countOf(rules, 'rule'))} for ${about}${counts === '' ? '' : `; ${counts}`}\n`);
  return 0;
}

function checkOutput(file: string, output: string): void {
  if (!formatOf(output)) throw new UsageError(`--output must be named *.yaml, *.yml or *.json, got ${JSON.stringify(output)}`);
  const same = existsSync(output) && existsSync(file) ? realpathSync(output) === realpathSync(file) : resolve(output) === resolve(file);
  if (same) throw new UsageError(`the rules would overwrite the config ${file}: choose another name with -o`);
}

/** A config that was read. */
export interface ConvertResult {
  readonly lines: Lines;
  readonly findings: readonly Finding[];
  /** Undefined where there are errors. */
  readonly conversion: Conversion | undefined;
}

/** Converts the text of a config. */
export function convertText(text: string, format: 'ini' | 'yaml' | 'json'): ConvertResult {
  if (format === 'ini') {
    const lines = new Lines(text);
    return finish(lines, parseIniConfig(lines.text, 'fixed'), ({ line }) => {
      const content = line === undefined ? '' : lines.line(line);
      const column = content.search(/\S|$/);
      return { line: line ?? 1, column: column + 1, length: Math.max(1, content.trim().length) };
    });
  }
  const document = new TextDocument(text, format);
  const place = (path: readonly string[]): Pick<Finding, 'line' | 'column' | 'length'> => {
    const { start, end } = document.find(path, true);
    return { ...document.position(start), length: Math.max(1, end - start) };
  };
  if (document.faults.length > 0) {
    const findings = document.faults.map(({ start, message }): Finding => ({ severity: 'error', ...document.position(start), length: 1, path: '', message }));
    return { lines: document, findings, conversion: undefined };
  }
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = 'expected the groups of an nvdsanalytics config, such as property, and their keys';
    return { lines: document, findings: [{ severity: 'error', line: 1, column: 1, length: 1, path: '', message }], conversion: undefined };
  }
  return finish(document, parseObjectConfig(value as Record<string, unknown>, 'fixed'), ({ path = [] }) => place(path));
}

function finish(lines: Lines, { config, faults, warnings }: ParsedConfig, place: (where: Fault['where']) => Pick<Finding, 'line' | 'column' | 'length'>): ConvertResult {
  const toFinding = (severity: Finding['severity']) => ({ where, message }: Fault): Finding => ({ severity, ...place(where), path: where.name, message });
  const findings = [...faults.map(toFinding('error')), ...warnings.map(toFinding('warning'))];
  const conversion = config && convert(config);
  if (conversion?.cameras.every(({ rules }) => rules.length === 0)) {
    findings.push({ severity: 'error', line: 1, column: 1, length: 1, path: '', message: 'there is nothing to convert: no group has a rule and enable=1' });
    return { lines, findings, conversion: undefined };
  }
  findings.sort((a, b) => a.line - b.line || a.column - b.column);
  return { lines, findings, conversion };
}
