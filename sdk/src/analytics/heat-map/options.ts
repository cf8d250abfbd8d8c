// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { positive, tracked } from '../core/options.js';

const cells = z.int().check(z.minimum(1), z.maximum(512));

/** The schema of `HeatMapOptions`. */
export const heatMapOptions = z.object({
  ...tracked,
  /** Cells across the picture. 32 when left out. @unit cells */
  columns: z._default(cells, 32),
  /** Cells down the picture. 18 when left out. @unit cells */
  rows: z._default(cells, 18),
  /** Seconds of stream time in which heat falls to a half; it stays when left out. @unit s */
  halfLife: z.optional(positive),
});

export type { HeatMapOptions } from '../option-types.generated.js';
