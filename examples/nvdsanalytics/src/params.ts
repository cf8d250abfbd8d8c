// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

/** The package's own parameters; all other keys are the groups of an nvdsanalytics YAML file. */
export const params = z.catchall(
  z.object({
    ini: z.optional(z.string()),
    events: z._default(z.boolean(), true),
    json: z._default(z.boolean(), true),
  }),
  z.unknown(),
);

export type Params = z.output<typeof params>;
