// SPDX-License-Identifier: MIT
// Runs the real gst-launch-1.0 with the plugin of this build.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
// A build in another folder, and the environment that it needs: how the sanitizers' runs call these tests.
const buildLib = join(process.env['NVTS_TEST_BUILD'] ?? join(root, 'build'), 'lib');
export const buildEnv = JSON.parse(process.env['NVTS_TEST_ENV'] ?? '{}') as Record<string, string>;

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, for messages that may come on either. */
  readonly output: string;
}

export interface RunOptions {
  /** Variables beside those of this process; one that is undefined is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Which layout of the metadata libraries to load: a folder of build/lib, e.g. 'nvds-6.3'. */
  readonly layout?: string;
  readonly seconds?: number;
  /** Told of the process as soon as it runs. */
  readonly onStart?: (pid: number) => void;
  /** When it resolves, the program is told to end (SIGINT, for which gst-launch-1.0 -e ends the stream). */
  readonly interrupt?: Promise<void>;
}

/** For `env`, as from a shell: an npm that runs these tests has its own word on where packages are. */
export const withoutNpm: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(process.env).flatMap((name) => (/^npm_/i.test(name) ? [[name, undefined]] : [])),
);

export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const env: Record<string, string | undefined> = {
    ...process.env,
    GST_PLUGIN_PATH: join(buildLib, 'gstreamer-1.0'),
    // A registry of its own, so that the tests neither see nor change the user's.
    GST_REGISTRY: join(root, 'build', 'test-registry.bin'),
    GST_DEBUG_NO_COLOR: '1',
    ...buildEnv,
    ...(options.layout === undefined ? {} : { LD_LIBRARY_PATH: join(buildLib, options.layout) }),
    ...options.env,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd: options.cwd ?? root, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), (options.seconds ?? 60) * 1000);
    void options.interrupt?.then(() => child.kill('SIGINT'));
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr, output: stdout + stderr });
    });
  });
}

/** Runs a launch line, given as one string as a user would write it (single quotes group words). */
export function launch(line: string, options: RunOptions & { readonly flags?: readonly string[] } = {}): Promise<Run> {
  return run('gst-launch-1.0', [...(options.flags ?? []), ...words(line)], options);
}

/** The words of a launch line: split at white space, single quotes group. */
export function words(line: string): string[] {
  return Array.from(line.trim().matchAll(/(?:'[^']*'|[^\s'])+/g), ([word]) => word.replaceAll("'", ''));
}

/** A folder for the files of one test; remove it when done. */
export class Folder {
  readonly path: string;

  constructor(parent: string = tmpdir()) {
    this.path = mkdtempSync(join(parent, 'nvts-'));
  }

  /** Writes a file and gives its path. */
  write(name: string, text: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  /** The values of a JSON Lines file. */
  readLines(name: string): Record<string, unknown>[] {
    return this.read(name)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
