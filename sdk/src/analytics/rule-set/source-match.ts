// SPDX-License-Identifier: MIT
import type { Sensor } from '../../table/frame-view.js';

/** Which sources an entry of a file of rules is about. */
export interface SourceMatch {
  readonly sources?: readonly number[] | undefined;
  readonly sensors?: readonly string[] | undefined;
}

/** Whether an entry is about the source of a frame. One that names neither sources nor sensors is about all. @internal */
export function matchesSource({ sources, sensors }: SourceMatch, sourceId: number, sensor: Sensor | undefined): boolean {
  if (!sources && !sensors) return true;
  if (sources?.includes(sourceId)) return true;
  if (!sensors || !sensor) return false;
  return sensors.some((pattern) => matchesPattern(pattern, sensor.id) || matchesPattern(pattern, sensor.name));
}

/** `*` stands for any characters, `?` for one; in time that grows with the product of the lengths, whatever the pattern. @internal */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length; ) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
