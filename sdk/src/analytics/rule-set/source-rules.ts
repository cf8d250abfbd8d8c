// SPDX-License-Identifier: MIT
import type { Sensor } from '../../table/frame-view.js';
import { ruleName, ruleOptions } from './rule-faults.js';
import { matchesSource, type SourceMatch } from './source-match.js';

type Fields = Readonly<Record<string, unknown>>;

interface RulesFile {
  readonly defaults: Fields;
  readonly cameras: readonly (SourceMatch & { readonly defaults: Fields; readonly rules: readonly (Fields & { readonly kind: string })[] })[];
}

/** A rule of a source, with what its kind is made of. */
export interface SourceRule {
  readonly kind: string;
  readonly name: string;
  readonly options: Fields;
}

/** The rules of a source in the order of the file, and the places of the entries that are about it. @internal */
export function rulesOfSource({ cameras, defaults }: RulesFile, sourceId: number, sensor: Sensor | undefined) {
  const rules: SourceRule[] = [];
  const entries: number[] = [];
  cameras.forEach((camera, i) => {
    if (!matchesSource(camera, sourceId, sensor)) return;
    entries.push(i);
    for (const rule of camera.rules) {
      const found = { kind: rule.kind, name: ruleName(rule), options: ruleOptions(rule, { ...defaults, ...camera.defaults }) };
      const place = rules.findIndex(({ name }) => name === found.name);
      // Of two entries that are about this source, the later one says what a rule of this name is.
      if (place >= 0) rules[place] = found;
      else rules.push(found);
    }
  });
  return { rules, entries };
}
