// SPDX-License-Identifier: MIT
// The kinds of rules that a file of rules may name.
import type { $ZodType } from 'zod/v4/core';
import type { Rule } from '../core/rule.js';
import { LineCrossing } from '../line-crossing/line-crossing.js';
import { lineCrossingOptions } from '../line-crossing/options.js';
import { zoneOptions } from '../zone/options.js';
import { Zone } from '../zone/zone.js';

interface RuleKind {
  /** What `make` takes. */
  readonly schema: $ZodType & { readonly shape: Readonly<Record<string, $ZodType>> };
  /** Its options are checked already. */
  make(options: never): Rule;
}

/** Each kind by its name in files and events. @internal */
export const ruleKinds: Readonly<Record<string, RuleKind>> = {
  'line-crossing': { schema: lineCrossingOptions, make: (options) => new LineCrossing(options) },
  zone: { schema: zoneOptions, make: (options) => new Zone(options) },
};
