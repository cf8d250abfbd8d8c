// SPDX-License-Identifier: MIT
// Makes source maps tell lines, and no columns: a sixth of the size. A bundler reads one for each module of the SDK, and columns
// within the SDK are of use to nobody.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of a segment: https://tc39.es/ecma426/#sec-base64-vlq. */
function decode(segment) {
  const numbers = [];
  let bits = 0;
  let shift = 0;
  for (const digit of segment) {
    const value = DIGITS.indexOf(digit);
    bits |= (value & 31) << shift;
    shift += 5;
    if (value & 32) continue;
    numbers.push(bits & 1 ? -(bits >> 1) : bits >> 1);
    bits = shift = 0;
  }
  return numbers;
}

function encode(number) {
  let bits = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = '';
  do {
    text += DIGITS[(bits & 31) | (bits > 31 ? 32 : 0)];
    bits >>>= 5;
  } while (bits > 0);
  return text;
}

/** Of each line the segments with which another line of the source begins. All but the column count from the segment before. */
function linesOf(mappings) {
  const at = [0, 0, 0];
  let told = [0, 0, 0];
  const reduced = (line) => {
    const kept = [];
    let column = 0;
    let from = 0;
    for (const segment of line === '' ? [] : line.split(',')) {
      const [step, ...steps] = decode(segment);
      column += step;
      if (steps.length === 0) continue;
      for (let i = 0; i < 3; i++) at[i] += steps[i];
      if (kept.length > 0 && at[0] === told[0] && at[1] === told[1]) continue;
      kept.push([column - from, ...at.map((value, i) => value - told[i])].map(encode).join(''));
      from = column;
      told = [...at];
    }
    return kept.join(',');
  };
  return mappings.split(';').map(reduced).join(';');
}

/** Makes the maps of all modules in a folder small. */
export function keepLines(folder) {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js.map')) continue;
    const file = join(folder, path);
    const map = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...map, names: [], mappings: linesOf(map.mappings) }));
  }
}
