// SPDX-License-Identifier: MIT
// Makes source maps tell lines, and no columns: a sixth of the size. A bundler reads one for each module of the SDK, and columns
// within the SDK are of use to nobody.
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of each line the segments with which another line of a source begins: `[column, source, line, column in it]`. */
function linesOf(mappings) {
  let [source, line] = [-1, -1];
  return mappings.map((segments) => {
    const placed = segments.filter((segment) => segment.length > 1).map((segment) => segment.slice(0, 4));
    return placed.filter((segment, i) => {
      const begins = i === 0 || segment[1] !== source || segment[2] !== line;
      [, source, line] = segment;
      return begins;
    });
  });
}

/** Makes the maps of all modules in a folder small. */
export function keepLines(folder) {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js.map')) continue;
    const file = join(folder, path);
    const map = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...map, names: [], mappings: encode(linesOf(decode(map.mappings))) }));
  }
}
