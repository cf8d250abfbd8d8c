// SPDX-License-Identifier: MIT
import { parseArgs, type ParseArgsConfig } from 'node:util';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;
type Parsed<Options extends OptionsConfig> = ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: Options }>>;

/** A command line that cannot be carried out; its message goes to the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command of `nvts`. */
export interface Command {
  /** What it takes, as it is typed. */
  readonly usage: string;
  readonly summary: string;
  /** All of what `nvts <command> --help` shows. */
  readonly help: string;
  /** The result is the exit code. */
  run(args: readonly string[]): Promise<number>;
}

/** The options and other words of a command line. Throws `UsageError`. */
export function readArgs<const Options extends OptionsConfig>(args: readonly string[], options: Options): Parsed<Options> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
