// SPDX-License-Identifier: MIT
// The parts of which rules' options are made: zod schemas, so that a file of rules can be checked by the same.
import * as z from 'zod/mini';
import { NvtsError, show } from '../../errors.js';
import { Circle } from '../../geometry/circle.js';
import { Plane } from '../../geometry/plane.js';
import { Polygon } from '../../geometry/polygon.js';
import { Polyline } from '../../geometry/polyline.js';
import { MAX_COORDINATE } from '../../table/limits.js';
import { ANCHOR_NAMES } from './anchor.js';

/** A check that a value makes what it is for; the message of the `NvtsError` is that of the fault. */
function makes<Value>(make: (value: Value) => unknown) {
  return z.check<Value>((payload) => {
    try {
      make(payload.value);
    } catch (error) {
      if (!(error instanceof NvtsError)) throw error;
      payload.issues.push({ code: 'custom', message: error.message, input: payload.value, path: [] });
    }
  });
}

/** What lies beyond can neither be drawn nor reached by a box. */
const coordinate = z.number().check(z.minimum(-MAX_COORDINATE), z.maximum(MAX_COORDINATE));

/** A point [x, y]. @internal */
export const point = z.readonly(z.tuple([coordinate, coordinate]));

const points = z.readonly(z.array(point));
const quad = z.readonly(z.tuple([point, point, point, point]));

/** @internal */
export const line = points.check(makes((value) => new Polyline(value)));

/** @internal */
export const polygon = points.check(makes((value) => new Polygon(value)));

/** @internal */
export const circle = z.object({
  /** Its middle. @unit px, or the rule's units */
  center: point,
  /** In the rule's units; of normalised ones, a part of the picture's height. @unit px, or the rule's units */
  radius: z.number(),
}).check(makes(({ center, radius }) => new Circle(center, radius)));

/** The flat ground before a camera: four points of its picture, and where they are on the ground in metres. @internal */
export const plane = z.object({
  /** Four points of the picture, origin top left. @unit px, or 0 to 1 where normalized */
  image: quad,
  /** Where those are on the ground. @unit m */
  ground: quad,
  /** Of the points of the picture. */
  units: z._default(z.enum(['pixels', 'normalized']), 'pixels'),
}).check(makes(({ image, ground }) => new Plane(image, ground)));

/** Seconds of stream time. @internal */
export const seconds = z.number().check(z.nonnegative());

/** A number above 0. @internal */
export const positive = z.number().check(z.positive());

/** How many; a whole number from 1. @internal */
export const count = z.int().check(z.minimum(1));

const boxHeights = z.strictObject({
  /** As many heights of the object's box. @unit box heights */
  boxHeights: z.number().check(z.nonnegative()),
});

/** A length on the picture: in pixels, or in heights of the object's box. @internal */
export const length = z.union([z.number().check(z.nonnegative()), boxHeights], {
  error: ({ input }) => `expected a number of pixels, 0 or more, or { boxHeights: number }, got ${show(input)}`,
});

/** Five times the tremble of boxes whose edges have a standard deviation of 2 % of their height. @internal */
export const TREMBLE = { boxHeights: 0.1 } as const;

/** A length as pixels and box heights, of which one is 0. @internal */
export function lengthParts(value: z.output<typeof length>): readonly [pixels: number, boxHeights: number] {
  return typeof value === 'number' ? [value, 0] : [0, value.boxHeights];
}

/** What all rules are told. @internal */
export const named = {
  /** What the rule is called in events and on the picture; its kind when left out. */
  name: z.optional(z.string().check(z.minLength(1))),
};

/** What rules about tracks are told. @internal */
export const tracked = {
  ...named,
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor: z._default(z.enum(ANCHOR_NAMES), 'bottom'),
  /** Classes that count, by number or label; all when left out. */
  classes: z.optional(z.readonly(z.array(z.union([z.int(), z.string()])))),
  /**
   * Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again,
   * as does one whose class changed. 2 when left out. However short it is,
   * a track that is in two frames running, up to 1 s apart, was not unseen. @unit s
   */
  maxGap: z._default(seconds, 2),
};

/** What rules with a place on the picture are told. @internal */
export const placed = {
  ...tracked,
  /**
   * Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or
   * `'metres'` on the ground of `plane`. `'pixels'` when left out.
   */
  units: z._default(z.enum(['pixels', 'normalized', 'metres']), 'pixels'),
  /** The ground that metres are measured on. */
  plane: z.optional(plane),
  /**
   * A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left
   * out. @unit px, or the rule's units
   */
  within: z.optional(polygon),
};

/** What rules that explain themselves are told. @internal */
export const explained = {
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain: z._default(z.boolean(), false),
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses: z._default(z.boolean(), false),
};

/**
 * A check of several options. Some of them may be wrong, and then have the values that were given: all faults are told at
 * once. `refuse` takes the path of what is wrong.
 * @internal
 */
export function altogether<Key extends string>(judge: (options: { readonly [key in Key]?: unknown }, refuse: (message: string, path: PropertyKey[]) => void) => void) {
  return z.check<{ readonly [key in Key]?: unknown }>(
    ({ value, issues }) => {
      if (typeof value !== 'object' || value === null) return;
      judge(value, (message, path) => issues.push({ code: 'custom', message, input: value, path }));
    },
    { when: () => true },
  );
}

const isPoint = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every((part) => typeof part === 'number');

/** Points that look like pixels in a rule with normalised coordinates, and metres without a ground or behind the camera. @internal */
export const placing = altogether<'units' | 'plane' | 'line' | 'polygon' | 'within'>((options, refuse) => {
  if (options.units === 'metres' && options.plane === undefined) refuse('coordinates in metres need the ground that they are on: give plane', ['plane']);
  const ground = options.units === 'metres' && z.safeParse(plane, options.plane).success ? (options.plane as z.input<typeof plane>) : undefined;
  if (ground) {
    const camera = new Plane(ground.image, ground.ground);
    for (const name of ['line', 'polygon', 'within'] as const) {
      const shape = options[name];
      const hidden = Array.isArray(shape) ? shape.find((each) => isPoint(each) && each.length === 2 && Number.isNaN(camera.toImage(each[0]!, each[1]!)[0])) : undefined;
      if (hidden) refuse(`the point ${show(hidden)} of the ground lies behind the camera, as plane has it: it is not on the picture`, [name]);
    }
  }
  if (options.units !== 'normalized') return;
  for (const name of ['line', 'polygon', 'within'] as const) {
    const shape = options[name];
    const far = Array.isArray(shape) ? shape.find((each) => isPoint(each) && each.some((part) => Math.abs(part) > 10)) : undefined;
    if (far) refuse(`expected coordinates from 0 to 1, since units are normalized, got ${show(far)}`, [name]);
  }
});
