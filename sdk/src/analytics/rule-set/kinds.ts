// SPDX-License-Identifier: MIT
// The kinds of rules that a file of rules may name.
import type { $ZodType } from 'zod/v4/core';
import type { Rule } from '../core/rule.js';
import { HeatMap } from '../heat-map/heat-map.js';
import { heatMapOptions } from '../heat-map/options.js';
import { Intersection } from '../intersection/intersection.js';
import { intersectionOptions } from '../intersection/options.js';
import { LeftObject } from '../left-object/left-object.js';
import { leftObjectOptions } from '../left-object/options.js';
import { LineCrossing } from '../line-crossing/line-crossing.js';
import { lineCrossingOptions } from '../line-crossing/options.js';
import { Motion } from '../motion/motion.js';
import { motionOptions } from '../motion/options.js';
import { presenceOptions } from '../presence/options.js';
import { Presence } from '../presence/presence.js';
import { proximityOptions } from '../proximity/options.js';
import { Proximity } from '../proximity/proximity.js';
import { sequenceOptions } from '../sequence/options.js';
import { Sequence } from '../sequence/sequence.js';
import { speedOptions } from '../speed/options.js';
import { Speed } from '../speed/speed.js';
import { tailgatingOptions } from '../tailgating/options.js';
import { Tailgating } from '../tailgating/tailgating.js';
import { trafficCountOptions } from '../traffic-count/options.js';
import { TrafficCount } from '../traffic-count/traffic-count.js';
import { trailsOptions } from '../trails/options.js';
import { Trails } from '../trails/trails.js';
import { wrongWayOptions } from '../wrong-way/options.js';
import { WrongWay } from '../wrong-way/wrong-way.js';
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
  'heat-map': { schema: heatMapOptions, make: (options) => new HeatMap(options) },
  intersection: { schema: intersectionOptions, make: (options) => new Intersection(options) },
  'left-object': { schema: leftObjectOptions, make: (options) => new LeftObject(options) },
  'line-crossing': { schema: lineCrossingOptions, make: (options) => new LineCrossing(options) },
  motion: { schema: motionOptions, make: (options) => new Motion(options) },
  presence: { schema: presenceOptions, make: (options) => new Presence(options) },
  proximity: { schema: proximityOptions, make: (options) => new Proximity(options) },
  sequence: { schema: sequenceOptions, make: (options) => new Sequence(options) },
  speed: { schema: speedOptions, make: (options) => new Speed(options) },
  tailgating: { schema: tailgatingOptions, make: (options) => new Tailgating(options) },
  'traffic-count': { schema: trafficCountOptions, make: (options) => new TrafficCount(options) },
  trails: { schema: trailsOptions, make: (options) => new Trails(options) },
  'wrong-way': { schema: wrongWayOptions, make: (options) => new WrongWay(options) },
  zone: { schema: zoneOptions, make: (options) => new Zone(options) },
};
