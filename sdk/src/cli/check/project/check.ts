// SPDX-License-Identifier: MIT
// Checks a script, or a package with its script: types, manifest, parameters, capabilities.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describeSource } from '../../package/describe-script.js';
import { findProject } from '../../project.js';
import { loadScript, type LoadedScript, scriptOf, ScriptFault } from '../../script/load.js';
import { checkParams } from '../../script/params.js';
import { TextDocument } from '../../text/document.js';
import { formatOf, openDocument, readText } from '../../text/files.js';
import type { Finding } from '../../text/finding.js';
import { Lines } from '../../text/lines.js';
import { countOf } from '../../text/report.js';
import { checkManifest } from './manifest.js';
import { checkTypes, type FileFindings } from './types.js';

/** What a check of a script or package found. */
export interface ProjectCheck {
  /** Each file that was looked at, also those without findings. */
  readonly files: readonly FileFindings[];
  /** What was found to be right, in words. */
  readonly summary: string;
}

/** Checks a script or a package's folder. */
export async function checkProject(path: string): Promise<ProjectCheck> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const project = findProject(isFolder ? path : dirname(resolve(path)));
  if (isFolder && project?.folder !== resolve(path)) return { files: [wrong(path, 'it has no package.json: it is no package')], summary: '' };
  const files: FileFindings[] = [];
  const done: string[] = [];
  let script: LoadedScript | undefined;
  let file = path;
  try {
    file = isFolder ? scriptOf(project!) : path;
    script = await loadScript(file);
    files.push({ file: shown(file), lines: new Lines(''), findings: definitionFaults(script) });
    done.push(script.kind);
  } catch (error) {
    if (!(error instanceof ScriptFault)) throw error;
    files.push(wrong(file, error.message));
  }
  const types = file.endsWith('.nvts.js') ? undefined : checkTypes(project?.folder ?? dirname(resolve(file)), file);
  if (typeof types === 'string') files.push(wrong('tsconfig.json', types));
  else if (types) files.push(...types.map((each) => ({ ...each, file: shown(each.file) })));
  done.push(types === undefined ? 'types not checked (npm install -D typescript)' : 'types');
  if (isFolder) files.push(...(await checkPackage(project!.folder, script, done)));
  return { files, summary: done.join(', ') };
}

/** Its manifest, and the parameters that it brings along. */
async function checkPackage(folder: string, script: LoadedScript | undefined, done: string[]): Promise<FileFindings[]> {
  const manifest = join(folder, 'package.json');
  const document = new TextDocument(readText(manifest), 'json');
  // A bundle does not say what its parameters are.
  const said = script === undefined || script.file.endsWith('.nvts.js') ? script : await describeSource(script.file);
  const files: FileFindings[] = [{ file: shown(manifest), lines: document, findings: checkManifest(document, said) }];
  done.push('manifest');
  const params = join(folder, 'params');
  if (!script || !existsSync(params)) return files;
  const names = readdirSync(params).filter((name) => formatOf(name)).sort();
  for (const name of names) {
    const file = join(params, name);
    const text = openDocument(file);
    files.push({ file: shown(file), lines: text, findings: checkParams(text, script) });
  }
  if (names.length > 0) done.push(`${countOf(names.length, 'file')} of parameters`);
  if (script.capabilities.length > 0) done.push(`asks for ${script.capabilities.join(', ')}`);
  return files;
}

/** What is wrong with a script whatever its parameters are. */
function definitionFaults(script: LoadedScript): Finding[] {
  const fault = script.start({});
  // That parameters are missing is no fault of the script.
  return fault === undefined || fault.code === 'NVTS_PARAMS' ? [] : [lone(fault.message)];
}

const lone = (message: string): Finding => ({ severity: 'error', line: 1, column: 1, length: 1, path: '', message });
const wrong = (file: string, message: string): FileFindings => ({ file: shown(file), lines: new Lines(''), findings: [lone(message)] });

function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path === '' ? '.' : path.startsWith('..') ? file : path;
}
