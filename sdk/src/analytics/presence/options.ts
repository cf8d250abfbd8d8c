// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, placed, placing, positive, seconds } from '../core/options.js';

/** The schema of `PresenceOptions`. */
export const presenceOptions = z.object({
  ...placed,
  ...explained,
  /** Seconds that a track must have been seen before it is told. 0 when left out. @unit s */
  seconds: z._default(seconds, 0),
  /** Seconds after which a track has persisted; none does when left out. @unit s */
  persistence: z.optional(positive),
}).check(placing);

export type { PresenceOptions } from '../option-types.generated.js';
