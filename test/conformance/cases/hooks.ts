// SPDX-License-Identifier: MIT
import { expect } from 'vitest';
import type { Case, Expectation } from '../contract.js';
import { car, frame, line, person, push } from './frames.js';

const script = 'hooks';
const failing = (failIn: string, how = 'error', more: object = {}): Pick<Case, 'script' | 'open'> => ({ script, open: { params: { failIn, how, ...more } } });
const told = (...types: readonly string[]): Expectation => ({ events: types.map((type) => ({ type })) });

const kinds: readonly (readonly [how: string, error: object])[] = [
  ['error', { code: 'NVTS_SCRIPT', message: 'no luck' }],
  ['code', { code: 'NVTS_RANGE', message: 'out of range' }],
  ['other code', { code: 'NVTS_SCRIPT', message: 'no entry' }],
  ['text', { code: 'NVTS_SCRIPT' }],
  ['nothing', { code: 'NVTS_SCRIPT' }],
  ['type error', { code: 'NVTS_SCRIPT' }],
];

export const hooks: readonly Case[] = [
  {
    name: 'hooks are called in their order, events in theirs',
    script,
    opens: { events: [{ type: 'setup', frame: -1, data: { element: 'test' } }], logs: [[2, 'setup test 0']] },
    steps: [
      { notify: 'onStreamStart', sourceId: 0, gives: { events: [{ type: 'start', frame: -1, data: { sourceId: 0 } }] } },
      { notify: 'onSourceAdded', sourceId: 3, gives: { events: [{ type: 'added', data: { sourceId: 3 } }] } },
      { ...push(5, [person]), gives: { events: [{ type: 'frame', frame: 0, data: { source: 0, number: 5 } }] } },
      { send: '{"n":2}', gives: { events: [{ type: 'message', data: { n: 2 } }] } },
      { ...push(15), gives: told('tick', 'frame') },
      { notify: 'onSourceRemoved', sourceId: 3, gives: { events: [{ type: 'removed', data: { sourceId: 3 } }] } },
      { notify: 'onEos', gives: told('eos') },
    ],
  },
  { name: 'a script whose setup throws does not open', ...failing('setup'), opens: { error: { code: 'NVTS_SCRIPT', message: 'no luck' } } },
  {
    name: 'a throw in the second frame of a batch takes the edits and events of all its frames',
    ...failing('onFrame', 'error', { atSource: 1 }),
    steps: [
      { push: line(frame(0, [person]), frame(0, [car], { source: 1 })), gives: { error: { code: 'NVTS_SCRIPT', hook: 'onFrame', frame: 1 } } },
      { push: line(frame(1, [person])), gives: { events: [{ type: 'frame', frame: 0 }], frames: [{ objects: [{ confidence: 1 }] }] } },
    ],
  },
  ...kinds.map(([how, error]): Case => ({
    name: `what is thrown (${how}) has a code`,
    ...failing('onFrame', how),
    steps: [{ ...push(0, [person]), gives: { error: { hook: 'onFrame', frame: 0, ...error } } }],
  })),
  {
    name: 'a timer that throws fails its batch',
    ...failing('onTick'),
    steps: [push(0), { ...push(10), gives: { error: { code: 'NVTS_SCRIPT', hook: 'onTick', frame: -1 } } }, { ...push(11), gives: told('frame') }],
  },
  ...(['onStreamStart', 'onEos'] as const).map((hook): Case => ({
    name: `${hook} that throws emits nothing`,
    ...failing(hook),
    steps: [
      hook === 'onEos' ? { notify: hook, gives: { error: { code: 'NVTS_SCRIPT', hook } } } : { notify: hook, sourceId: 0, gives: { error: { code: 'NVTS_SCRIPT', hook } } },
      { ...push(0), gives: told('frame') },
    ],
  })),
  {
    name: 'onBatch sees all frames and may tell of one or of none',
    script: 'batch',
    steps: [
      {
        push: line(frame(7, [person], { source: 4, pad: 1, ntp: '1700000000000000001', sourceSize: [3840, 2160] }), frame(2, [], { source: 9, inferred: false })),
        gives: {
          events: [
            { type: 'batch', frame: -1, data: { pts: '700000000', time: expect.closeTo(0.7), number: 2, discontinuous: false, frames: [[4, 1, 0, 7], [9, 9, 1, 2]] } },
            { type: 'frame', frame: 0, data: { pts: '700000000', time: expect.closeTo(0.7), ntp: '1700000000000000001', size: [1920, 1080, 3840, 2160], inferred: true } },
            { type: 'frame', frame: 1, data: { pts: '200000000', time: expect.closeTo(0.2), ntp: null, inferred: false } },
            { type: 'second', frame: 1, data: { of: 2 } },
          ],
        },
      },
    ],
  },
  { name: 'a hook that gives something with a then() fails', script: 'promises', open: { params: { how: 'then' } }, steps: [{ ...push(0), gives: { error: { code: 'NVTS_ASYNC_HOOK', hook: 'onFrame', frame: 0 } } }] },
  { name: 'an async function within a hook fails', script: 'promises', open: { params: { how: 'async' } }, steps: [{ ...push(0), gives: { error: { code: 'NVTS_ASYNC_HOOK', hook: 'onFrame' } } }] },
  { name: 'a script without a processor does not open', script: 'no-processor', opens: { error: { code: 'NVTS_NO_DEFAULT_EXPORT' } } },
  { name: 'a hook that does not exist is refused by name', script: 'wrong-hook', opens: { error: { code: 'NVTS_DEFINITION' } } },
  { name: 'parameters that do not fit the schema are refused', script, open: { params: { failIn: 5 } }, opens: { error: { code: 'NVTS_PARAMS' } } },
  { name: 'parameters that the schema does not know are refused', script, open: { params: { fallIn: '' } }, opens: { error: { code: 'NVTS_PARAMS' } } },
];

export const messages: readonly Case[] = [
  { name: 'a message that does not fit the schema is the sender\'s fault', script, steps: [{ send: '{"n":"2"}', gives: { error: { code: 'NVTS_MESSAGE', hook: 'onMessage' } } }, { send: '{"n":3}', gives: told('message') }] },
  { name: 'a message that is no JSON is refused', script, steps: [{ send: '{"n":', gives: { error: { code: 'NVTS_MESSAGE', hook: 'onMessage' } } }] },
  { name: 'a message for a script without onMessage is refused', script: 'batch', steps: [{ send: '1', gives: { error: { code: 'NVTS_MESSAGE', hook: 'onMessage' } } }] },
  { name: 'a script that throws on a message emits nothing', ...failing('onMessage'), steps: [{ send: '{"n":1}', gives: { error: { code: 'NVTS_SCRIPT', hook: 'onMessage' } } }] },
];
