// SPDX-License-Identifier: MIT
import * as z from 'zod/mini';

/** What nvdsanalytics' property of the same name has. */
const DEFAULT_UNIQUE_ID = 17;
const MAX_UNIQUE_ID = 0xffff_ffff;

/** The package's own parameters; all other keys are the groups of an nvdsanalytics YAML file. */
export const params = z.catchall(
  z.object({
    /** The text of an nvdsanalytics config file, in place of its groups as keys here. */
    ini: z.optional(z.string()),
    /** Whether events are emitted. */
    events: z._default(z.boolean(), true),
    /** Whether the answers of a frame are attached to it as JSON. */
    json: z._default(z.boolean(), true),
    /** Whether nvdsanalytics' own metadata are attached, for what reads those. */
    metadata: z._default(z.boolean(), true),
    /** "exact" answers as nvdsanalytics does, faults included; "fixed" without them. */
    mode: z._default(z.enum(['exact', 'fixed']), 'exact'),
    /** What metadata name as the component that made them. @unit component id */
    'unique-id': z._default(z.int().check(z.minimum(0), z.maximum(MAX_UNIQUE_ID)), DEFAULT_UNIQUE_ID),
  }),
  z.unknown(),
);

export type Params = z.output<typeof params>;
