// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { named, positive } from '../core/options.js';

/** The schema of `TrafficCountOptions`. */
export const trafficCountOptions = z.object({
  ...named,
  /** Types of events that are counted. `['line-crossed']` when left out. */
  types: z._default(z.readonly(z.array(z.string())), ['line-crossed']),
  /** Names of the rules whose events are counted; all when left out. */
  rules: z.optional(z.readonly(z.array(z.string()))),
  /** Seconds of stream time after which counts are told and start at 0 again. 60 when left out. @unit s */
  interval: z._default(positive, 60),
});

export type { TrafficCountOptions } from '../option-types.generated.js';
