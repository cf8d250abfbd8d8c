// SPDX-License-Identifier: MIT

/** Something that the person at the keyboard can mend; its message says how. */
export class UserError extends Error {
  /** @param {number} exitCode 1: it cannot be done, 2: the command line is wrong */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'UserError';
    this.exitCode = exitCode;
  }
}
