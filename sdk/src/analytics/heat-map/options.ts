// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { positive, tracked } from '../core/options.js';

const cells = z.int().check(z.minimum(1), z.maximum(512));

/** The schema of `HeatMapOptions`. */
export const heatMapOptions = z.object({
  ...tracked,
  /** Cells across and down the picture. 32 × 18 when left out. */
  columns: z._default(cells, 32),
  rows: z._default(cells, 18),
  /** Seconds of stream time in which heat falls to a half; it stays when left out. */
  halfLife: z.optional(positive),
});

/** What `HeatMap` is told. */
export type HeatMapOptions = z.input<typeof heatMapOptions>;
