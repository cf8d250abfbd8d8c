// SPDX-License-Identifier: MIT

/** Processes that measure the same: what compilers and the machine make of a program differs from one to the next. */
export const kRepeats = 5;

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
