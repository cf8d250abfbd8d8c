// SPDX-License-Identifier: MIT
import { type Color, defineProcessor, drawPanel, eventRecord, lineCrossingOptions, RuleSet } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const GREEN: Color = '#2ecc71';
const RED: Color = '#ff3b30';

export default defineProcessor({
  name: 'doorway',
  params: z.object({
    /** The line that people cross. */
    door: lineCrossingOptions,
    /** People who were inside before anybody was counted. @unit people */
    inside: z._default(z.int(), 0),
    /** People for whom there is room; any number when left out. @unit people */
    capacity: z.optional(z.int().check(z.positive())),
  }),

  setup: ({ params: { door } }) => new RuleSet({ cameras: [{ rules: [{ ...door, kind: 'line-crossing', name: 'Door' }] }] }),

  onFrame(frame, { state: rules, params }) {
    const events = rules.update(frame);
    const door = rules.rule(frame, 'Door');
    // More may have gone out than came in where a detector missed somebody.
    const inside = Math.max(0, params.inside + door.in - door.out);
    for (const event of events) {
      const record = eventRecord(event, frame);
      frame.emit(event.type, { ...record, values: { ...record.values, inside } });
    }

    const full = inside >= (params.capacity ?? Infinity);
    for (const person of frame.objects) {
      person.borderColor = '#ffffff';
      person.borderWidth = 2;
      person.text = '';
    }
    door.draw(frame, { color: full ? RED : GREEN });
    drawPanel(frame, [
      { color: full ? RED : GREEN, text: `${inside} inside${params.capacity ? ` of ${params.capacity}` : ''}` },
      `${door.in} came in`,
      `${door.out} went out`,
      `${door.counters()['returned']} turned round`,
    ]);
    if (full) frame.draw.text(frame.width * 0.4, 20, 'Full: please wait', { size: Math.round(frame.height / 24), font: 'Sans Bold', background: RED });
  },

  onSourceRemoved: ({ sourceId }, { state: rules }) => rules.forgetSource(sourceId),
  onEos(_info, { state: rules, time, emit }) {
    for (const source of rules.sourceIds) for (const event of rules.snapshot(source, time)) emit(event.type, eventRecord(event));
  },
  save: ({ state: rules }) => rules.save(),
  restore: (saved, _version, { state: rules }) => rules.restore(saved as ReturnType<RuleSet['save']>),
});
