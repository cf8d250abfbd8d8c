// SPDX-License-Identifier: MIT
// Who goes the wrong way, by a look at whole paths.

/** A place at a time, in seconds. */
export interface Place {
  readonly time: number;
  readonly x: number;
  readonly y: number;
}

export interface WrongWayReference {
  /** Where the right way leads. */
  readonly way: readonly [x: number, y: number];
  /** Degrees from the opposite of the right way that are still wrong. */
  readonly tolerance: number;
  readonly seconds: number;
  /** Pixels of a step. */
  readonly step: number;
}

/** Seconds without a step after which one stands. */
const STANDS = 2;

/** How often the path leads the wrong way for long enough: runs of wrong steps without a rest. */
export function wrongWays(path: readonly Place[], { way, tolerance, seconds, step }: WrongWayReference): number {
  const steps = path.slice(0, 1);
  for (const place of path) {
    const last = steps.at(-1)!;
    if (Math.hypot(place.x - last.x, place.y - last.y) >= step) steps.push(place);
  }
  const opposite = Math.atan2(-way[1], -way[0]);
  const runs: number[] = [];
  let start: number | undefined;
  steps.slice(1).forEach(({ time, x, y }, i) => {
    const before = steps[i]!;
    const off = Math.atan2(y - before.y, x - before.x) - opposite;
    const wrong = Math.abs(Math.atan2(Math.sin(off), Math.cos(off))) <= (tolerance * Math.PI) / 180;
    const rested = time - before.time > STANDS + 1e-6;
    if (!wrong || rested) start = undefined;
    if (!wrong) return;
    if (start === undefined) {
      start = rested ? time : before.time;
      runs.push(0);
    }
    runs[runs.length - 1] = time - start;
  });
  return runs.filter((lasted) => lasted >= seconds - 1e-6).length;
}
