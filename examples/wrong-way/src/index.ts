// SPDX-License-Identifier: MIT
import { type Color, defineProcessor, drawPanel, eventRecord, RuleSet, wrongWayOptions } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const GREEN: Color = '#2ecc71';
const RED: Color = '#ff3b30';

export default defineProcessor({
  name: 'wrong-way',
  params: z.object({
    /** The road and its right way. */
    road: wrongWayOptions,
  }),

  setup: ({ params: { road } }) => new RuleSet({ cameras: [{ rules: [{ ...road, kind: 'wrong-way', name: 'Road' }] }] }),

  onFrame(frame, { state: rules }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    const road = rules.rule(frame, 'Road');
    const offenders = road.offenders();

    road.draw(frame, { color: offenders.length > 0 ? RED : GREEN });
    for (const object of frame.objects) {
      const offender = offenders.find(({ track }) => track === object.trackId);
      object.borderWidth = offender ? 5 : 1;
      object.borderColor = offender ? RED : '#ffffff';
      object.text = '';
      if (offender) frame.draw.text(object.left, object.bottom + 4, `wrong way for ${offender.seconds.toFixed(0)} s`, { font: 'Sans Bold', background: RED });
    }
    drawPanel(frame, [{ color: offenders.length > 0 ? RED : GREEN, text: `wrong way: ${offenders.length} now, ${road.counters()['wrong']} so far` }]);
    if (offenders.length > 0) frame.draw.text(frame.width * 0.35, 20, 'Wrong-way driver', { size: Math.round(frame.height / 20), font: 'Sans Bold', background: RED });
  },

  onSourceRemoved: ({ sourceId }, { state: rules }) => rules.forgetSource(sourceId),
  onEos(_info, { state: rules, time, emit }) {
    for (const source of rules.sourceIds) for (const event of rules.snapshot(source, time)) emit(event.type, eventRecord(event));
  },
  save: ({ state: rules }) => rules.save(),
  restore: (saved, _version, { state: rules }) => rules.restore(saved as ReturnType<RuleSet['save']>),
});
