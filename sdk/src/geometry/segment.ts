// SPDX-License-Identifier: MIT

/** Twice the signed area of the triangle a, b, p: above 0 where p is on the right of the way from a to b. @internal */
export function turn(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

/** What part of the way by dx and dy from a leads to its point nearest to p, from 0 to 1. @internal */
export function nearestPart(ax: number, ay: number, dx: number, dy: number, px: number, py: number): number {
  const square = dx * dx + dy * dy;
  return square === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / square));
}

/** Distance of p from the segment between a and b. @internal */
export function segmentDistance(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const part = nearestPart(ax, ay, dx, dy, px, py);
  return Math.hypot(px - ax - part * dx, py - ay - part * dy);
}

/** Whether the segment between a and b lies beyond one side of a box, so that it cannot meet what the box holds. Quick. @internal */
export function isBeside(left: number, top: number, right: number, bottom: number, ax: number, ay: number, bx: number, by: number): boolean {
  return (ax < left && bx < left) || (ax > right && bx > right) || (ay < top && by < top) || (ay > bottom && by > bottom);
}
