// SPDX-License-Identifier: MIT
import { didYouMean } from '../errors.js';

/** The entry of `known` that `word` most likely meant, as a question; empty when none is near enough. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known);
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}
