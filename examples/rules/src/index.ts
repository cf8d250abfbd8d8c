// SPDX-License-Identifier: MIT
import { defineProcessor, eventRecord, type Explanation, NvtsError, RuleSet, ruleSetOptions } from '@nvtsprobe/sdk';
import { Drawn } from './drawn.js';
import { messages } from './messages.js';

export default defineProcessor({
  name: 'rules',
  params: ruleSetOptions,
  messages,
  setup: ({ params }) => ({ rules: new RuleSet(params), drawn: new Drawn() }),

  onFrame(frame, { state: { rules, drawn } }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    rules.draw(frame);
    drawn.draw(frame, rules);
  },

  onMessage({ explain: { source, rule, track, draw } }, { state: { rules, drawn }, time, emit }) {
    const id = BigInt(track);
    emit('explanation', { source, rule, track, ...answer(() => rules.explain(source, rule, id)) });
    if (draw > 0) drawn.add({ source, rule, track: id, until: time + draw });
  },

  onSourceRemoved: ({ sourceId }, { state }) => state.rules.forgetSource(sourceId),

  onEos(_info, { state: { rules }, params, time, emit, log }) {
    for (const source of rules.sourceIds) {
      for (const { type, rule, values } of rules.snapshot(source, time)) emit(type, { type, rule, source, time, values });
    }
    for (const i of rules.unmatched) {
      const { sources = [], sensors = [] } = params.cameras[i]!;
      log.warn(`cameras[${i}] was about no source that came: it names ${[...sources.map((id) => `source ${id}`), ...sensors].join(', ')}`);
    }
  },

  save: ({ state }) => state.rules.save(),
  restore: (saved, _version, { state: { rules } }) => rules.restore(saved as ReturnType<typeof rules.save>),
});

/** What is emitted: a question about a rule that does not exist is the sender's fault, not the script's. */
function answer(explain: () => Explanation | undefined): { readonly explanation: Explanation | null; readonly error?: string } {
  try {
    return { explanation: explain() ?? null };
  } catch (error) {
    if (!(error instanceof NvtsError)) throw error;
    return { explanation: null, error: error.message };
  }
}
