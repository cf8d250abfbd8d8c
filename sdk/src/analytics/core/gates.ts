// SPDX-License-Identifier: MIT
import type { PathPoint } from './track-journal.js';

/** What a gate's numbers are in. `'part'`: of the smaller box, from 0 to 1. */
export type GateUnit = 's' | 'px' | 'box heights' | 'm' | 'm/s' | 'degrees' | 'part' | 'tracks' | 'steps';

/** A condition that a track must meet, and what was measured. */
export interface GateReading<Gate extends string = string> {
  readonly gate: Gate;
  readonly passed: boolean;
  /** What was measured; `undefined` where the gate has no number, or it was not come to. */
  readonly value: number | undefined;
  /** What `value` must reach, or for a distance may be at most. */
  readonly limit: number | undefined;
  readonly unit: GateUnit | undefined;
}

/** What a near miss tells: the gate that stopped the track, with its numbers, and why in words. */
export interface Missed<Gate extends string = string> {
  readonly gate: Gate;
  readonly value: number;
  readonly limit: number;
  readonly unit: GateUnit;
  readonly reason: string;
  /** The track's last 32 anchors with their sides, the newest last, where the rule was made with `explain: true`. */
  readonly path?: readonly PathPoint[];
}

/** Whether a time missed what is asked for, but not by more than half of it. @internal */
export function isNearMiss(seconds: number, limit: number): boolean {
  return seconds >= limit / 2 && seconds < limit;
}

/** @internal */
export function gate<Gate extends string>(name: Gate, passed: boolean, value?: number, limit?: number, unit?: GateUnit): GateReading<Gate> {
  return { gate: name, passed, value, limit, unit };
}

/** The gates before the first that stopped a track, and that one. @internal */
export function standing<Gate extends string>(gates: readonly GateReading<Gate>[]): { readonly passed: readonly Gate[]; readonly stoppedBy: Gate | undefined } {
  const stop = gates.findIndex(({ passed }) => !passed);
  const passed = stop < 0 ? gates : gates.slice(0, stop);
  return { passed: passed.map((each) => each.gate), stoppedBy: gates[stop]?.gate };
}
