// SPDX-License-Identifier: MIT
globalThis.__nvts_bundle = { kind: 'processor', abi: 1, name: 'signed', capabilities: [], load() {}, attach() {}, run() {}, notify() {} };
