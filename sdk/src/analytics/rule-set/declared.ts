// SPDX-License-Identifier: MIT
// The rules of a set that is written out in code, as types: which names there are, and what each of them is.
import type { Rule } from '../core/rule.js';
import type { HeatMap } from '../heat-map/heat-map.js';
import type { Intersection } from '../intersection/intersection.js';
import type { LeftObject } from '../left-object/left-object.js';
import type { LineCrossing } from '../line-crossing/line-crossing.js';
import type { Motion } from '../motion/motion.js';
import type { Presence } from '../presence/presence.js';
import type { Proximity } from '../proximity/proximity.js';
import type { Sequence } from '../sequence/sequence.js';
import type { Speed } from '../speed/speed.js';
import type { Tailgating } from '../tailgating/tailgating.js';
import type { TrafficCount } from '../traffic-count/traffic-count.js';
import type { Trails } from '../trails/trails.js';
import type { WrongWay } from '../wrong-way/wrong-way.js';
import type { Zone } from '../zone/zone.js';
import type { RuleSetOptions } from './options.js';

/** What a rule of each kind is. */
interface RuleOfKind<Name extends string> {
  readonly 'heat-map': HeatMap<Name>;
  readonly intersection: Intersection<Name>;
  readonly 'left-object': LeftObject<Name>;
  readonly 'line-crossing': LineCrossing<Name>;
  readonly motion: Motion<Name>;
  readonly presence: Presence<Name>;
  readonly proximity: Proximity<Name>;
  readonly sequence: Sequence<Name>;
  readonly speed: Speed<Name>;
  readonly tailgating: Tailgating<Name>;
  readonly 'traffic-count': TrafficCount<Name>;
  readonly trails: Trails<Name>;
  readonly 'wrong-way': WrongWay<Name>;
  readonly zone: Zone<Name>;
}

type NameOf<Declared> = Declared extends { readonly name: infer Name extends string } ? Name : Declared extends { readonly kind: infer Kind extends string } ? Kind : string;

type RuleOf<Declared> = Declared extends { readonly kind: infer Kind extends keyof RuleOfKind<string> } ? RuleOfKind<NameOf<Declared>>[Kind] : Rule;

/** The rules of a set, one of which each is; `Rule` where they are not written out. */
export type DeclaredRule<Options extends RuleSetOptions> = RuleOf<Options['cameras'][number]['rules'][number]>;

/** The names of a set's rules; any text where they are not written out. */
export type RuleName<Options extends RuleSetOptions> = DeclaredRule<Options>['name'];

/** The rule of a set that has a name. */
export type RuleNamed<Options extends RuleSetOptions, Name extends string> = string extends RuleName<Options>
  ? DeclaredRule<Options>
  : Extract<DeclaredRule<Options>, { readonly name: Name }>;

/** The events of a set's rules. */
export type DeclaredEvent<Options extends RuleSetOptions> = DeclaredRule<Options> extends Rule<infer Event> ? Event : never;
