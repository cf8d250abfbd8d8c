// SPDX-License-Identifier: MIT
// What the hosts that run in this process have in common: a call for each step.
import type { LineJson, Outcome, Step } from '../contract.js';
import { NOTHING } from './normal.js';

interface Calls<Output> {
  sendText(text: string): Output;
  save(): string;
  restore(state: string): Output;
  streamStart(sourceId: number): Output;
  addSource(sourceId: number): Output;
  removeSource(sourceId: number): Output;
  eos(): Output;
}

/** Takes a step; `push` runs a line of frames, `outcome` says what came of a call. */
export function take<Output>(host: Calls<Output>, step: Exclude<Step, { readonly rerun: true }>, push: (line: LineJson) => Output, outcome: (output: Output) => Outcome): Outcome {
  if ('push' in step) return outcome(push(step.push));
  if ('send' in step) return outcome(host.sendText(step.send));
  if ('save' in step) return { ...NOTHING, state: host.save() };
  if ('restore' in step) return outcome(host.restore(step.restore));
  switch (step.notify) {
    case 'onStreamStart': return outcome(host.streamStart(step.sourceId));
    case 'onSourceAdded': return outcome(host.addSource(step.sourceId));
    case 'onSourceRemoved': return outcome(host.removeSource(step.sourceId));
    case 'onEos': return outcome(host.eos());
  }
}
