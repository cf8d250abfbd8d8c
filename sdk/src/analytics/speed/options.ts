// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, placed, placing, plane, positive } from '../core/options.js';

/** The schema of `SpeedOptions`. */
export const speedOptions = z.object({
  ...placed,
  ...explained,
  /** The ground that speeds are measured on. */
  plane,
  /** Seconds over which a speed is measured. 1 when left out. @unit s */
  window: z._default(positive, 1),
  /** Metres a second that are too fast; none are when left out. @unit m/s */
  limit: z.optional(positive),
}).check(placing);

export type { SpeedOptions } from '../option-types.generated.js';
