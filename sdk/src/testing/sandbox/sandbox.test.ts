// SPDX-License-Identifier: MIT
// What is the sandbox's own; test/conformance says that it keeps the contract.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { buildBundle } from '../../cli/build.js';
import { walk } from '../index.js';
import { SandboxHost } from '../node.js';

// Each script is bundled first, and machines that build others meanwhile are slow.
vi.setConfig({ testTimeout: 120_000 });

// Within the project, so that the SDK is found as an author's project finds it; a blank in the path does no harm.
const out = fileURLToPath(new URL('../../../../out', import.meta.url));
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(out, 'sandbox '));
afterAll(() => rmSync(folder, { recursive: true }));

function script(name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

const door = `import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
export default defineProcessor({
  setup: () => new LineCrossing({ name: 'Door', line: [[0, 500], [1920, 500]] }),
  onFrame(frame, { state, log }) {
    for (const event of state.update(frame)) frame.emit(event.type, { ...event });
    for (const object of frame.objects) object.label = 'somebody';
    if (frame.objects.length === 0) log.info('nobody');
  },
});
`;

test('a source and its bundle do what they do in Node', async () => {
  const source = script('door.ts', door);
  const { output } = await buildBundle({ entry: source, minify: true });
  const frames = walk({ from: [900, 400], to: [900, 600], seconds: 2, trackId: 2n ** 63n });
  for (const path of [source, output]) {
    const played = (await SandboxHost.open(path)).play(frames);
    expect(played.events).toMatchObject([{ type: 'line-crossed', data: { rule: 'Door', track: String(2n ** 63n) } }]);
    expect(played.steps.at(-1)!.objects[0]).toMatchObject({ label: 'somebody', trackId: 2n ** 63n });
  }
});

test('hosts do not see each other', async () => {
  const path = script('global.ts', `import { defineProcessor } from '@nvtsprobe/sdk';
let calls = 0;
export default defineProcessor({ onFrame: (frame) => frame.emit('calls', { calls: ++calls }) });
`);
  const [one, other] = await Promise.all([SandboxHost.open(path), SandboxHost.open(path)]);
  one.push({});
  expect([one.push({}).events[0]!.data, other.push({}).events[0]!.data]).toEqual([{ calls: 2 }, { calls: 1 }]);
});

describe('an error', () => {
  test("names the author's lines", async () => {
    const path = script('fails.ts', `import { defineProcessor } from '@nvtsprobe/sdk';

function check(n: number): void {
  if (n > 0) throw new RangeError('too many');
}
export default defineProcessor({ onFrame: (frame) => check(frame.objects.length) });
`);
    const host = await SandboxHost.open(path);
    let thrown: unknown;
    try {
      host.push({ objects: [{ left: 0, top: 0, width: 1, height: 1 }] });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'HostError', code: 'NVTS_SCRIPT', message: 'RangeError: too many' });
    expect((thrown as Error).stack).toMatch(/at check\w* \(.*fails\.ts:4:/);
    expect(host.position).toEqual({ hook: 'onFrame', frame: 0 });
    expect(host.push({}).events).toEqual([]);
  });

  test('of the grammar keeps a bundle from opening', async () => {
    await expect(SandboxHost.open(script('broken.nvts.js', 'globalThis.__nvts_bundle = {'))).rejects.toMatchObject({ code: 'NVTS_SYNTAX' });
  });

  test('is a bundle with an async function, and one with import()', async () => {
    await expect(SandboxHost.open(script('async.nvts.js', 'async () => 5'))).rejects.toMatchObject({ code: 'NVTS_ASYNC_HOOK', message: expect.stringContaining('async functions are off') });
    await expect(SandboxHost.open(script('import.nvts.js', '() => import("x")'))).rejects.toMatchObject({ code: 'NVTS_ASYNC_HOOK', message: expect.stringContaining('import() is off') });
  });

  test.each([
    ['defines no processor', '5', 'NVTS_NO_DEFAULT_EXPORT'],
    ['was made for version 99', 'globalThis.__nvts_bundle = { abi: 99, kind: "processor", load() {} }', 'NVTS_ABI'],
    ["is a 'parser'", 'globalThis.__nvts_bundle = { abi: 1, kind: "parser", load() {} }', 'NVTS_UNSUPPORTED'],
    ['without run()', 'globalThis.__nvts_bundle = { abi: 1, kind: "processor", load() {}, attach() {}, notify() {} }', 'NVTS_NO_DEFAULT_EXPORT'],
  ])('is a file that %s', async (what, code, expected) => {
    await expect(SandboxHost.open(script('other.nvts.js', code))).rejects.toMatchObject({ code: expected, message: expect.stringContaining(what) });
  });

  test('is a file that is not there', async () => {
    await expect(SandboxHost.open(join(folder, 'none.ts'))).rejects.toMatchObject({ code: 'NVTS_NOT_FOUND' });
  });

  test('that is hostile tells nothing and does no harm', async () => {
    const path = script('hostile.nvts.js', `globalThis.__nvts_bundle = {
  abi: 1, kind: 'processor', name: 'hostile', load() {}, attach() {}, notify() {},
  run() { throw { get message() { throw new Error('caught?'); }, get code() { for (;;); }, toString() { throw 5; } }; },
};`);
    const host = await SandboxHost.open(path, { deadlineMs: 50 });
    expect(() => host.push({})).toThrow(expect.objectContaining({ code: expect.stringMatching(/^NVTS_(SCRIPT|DEADLINE)$/) }));
  });
});

test('a script that was stopped is only asked for its state', async () => {
  const path = script('loops.ts', `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({ onFrame() { for (;;); } });
`);
  const host = await SandboxHost.open(path, { deadlineMs: 50 });
  expect(() => host.push({})).toThrow(expect.objectContaining({ code: 'NVTS_DEADLINE' }));
  expect(() => host.push({})).toThrow('was stopped half-way; only save() may still be called');
  expect(host.save()).toBe('');
});

test('a table that grows in the middle of a hook keeps what was written', async () => {
  const path = script('grows.ts', `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({
  onFrame(frame) {
    for (const object of frame.objects) object.classId = 5;
    for (let i = 0; i < 1000; i++) frame.emit('event', { i, text: 'ö'.repeat(i) });
    frame.setJson('long', 'x'.repeat(200_000));
    for (let i = 0; i < 500; i++) frame.addObject({ left: i, top: 0, width: 1, height: 1, label: String(i) });
  },
});
`);
  const host = await SandboxHost.open(path);
  for (let round = 0; round < 2; round++) {
    const { objects, events, json } = host.push({ objects: [{ left: 0, top: 0, width: 1, height: 1, text: 'of it' }] });
    expect(objects).toHaveLength(501);
    expect([objects[0], objects[500]]).toMatchObject([{ classId: 5, text: 'of it' }, { label: '499', left: 499 }]);
    expect([events.length, events[999]!.data]).toEqual([1000, { i: 999, text: 'ö'.repeat(999) }]);
    expect(json['long']).toHaveLength(200_000);
  }
});
