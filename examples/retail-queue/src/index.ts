// SPDX-License-Identifier: MIT
import { type Color, defineProcessor, drawPanel, eventRecord, RuleSet, zoneOptions } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const WHITE: Color = '#ffffff';
const SHADE: Color = [0, 0, 0, 0.6];
const GREEN: Color = '#2ecc71';
const AMBER: Color = '#ffb000';
const RED: Color = '#ff3b30';

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export default defineProcessor({
  name: 'retail-queue',
  params: z.object({
    /** Where people wait. */
    queue: zoneOptions,
    /** Where they are served. */
    till: zoneOptions,
  }),

  setup({ params: { queue, till } }) {
    const steps = [{ type: 'zone-entered', rule: 'Queue' }, { type: 'zone-entered', rule: 'Till' }];
    return new RuleSet({
      cameras: [
        {
          rules: [
            { ...queue, kind: 'zone', name: 'Queue' },
            { ...till, kind: 'zone', name: 'Till' },
            { kind: 'sequence', name: 'Served', steps, within: 3600 },
          ],
        },
      ],
    });
  },

  onFrame(frame, { state: rules, params }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    const [queue, till, served] = [rules.rule(frame, 'Queue'), rules.rule(frame, 'Till'), rules.rule(frame, 'Served')];
    const waiting = queue.occupants();
    const { overcrowding, loitering = Infinity } = params.queue;
    const crowded = waiting.length >= (overcrowding?.count ?? Infinity);

    queue.draw(frame, { color: crowded ? RED : AMBER });
    till.draw(frame, { color: GREEN });
    for (const person of frame.objects) {
      const place = waiting.findIndex(({ track }) => track === person.trackId);
      const seconds = waiting[place]?.seconds ?? 0;
      person.borderWidth = place < 0 ? 1 : 3;
      person.borderColor = place < 0 ? WHITE : seconds >= loitering ? RED : seconds >= loitering / 2 ? AMBER : GREEN;
      person.text = '';
      if (place >= 0) frame.draw.text(person.left, person.top - 24, `${place + 1}.  ${clock(seconds)}`, { font: 'Sans Bold', background: SHADE });
    }
    const { mean, longest } = queue.counters();
    drawPanel(frame, [
      { color: crowded ? RED : AMBER, text: `${waiting.length} waiting, the first for ${clock(waiting[0]?.seconds ?? 0)}` },
      { color: GREEN, text: `${served.counters()['completed']} served` },
      `waited ${clock(mean!)} on average, ${clock(longest!)} at most`,
    ]);
    if (crowded) frame.draw.text(frame.width * 0.4, 20, 'Please open another till', { size: Math.round(frame.height / 24), font: 'Sans Bold', background: RED });
  },

  onSourceRemoved: ({ sourceId }, { state: rules }) => rules.forgetSource(sourceId),
  onEos(_info, { state: rules, time, emit }) {
    for (const source of rules.sourceIds) for (const event of rules.snapshot(source, time)) emit(event.type, eventRecord(event));
  },
  save: ({ state: rules }) => rules.save(),
  restore: (saved, _version, { state: rules }) => rules.restore(saved as ReturnType<RuleSet['save']>),
});
