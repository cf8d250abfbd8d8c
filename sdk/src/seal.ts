// SPDX-License-Identifier: MIT

/**
 * Freezes classes and their prototypes: packages that share a bundle share the SDK, and none may change it for the
 * others. To be called where the module of a class ends, before any code of a script runs.
 * @internal
 */
export function seal(...classes: readonly { readonly prototype: object }[]): void {
  for (const type of classes) {
    Object.freeze(type.prototype);
    Object.freeze(type);
  }
}
