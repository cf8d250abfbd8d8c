// SPDX-License-Identifier: MIT

/** Where on its box an object stands; as fractions of width and height. The path of all corners is that of the centre. */
const ANCHORS = {
  'top-left': [0, 0],
  top: [0.5, 0],
  'top-right': [1, 0],
  left: [0, 0.5],
  center: [0.5, 0.5],
  right: [1, 0.5],
  'bottom-left': [0, 1],
  bottom: [0.5, 1],
  'bottom-right': [1, 1],
  'all-corners': [0.5, 0.5],
} as const;

/**
 * The point of an object's box that rules look at: a corner, the middle of an edge, or the centre. With `'all-corners'`
 * an object is on a side of a line, or in a zone, when its four corners are; its path is that of the centre.
 */
export type Anchor = keyof typeof ANCHORS;

/** The names of all anchors, for a parameter's schema. */
export const ANCHOR_NAMES = Object.freeze(Object.keys(ANCHORS)) as readonly Anchor[] as readonly [Anchor, ...Anchor[]];

/** Fractions of width and height. @internal */
export function anchorFractions(anchor: Anchor): readonly [x: number, y: number] {
  return ANCHORS[anchor];
}
