// SPDX-License-Identifier: MIT
// What the project's own TypeScript says.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { resolveBin } from '../../project.js';
import type { Finding } from '../../text/finding.js';
import { Lines } from '../../text/lines.js';

/** Findings in a file, which may be none of the author's. */
export interface FileFindings {
  readonly file: string;
  readonly lines: Pick<Lines, 'line'>;
  readonly findings: readonly Finding[];
}

/** The options under which a script without a tsconfig.json is looked at: those of a new project. */
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022', '--lib', 'es2023', '--module', 'nodenext', '--skipLibCheck'];

/**
 * Type errors of the project in a folder, or of one script where it has no tsconfig.json. Undefined where there is no
 * TypeScript; a text where tsc does not run.
 */
export function checkTypes(folder: string, script: string): readonly FileFindings[] | string | undefined {
  const tsc = resolveBin(folder, 'typescript', 'tsc');
  if (tsc === undefined) return undefined;
  const project = existsSync(join(folder, 'tsconfig.json')) ? ['-p', folder] : [...STRICT, resolve(script)];
  const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, '--noEmit', '--pretty', 'false', ...project], { cwd: folder, encoding: 'utf8', maxBuffer: 64 << 20 });
  const found = new Map<string, Finding[]>();
  let last: { message: string } | undefined;
  let general = '';
  for (const line of stdout.split(/\r?\n/)) {
    const [, path, row, column, code, message] = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line) ?? [];
    if (path !== undefined) {
      const finding = { severity: 'error' as const, line: Number(row), column: Number(column), length: 1, path: '', message: `${message} (${code})` };
      const file = resolve(folder, path);
      found.set(file, [...(found.get(file) ?? []), finding]);
      last = finding;
    } else if (/^ {2}/.test(line) && last) last.message += `\n  ${line.trim()}`;
    else if (/^error TS\d+: /.test(line)) general += `${line.slice('error '.length)}\n`;
  }
  if (general !== '' || (status !== 0 && found.size === 0)) return (general || stdout || stderr).trim() || 'tsc did not run';
  return Array.from(found, ([file, findings]) => ({ file, findings, lines: linesOf(file) }));
}

function linesOf(file: string): Pick<Lines, 'line'> {
  try {
    return new Lines(readFileSync(file, 'utf8'));
  } catch {
    return new Lines('');
  }
}
