// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bindBundle } from '../host.js';
import { type ParseResult, TestParser, type TestTensor } from '../testing/index.js';
import type { ParserBundle } from './contract.js';
import { defineParser } from './define.js';
import type { AnyParser } from './script.js';
import type { OutputDeclarations } from './shape.js';
import type { Tensor } from './tensor.js';

const floats = (dims: readonly number[], values: readonly number[] = []): TestTensor => {
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
  data.set(values);
  return { data, dims };
};

const parserOf = (outputs: OutputDeclarations) => defineParser({ outputs, parse: (_, ctx) => void ctx });
const match = (outputs: OutputDeclarations, tensors: Readonly<Record<string, TestTensor>>): ParseResult => new TestParser(parserOf(outputs)).parse(tensors);

describe('what a script may export', () => {
  const load = (definition: object): unknown => new TestParser(defineParser(definition as never));
  const outputs = { scores: { shape: ['N'] } };
  const parse = (): void => {};

  test.each([
    ['a misspelled property', { outputs, pares: parse }, 'there is no "pares"; did you mean "parse"?'],
    ['no parse', { outputs }, 'parse must be a function, got undefined'],
    ['no outputs', { parse }, 'outputs must be an object, got undefined'],
    ['empty outputs', { outputs: {}, parse }, 'outputs must name at least one output'],
    ['a shape that is none', { outputs: { a: { shape: 5 } }, parse }, "outputs.a.shape must be an array such as [1, 84, 'N'], got 5"],
    ['a dimension that is none', { outputs: { a: { shape: ['N-1'] } }, parse }, `a dimension is a number from 1, 'N', 'C+4' or '4*C', got "N-1"`],
    ['an unknown type', { outputs: { a: { shape: [1], type: 'float64' } }, parse }, 'outputs.a.type must be among float32, float16, int8, uint8, int32, int64, got "float64"'],
    ['what it cannot give', { outputs, gives: 'detection', parse }, 'did you mean "detections"?'],
    ['parameters that are no schema', { outputs, params: {}, parse }, 'params must be a zod schema'],
    ['an unknown capability', { outputs, capabilities: ['clok'], parse }, 'did you mean "clock"?'],
  ])('%s is refused', (_, definition, message) => {
    expect(() => load(definition)).toThrow(message);
    expect(() => load(definition)).toThrow(expect.objectContaining({ code: 'NVTS_DEFINITION' }));
  });

  test('the bundle of a parser is told from that of a processor', () => {
    const bundle = bindBundle({ default: defineParser({ name: 'yolo', gives: 'masks', outputs, parse }) });
    expect(bundle).toMatchObject({ kind: 'parser', name: 'yolo', output: 'masks', abi: 1, capabilities: [] });
    expect(Object.isFrozen(bundle)).toBe(true);
  });

  test('a host with another version of the contract is refused', () => {
    const bundle = bindBundle({ default: parserOf(outputs) }) as ParserBundle;
    expect(() => bundle.load({} as never, new ArrayBuffer(4096), '', '{}')).toThrow(expect.objectContaining({ code: 'NVTS_ABI' }));
  });

  test('parameters are checked as those of a processor', () => {
    const parser = defineParser({ outputs, params: z.object({ threshold: z.number() }), parse });
    expect(() => new TestParser(parser, { params: { treshold: 1 } })).toThrow('did you mean "threshold"?');
    expect(() => new TestParser(parserOf(outputs), { params: { a: 1 } })).toThrow('this parser takes no parameters, got "a"');
  });
});

