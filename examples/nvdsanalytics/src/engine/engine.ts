// SPDX-License-Identifier: MIT
// What both modes have in common: one engine for each pad.
import type { Frame, FrameObject } from '@nvtsprobe/sdk';
import type { Segment } from '@nvtsprobe/sdk/nvdsanalytics';
import type { FrameAnswer, ObjectAnswer } from './answers.js';

/** An area as it is drawn, in pixels of the frame. */
export interface Area {
  readonly label: string;
  readonly points: ArrayLike<number>;
  /** Objects in it in the frame in hand. */
  readonly count: number;
}

export interface CrowdArea extends Area {
  /** Whether it was overcrowded when that was last told. */
  crowded: boolean;
}

/** A line or a direction as it is drawn. */
export interface Arrow {
  readonly label: string;
  readonly arrow: Segment;
}

/** Objects that could not be judged, since the start. */
export interface Skipped {
  /** Without a track id: lines and directions need one. */
  untracked: number;
  /** With a box that is not finite or has a negative size, or in mode `fixed` none: nothing can be said of them. */
  invalid: number;
}

/** Takes an object that a rule had something to say about: a cursor, which moves on. */
export type Tell = (object: FrameObject, found: ObjectAnswer, frame: Frame, engine: Engine) => void;

export interface Engine {
  readonly rois: readonly Area[];
  readonly crowds: readonly CrowdArea[];
  readonly lines: readonly { readonly shape: Arrow & { readonly line: Segment } }[];
  readonly headings: readonly Arrow[];
  /** That of the last frame; it and all that is in it are used again in the next. */
  readonly answer: FrameAnswer;
  readonly skipped: Readonly<Skipped>;
  /** Judges a frame; tells of objects that cross a line, or with `tellAll` of all that a rule had something to say about. */
  judge(frame: Frame, tell: Tell, tellAll: boolean): FrameAnswer;
  /** Forgets the tracks of a source that is gone. */
  forgetSource(sourceId: number): void;
}

/** Whether a box can be judged: finite, and of a size of `least` or more. */
export function isBox(left: number, top: number, width: number, height: number, least: number): boolean {
  return Number.isFinite(left + top + width + height) && width >= least && height >= least;
}
