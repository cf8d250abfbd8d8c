// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';
import { explained, named, positive } from '../core/options.js';

/** The schema of `TailgatingOptions`. */
export const tailgatingOptions = z.object({
  ...named,
  ...explained,
  /** Name of the line; all when left out. */
  line: z.optional(z.string()),
  /** Direction that is looked at; both, each for itself, when left out. */
  direction: z.optional(z.enum(['in', 'out'])),
  /** Seconds within which a second track must not follow. 2 when left out. @unit s */
  seconds: z._default(positive, 2),
});

export type { TailgatingOptions } from '../option-types.generated.js';
