// SPDX-License-Identifier: MIT
// Compiled, never run: what must hold for the types of the test kit.
import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
import { objectAt, type Played, type PushResult, TestHost, walk } from '@nvtsprobe/sdk/testing';
import { readRecording, SandboxHost } from '@nvtsprobe/sdk/testing/node';
import { drawOnFailure } from '@nvtsprobe/sdk/testing/vitest';
import { expect, expectTypeOf } from 'vitest';

const door = new LineCrossing({ name: 'Door', line: [[0, 0], [1, 1]] });
const host = new TestHost(defineProcessor({ onFrame() {} }));
const played = host.play(walk({ from: [0, 0], to: [10, 10], seconds: 1 }));
expectTypeOf(played).toEqualTypeOf<Played>();
expectTypeOf(host.push({ frames: [{ pts: 5n, objects: [objectAt([1, 2], { trackId: 7n })] }], pts: null })).toEqualTypeOf<PushResult>();
host.play(readRecording('door.jsonl.gz'));
// @ts-expect-error a walk leads somewhere
walk({ from: [0, 0], seconds: 1 });

expect(played).toHaveEmitted('line-crossed', { rule: 'Door', time: expect.any(Number) });
expect(played).not.toHaveCrossed('Door', { in: 1 });
expect(door).toHaveCrossed('Door', { in: 1, out: 0 });
expect(played.steps).toHaveOccupancy('Hall', 1);
// @ts-expect-error there are two directions
expect(played).toHaveCrossed('Door', { inn: 1 });
// @ts-expect-error an occupancy is a number
expect(played).toHaveOccupancy('Hall', '1');

drawOnFailure(() => played, { lines: [door, { points: [[0, 0], [1, 1]] }], anchor: 'center' });
// @ts-expect-error there is no such anchor
drawOnFailure(() => played, { anchor: 'middle' });

expectTypeOf(SandboxHost.open('door.ts', { seed: 1, grant: ['eval'], params: {} })).resolves.toExtend<TestHost>();
// @ts-expect-error there is no such capability
void SandboxHost.open('door.ts', { grant: ['network'] });
