// SPDX-License-Identifier: MIT
import { type Color, defineProcessor, drawPanel, eventRecord, proximityOptions, RuleSet } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const GREEN: Color = '#2ecc71';
const RED: Color = '#ff3b30';

export default defineProcessor({
  name: 'social-distance',
  params: z.object({
    /** What is too near. */
    near: proximityOptions,
    /** How long two must be near to belong together. @unit s */
    together: z._default(z.number().check(z.positive()), 15),
  }),

  setup: ({ params: { near, together } }) =>
    new RuleSet({
      cameras: [
        {
          rules: [
            { ...near, kind: 'proximity', name: 'Near' },
            { ...near, kind: 'proximity', name: 'Together', seconds: together },
          ],
        },
      ],
    }),

  onFrame(frame, { state: rules, params }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    const [near, together] = [rules.rule(frame, 'Near'), rules.rule(frame, 'Together')];
    const pairs = near.nearPairs();
    const strangers = pairs.filter(({ seconds }) => seconds < params.together);

    const has = (list: typeof pairs, track: bigint | undefined): boolean => list.some(({ tracks }) => tracks.some((each) => each === track));
    for (const person of frame.objects) {
      person.borderWidth = 2;
      person.borderColor = has(strangers, person.trackId) ? RED : has(pairs, person.trackId) ? GREEN : '#ffffff';
      person.text = '';
    }
    for (const pair of pairs) {
      const [[x1, y1], [x2, y2]] = pair.points;
      const tooNear = strangers.includes(pair);
      frame.draw.line(x1, y1, x2, y2, { color: tooNear ? RED : GREEN, width: 4 });
      if (tooNear) frame.draw.text((x1 + x2) / 2 - 20, Math.max(y1, y2) + 6, `${pair.distance.toFixed(1)} m`, { font: 'Sans Bold', background: RED });
    }
    // Those who turn out to belong together were near before, too.
    const contacts = near.counters()['pairs']! - together.counters()['pairs']!;
    drawPanel(frame, [
      { color: RED, text: `too near: ${strangers.length} now, ${contacts} so far` },
      { color: GREEN, text: `together: ${together.groups().map((group) => group.length).join(' + ') || 'nobody'}` },
    ]);
  },

  onSourceRemoved: ({ sourceId }, { state: rules }) => rules.forgetSource(sourceId),
  onEos(_info, { state: rules, time, emit }) {
    for (const source of rules.sourceIds) for (const event of rules.snapshot(source, time)) emit(event.type, eventRecord(event));
  },
  save: ({ state: rules }) => rules.save(),
  restore: (saved, _version, { state: rules }) => rules.restore(saved as ReturnType<RuleSet['save']>),
});
