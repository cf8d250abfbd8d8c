// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';

/** What a short command did; `code` is undefined when there is no such command or it took too long. */
export interface Captured {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** GStreamer's first start looks at all plugins, which may take long on a small machine. */
const PATIENCE_MS = 60_000;

/** Runs a short command to its end. */
export function capture(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Captured {
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS, maxBuffer: 16 << 20 });
  return { code: status ?? undefined, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** All elements that GStreamer has; undefined when there is no GStreamer. */
export function listElements(env: NodeJS.ProcessEnv): ReadonlySet<string> | undefined {
  const { code, stdout } = capture('gst-inspect-1.0', [], { ...env, LC_ALL: 'C' });
  if (code !== 0) return undefined;
  return new Set(Array.from(stdout.matchAll(/^\S+:\s+(\S+): /gm), ([, name]) => name!));
}
