// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

/** What nvdsanalytics' property of the same name has. */
const DEFAULT_UNIQUE_ID = 17;
const MAX_UNIQUE_ID = 0xffff_ffff;

/** The package's own parameters; all other keys are the groups of an nvdsanalytics YAML file. */
export const params = z.catchall(
  z.object({
    ini: z.optional(z.string()),
    events: z._default(z.boolean(), true),
    json: z._default(z.boolean(), true),
    metadata: z._default(z.boolean(), true),
    mode: z._default(z.enum(['exact', 'fixed']), 'exact'),
    'unique-id': z._default(z.int().check(z.minimum(0), z.maximum(MAX_UNIQUE_ID)), DEFAULT_UNIQUE_ID),
  }),
  z.unknown(),
);

export type Params = z.output<typeof params>;
