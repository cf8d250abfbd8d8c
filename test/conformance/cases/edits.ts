// SPDX-License-Identifier: MIT
import type { Case, Expectation } from '../contract.js';
import { car, type ObjectJson, person, push } from './frames.js';

const edit = (name: string, act: string, gives: Expectation, objects: readonly ObjectJson[] = [person, car]): Case => ({
  name,
  script: 'edits',
  open: { params: { act } },
  steps: [{ ...push(0, objects), gives }],
});

const objects = (...wanted: readonly object[]): Expectation => ({ frames: [{ source: 0, frame: 0, objects: wanted }] });
const counts = (before: number, after: number): Expectation => ({ events: [{ type: 'before', data: { objects: before } }, { type: 'after', data: { objects: after } }] });

const refused: readonly (readonly [act: string, code: string])[] = [
  ['NaN box', 'NVTS_RANGE'],
  ['negative width', 'NVTS_RANGE'],
  ['far away', 'NVTS_RANGE'],
  ['class below -1', 'NVTS_RANGE'],
  ['infinite confidence', 'NVTS_RANGE'],
  ['long label', 'NVTS_RANGE'],
  ['bright colour', 'NVTS_RANGE'],
  ['wrong colour', 'NVTS_RANGE'],
  ['negative track', 'NVTS_RANGE'],
  ['long text', 'NVTS_LIMIT'],
  ['own parent', 'NVTS_RANGE'],
  ['change what is removed', 'NVTS_REMOVED'],
  ['too much drawing', 'NVTS_LIMIT'],
  ['huge JSON', 'NVTS_LIMIT'],
  ['no JSON', 'NVTS_JSON'],
  ['empty key', 'NVTS_RANGE'],
  ['no event', 'NVTS_RANGE'],
];

/** What a script writes past the SDK is refused by the host. */
const raw: readonly string[] = [
  'a box that is not finite', 'a negative size', 'a box far away', 'a class below -1', 'a confidence that is not finite',
  'a string that does not exist', 'a colour outside of 0 to 1', 'a parent of its own', 'a parent that does not exist',
  'a text outside of the section', 'an unknown drawing item', 'a drawing item of no frame', 'JSON that is none',
  'an event of no frame', 'an event whose data is no object', 'a count that is not whole',
];

export const edits: readonly Case[] = [
  edit('class and label', 'class', objects({ class: 9, label: 'wagon', track: '7' }, { class: 9, label: 'wagon' })),
  edit('track ids have 64 bits, and can be taken away', 'track', objects({ track: '18446744073709551614' }, { label: 'car' })),
  edit('confidence', 'confidence', objects({ confidence: Math.fround(0.1), trackerConfidence: Math.fround(0.7) }, { confidence: 0.25 })),
  edit('boxes', 'box', objects({ box: [100, 200, 30, 80] }, { box: [-5.25, 401, 0, 1e6], detectorBox: [1, 2, 3, 4], trackerBox: [5, 6, 7, 8] })),
  edit('the look', 'style', objects({ border: { width: 4 }, background: [0, 0, 1, 0.5], text: { value: 'Grüße 👋', at: [12, 34], font: 'Sans', size: 14, color: [1, 1, 1, 1] } }, { label: 'car' })),
  edit('an object that is removed is gone for the script and for the metadata', 'remove', { ...objects({ class: 5, label: 'car' }), ...counts(2, 1) }),
  edit('objects that are added have parents, and may be some', 'parent', {
    ...objects(
      { label: 'person', parent: 2 },
      { label: 'car' },
      { class: 1, label: 'whole', track: '5', confidence: 0.5, component: 3, box: [0, 0, 50, 60] },
      { label: 'part', parent: 2, confidence: 1, text: { value: 'part of it' } },
    ),
    ...counts(2, 4),
  }),
  edit('what is added and removed at once was never there', 'add and remove', { ...objects({ label: 'person' }, { label: 'car' }), ...counts(2, 2) }),
  edit('the table grows with objects that are added', 'many', counts(2, 302)),
  edit('drawing', 'draw', {
    frames: [
      {
        draw: [
          { kind: 'rect', box: [1, 2, 3, 4], width: 1, color: [1, 0, 0, 1], background: [0, 0, 0, 0.25] },
          { kind: 'text', value: 'text', at: [9, 10], size: 12, color: [1, 1, 0, 1], background: [0, 0, 0, 1] },
          { kind: 'line', from: [1, 2], to: [3, 4] },
          { kind: 'arrow', from: [5, 6], to: [7, 8], head: 'both' },
          { kind: 'circle', center: [5, 6], radius: 7, width: 2, color: [0, 1, 0, 1] },
        ],
      },
    ],
  }),
  {
    name: 'an overlay is painted once, and then on every frame',
    script: 'overlay',
    steps: [0, 1].map((number) => ({
      ...push(number),
      gives: {
        events: number === 0 ? [{ type: 'painted' }] : [],
        frames: [
          {
            draw: [
              { kind: 'text', value: `frame ${number}`, at: [1, 1] },
              { kind: 'text', value: 'Grüße 👋', at: [9, 10], font: 'Sans', size: 12, background: [0, 0, 0, 1] },
              { kind: 'line', from: [1, 2], to: [3, 4], width: 3, color: [0, 1, 0, 1] },
            ],
          },
        ],
      },
    })),
  },
  edit('a frame takes 1,024 drawing items', 'much drawing', counts(2, 2)),
  edit('texts grow the table, too', 'long texts', { frames: [{ objects: [{ text: { value: 'ü'.repeat(2048) } }, { label: 'car' }], json: { long: 'x'.repeat(100_000) } }] }),
  edit('what was refused and caught leaves nothing half-made', 'caught refusals', objects({ box: [100, 200, 30, 80] }, { label: 'car' })),
  edit('a frame without objects', 'add and remove', counts(0, 0), []),
  ...refused.map(([act, code]) => edit(`refused: ${act}`, act, { error: { code, hook: 'onFrame', frame: 0 } })),
  ...raw.map((act): Case => ({
    name: `the host refuses ${act}`,
    script: 'raw',
    open: { params: { act } },
    steps: [{ ...push(0, [person, car]), gives: { error: { code: 'NVTS_RANGE', hook: '' } } }],
  })),
  {
    name: 'a refused edit costs one batch',
    script: 'edits',
    open: { params: { act: 'negative width' } },
    steps: [{ ...push(0, [person, car]), gives: { error: { code: 'NVTS_RANGE' } } }, { ...push(1, [person, car]), gives: { error: { code: 'NVTS_RANGE' } } }],
  },
];
