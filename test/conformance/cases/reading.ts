// SPDX-License-Identifier: MIT
import { expect } from 'vitest';
import type { Case, Step } from '../contract.js';
import { car, frame, line, person, push } from './frames.js';

const stale = (what: string, end = false): Case => ({
  name: `a view that was kept is stale: ${what}${end ? ', in another hook' : ''}`,
  script: 'stale',
  open: { params: { what } },
  steps: [
    push(0, [person]),
    end ? { notify: 'onEos', gives: { error: { code: 'NVTS_STALE', hook: 'onEos' } } } : { ...push(1, [person]), gives: { error: { code: 'NVTS_STALE', hook: 'onFrame', frame: 0 } } },
  ],
});

const times = (name: string, script: string, ...steps: Case['steps'] & object): Case => ({ name, script, steps });
const at = (pts: string | null, frameNumber = 0): { readonly push: { readonly frames: [ReturnType<typeof frame>] } } => {
  const { pts: _, ...rest } = frame(frameNumber, [person]);
  return { push: { frames: [{ ...rest, ...(pts !== null && { pts }) }] } };
};

const track = (number: number, ...ids: readonly string[]): Step => push(number, ids.map((id) => ({ ...person, track: id })));
const saw = (...seen: readonly (readonly [key: number, serial: number, first: boolean])[]) => ({
  events: seen.map(([trackKey, trackSerial, firstSeen]) => ({ type: 'track', data: { trackKey, trackSerial, firstSeen } })),
});

export const reading: readonly Case[] = [
  {
    name: 'all that the metadata hold of an object',
    script: 'reads',
    steps: [
      push(0, [
        { ...person, component: 1, trackerConfidence: 0.75, detectorBox: [1, 2, 3, 4], trackerBox: [5, 6, 7, 8], border: { width: 2, color: [0, 1, 0, 1] }, background: [0, 0, 0, 0.5], text: { value: 'Zoë', at: [1, 2], font: 'Sans', size: 9, color: [1, 1, 1, 1] }, classifiers: [{ component: 4, type: 'colour', labels: [{ label: 'red', class: 3, id: 1, classes: 12, probability: 0.5 }, { label: 'big' }] }] },
        { ...car, parent: 0 },
        { class: -1, box: [0, 0, 0, 0] },
      ]),
    ],
  },
  {
    name: 'texts beyond ASCII',
    script: 'texts',
    steps: [
      {
        ...push(0, [{ ...person, label: 'passant·e 👋🏽 東京' }]),
        gives: {
          events: [
            { type: 'label', data: { label: 'passant·e 👋🏽 東京', units: 17 } },
            { type: 'Ereignis ✓', data: { text: 'Zürich 東京 👋🏽', zero: 'a\0b', line: 'a\nb\u2028', 'key "of" ü': 1 } },
            { type: 'lone', data: { pair: '😀' } },
          ],
          frames: [{ objects: [{ label: 'passant·e 👋🏽 東京' }, { label: 'ö👋', text: { value: 'lone \ufffd and 東京' } }], draw: [{ value: 'é👋' }] }],
        },
      },
    ],
  },
  {
    name: 'JSON of events and of frames',
    script: 'values',
    steps: [
      {
        ...push(0, [], { json: { upstream: '[1, {"a": "b"}]', gone: '5' } }),
        gives: {
          events: [
            { type: 'values', data: { big: '18446744073709551615', small: 5e-324, large: 1.7976931348623157e308, nothing: null, list: [1, [2, { three: 3 }]], date: '1970-01-01T00:00:00.000Z' } },
            { type: 'found', data: { upstream: [1, { a: 'b' }], gone: 5, own: 'nothing' } },
            { type: 'then', data: { own: { n: 2, text: '東京' }, gone: 'nothing' } },
          ],
          frames: [{ json: { own: { n: 2, text: '東京' }, upstream: [1, { a: 'b' }] } }],
        },
      },
    ],
  },
  {
    name: 'a cursor over all objects, and over one class, without those that were removed',
    script: 'cursor',
    steps: [
      {
        ...push(0, [person, { ...car, box: [1, 2, 3, 4] }, { ...person, track: '8', label: 'gone' }]),
        gives: {
          events: [
            { type: 'all', data: { seen: [['person', 100], ['car', 1], ['added', 9]] } },
            { type: 'cars', data: { seen: [['car', 1]] } },
          ],
          frames: [{ objects: [{ label: 'person' }, { label: 'car', box: [1, 2, 3, 8] }, { label: 'added' }] }],
        },
      },
    ],
  },
  { name: 'what nvdsanalytics would have found', script: 'analytics', steps: [{ ...push(0, [person]), gives: { events: [{ type: 'was', data: { analytics: null } }, { type: 'is', data: { frame: { uniqueId: 3, inRoi: { Hall: 2 }, crossed: { Tür: 1 } }, object: { rois: ['Hall'], direction: 'Süd' } } }] } }] },
  ...['frame', 'objects', 'object', 'object to write', 'walk', 'cursor', 'object of a cursor', 'draw'].map((what) => stale(what)),
  stale('frame', true),
];

