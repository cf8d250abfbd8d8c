// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, named, positive } from '../core/options.js';

const step = z.object({
  /** Type of the event, e.g. `'line-crossed'`. */
  type: z.string(),
  /** Name of the rule that tells it; any when left out. */
  rule: z.optional(z.string()),
  /** The direction of a crossing; either when left out. */
  direction: z.optional(z.enum(['in', 'out'])),
});

/** The schema of `SequenceOptions`. */
export const sequenceOptions = z.object({
  ...named,
  ...explained,
  /** Two events or more that must come one after the other, of the same track. */
  steps: z.readonly(z.array(step).check(z.minLength(2))),
  /** Seconds of stream time from the first to the last. @unit s */
  within: positive,
});

export type { SequenceOptions } from '../option-types.generated.js';
