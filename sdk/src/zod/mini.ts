// SPDX-License-Identifier: MIT
// zod/mini, with the subset in the place of what that has. A bundle that takes something of the rest has bytes of zod in it, by
// which nvts build sees it.
export * from 'zod/mini';
// By name: names that come by two stars stand for neither.
export {
  _default, array, boolean, check, enum, gt, gte, int, literal, looseObject, lt, lte, maximum, maxLength, minimum,
  minLength, negative, never, nonnegative, nonoptional, nonpositive, nullable, number, object, optional, positive,
  readonly, safeParse, strictObject, string, tuple, union, unknown,
} from './subset.js';