export const tracks: readonly Case[] = [
  {
    name: 'tracks have dense keys, ids of 64 bits and a first time',
    script: 'tracks',
    steps: [
      { ...track(0, '1', '18446744073709551614', '18446744073709551615'), gives: { events: [{ data: { trackId: '1', trackKey: 0, trackSerial: 1, firstSeen: true } }, { data: { trackId: '18446744073709551614', trackKey: 1, trackSerial: 2 } }, { data: { trackId: null, trackKey: -1, trackSerial: 0, firstSeen: false } }] } },
      { ...track(1, '18446744073709551614', '1'), gives: saw([1, 2, false], [0, 1, false]) },
    ],
  },
  {
    name: 'one id is two tracks in two sources, and forgotten with its source',
    script: 'tracks',
    steps: [
      { push: line(frame(0, [person]), frame(0, [person], { source: 1 })), gives: saw([0, 1, true], [1, 2, true]) },
      { notify: 'onSourceRemoved', sourceId: 1 },
      { push: line(frame(1, [person]), frame(1, [person], { source: 1 })), gives: saw([0, 1, false], [1, 3, true]) },
    ],
  },
  { name: 'a track is forgotten after 60 s', script: 'tracks', steps: [{ ...track(0, '1'), gives: saw([0, 1, true]) }, { ...track(590, '2'), gives: saw([1, 2, true]) }, { ...track(601, '1'), gives: saw([0, 3, true]) }] },
];

export const time: readonly Case[] = [
  times('timers follow the stream and are called once after a gap', 'timers',
    { ...push(0), gives: { events: [{ type: 'frame' }] } },
    { ...push(4), gives: { events: [{ type: 'frame' }] } },
    { ...push(5), gives: { events: [{ type: 'half', frame: -1, data: { time: expect.closeTo(0.5) } }, { type: 'frame' }] } },
    { ...push(43), gives: { events: [{ type: 'half', data: { time: expect.closeTo(4.3) } }, { type: 'once' }, { type: 'frame' }] } },
    { ...push(45), gives: { events: [{ type: 'half' }, { type: 'frame' }] } },
    { ...push(60), gives: { events: [{ type: 'half' }, { type: 'frame' }] } },
  ),
  times('time goes on where the PTS is missing', 'batch',
    { ...at('1000000000'), gives: { events: [{ data: { time: 1, discontinuous: false } }, {}, {}] } },
    { ...at('1100000000', 1), gives: { events: [{ data: { time: expect.closeTo(1.1), discontinuous: false } }, {}, {}] } },
    { ...at(null, 2), gives: { events: [{ data: { pts: null, discontinuous: true } }, { data: { pts: null } }, {}] } },
    { ...at('1300000000', 3), gives: { events: [{ data: { pts: '1300000000', discontinuous: true } }, {}, {}] } },
  ),
  times('time goes on over a seek back and a jump of hours', 'batch',
    at('5000000000'), at('5040000000', 1),
    { ...at('0', 2), gives: { events: [{ data: { pts: '0', discontinuous: true } }, {}, {}] } },
    { ...at('40000000', 3), gives: { events: [{ data: { discontinuous: false } }, {}, {}] } },
    { ...at('7200000000000', 4), gives: { events: [{ data: { discontinuous: true } }, {}, {}] } },
  ),
  times('a stream without any PTS advances by the interval of a first guess', 'batch', at(null), at(null, 1), at(null, 2)),
];

const saving = (saves: string): Pick<Case, 'script' | 'open'> => ({ script: 'state', open: { params: { saves } } });
const frames = (n: number) => ({ events: [{ type: 'frames', data: { frames: n } }] });

export const state: readonly Case[] = [
  {
    name: 'a new run goes on from the state, with track ids to the last bit',
    script: 'state',
    steps: [
      { ...push(0, [car]), gives: frames(1) },
      { save: true, gives: { state: { name: 'state', version: 2, state: { frames: 1, tracks: [{ $bigint: '18446744073709551614' }], name: 'Zürich 👋' } } } },
      { ...push(1, [car]), gives: frames(2) },
      { rerun: true, gives: { events: [{ type: 'restored', frame: -1, data: { version: 2, frames: 2 } }] } },
      { ...push(2, [person]), gives: { events: [{ type: 'frames', data: { frames: 3, tracks: ['18446744073709551614', '7'] } }] } },
    ],
  },
  { name: 'an earlier version\'s state is taken over', script: 'state', steps: [{ restore: '{"name":"state","version":1,"state":{"frames":9,"tracks":[]}}', gives: { events: [{ type: 'restored', data: { version: 1, frames: 9 } }] } }] },
  ...([
    ['of a later version', '{"name":"state","version":3,"state":{}}'],
    ['of another processor', '{"name":"other","version":2,"state":{}}'],
    ['that is damaged', '{"name":"state","ver'],
  ] as const).map(([what, text]): Case => ({ name: `a state ${what} is refused`, script: 'state', steps: [{ restore: text, gives: { error: { code: 'NVTS_STATE', hook: 'restore' } } }] })),
  ...['NaN', 'a Map', 'an event'].map((what): Case => ({ name: `save of ${what} is refused and the script goes on`, ...saving(what), steps: [push(0), { save: true, gives: { error: { code: 'NVTS_STATE', hook: 'save' } } }, { ...push(1), gives: frames(2) }] })),
  { name: 'a script may save nothing', ...saving('nothing'), steps: [{ save: true, gives: { state: '' } }] },
  { name: 'a script without save has no state', script: 'batch', steps: [{ save: true, gives: { state: '' } }] },
];
