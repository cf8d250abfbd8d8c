// SPDX-License-Identifier: MIT
// Compiled, never run: the names of lines, zones and other rules are known wherever they are met again.
import { defineProcessor, LineCrossing, RuleSet, ruleSetOptions, type Rule, type Sequence, Zone, zoneOptions } from '@nvtsprobe/sdk';
import { expectTypeOf } from 'vitest';
import * as z from 'zod/mini';

const square = [[0, 0], [9, 0], [9, 9]] as const;

defineProcessor({
  setup: () => ({ queue: new Zone({ name: 'Queue', polygon: square }), door: new LineCrossing({ name: 'Door', line: [[0, 0], [1, 1]] }) }),
  onFrame(frame, { state: rules }) {
    expectTypeOf(rules.queue.name).toEqualTypeOf<'Queue'>();
    // @ts-expect-error there is no such rule
    void rules.que;
    for (const event of [...rules.queue.update(frame), ...rules.door.update(frame)]) {
      expectTypeOf(event.rule).toEqualTypeOf<'Queue' | 'Door'>();
      if (event.rule === 'Door' && event.type === 'line-crossed') expectTypeOf(event.values.direction).toEqualTypeOf<'in' | 'out'>();
      // @ts-expect-error no rule is called so
      if (event.rule === 'Dor') return;
      // @ts-expect-error no rule tells such an event
      if (event.type === 'line-crosed') return;
    }
  },
});

defineProcessor({
  params: z.object({ queue: zoneOptions }),
  setup: ({ params: { queue } }) =>
    new RuleSet({
      cameras: [
        { rules: [{ ...queue, kind: 'zone', name: 'Queue' }, { kind: 'sequence', name: 'Served', steps: [], within: 9 }] },
        { sources: [1], rules: [{ kind: 'line-crossing', line: [[0, 0], [1, 1]] }] },
      ],
    }),
  onFrame(frame, { state: rules }) {
    expectTypeOf(rules.rule(frame, 'Queue')).toEqualTypeOf<Zone<'Queue'>>();
    expectTypeOf(rules.rule(frame, 'Served')).toEqualTypeOf<Sequence<'Served'>>();
    // Without a name a rule is called like its kind.
    expectTypeOf(rules.rule(frame, 'line-crossing').in).toBeNumber();
    // @ts-expect-error no rule is called so
    rules.rule(frame, 'Que');
    // @ts-expect-error no rule is called so
    rules.explain(0, 'Que', 1n);
    expectTypeOf(rules.counters()[0]!.Queue).toEqualTypeOf<Readonly<Record<string, number>>>();
    for (const event of rules.update(frame)) {
      expectTypeOf(event.rule).toEqualTypeOf<'Queue' | 'Served' | 'line-crossing'>();
      if (event.type === 'zone-entered') expectTypeOf(event.rule).toEqualTypeOf<'Queue'>();
    }
  },
});

// What a file declares is known when it is read.
defineProcessor({
  params: ruleSetOptions,
  setup: ({ params }) => new RuleSet(params),
  onFrame(frame, { state: rules }) {
    expectTypeOf(rules.rule(frame, 'Queue')).toEqualTypeOf<Rule>();
    for (const event of rules.update(frame)) expectTypeOf(event.rule).toBeString();
  },
});
expectTypeOf(new Zone({ polygon: square }).name).toBeString();