describe('the model', () => {
  test.each<[string, OutputDeclarations, Record<string, TestTensor>]>([
    ['without the batch that the parser names', { out: { shape: [1, 84, 'N'] } }, { out: floats([84, 3]) }],
    ['with a batch that the parser does not name', { out: { shape: [84, 'N'] } }, { out: floats([1, 84, 3]) }],
    ['with ones at the end', { out: { shape: ['C'] } }, { out: floats([1, 84, 1, 1]) }],
    ['by another name than the output', { out: { shape: [84, 'N'] } }, { output0: floats([84, 3]) }],
    ['by one of the names that are given', { out: { shape: ['N'], layer: ['a', 'b'] } }, { x: floats([3]), b: floats([4]) }],
    ['in another order', { boxes: { shape: ['N', 4] }, scores: { shape: ['N'] } }, { x: floats([5]), y: floats([5, 4]) }],
    ['as an expression of a symbol', { out: { shape: ['C+4', 'N'] }, box: { shape: ['4*C'] } }, { out: floats([84, 2]), box: floats([320]) }],
    ['of one of several types', { out: { shape: ['N'], type: ['float32', 'int32'] } }, { out: { data: new Int32Array(3), dims: [3] } }],
    ['of halves in place of floats', { out: { shape: ['N'] } }, { out: { data: new Uint16Array(3), dims: [3] } }],
  ])('fits %s', (_, outputs, tensors) => {
    expect(() => match(outputs, tensors)).not.toThrow();
  });

  test.each<[string, OutputDeclarations, Record<string, TestTensor>, string]>([
    ['another size', { out: { shape: [84, 'N'] } }, { out: floats([85, 3]) }, 'output "out": expected float32 [84, N], got "out" float32 [85, 3]: dimension 0 is 85, not 84'],
    ['another rank', { out: { shape: [84, 'N'] } }, { out: floats([84]) }, 'it has 1 dimensions'],
    ['another type', { out: { shape: ['N'] } }, { out: { data: new Int32Array(3), dims: [3] } }, 'expected float32 [N], got "out" int32 [3]: it holds int32'],
    ['a size that is no multiple', { out: { shape: ['4*C'] } }, { out: floats([6]) }, 'dimension 0 is 6, which is no 4*C'],
    ['sizes that contradict each other', { a: { shape: ['N', 4] }, b: { shape: ['N'] } }, { a: floats([5, 4]), b: floats([6]) }, 'dimension 0 is 6, and with N = 5 of another output it would be 5'],
    ['no layer of the name', { out: { shape: ['N'], layer: 'conv' } }, { output0: floats([3]) }, 'output "out": there is no layer "conv" (its output layers are "output0" float32 [3])'],
    ['too few layers', { a: { shape: ['N'] }, b: { shape: ['M'] } }, { a: floats([3]) }, 'output "b": expected float32 [M], and no layer is left for it'],
    ['no layers', { a: { shape: ['N'] } }, {}, 'it has no output layers'],
  ])('%s is refused with what was expected', (_, outputs, tensors, message) => {
    expect(() => match(outputs, tensors)).toThrow(message);
    expect(() => match(outputs, tensors)).toThrow(expect.objectContaining({ code: 'NVTS_TENSOR' }));
  });

  test('setup sees it, and runs again when it changes', () => {
    const seen: unknown[] = [];
    const parser = defineParser({
      outputs: { out: { shape: ['C+4', 'N'] } },
      setup: ({ sizes, layers, network, classes, labels, thresholds }) => {
        seen.push({ ...sizes, name: layers.out.name, width: network.width, classes, labels, thresholds });
        return sizes.N;
      },
      parse: (_, { state, results }) => results.detection(0, 0, 1, 1, 0, state),
    });
    const host = new TestParser(parser, { network: { width: 320, height: 240 }, classes: 2, labels: ['a', 'b'], thresholds: 0.5 });
    expect([2, 2, 3].map((n) => host.parse({ x: floats([1, 6, n]) }).detections[0]!.confidence)).toEqual([2, 2, 3]);
    const known = { C: 2, name: 'x', width: 320, classes: 2, labels: [['a', 'b']], thresholds: [0.5] };
    expect(seen).toEqual([{ ...known, N: 2 }, { ...known, N: 3 }]);
  });

  test('one that no longer fits is refused, and the next that fits is parsed again', () => {
    const host = new TestParser(parserOf({ out: { shape: [4] } }));
    host.parse({ out: floats([4]) });
    expect(() => host.parse({ out: floats([5]) })).toThrow(expect.objectContaining({ code: 'NVTS_TENSOR' }));
    expect(host.parse({ out: floats([4]) }).detections).toEqual([]);
  });

  test('a host that asks for something else is refused', () => {
    const host = new TestParser(parserOf({ out: { shape: [4] } }), { output: 'classes' });
    expect(() => host.parse({ out: floats([4]) })).toThrow('this parser gives detections, and the host was told to expect classes');
  });

  test('masks serve a host that asks for detections', () => {
    const parser = defineParser({ gives: 'masks', outputs: { out: { shape: [4] } }, parse: (_, { results }) => results.detection(0, 0, 1, 1, 0, 1) });
    expect(new TestParser(parser, { output: 'detections' }).parse({ out: floats([4]) }).detections).toHaveLength(1);
  });
});

