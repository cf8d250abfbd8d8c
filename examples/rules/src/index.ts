// SPDX-License-Identifier: MIT
import { defineProcessor, eventRecord, RuleSet, ruleSetOptions } from '@nvtsprobe/sdk';

export default defineProcessor({
  name: 'rules',
  params: ruleSetOptions,
  setup: ({ params }) => new RuleSet(params),

  onFrame(frame, { state: rules }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    rules.draw(frame);
  },

  onSourceRemoved: ({ sourceId }, { state }) => state.forgetSource(sourceId),

  onEos(_info, { state: rules, params, time, emit, log }) {
    for (const source of rules.sourceIds) {
      for (const { type, rule, values } of rules.snapshot(source, time)) emit(type, { type, rule, source, time, values });
    }
    for (const i of rules.unmatched) {
      const { sources = [], sensors = [] } = params.cameras[i]!;
      log.warn(`cameras[${i}] was about no source that came: it names ${[...sources.map((id) => `source ${id}`), ...sensors].join(', ')}`);
    }
  },

  save: ({ state }) => state.save(),
  restore: (saved, _version, { state }) => state.restore(saved as ReturnType<typeof state.save>),
});
