// SPDX-License-Identifier: MIT
// The smallest bundle there can be, written by hand against the host contract: counts its calls.
globalThis.__nvts_bundle = {
  abi: 1,
  kind: 'processor',
  name: 'count',
  load() {
    this.runs = 0;
  },
  attach() {},
  run() {
    this.runs++;
  },
  notify() {},
};
