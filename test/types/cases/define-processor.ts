// SPDX-License-Identifier: MIT
// Compiled, never run: what must hold for the types of a processor.
import { type Batch, type Frame, type FrameObject, defineProcessor, LineCrossing, type ObjectCursor } from '@nvtsprobe/sdk';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';

const door = new LineCrossing({ line: [[0, 0], [1, 1]] });

const full = defineProcessor({
  params: z.object({ minConfidence: z.number().default(0.5), label: z.string().optional() }),
  setup(ctx) {
    expectTypeOf(ctx.params).toEqualTypeOf<{ minConfidence: number; label?: string | undefined }>();
    // @ts-expect-error there is no state while it is made
    void ctx.state;
    return { seen: new Set<bigint>() };
  },
  onFrame(frame, ctx) {
    expectTypeOf(frame).toEqualTypeOf<Frame>();
    expectTypeOf(ctx.params.minConfidence).toBeNumber();
    expectTypeOf(ctx.state.seen).toEqualTypeOf<Set<bigint>>();
    for (const object of frame.objects) {
      expectTypeOf(object.trackId).toEqualTypeOf<bigint | undefined>();
      object.trackId = 5;
      object.trackId = undefined;
      // @ts-expect-error a text is no track id
      object.trackId = '5';
      object.classifiers = [{ labels: [{ label: 'red' }] }];
      // @ts-expect-error a label has a text
      object.addClassifier({ labels: [{ classId: 1 }] });
      // @ts-expect-error a mask has a size
      object.mask = { data: [1] };
      // @ts-expect-error the frame table is not the author's
      void object.row;
    }
    // @ts-expect-error a new object needs a whole box
    frame.addObject({ left: 0, top: 0, width: 5 });
    // @ts-expect-error event data is an object
    ctx.emit('x', 5);
  },
  onSourceRemoved(source) {
    expectTypeOf(source.sourceId).toBeNumber();
  },
});
new TestHost(full, { params: { minConfidence: 1 } });

const small = defineProcessor({
  params: mini.object({ n: mini._default(mini.int(), 1) }),
  setup: ({ params }) => params.n,
  onBatch(batch, { params, state }) {
    expectTypeOf(batch).toEqualTypeOf<Batch>();
    expectTypeOf(batch.frames).toEqualTypeOf<readonly Frame[]>();
    expectTypeOf(params).toEqualTypeOf<{ n: number }>();
    expectTypeOf(state).toBeNumber();
  },
});
new TestHost(small);

const stateful = defineProcessor({
  version: 2,
  capabilities: ['clock'],
  params: mini.object({ limit: mini._default(mini.number(), 3) }),
  messages: mini.object({ limit: mini.number() }),
  setup: ({ params }) => ({ limit: params.limit, counts: [1] }),
  onMessage(message, { state }) {
    expectTypeOf(message).toEqualTypeOf<{ limit: number }>();
    state.limit = message.limit;
  },
  save: ({ state }) => state.counts,
  restore(saved, fromVersion, { state, params }) {
    expectTypeOf(saved).toBeUnknown();
    expectTypeOf(fromVersion).toBeNumber();
    expectTypeOf(params.limit).toBeNumber();
    if (Array.isArray(saved)) state.counts = saved;
  },
});
const host = new TestHost(stateful);
expectTypeOf(host.save()).toBeString();
expectTypeOf(host.reload(stateful)).toEqualTypeOf<TestHost>();

defineProcessor({
  // @ts-expect-error there is no such capability
  capabilities: ['network'],
  onMessage(message) {
    expectTypeOf(message).toBeUnknown();
  },
});

defineProcessor({
  onFrame(_frame, ctx) {
    expectTypeOf(ctx.state).toEqualTypeOf<undefined>();
    // @ts-expect-error it declares no parameters
    ctx.params.threshold.toFixed();
  },
});

defineProcessor({
  // @ts-expect-error the hook is called onFrame
  onframe() {},
});

defineProcessor({
  labels: ['person', 'car'],
  onFrame(frame) {
    expectTypeOf(frame).toEqualTypeOf<Frame<'person' | 'car'>>();
    for (const object of frame.objects.where('person')) expectTypeOf(object.label).toBeString();
    frame.objects.where(2);
    // @ts-expect-error there is no such label among those that were declared
    frame.objects.where('preson');
    // @ts-expect-error likewise for a cursor
    frame.objects.cursor('preson');
    const person = frame.objects.cursor('person');
    expectTypeOf(person).toEqualTypeOf<ObjectCursor>();
    expectTypeOf(person.object).toEqualTypeOf<FrameObject>();
    while (person.next()) person.label = 'car';
    door.update(frame);
  },
});
defineProcessor({
  labels: ['person'],
  // @ts-expect-error there is no such label among those that were declared
  onBatch: (batch) => void batch.frames[0]?.objects.where('car'),
});
// @ts-expect-error a label is a text
defineProcessor({ labels: [5], onFrame() {} });
