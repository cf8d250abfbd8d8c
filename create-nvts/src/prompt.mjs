// SPDX-License-Identifier: MIT
import { createInterface } from 'node:readline/promises';
import { UserError } from './errors.mjs';
import { KINDS } from './kinds.mjs';
import { readName } from './name.mjs';

/** Asks on a terminal for what the command line left out. Throws UserError when it is ended by Ctrl-C or Ctrl-D. */
export async function ask({ name, kind }, { stdin, stdout }) {
  const terminal = createInterface({ input: stdin, output: stdout });
  const ended = new Promise((_, fail) => {
    terminal.once('close', () => fail(new UserError('nothing was made', 130)));
  });
  const question = (text) => Promise.race([terminal.question(text), ended]);
  try {
    if (name === undefined) name = await askName(question, stdout);
    if (kind === undefined) kind = await askKind(question, stdout);
    return { name, kind };
  } finally {
    // `ended` is of no interest any more.
    ended.catch(() => {});
    terminal.close();
  }
}

async function askName(question, stdout) {
  for (;;) {
    const answer = (await question('Name of the package (nvts-plugin-...): ')).trim();
    try {
      readName(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      stdout.write(`${error.message}\n`);
    }
  }
}

async function askKind(question, stdout) {
  const kinds = Object.entries(KINDS);
  kinds.forEach(([kind, what], i) => stdout.write(`  ${i + 1}  ${kind.padEnd(10)} ${what}\n`));
  for (;;) {
    const answer = (await question(`Which kind (1 to ${kinds.length}, Enter for 1): `)).trim();
    const found = kinds.find(([kind], i) => answer === kind || answer === String(i + 1) || (answer === '' && i === 0));
    if (found) return found[0];
    stdout.write(`Type a number from 1 to ${kinds.length}, or ${Object.keys(KINDS).join(', ')}.\n`);
  }
}
