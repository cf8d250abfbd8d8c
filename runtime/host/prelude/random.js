// SPDX-License-Identifier: MIT
// xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (2018), seeded by splitmix32; two outputs make the 53
// bits of a number.
(host) => {
  'use strict';
  const { seed } = host;
  const { imul } = Math;
  let counter = seed;
  const splitmix32 = () => {
    counter = (counter + 0x9e3779b9) | 0;
    let z = imul(counter ^ (counter >>> 16), 0x85ebca6b);
    z = imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let [a, b, c, d] = [splitmix32(), splitmix32(), splitmix32(), splitmix32()];
  const next = () => {
    const five = imul(b, 5);
    const result = imul((five << 7) | (five >>> 25), 9);
    const t = b << 9;
    c ^= a; d ^= b; b ^= c; a ^= d; c ^= t;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  Math.random = { random: () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000 }.random;
}
