// SPDX-License-Identifier: MIT
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BuildError, buildBundle } from '../build.js';
import { makeTemporaryFolder } from '../text/files.js';
import { UsageError } from '../usage.js';
import { BindingError } from './binding.js';

const SOURCE = /\.([cm]?ts|tsx|jsx)$/;

/** Calls `use` with a bundle of the script, which is made for the while when the script is a source. */
export async function withBundle<Result>(script: string, use: (bundle: string) => Promise<Result>): Promise<Result> {
  if (!SOURCE.test(script)) return use(script);
  const folder = makeTemporaryFolder();
  try {
    const output = join(folder, basename(script).replace(SOURCE, '.nvts.js'));
    const report = await buildBundle({ entry: script, output });
    for (const warning of report.warnings) process.stderr.write(warning);
    return await use(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The object that `--params` gives. Throws `UsageError`. */
export function readParamsOption(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--params is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError('--params must be a JSON object, such as {"minConfidence":0.5}');
}

/** The whole number that an option gives. Throws `UsageError`. */
export function readCount(name: string, text: string | undefined, fallback: number, least = 1, most = 1e9): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
}

/** Tells errors of the script, the recording and the binding, for which a command ends with 1; throws others. */
export function tellFailure(error: unknown): number {
  if (error instanceof BindingError || error instanceof BuildError) {
    process.stderr.write(`nvts: ${error.message}\n`);
    return 1;
  }
  const { code, message, location, scriptStack } = error as { readonly [key in 'code' | 'message' | 'location' | 'scriptStack']?: string };
  if (typeof code !== 'string' || !code.startsWith('NVTS_')) throw error;
  // Calls within the SDK alone help no one.
  const stack = location !== undefined && scriptStack ? `${scriptStack}\n` : '';
  process.stderr.write(`nvts: ${code}: ${message}\n${stack}`);
  return 1;
}
