// SPDX-License-Identifier: MIT
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const buildDir = path.join(root, 'build');
export const logDir = path.join(buildDir, 'logs');
export const dataDir = path.join(buildDir, 'data');
export const gstPluginDir = path.join(buildDir, 'lib', 'gstreamer-1.0');

/** A path as a person in `from` would type it: relative while that is shorter, absolute otherwise. */
export function shortPath(file, from = process.cwd()) {
  const relative = path.relative(from, file);
  return relative === '' ? '.' : relative.startsWith('..') ? file : relative;
}
