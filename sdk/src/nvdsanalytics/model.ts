// SPDX-License-Identifier: MIT
// An nvdsanalytics config as the engine takes it: every default filled in, coordinates in pixels of the config's picture.

/** NVIDIA's answers with their faults, or without. */
export type Mode = 'exact' | 'fixed';

/** x1, y1, x2, y2. */
export type Segment = readonly [number, number, number, number];

export interface Rule {
  readonly label: string;
  readonly enabled: boolean;
  /** Class ids that the rule looks at; `undefined` for all. */
  readonly classes: ReadonlySet<number> | undefined;
}

export interface AreaRule extends Rule {
  /** Corners: x, y, x, y, ... */
  readonly points: readonly number[];
}

export interface RoiRule extends AreaRule {
  readonly inverse: boolean;
}

export interface CrowdRule extends AreaRule {
  /** Objects from which on the area is overcrowded. */
  readonly threshold: number;
  /** Milliseconds that as many must be in it; nvdsanalytics makes no use of them. */
  readonly duration: number;
}

export type CrossingMode = 'loose' | 'balanced' | 'strict';

export interface LineRule extends Rule {
  /** From which side to which one crosses. */
  readonly arrow: Segment;
  readonly line: Segment;
  /** Whether the line goes on beyond its ends. */
  readonly extended: boolean;
  readonly mode: CrossingMode;
}

export interface DirectionRule extends Rule {
  readonly arrow: Segment;
  /** nvdsanalytics makes no use of it. */
  readonly mode: CrossingMode;
}

/** The rules of one pad, each kind in the order of the file. */
export interface StreamRules {
  readonly rois: readonly RoiRule[];
  readonly crowds: readonly CrowdRule[];
  readonly lines: readonly LineRule[];
  readonly directions: readonly DirectionRule[];
}

export interface Config {
  readonly enabled: boolean;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** 0 draws nothing, 1 rules and labels, 2 counts and the objects' status too. */
  readonly osdMode: 0 | 1 | 2;
  /** `obj-cnt-win-in-ms`: milliseconds of the counts' window, and samples of a track's history. */
  readonly window: number;
  readonly displayCounts: boolean;
  readonly streams: ReadonlyMap<number, StreamRules>;
}
