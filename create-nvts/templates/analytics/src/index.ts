// SPDX-License-Identifier: MIT
import { defineProcessor, drawPanel, eventRecord, lineCrossingOptions, RuleSet, zoneOptions } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  name: '{{id}}',

  // params/example.yaml shows them in use. What a line and a zone take besides stands in the SDK's docs/analytics. nvts pack
  // writes these comments into package.json, where nvts inspect shows them to who installs the package.
  params: z.object({
    /** Where crossings are counted. */
    line: lineCrossingOptions,
    /** Where people are counted. */
    zone: zoneOptions,
  }),

  // Rules are made for each source that comes. In the other hooks this is `state`.
  setup: ({ params: { line, zone } }) =>
    new RuleSet({
      cameras: [{ rules: [{ ...line, kind: 'line-crossing', name: 'Line' }, { ...zone, kind: 'zone', name: 'Zone' }] }],
    }),

  // For every frame. Points are pixels of the pipeline picture, origin top left.
  onFrame(frame, { state: rules }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    rules.draw(frame);
    const [line, zone] = [rules.rule(frame, 'Line'), rules.rule(frame, 'Zone')];
    drawPanel(frame, [`${line.in} in, ${line.out} out`, `${zone.occupancy} in the zone`]);
  },

  onSourceRemoved: ({ sourceId }, { state: rules }) => rules.forgetSource(sourceId),
  onEos(_info, { state: rules, time, emit }) {
    for (const source of rules.sourceIds) for (const event of rules.snapshot(source, time)) emit(event.type, eventRecord(event));
  },

  // So that an edited script goes on with the counts of the one before.
  save: ({ state: rules }) => rules.save(),
  restore: (saved, _version, { state: rules }) => rules.restore(saved as ReturnType<RuleSet['save']>),
});
