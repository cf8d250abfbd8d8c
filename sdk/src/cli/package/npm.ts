// SPDX-License-Identifier: MIT
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageError, withIo } from './error.js';

/** What `npm pack --json` tells. */
export interface NpmPacked {
  readonly filename: string;
  /** Bytes of the archive. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

// Options of the npm that runs us as a script (`prepack`) are not meant for the one that we run.
const FOREIGN = /^npm_config_(workspaces?|include_workspace_root|pack_destination|dry_run|json|local_prefix|global|prefix|silent|loglevel)$/i;

/** Runs `npm pack` in a package's folder, without its scripts. Throws `PackageError`. */
export async function npmPack(folder: string, options: readonly string[]): Promise<NpmPacked> {
  // npm packs by way of its cache, which lies in a home folder that may not be there or not be writable.
  const cache = withIo(tmpdir(), () => mkdtempSync(join(tmpdir(), 'nvts-npm-')));
  try {
    return await runPack(folder, ['--cache', cache, '--offline', '--no-update-notifier', ...options]);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

async function runPack(folder: string, options: readonly string[]): Promise<NpmPacked> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const args = ['pack', '--json', '--ignore-scripts', '--workspaces=false', ...options];
  const { code, stdout, stderr } = await new Promise<{ code: number | null; stdout: string; stderr: string }>((done, fail) => {
    const child = spawn('npm', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.on('error', (error) => fail(new PackageError('NVTS_IO', `npm cannot be run (${error.message}): install Node.js with npm`)));
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
  let packed: NpmPacked | undefined;
  try {
    packed = (Object.values(JSON.parse(stdout) as object) as NpmPacked[])[0];
  } catch {
    // What npm says instead stands on stderr.
  }
  if (code === 0 && packed?.files) return packed;
  throw new PackageError('NVTS_IO', `npm pack failed in ${folder}:\n${(stderr || stdout).trim()}`);
}
