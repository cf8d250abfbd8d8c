// SPDX-License-Identifier: MIT
// A score that is NaN or infinite, wherever it stands: a message and no results for that frame, every such frame, of each parser.
import { describe, expect, test } from 'vitest';
import type { AnyParser } from '../parser/script.js';
import { type TestModel, TestParser, type TestTensor } from '../testing/index.js';
import * as parsers from './index.js';

type Tensors = Readonly<Record<string, TestTensor & { readonly data: Float32Array | Int32Array }>>;

const tensor = (...dims: number[]): TestTensor & { readonly data: Float32Array } => ({ data: new Float32Array(dims.reduce((all, n) => all * n, 1)), dims });
const labels = (n: number): TestTensor & { readonly data: Int32Array } => ({ data: new Int32Array(n), dims: [n] });

/** With 8,400 candidates, cells or classes, and where one of its scores stands. */
interface Case {
  readonly parser: AnyParser;
  readonly make: () => Tensors;
  readonly scores: readonly (readonly [layer: string, indices: readonly number[]])[];
  /** Whether -Infinity says "never". */
  readonly logits?: boolean;
}

const cases: Readonly<Record<string, Case>> = {
  yolov8: { parser: parsers.yolov8, make: () => ({ out: tensor(84, 8400) }), scores: [['out', [4, 0]], ['out', [47, 5001]], ['out', [83, 8399]]] },
  yolov8Segment: { parser: parsers.yolov8Segment, make: () => ({ out: tensor(8, 8400), proto: tensor(2, 8, 8) }), scores: [['out', [5, 17]]] },
  yolov8Pose: { parser: parsers.yolov8Pose, make: () => ({ out: tensor(8, 8400) }), scores: [['out', [4, 17]]] },
  yolov5: { parser: parsers.yolov5, make: () => ({ out: tensor(8400, 85) }), scores: [['out', [17, 4]], ['out', [17, 5]], ['out', [8399, 84]]] },
  yolox: { parser: parsers.yolox, make: () => ({ out: tensor(8400, 85) }), scores: [['out', [17, 4]], ['out', [17, 5]], ['out', [8399, 84]]] },
  yolov10: { parser: parsers.yolov10, make: () => ({ out: tensor(8400, 6) }), scores: [['out', [17, 4]]] },
  rtDetr: { parser: parsers.rtDetr, make: () => ({ out: tensor(8400, 6) }), scores: [['out', [17, 4]], ['out', [17, 5]]] },
  boxesLabelsScores: { parser: parsers.boxesLabelsScores, make: () => ({ boxes: tensor(8400, 4), labels: labels(8400), scores: tensor(8400) }), scores: [['scores', [17]]] },
  fastestDet: { parser: parsers.fastestDet, make: () => ({ out: tensor(7, 84, 100) }), scores: [['out', [0, 3, 17]], ['out', [6, 83, 99]]] },
  yoloFastest: {
    parser: parsers.yoloFastest,
    make: () => ({ fine: tensor(84, 100, 17), coarse: tensor(42, 50, 17) }),
    scores: [['fine', [3, 17, 12]], ['fine', [3, 17, 16]], ['coarse', [41, 49, 15]]],
  },
  ssdTensorFlow: {
    parser: parsers.ssdTensorFlow,
    make: () => {
      const count = tensor(1);
      count.data[0] = 8400;
      return { detection_boxes: tensor(8400, 4), detection_classes: tensor(8400), detection_scores: tensor(8400), num_detections: count };
    },
    scores: [['detection_scores', [17]], ['num_detections', [0]]],
  },
  ssdPyTorch: { parser: parsers.ssdPyTorch, make: () => ({ boxes: tensor(8400, 4), scores: tensor(8400, 3) }), scores: [['scores', [17, 1]]] },
  detectNetV2: { parser: parsers.detectNetV2, make: () => ({ boxes: tensor(8, 60, 70), cover: tensor(2, 60, 70) }), scores: [['cover', [1, 3, 17]]] },
  maskRcnn: {
    parser: parsers.maskRcnn,
    make: () => ({ masks: tensor(8400, 1, 2, 1), boxes: tensor(8400, 4), labels: labels(8400), scores: tensor(8400) }),
    scores: [['scores', [17]]],
  },
  maskRcnnTao: { parser: parsers.maskRcnnTao, make: () => ({ detections: tensor(8400, 6), masks: tensor(8400, 2, 2, 1) }), scores: [['detections', [17, 5]]] },
  classification: { parser: parsers.classification, make: () => ({ out: tensor(8400) }), scores: [['out', [17]]], logits: true },
  attributes: { parser: parsers.attributes(['color']), make: () => ({ color: tensor(8400) }), scores: [['color', [17]]], logits: true },
  segmentation: { parser: parsers.segmentation, make: () => ({ out: tensor(2, 84, 100) }), scores: [['out', [1, 3, 17]]], logits: true },
  segmentationByPixel: { parser: parsers.segmentationByPixel, make: () => ({ out: tensor(84, 100, 2) }), scores: [['out', [3, 17, 1]]], logits: true },
  segmentationMap: { parser: parsers.segmentationMap, make: () => ({ out: tensor(84, 100) }), scores: [['out', [3, 17]]] },
  textBoxes: { parser: parsers.textBoxes, make: () => ({ out: tensor(1, 84, 100) }), scores: [['out', [0, 3, 17]]] },
};

