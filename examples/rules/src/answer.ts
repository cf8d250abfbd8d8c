// SPDX-License-Identifier: MIT
import { type Explanation, NvtsError, type RuleSet } from '@nvtsprobe/sdk';
import type { Question } from './messages.js';

/** What is emitted: the explanation, or why there is none. */
export type Answer = {
  readonly source: number;
  readonly rule: string;
  readonly track: string;
  readonly explanation: Explanation | null;
  readonly error?: string;
};

/** Answers a question, and has the answer drawn if that is asked for. `time` is stream time. */
export function answer(rules: RuleSet, { source, rule, track, draw }: Question, time: number): Answer {
  const id = BigInt(track);
  const about = { source, rule, track: String(id) };
  try {
    const explanation = rules.explain(source, rule, id);
    if (!explanation) {
      return { ...about, explanation: null, error: `${rule} has not seen track ${id} of source ${source}: it did not come, is of no class or place that the rule looks at, or was forgotten` };
    }
    if (draw > 0) rules.showTrack(source, rule, id, time + draw);
    return { ...about, explanation };
  } catch (error) {
    // A question about a rule that does not exist is the sender's fault, not the script's.
    if (!(error instanceof NvtsError)) throw error;
    return { ...about, explanation: null, error: error.message };
  }
}
