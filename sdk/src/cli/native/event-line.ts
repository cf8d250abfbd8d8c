// SPDX-License-Identifier: MIT
import type { ReplayEvent } from './binding.js';

/** An event as nvtsprobe's property `events` writes it. Its `ntp` has more digits than a number of JavaScript. */
export function eventLine({ type, element, source, frame, ntp, pts, data }: ReplayEvent & { readonly element?: string }): string {
  const from = element === undefined ? '' : `,"element":${JSON.stringify(element)}`;
  const members = Object.entries({ source, frame, ntp, pts }).flatMap(([name, value]) => (value === undefined ? [] : [`,"${name}":${value}`]));
  return `{"type":${JSON.stringify(type)}${from}${members.join('')},"data":${JSON.stringify(data)}}`;
}