const place = ({ dims }: TestTensor, indices: readonly number[]): number => indices.reduce((at, index, i) => at * dims[i]! + index, 0);
const refused = (...parts: readonly string[]): Error =>
  expect.objectContaining({ code: 'NVTS_TENSOR', message: expect.stringMatching(parts.map((part) => part.replace(/[[\]]/g, '\\$&')).join('.*')) }) as Error;

test('there is a case for each parser', () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(parsers).sort());
});

describe.each(Object.entries(cases))('%s', (_, { parser, make, scores, logits }) => {
  test.each([NaN, Infinity, -Infinity])('one score of %d among 8,400', (value) => {
    const host = new TestParser(parser, { classes: 0 });
    const good = make();
    host.parse(good);
    for (const [layer, indices] of scores) {
      const bad = make();
      bad[layer]!.data[place(bad[layer]!, indices)] = value;
      const never = logits && value === -Infinity;
      if (never) expect(host.parse(bad).logs).toEqual([]);
      // The second such frame is as bad as the first.
      else for (let frame = 0; frame < 2; frame++) expect(() => host.parse(bad)).toThrow(refused(`"${layer}" [`, `holds ${value} at [${indices.join(', ')}]`));
      host.parse(good);
    }
  });
});

test('people whose scores are NaN do not go unseen behind those that are not', () => {
  const out = tensor(84, 8400);
  for (let i = 0; i < 400; i++) {
    for (const [column, value] of [20 + 20 * (i % 25), 20 + 20 * Math.floor(i / 25), 10, 10].entries()) out.data[column * 8400 + i] = value;
    out.data[4 * 8400 + i] = i < 92 ? NaN : 0.9;
  }
  expect(() => new TestParser(parsers.yolov8).parse({ out })).toThrow(refused('holds NaN at [4, 0]'));
});

test('logits that are never taken leave the others as they are', () => {
  const out = { data: new Float32Array([-Infinity, 2, -Infinity]), dims: [3] };
  expect(new TestParser(parsers.classification, { params: { activation: 'softmax' } }).parse({ out }).classifications).toMatchObject([{ classId: 1, confidence: 1 }]);
});

