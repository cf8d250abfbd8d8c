// SPDX-License-Identifier: MIT
// Commands about a project as a whole: to run it, test it, validate its files, see what is installed.
import { completionCommand } from './completion/command.js';
import { doctorCommand } from './doctor/command.js';
import { runCommand } from './run/command.js';
import { testCommand } from './test/command.js';
import type { Command } from './usage.js';
import { validateCommand } from './validate/command.js';

/** By name; `all` gives those of other files too, which completion knows. */
export function projectCommands(all: () => Readonly<Record<string, Command>>): Readonly<Record<string, Command>> {
  return { completion: completionCommand(all), doctor: doctorCommand, run: runCommand, test: testCommand, validate: validateCommand };
}