describe('tensors', () => {
  const see = (tensor: TestTensor, look: (tensor: Tensor) => unknown, type = ['float32', 'int8', 'uint8', 'int32', 'int64'] as const): unknown => {
    let seen: unknown;
    const parser = defineParser({ outputs: { out: { shape: ['A', 'B'], type } }, parse: ({ out }) => void (seen = look(out)) });
    new TestParser(parser).parse({ out: tensor });
    return seen;
  };
  const dims = [1, 2];

  test.each<[string, TestTensor['data'], unknown]>([
    ['float32', new Float32Array([1.5, 2]), new Float32Array([1.5, 2])],
    ['float16', new Uint16Array([0x3e00, 0x4000]), new Float32Array([1.5, 2])],
    ['int8', new Int8Array([-1, 2]), new Int8Array([-1, 2])],
    ['uint8', new Uint8Array([255, 2]), new Uint8Array([255, 2])],
    ['int32', new Int32Array([-1, 2]), new Int32Array([-1, 2])],
    ['int64', new BigInt64Array([-1n, 2n ** 60n]), new BigInt64Array([-1n, 2n ** 60n])],
  ])('of %s', (_, data, wanted) => {
    expect(see({ data, dims }, (tensor) => tensor.data.slice())).toEqual(wanted);
    expect(see({ data, dims }, (tensor) => tensor.floats.slice())).toEqual(Float32Array.from(wanted as ArrayLike<number>, Number));
  });

  test('know their dimensions and strides', () => {
    expect(see(floats([1, 3, 4]), ({ dims, strides, type, name }) => ({ dims, strides, type, name }))).toEqual({ dims: [3, 4], strides: [4, 1], type: 'float32', name: 'out' });
  });

  test('give one value', () => {
    expect(see(floats([2, 2], [1, 2, 3, 4]), (tensor) => tensor.at(1, 0))).toBe(3);
    expect(see({ data: new BigInt64Array([5n, -6n]), dims }, (tensor) => tensor.at(0, 1))).toBe(-6);
  });

  test.each([[[2, 0]], [[0, -1]], [[0.5, 0]], [[0]], [[0, 0, 0]]])('have no value at %j', (place) => {
    expect(() => see(floats([2, 2]), (tensor) => tensor.at(...place))).toThrow(expect.objectContaining({ code: 'NVTS_RANGE' }));
  });

  test('an int64 that is no safe number is refused as one', () => {
    expect(() => see({ data: new BigInt64Array([2n ** 60n, 0n]), dims }, (tensor) => tensor.at(0, 0))).toThrow('no safe number');
  });

  test('are stale once parse has returned, also when it throws', () => {
    const kept: Tensor[] = [];
    const parser = defineParser({
      outputs: { out: { shape: ['N'] } },
      parse({ out }) {
        kept.push(out);
        if (kept.length > 1) throw new Error('no');
      },
    });
    const host = new TestParser(parser);
    host.parse({ out: floats([2]) });
    expect(() => host.parse({ out: floats([2]) })).toThrow('no');
    for (const tensor of kept) {
      expect(() => tensor.data).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
      expect(() => tensor.floats).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
      expect(tensor.name).toBe('out');
    }
  });

  test('are read by kernels as they are, halves and stale ones too', () => {
    const best = new Float32Array(1);
    const kept: Tensor[] = [];
    const parser = defineParser({
      outputs: { out: { shape: ['N'], type: ['float32', 'float16'] } },
      parse({ out }, { kernels, log }) {
        kept.push(out);
        kernels.max(out, 0, 1, 2, 2, 1, best);
        log.info(best[0]);
        kernels.max(kept[0]!, 0, 1, 2, 2, 1, best);
      },
    });
    const host = new TestParser(parser);
    expect(host.parse({ out: floats([2], [3, 7]) }).logs[0]?.message).toBe('7');
    kept.length = 0;
    expect(host.parse({ out: { data: new Uint16Array([0x3c00, 0x4000]), dims: [2] } }).logs[0]?.message).toBe('2');
    expect(() => host.parse({ out: floats([2]) })).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
  });

  test('a buffer that is too small is refused', () => {
    expect(() => see({ data: new Float32Array(3), dims: [2, 2] }, (tensor) => tensor.data)).toThrow('layer "out" is float32 [2, 2], 16 bytes, and 12 came');
  });
});