describe('a box that is not finite', () => {
  const rows = (cols: number, first: readonly number[], count = 12): TestTensor => {
    const { data, dims } = tensor(count, cols);
    data.set(first);
    return { data, dims };
  };
  const planes = (dims: readonly number[], values: readonly number[]): TestTensor => {
    const { data } = tensor(...dims);
    const cells = dims[1]! * dims[2]!;
    for (const [plane, value] of values.entries()) data[plane * cells] = value;
    return { data, dims };
  };
  const detectors: readonly (readonly [string, AnyParser, (score: number, bad: number) => Record<string, TestTensor>, TestModel?])[] = [
    ['yolov8', parsers.yolov8, (score, bad) => ({ out: rows(6, [50, 40, bad, 10, score, 0]) })],
    ['yolov8 without suppression', parsers.yolov8, (score, bad) => ({ out: rows(6, [bad, 40, 10, 10, score, 0]) }), { params: { nms: false } }],
    ['yolov5', parsers.yolov5, (score, bad) => ({ out: rows(7, [50, bad, 10, 10, 1, score, 0]) })],
    ['yolox', parsers.yolox, (score, bad) => ({ out: rows(6, [0, 0, bad, 0, 1, score], 21) }), { network: { width: 32, height: 32 } }],
    ['yolov10', parsers.yolov10, (score, bad) => ({ out: rows(6, [0, 0, bad, 9, score, 1]) })],
    ['rtDetr', parsers.rtDetr, (score, bad) => ({ out: rows(6, [0.5, 0.5, bad, 0.1, score, 0]) })],
    ['boxesLabelsScores', parsers.boxesLabelsScores, (score, bad) => ({ boxes: rows(4, [0, 0, 9, bad], 2), labels: labels(2), scores: rows(1, [score], 2) })],
    ['fastestDet', parsers.fastestDet, (score) => ({ out: planes([6, 2, 2], [score, NaN, 0, 0, 0, score]) })],
    ['yoloFastest, fine', parsers.yoloFastest, (score, bad) => ({ fine: { ...rows(16, [bad, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, score], 4), dims: [2, 2, 16] }, coarse: tensor(1, 1, 16) })],
    ['yoloFastest, coarse', parsers.yoloFastest, (score, bad) => ({ fine: tensor(2, 2, 16), coarse: { ...rows(16, [0, 0, bad, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, score], 1), dims: [1, 1, 16] } })],
    ['ssdTensorFlow', parsers.ssdTensorFlow, (score, bad) => ({ detection_boxes: rows(4, [0, 0, bad, 1], 2), detection_classes: rows(1, [1], 2), detection_scores: rows(1, [score], 2), num_detections: rows(1, [2], 1) })],
    ['ssdPyTorch', parsers.ssdPyTorch, (score, bad) => ({ boxes: rows(4, [0, 0, bad, 1], 3), scores: rows(2, [0, score], 3) })],
    ['detectNetV2', parsers.detectNetV2, (score, bad) => ({ boxes: planes([4, 2, 2], [1, bad, 1, 1]), cover: planes([1, 2, 2], [score]) })],
    ['maskRcnn', parsers.maskRcnn, (score, bad) => ({ masks: tensor(2, 1, 2, 1), boxes: rows(4, [0, 0, bad, 9], 2), labels: labels(2), scores: rows(1, [score], 2) })],
    ['maskRcnnTao', parsers.maskRcnnTao, (score, bad) => ({ detections: rows(6, [0, 0, bad, 1, 0, score], 2), masks: tensor(2, 1, 2, 1) })],
  ];

  test.each(detectors.flatMap((detector) => [NaN, Infinity].map((bad) => [detector[0], bad, detector] as const)))('%s: %d is refused where its score passes', (_, bad, [, parser, make, model]) => {
    const host = new TestParser(parser, { network: { width: 100, height: 80 }, ...model });
    expect(() => host.parse(make(0.9, bad))).toThrow(refused('gives a box from', 'passes the threshold'));
    // Of what is not there a model may say anything.
    expect(host.parse(make(0.1, bad)).detections).toEqual([]);
  });

  test.each<[string, AnyParser, () => Record<string, TestTensor>]>([
    ['yolov10', parsers.yolov10, () => ({ out: rows(6, [0, 0, 9, 9, 0.9, NaN]) })],
    ['ssdTensorFlow', parsers.ssdTensorFlow, () => ({ detection_boxes: rows(4, [0, 0, 1, 1], 2), detection_classes: rows(1, [NaN], 2), detection_scores: rows(1, [0.9], 2), num_detections: rows(1, [2], 1) })],
    ['maskRcnnTao', parsers.maskRcnnTao, () => ({ detections: rows(6, [0, 0, 1, 1, NaN, 0.9], 2), masks: tensor(2, 1, 2, 1) })],
    ['yolov8Pose', parsers.yolov8Pose, () => ({ out: rows(8, [50, 40, 10, 10, 0.9, NaN, 0, 0]) })],
  ])('%s: nor may its class or a keypoint be NaN', (_, parser, make) => {
    expect(() => new TestParser(parser).parse(make())).toThrow(refused('holds NaN at [0'));
  });
});
