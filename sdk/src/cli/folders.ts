// SPDX-License-Identifier: MIT
import { dirname, resolve } from 'node:path';

/** A folder and those that it lies in, the nearest first, up to the root. */
export function foldersUp(from: string): string[] {
  const folder = resolve(from);
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}
