// SPDX-License-Identifier: MIT
// Made by scripts/option-types.mjs from the schemas of rules; do not edit.

/** What `HeatMap` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface HeatMapOptions {
  /** Cells across the picture. 32 when left out. @unit cells */
  columns?: number | undefined;
  /** Cells down the picture. 18 when left out. @unit cells */
  rows?: number | undefined;
  /** Seconds of stream time in which heat falls to a half; it stays when left out. @unit s */
  halfLife?: number | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Intersection` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface IntersectionOptions {
  /** Classes whose boxes meet: one of the first with one of the second. */
  between: readonly [readonly (string | number)[], readonly (string | number)[]];
  /** Part of the smaller box, from 0 to 1, that the other must cover. 0.1 when left out. @unit 0 to 1 */
  overlap?: number | undefined;
  /** Seconds for which they must. 0 when left out. @unit s */
  seconds?: number | undefined;
  /** Seconds for which they may be apart in between. 0.5 when left out. @unit s */
  patience?: number | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `LeftObject` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface LeftObjectOptions {
  /** Classes of things that may be left, e.g. `['backpack', 'suitcase']`. */
  objects: readonly (string | number)[];
  /** Classes of those who watch over them. `['person']` when left out. */
  owners?: readonly (string | number)[] | undefined;
  /** How near an owner must be to watch over a thing: pixels, or heights of the owner's box. `{ boxHeights: 1.5 }` when left out. @unit px */
  distance?: number | { boxHeights: number; } | undefined;
  /** Seconds that a thing must stand still with no owner near. 30 when left out. @unit s */
  seconds?: number | undefined;
  /** Seconds that a thing must stand still, watched over or not, before its going is told. 10 when left out. @unit s */
  settled?: number | undefined;
  /** What a thing that stands still does not move by. `{ boxHeights: 0.3 }` when left out. @unit px */
  step?: number | { boxHeights: number; } | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `LineCrossing` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface LineCrossingOptions {
  /** Two points or more, from one to the next. In is from the left to the right of someone who walks along. @unit px, or the rule's units */
  line: readonly (readonly [number, number])[];
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Half the width of a band around the line in which an object is on neither side, so that a box that trembles on the line does not count again and again: in pixels, or in heights of the object's box. `{ boxHeights: 0.1 }` when left out: wider than a detector's boxes tremble, narrower than a step. @unit px */
  margin?: number | { boxHeights: number; } | undefined;
  /** Seconds of stream time for which a track must have been on the other side before its crossing counts. 0 when left out. @unit s */
  debounce?: number | undefined;
  /** How far a track must be from where it was first seen before it counts. 0 when left out. @unit px */
  minMotion?: number | { boxHeights: number; } | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Motion` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface MotionOptions {
  /** Seconds without a step after which a track has stopped. 2 when left out. @unit s */
  seconds?: number | undefined;
  /** What a track that stands still does not move by. `{ boxHeights: 0.15 }` when left out. @unit px */
  step?: number | { boxHeights: number; } | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Presence` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface PresenceOptions {
  /** Seconds that a track must have been seen before it is told. 0 when left out. @unit s */
  seconds?: number | undefined;
  /** Seconds after which a track has persisted; none does when left out. @unit s */
  persistence?: number | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Proximity` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface ProximityOptions {
  /** How near two anchors must be: in pixels, in the mean height of the two boxes, or in metres on the ground of `plane`. `{ boxHeights: 1 }` when left out, a little less than two metres between people who stand. @unit px */
  distance?: number | { boxHeights: number; } | { metres: number; } | undefined;
  /** Seconds for which they must be near. 2 when left out. @unit s */
  seconds?: number | undefined;
  /** Seconds for which they may be apart in between. 0.5 when left out. @unit s */
  patience?: number | undefined;
  /** Tracks that make a group, each near to another. 3 when left out. @unit tracks */
  group?: number | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Sequence` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface SequenceOptions {
  /** Two events or more that must come one after the other, of the same track. */
  steps: readonly { type: string; rule?: string | undefined; direction?: "in" | "out" | undefined; }[];
  /** Seconds of stream time from the first to the last. @unit s */
  within: number;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Speed` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface SpeedOptions {
  /** The ground that speeds are measured on. */
  plane: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; };
  /** Seconds over which a speed is measured. 1 when left out. @unit s */
  window?: number | undefined;
  /** Metres a second that are too fast; none are when left out. @unit m/s */
  limit?: number | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Tailgating` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface TailgatingOptions {
  /** Name of the line; all when left out. */
  line?: string | undefined;
  /** Direction that is looked at; both, each for itself, when left out. */
  direction?: "in" | "out" | undefined;
  /** Seconds within which a second track must not follow. 2 when left out. @unit s */
  seconds?: number | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `TrafficCount` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface TrafficCountOptions {
  /** Types of events that are counted. `['line-crossed']` when left out. */
  types?: readonly string[] | undefined;
  /** Names of the rules whose events are counted; all when left out. */
  rules?: readonly string[] | undefined;
  /** Seconds of stream time after which counts are told and start at 0 again. 60 when left out. @unit s */
  interval?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Trails` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface TrailsOptions {
  /** Seconds of stream time that a trail goes back. 3 when left out. @unit s */
  seconds?: number | undefined;
  /** Points of a trail at most; 12 bytes each. 24 when left out. @unit points */
  points?: number | undefined;
  /** What a box must move by for its trail to become longer: pixels, or box heights. `{ boxHeights: 0.1 }` when left out. @unit px */
  step?: number | { boxHeights: number; } | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `WrongWay` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface WrongWayOptions {
  /** The right way, from the first point to the last: only the direction counts, see `within`. @unit px, or the rule's units */
  line: readonly (readonly [number, number])[];
  /** Which tracks are told: those that go `'against'` the way, as `wrong-way`, or those that go `'along'` it, as `direction`. `'against'` when left out. */
  tells?: "against" | "along" | undefined;
  /** Degrees by which a track's way may differ from the one that is told, the opposite of the right one or that itself. 60 when left out. @unit degrees */
  tolerance?: number | undefined;
  /** Seconds for which a track must go that way. 1 when left out. @unit s */
  seconds?: number | undefined;
  /** The way of a track is that from one step to the next, which is as long. `{ boxHeights: 0.25 }` when left out. @unit px */
  step?: number | { boxHeights: number; } | undefined;
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}

/** What `Zone` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */
export interface ZoneOptions {
  /** Keeps what `explain` tells, about 1 KB a track. `false` when left out. */
  explain?: boolean | undefined;
  /** Tells an event for what was not told, but nearly. `false` when left out. */
  nearMisses?: boolean | undefined;
  /** Three points or more, walking round; either this or `circle`. @unit px, or the rule's units */
  polygon?: readonly (readonly [number, number])[] | undefined;
  /** A circle in place of a polygon. */
  circle?: { center: readonly [number, number]; radius: number; } | undefined;
  /** The zone is all that lies outside of the polygon or circle. `false` when left out. */
  inverse?: boolean | undefined;
  /** `'inside'`: points on the border are inside. `'shared'`: of zones that share an edge, each of its points is in exactly one; for zones that tile an area. `'inside'` when left out. */
  border?: "inside" | "shared" | undefined;
  /** How far a track must be beyond the border before it has entered or left, so that a box that trembles on the border does not enter and leave again and again: in pixels, or in heights of the object's box. When left out `{ boxHeights: 0.1 }`, or 0 where there is a `debounce` to keep it from that. @unit px */
  margin?: number | { boxHeights: number; } | undefined;
  /** Seconds of stream time for which a track must be inside, or outside, before that counts. 0 when left out. @unit s */
  debounce?: number | undefined;
  /** Seconds inside after which a track loiters; none does when left out. @unit s */
  loitering?: number | undefined;
  /** As many tracks as `count` inside for `seconds` are a crowd. */
  overcrowding?: { count: number; seconds?: number | undefined; } | undefined;
  /** Tracks that find room inside: the zone is full with as many. @unit tracks */
  capacity?: number | undefined;
  /** Seconds with nobody inside that are told of, from the first frame on. @unit s */
  absence?: number | undefined;
  /** Of the rule's coordinates: `'pixels'` of the pipeline picture, `'normalized'` from 0 to 1 over its width and height, or `'metres'` on the ground of `plane`. `'pixels'` when left out. */
  units?: "pixels" | "normalized" | "metres" | undefined;
  /** The ground that metres are measured on. */
  plane?: { image: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; ground: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]]; units?: "pixels" | "normalized" | undefined; } | undefined;
  /** A polygon in which the rule looks; a track outside of it is as one that is unseen. All of the picture when left out. @unit px, or the rule's units */
  within?: readonly (readonly [number, number])[] | undefined;
  /** The point of a box that the rule looks at; `'bottom'`, the middle of the lower edge, when left out. */
  anchor?: "top-left" | "top" | "top-right" | "left" | "center" | "right" | "bottom-left" | "bottom" | "bottom-right" | "all-corners" | undefined;
  /** Classes that count, by number or label; all when left out. */
  classes?: readonly (string | number)[] | undefined;
  /** Seconds of stream time for which a track may be unseen; after that it is lost, and starts anew when it comes again, as does one whose class changed. 2 when left out. However short it is, a track that is in two frames running, up to 1 s apart, was not unseen. @unit s */
  maxGap?: number | undefined;
  /** What the rule is called in events and on the picture; its kind when left out. */
  name?: string | undefined;
}
