// SPDX-License-Identifier: MIT
import { PackageError } from './error.js';

/** What a command found out or did. */
export interface Outcome {
  readonly ok: boolean;
  /** For `--json`, which adds `ok`. */
  readonly report: object;
  /** For people. */
  readonly text: string;
}

/** Carries a command out and tells of it; the result is the exit code. */
export async function tellOutcome(json: boolean | undefined, work: () => Outcome | Promise<Outcome>): Promise<number> {
  try {
    const { ok, report, text } = await work();
    process.stdout.write(json ? `${JSON.stringify({ ok, ...report }, null, 2)}\n` : text);
    return ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    const { code, message } = error;
    if (json) process.stdout.write(`${JSON.stringify({ ok: false, error: { code, message } }, null, 2)}\n`);
    else process.stderr.write(`nvts: ${code}: ${message}\n`);
    return 1;
  }
}
