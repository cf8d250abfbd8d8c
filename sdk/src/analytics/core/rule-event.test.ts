// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import { LineCrossing } from '../line-crossing/line-crossing.js';
import { Sequence } from '../sequence/sequence.js';
import type { RuleEvent } from './rule-event.js';

test('an event leads to its object while the hook runs, that of a rule about it to the same, and both are stale after it', () => {
  const line = new LineCrossing({ name: 'Door', line: [[0, 100], [900, 100]], anchor: 'center' });
  const sequence = new Sequence({ steps: [{ type: 'line-crossed' }, { type: 'line-crossed' }], within: 9 });
  const kept: RuleEvent[] = [];
  const seen: unknown[] = [];
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        const crossed = line.update(frame);
        for (const event of [...crossed, ...sequence.update(frame, crossed)]) {
          seen.push([event.type, event.object?.label, event.object === frame.objects.at(0)]);
          expect(Object.keys(event)).not.toContain('object');
          kept.push(event);
        }
      },
    }),
  );
  for (const top of [80, 120, 80]) host.push({ objects: [{ trackId: 1, label: 'car', left: 10, top, width: 2, height: 2 }] });
  expect(seen).toEqual([['line-crossed', 'car', true], ['line-crossed', 'car', true], ['sequence-completed', 'car', true]]);
  for (const event of kept) expect(() => event.object).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
});
