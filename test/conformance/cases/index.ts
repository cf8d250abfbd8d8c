// SPDX-License-Identifier: MIT
import type { Case } from '../contract.js';
import { context } from './context.js';
import { edits } from './edits.js';
import { hooks, messages } from './hooks.js';
import { reading, state, time, tracks } from './reading.js';

export const cases: readonly Case[] = [...hooks, ...messages, ...edits, ...reading, ...tracks, ...time, ...state, ...context];
