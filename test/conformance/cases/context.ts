// SPDX-License-Identifier: MIT
import type { Case, Expectation, Opening } from '../contract.js';
import { IN_NODE, push } from './frames.js';

const act = (name: string, what: string, gives: Expectation, open: Opening = {}, skip: Case['skip'] = {}): Case => ({
  name,
  script: 'context',
  open: { ...open, params: { act: what } },
  steps: [{ ...push(5), gives }],
  skip: { ...IN_NODE, ...skip },
});
const result = (value: unknown): Expectation => ({ events: [{ type: 'result', data: { result: value } }] });
const failed = (code: string): Expectation => ({ error: { code, hook: 'onFrame', frame: 0 } });

/** Stopped half-way: only what it has kept can still be asked for. */
const stopped = (name: string, what: string, code: string, open: Opening): Case => ({
  ...act(name, what, failed(code), open),
  steps: [{ ...push(5), gives: failed(code) }, { save: true, gives: { state: { name: 'context', version: 1, state: 1 } } }],
});

export const context: readonly Case[] = [
  act('there is no way to the machine', 'absent', result([])),
  act('Date shows stream time in UTC', 'time', result([500, '1970-01-01T00:00:00.500Z', 1767322800000, 'Thu Jan 01 1970 00:00:00 GMT+0000 (UTC)', 0, 1767323040000])),
  act('Math.random follows the seed', 'random', {}, { seed: 7 }),
  act('Math.random without a seed is that of seed 0', 'random', {}),
  act('eval is off', 'eval', failed('NVTS_DENIED')),
  act('Function is off', 'function', failed('NVTS_DENIED')),
  act('constructors of functions are off, however they are reached', 'generator function', failed('NVTS_DENIED')),
  act('no promise can be made', 'promise', failed('NVTS_ASYNC_HOOK')),
  act('none of a value either', 'promise of a value', failed('NVTS_ASYNC_HOOK')),
  act('what packages share is frozen', 'other map', result(2)),
  act('a key that is given to all objects in a batch is found', 'key for all objects', { error: { code: 'NVTS_DENIED' } }),
  act('another iterator of arrays is found', 'other iterator', { error: { code: 'NVTS_DENIED' } }),
  act('objects of one\'s own take a toString', 'own toString', result('own')),
  act('console writes to the log', 'console', { logs: [[2, 'a 1 {"b":"2n"}'], [1, '{} undefined null'], [0, 'bad']] }),
  act('a text that is too long is not made', 'long text', failed('NVTS_MEMORY')),
  act('a list that is too long is not filled', 'long list', failed('NVTS_MEMORY')),
  act('recursion without an end is an error of the script', 'deep recursion', failed('NVTS_SCRIPT')),
  stopped('an endless loop is stopped at the deadline', 'endless loop', 'NVTS_DEADLINE', { deadlineMs: 100 }),
  stopped('a loop that catches everything is stopped, too', 'endless loop that catches', 'NVTS_DEADLINE', { deadlineMs: 100 }),
  stopped('a script that keeps too much is stopped', 'much memory', 'NVTS_MEMORY', { deadlineMs: 5000, memoryMb: 32 }),
  { name: 'a script that changes what packages share does not open', script: 'changes-intrinsics', opens: { error: { code: 'NVTS_DENIED' } }, skip: IN_NODE },
  { name: 'a capability that was not granted keeps a script from opening', script: 'capable', opens: { error: { code: 'NVTS_DENIED' } }, skip: IN_NODE },
  { name: 'a capability that was granted can be used', script: 'capable', open: { grant: ['eval'] }, steps: [{ ...push(0), gives: result(42) }], skip: IN_NODE },
  { name: 'a grant that the script did not ask for is refused', script: 'batch', open: { grant: ['clock'] }, opens: { error: { code: 'NVTS_ARGUMENT' } }, skip: IN_NODE },
];
