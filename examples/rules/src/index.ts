// SPDX-License-Identifier: MIT
import { defineProcessor, eventRecord, RuleSet, ruleSetOptions } from '@nvtsprobe/sdk';
import { answer } from './answer.js';
import { messages } from './messages.js';
import { unmatched } from './unmatched.js';

/** Stream time after which entries that no source has matched are told; and again at the end. */
const PATIENCE_MS = 60_000;

export default defineProcessor({
  name: 'rules',
  params: ruleSetOptions,
  messages,
  setup({ params, log, every }) {
    const rules = new RuleSet(params);
    const stop = every(PATIENCE_MS, () => {
      stop();
      for (const text of unmatched(rules, params)) log.warn(text);
    });
    return rules;
  },

  onFrame(frame, { state: rules }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    rules.draw(frame);
  },

  onMessage({ explain }, { state: rules, time, emit }) {
    emit('explanation', answer(rules, explain, time));
  },

  onSourceRemoved: ({ sourceId }, { state: rules }) => rules.forgetSource(sourceId),

  onEos(_info, { state: rules, params, time, emit, log }) {
    for (const source of rules.sourceIds) for (const event of rules.snapshot(source, time)) emit(event.type, eventRecord(event));
    for (const text of unmatched(rules, params)) log.warn(text);
  },

  save: ({ state: rules }) => rules.save(),
  restore: (saved, _version, { state: rules }) => rules.restore(saved as ReturnType<RuleSet['save']>),
});
