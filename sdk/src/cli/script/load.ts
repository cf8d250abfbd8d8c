// SPDX-License-Identifier: MIT
// Runs a script here, as far as its setup: what it is, and what it says to parameters. That is what a pipeline would be told at its
// start. It is the author's own code or an installed package's, and runs with this process's rights.
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ParserBundle } from '../../parser/contract.js';
import type { Bundle } from '../../table/host-functions.js';
import { TestHost } from '../../testing/test-host.js';
import { TestParser } from '../../testing/test-parser.js';
import { BuildError, bundleText } from '../build.js';
import { findProject, type Project } from '../project.js';
import { evaluate, messageOf } from './evaluate.js';

/** A script that cannot be run, with the reason. */
export class ScriptFault extends Error {
  override readonly name = 'ScriptFault';
}

/** What went wrong in a script's load or setup. */
export interface LoadFault {
  /** `NVTS_...`, where it has one. */
  readonly code: string | undefined;
  readonly message: string;
}

/** A script that was evaluated. */
export interface LoadedScript {
  /** The file that was run. */
  readonly file: string;
  readonly kind: 'processor' | 'parser';
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly bundle: Bundle | ParserBundle;
  /** Gives it parameters; the result is why it refuses them. */
  start(params: unknown): LoadFault | undefined;
}

/** Runs a bundle (`*.nvts.js`), or a source that is bundled first. Throws `ScriptFault`. */
export async function loadScript(file: string): Promise<LoadedScript> {
  const code = file.endsWith('.nvts.js') ? readBundle(file) : await bundle(file);
  const made = run(code, file)['__nvts_bundle'] as Bundle | ParserBundle | undefined;
  if (made === undefined) throw new ScriptFault(`${file} is no bundle that nvts build makes: it leaves no __nvts_bundle`);
  return {
    file,
    kind: 'parse' in made ? 'parser' : 'processor',
    name: made.name,
    capabilities: made.capabilities ?? [],
    bundle: made,
    start(params) {
      try {
        if ('parse' in made) new TestParser(made, { params });
        else new TestHost(made, { params });
        return undefined;
      } catch (error) {
        return describe(error);
      }
    },
  };
}

/** The script of a package: its source where that is there, else the bundle that its manifest names. Throws `ScriptFault`. */
export function scriptOf({ folder, manifest }: Project): string {
  const nvts = manifest['nvts'] as Readonly<Record<string, unknown>> | undefined;
  if (typeof nvts !== 'object' || nvts === null) throw new ScriptFault(`${join(folder, 'package.json')} has no key "nvts": it is no plugin package`);
  const { source = 'src/index.ts', entry } = nvts;
  for (const path of [source, entry]) {
    if (typeof path !== 'string') continue;
    const file = resolve(folder, path);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  throw new ScriptFault(`${folder} has neither ${String(source)} nor ${String(entry)}: build it first (npm run build)`);
}

/** The script that a path means: a file, or a package's folder. Throws `ScriptFault`. */
export function scriptAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new ScriptFault(`there is no script or package at ${path}`);
  if (!found.isDirectory()) return path;
  const project = findProject(path);
  if (!project || resolve(path) !== project.folder) throw new ScriptFault(`${path} has no package.json: it is no package`);
  return scriptOf(project);
}

function readBundle(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ScriptFault(`${file} cannot be read: ${messageOf(error)}`);
  }
}

function run(code: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return evaluate(code, file, console);
  } catch (error) {
    throw new ScriptFault(`${file} fails before its setup: ${messageOf(error)}`);
  }
}

async function bundle(file: string): Promise<string> {
  try {
    return (await bundleText(file)).code;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new ScriptFault(error.message);
  }
}

/** Of an error of the bundle's own realm, which is no `Error` of this one. */
function describe(error: unknown): LoadFault {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly code?: unknown };
  return { code: typeof code === 'string' ? code : undefined, message: messageOf(error) };
}