describe('results', () => {
  const outputs = { out: { shape: ['N'] } } as const;
  const run = (parser: AnyParser, options = {}): ParseResult => new TestParser(parser, options).parse({ out: floats([1]) });
  const box = { left: 1, top: 2, width: 3, height: 4, classId: 1, confidence: 0.5 };

  test('may be written, returned or yielded', () => {
    const written = defineParser({ outputs, parse: (_, { results }) => results.detection(1, 2, 3, 4, 1, 0.5) });
    const returned = defineParser({ outputs, parse: () => [box] });
    const yielded = defineParser({ outputs, *parse() { yield box; } });
    for (const parser of [written, returned, yielded]) expect(run(parser).detections).toEqual([box]);
  });

  test('have labels where there are some', () => {
    expect(run(defineParser({ outputs, parse: () => [box] }), { labels: ['a', 'b'] }).detections[0]!.label).toBe('b');
  });

  test('grow beyond the room that there was', () => {
    const parser = defineParser({
      outputs,
      keypoints: 2,
      embedding: 3,
      parse(_, { results }) {
        for (let i = 0; i < 1000; i++) {
          results.detection(i, 0, 1, 1, 0, 1);
          results.keypoint(i, 1, 0.5);
          results.embedding([i, 2, 3]);
        }
      },
    });
    const { detections } = run(parser);
    expect(detections).toHaveLength(1000);
    expect(detections[777]).toMatchObject({
      left: 777,
      keypoints: [{ x: 777, y: 1, confidence: 0.5 }, { x: 0, y: 0, confidence: 0 }],
      embedding: new Float32Array([777, 2, 3]),
    });
  });

  test('of a frame do not stay for the next', () => {
    let count = 3;
    const parser = defineParser({ outputs, *parse() { for (; count > 0; count--) yield box; } });
    const host = new TestParser(parser);
    expect([1, 2].map(() => host.parse({ out: floats([1]) }).detections.length)).toEqual([3, 0]);
  });

  test('may have masks beside an embedding', () => {
    const mask = { width: 2, height: 1, data: [0.25, 0.75] };
    const parser = defineParser({ gives: 'masks', outputs, embedding: 1, parse: () => [{ ...box, mask, embedding: [7] }, { ...box, mask }] });
    const { detections } = run(parser);
    expect(detections[0]).toMatchObject({ mask: { width: 2, height: 1, data: new Float32Array([0.25, 0.75]) }, embedding: new Float32Array([7]) });
    expect(detections[1]!.embedding).toEqual(new Float32Array([0]));
  });

  test('may be classes of several attributes', () => {
    const parser = defineParser({ gives: 'classes', outputs, parse: () => [{ classId: 1, confidence: 0.9 }, { classId: 0, confidence: 0.8, attribute: 1 }] });
    expect(run(parser, { labels: [['red', 'blue'], ['suv']] }).classifications).toEqual([
      { attribute: 0, classId: 1, confidence: Math.fround(0.9), label: 'blue' },
      { attribute: 1, classId: 0, confidence: Math.fround(0.8), label: 'suv' },
    ]);
  });

  test("may have the parser's own labels", () => {
    const parser = defineParser({ gives: 'classes', outputs, labels: () => [['open', 'shut']], parse: () => [{ classId: 1, confidence: 1 }] });
    expect(run(parser, { labels: ['a'] }).classifications[0]!.label).toBe('shut');
  });

  test('may be a segmentation', () => {
    const parser = defineParser({ gives: 'segmentation', outputs, parse: ({ out }) => ({ width: 2, height: 1, classes: [3, -1], probabilities: out }) });
    expect(run(parser).segmentation).toEqual({ width: 2, height: 1, classes: new Int32Array([3, -1]), probabilities: 'out' });
  });

  test('may be an embedding', () => {
    const parser = defineParser({ gives: 'embedding', outputs, embedding: 2, parse: () => new Float32Array([1, 2]) });
    expect(run(parser).embedding).toEqual(new Float32Array([1, 2]));
  });

  test.each<[string, object, string]>([
    ['a class that the host does not know', { ...box, classId: 2 }, 'a class must be from 0 to 1 (the host is configured for 2 classes), got 2'],
    ['a negative class', { ...box, classId: -1 }, 'a class must be from 0 to 1'],
    ['a class that is no whole number', { ...box, classId: 0.5 }, 'a class must be from 0 to 1'],
    ['a box with NaN', { ...box, top: NaN }, 'a box must be finite and its size not below 0, got left 1, top NaN'],
    ['a box of negative size', { ...box, width: -1 }, 'its size not below 0'],
    ['an infinite confidence', { ...box, confidence: Infinity }, 'a confidence must be finite, got Infinity'],
    ['a missing number', { ...box, left: undefined }, 'a box must be finite'],
    ['too many keypoints', { ...box, keypoints: [1, 2, 3] }, 'has 0 keypoints, and one more was given'],
    ['an embedding of another size', { ...box, embedding: [1] }, 'an embedding of this parser has 0 values, got 1'],
  ])('%s is refused', (_, record, message) => {
    const parser = defineParser({ outputs, parse: () => [record as typeof box] });
    expect(() => run(parser, { classes: 2 })).toThrow(message);
    expect(() => run(parser, { classes: 2 })).toThrow(expect.objectContaining({ code: 'NVTS_RANGE' }));
  });

  test('a class beyond the label file is refused', () => {
    const parser = defineParser({ outputs, parse: () => [box] });
    expect(() => run(parser, { classes: 80, labels: ['person'] })).toThrow('from 0 to 0 (there are 1 labels), got 1');
    const classes = defineParser({ gives: 'classes', outputs, parse: () => [{ classId: 2, confidence: 1 }] });
    expect(() => run(classes, { labels: ['a', 'b'] })).toThrow('attribute 0 has 2 labels');
  });

  test('more than a frame may have are refused', () => {
    const parser = defineParser({ outputs, parse(_, { results }) { for (;;) results.detection(0, 0, 1, 1, 0, 1); } });
    expect(() => run(parser)).toThrow(expect.objectContaining({ code: 'NVTS_LIMIT' }));
  });

  test('a promise is refused', () => {
    const parser = defineParser({ outputs, parse: (async () => {}) as never });
    expect(() => run(parser)).toThrow(expect.objectContaining({ code: 'NVTS_ASYNC_HOOK' }));
  });
});
