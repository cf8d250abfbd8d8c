// SPDX-License-Identifier: MIT
import type { RuleSet, RuleSetOptions } from '@nvtsprobe/sdk';

/** What there is to say of entries that were about no source: a name that is misspelt, or a camera that is gone. */
export function unmatched(rules: RuleSet, { cameras }: Pick<RuleSetOptions, 'cameras'>): string[] {
  const came = rules.sourceIds.length === 0 ? 'no source came' : `there came source ${rules.sourceIds.join(', ')}`;
  return rules.unmatched.map((i) => {
    const { sources = [], sensors = [] } = cameras[i]!;
    return `cameras[${i}] is about no source that came: it names ${[...sources.map((id) => `source ${id}`), ...sensors].join(', ')}; ${came}`;
  });
}
