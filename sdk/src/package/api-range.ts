// SPDX-License-Identifier: MIT
// The part of npm's version ranges that a manifest may use; runtime/package/api_range.cpp reads the same, and
// test/package/api-ranges.json holds both to it.
import { ABI } from '../table/schema.generated.js';

type Version = readonly [major: number, minor: number, patch: number];

interface Bounds {
  readonly from: Version;
  /** The first version that is too high. */
  readonly to: Version | undefined;
}

/** Version of the bundle API that this SDK makes bundles for: the frame table's, as a semantic version. */
export const API_VERSION = `${ABI}.0.0`;

const COMPARATOR = /^(\^|~|>=|<=|>|<|=)?((?:\*|[xX]|\d{1,6})(?:\.(?:\*|[xX]|\d{1,6})){0,2})$/;

/**
 * Whether a version such as `'1.0.0'` lies in a range such as `'^1.0.0'`, `'>=1.2 <3'` or `'1.x || 2.x'`. Undefined for
 * a range that cannot be read.
 *
 * @example
 * ```ts
 * import { API_VERSION, apiRangeHolds } from '@nvtsprobe/sdk/package';
 *
 * console.log(apiRangeHolds('^1.0.0', API_VERSION)); // true
 * ```
 */
export function apiRangeHolds(range: string, version: string): boolean | undefined {
  const wanted = version.split('.').map(Number) as unknown as Version;
  let holds = false;
  for (const alternative of range.split('||')) {
    const bounds = alternative.trim().split(/[ \t]+/).map(readComparator);
    if (bounds.some((each) => each === undefined)) return undefined;
    holds ||= bounds.every((each) => compare(each!.from, wanted) <= 0 && (each!.to === undefined || compare(wanted, each!.to) < 0));
  }
  return holds;
}

const ZERO: Version = [0, 0, 0];

function readComparator(text: string): Bounds | undefined {
  const [, operator = '=', partial] = COMPARATOR.exec(text) ?? [];
  if (partial === undefined) return undefined;
  const given: number[] = [];
  for (const part of partial.split('.')) {
    if (!/\d/.test(part)) break;
    given.push(Number(part));
  }
  const [major = 0, minor = 0, patch = 0] = given;
  const from: Version = [major, minor, patch];
  if (given.length === 0) return operator === '<' || operator === '>' ? { from: ZERO, to: ZERO } : { from: ZERO, to: undefined };
  /** The first version behind all that the given numbers name. */
  const behind = raise(from, given.length);
  switch (operator) {
    case '^':
      return { from, to: raise(from, major > 0 || given.length === 1 ? 1 : minor > 0 || given.length === 2 ? 2 : 3) };
    case '~':
      return { from, to: raise(from, Math.min(given.length, 2)) };
    case '>=':
      return { from, to: undefined };
    case '>':
      return { from: behind, to: undefined };
    case '<':
      return { from: ZERO, to: from };
    case '<=':
      return { from: ZERO, to: behind };
    default:
      return { from, to: behind };
  }
}

/** The next version in which one of the first `digits` numbers is another. */
function raise([major, minor, patch]: Version, digits: number): Version {
  if (digits === 1) return [major + 1, 0, 0];
  return digits === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
