// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, placed, placing, plane, positive } from '../core/options.js';

/** The schema of `SpeedOptions`. */
export const speedOptions = z.object({
  ...placed,
  ...explained,
  /** The ground that speeds are measured on. */
  plane,
  /** Seconds over which a speed is measured. 1 when left out. */
  window: z._default(positive, 1),
  /** Metres a second that are too fast; none are when left out. */
  limit: z.optional(positive),
}).check(placing);

/** What `Speed` is told. */
export type SpeedOptions = z.input<typeof speedOptions>;
