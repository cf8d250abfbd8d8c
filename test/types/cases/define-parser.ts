// SPDX-License-Identifier: MIT
// Compiled, never run: what must hold for the types of a parser.
import { defineParser, type Detection, type Kernels, type Tensor } from '@nvtsprobe/sdk';
import { TestParser } from '@nvtsprobe/sdk/testing';
import { expectTypeOf } from 'vitest';
import * as z from 'zod/mini';

const parser = defineParser({
  outputs: {
    boxes: { shape: [1, 'C+4', 'N'] },
    labels: { shape: ['N'], type: 'int64' },
    counts: { shape: ['2*K'], type: ['int32', 'uint8'], layer: 'num' },
  },
  params: z.object({ threshold: z._default(z.number(), 0.25) }),
  setup(ctx) {
    expectTypeOf(ctx.sizes).toEqualTypeOf<{ readonly C: number; readonly N: number; readonly K: number }>();
    expectTypeOf(ctx.params.threshold).toBeNumber();
    expectTypeOf(ctx.layers.boxes.dims).toEqualTypeOf<readonly number[]>();
    // @ts-expect-error there is no such output
    void ctx.layers.box;
    return { indices: new Int32Array(ctx.sizes.N) };
  },
  *parse({ boxes, labels, counts }, ctx) {
    expectTypeOf(boxes).toEqualTypeOf<Tensor<'float32', readonly [1, number, number] | readonly [number, number]>>();
    // A leading 1 is the batch, which may be missing.
    expectTypeOf(boxes.dims).toEqualTypeOf<readonly [1, number, number] | readonly [number, number]>();
    expectTypeOf(labels.dims).toEqualTypeOf<readonly [number]>();
    boxes.at(0, 1);
    labels.at(2);
    // @ts-expect-error it has one dimension
    labels.at(2, 3);
    // @ts-expect-error it has two dimensions beside the batch
    boxes.at(1);
    expectTypeOf(boxes.data).toEqualTypeOf<Float32Array>();
    expectTypeOf(labels.data).toEqualTypeOf<BigInt64Array>();
    expectTypeOf(counts.data).toEqualTypeOf<Int32Array | Uint8Array>();
    expectTypeOf(ctx.state.indices).toEqualTypeOf<Int32Array<ArrayBuffer>>();
    expectTypeOf(ctx.kernels).toEqualTypeOf<Kernels>();
    const detection: Detection = { left: 0, top: 0, width: 1, height: 1, classId: 0, confidence: 1 };
    yield detection;
  },
});
new TestParser(parser, { params: { threshold: 1 } });

defineParser({ gives: 'classes', outputs: { out: { shape: ['C'] } }, parse: () => [{ classId: 0, confidence: 1 }] });
defineParser({ gives: 'embedding', embedding: 2, outputs: { out: { shape: ['C'] } }, parse: ({ out }) => out.data });
// @ts-expect-error a detection needs a box
defineParser({ outputs: { out: { shape: ['C'] } }, parse: () => [{ classId: 0, confidence: 1 }] });
// @ts-expect-error there is no such type
defineParser({ outputs: { out: { shape: ['C'], type: 'float64' } }, parse() {} });
