// SPDX-License-Identifier: MIT

/** An error whose message is meant for the person at the terminal: it is printed without a stack. */
export class UserError extends Error {}

/** Runs a script's main function and turns what it throws into one clear message and exit code 1. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
