// SPDX-License-Identifier: MIT
// Each parser on tensors made by hand, whose answers are plain.
import { describe, expect, test } from 'vitest';
import { NvtsError } from '../errors.js';
import type { AnyParser } from '../parser/script.js';
import { type DetectionRecord, type ParseResult, type TestModel, TestParser, type TestTensor } from '../testing/index.js';
import {
  attributes,
  boxesLabelsScores,
  classification,
  detectNetV2,
  fastestDet,
  maskRcnn,
  maskRcnnTao,
  rtDetr,
  segmentation,
  segmentationByPixel,
  segmentationMap,
  ssdPyTorch,
  ssdTensorFlow,
  textBoxes,
  yoloFastest,
  yolov10,
  yolov5,
  yolov8,
  yolov8Pose,
  yolov8Segment,
  yolox,
} from './index.js';

const size = (dims: readonly number[]): number => dims.reduce((product, n) => product * n, 1);
const tensor = (dims: readonly number[], values: readonly number[] = []): { readonly data: Float32Array; readonly dims: readonly number[] } => {
  const data = new Float32Array(size(dims));
  data.set(values);
  return { data, dims };
};
/** A tensor of rows, which are the columns when `transposed`. */
const rowsOf = (rows: readonly (readonly number[])[], transposed = false): TestTensor => {
  const [n, cols] = [rows.length, rows[0]!.length];
  if (!transposed) return tensor([n, cols], rows.flat());
  return tensor([cols, n], Array.from({ length: n * cols }, (_, i) => rows[i % n]![Math.floor(i / n)]!));
};
const run = (parser: AnyParser, tensors: Record<string, TestTensor>, model: TestModel = {}): ParseResult =>
  new TestParser(parser, { network: { width: 100, height: 80 }, ...model }).parse(tensors);
const rounded = (detections: readonly DetectionRecord[]): unknown[] =>
  detections.map(({ left, top, width, height, classId, confidence }) => [left, top, width, height, classId, confidence].map((value) => Math.round(value * 1000) / 1000));

/** Rows of nothing, so that there are more candidates than columns. */
const filler = (cols: number, count = 12): number[][] => Array.from({ length: count }, () => Array.from({ length: cols }, () => 0));

describe.each([
  ['by columns', true],
  ['by rows', false],
])('YOLOv8, %s', (_, transposed) => {
  test('the best class of each candidate, once', () => {
    const rows = [[50, 40, 20, 10, 0.1, 0.9], [51, 40, 20, 10, 0.2, 0.8], [10, 10, 10, 10, 0.3, 0.1], ...filler(6)];
    expect(rounded(run(yolov8, { output0: rowsOf(rows, transposed) }).detections)).toEqual([
      [40, 35, 20, 10, 1, 0.9],
      [5, 5, 10, 10, 0, 0.3],
    ]);
  });

  test('keypoints', () => {
    const rows = [[50, 40, 20, 10, 0.9, 45, 38, 0.5, 55, 42, 0.75], ...filler(11)];
    const { detections } = run(yolov8Pose, { output0: rowsOf(rows, transposed) });
    expect(rounded(detections)).toEqual([[40, 35, 20, 10, 0, 0.9]]);
    expect(detections[0]!.keypoints).toEqual([
      { x: 45, y: 38, confidence: 0.5 },
      { x: 55, y: 42, confidence: 0.75 },
    ]);
  });

  test('masks', () => {
    // The first prototype is positive in the left half of the picture, the second everywhere.
    const plane = (value: (x: number) => number): number[] => Array.from({ length: 200 }, (_v, i) => value(i % 20));
    const prototypes = tensor([2, 10, 20], [...plane((x) => (x < 10 ? 8 : -8)), ...plane(() => 8)]);
    const rows = [[50, 40, 40, 16, 0.9, 1, 0], [20, 20, 20, 16, 0.8, 0, -1], ...filler(7)];
    const { detections } = run(yolov8Segment, { output0: rowsOf(rows, transposed), output1: prototypes });
    expect(rounded(detections)).toEqual([[30, 32, 40, 16, 0, 0.9], [10, 12, 20, 16, 0, 0.8]]);
    const mask = detections[0]!.mask!;
    expect([mask.width, mask.height]).toEqual([8, 2]);
    expect([...mask.data].map((value) => value > 0.5)).toEqual(Array.from({ length: 16 }, (_v, i) => i % 8 < 4));
    expect(Math.max(...detections[1]!.mask!.data)).toBeLessThan(0.01);
  });

  test('YOLOv5 multiplies with the objectness', () => {
    const rows = [[50, 40, 20, 10, 0.5, 0.1, 0.8], [10, 10, 10, 10, 0.2, 0, 1], ...filler(7)];
    expect(rounded(run(yolov5, { output0: rowsOf(rows, transposed) }).detections)).toEqual([[40, 35, 20, 10, 1, 0.4]]);
  });
});

describe('thresholds and suppression', () => {
  const rows = [[50, 40, 20, 10, 0.9, 0], [52, 40, 20, 10, 0, 0.8], [52, 41, 20, 10, 0.7, 0], [10, 10, 10, 10, 0, 0.3], ...filler(6)];
  const found = (params: object, model: TestModel = {}): number[] =>
    run(yolov8, { output0: rowsOf(rows, true) }, { ...model, params }).detections.map(({ confidence }) => Math.round(confidence * 10) / 10);

  test.each<[string, object, TestModel, number[]]>([
    ['class by class', {}, {}, [0.9, 0.8, 0.3]],
    ['all classes together', { agnostic: true }, {}, [0.9, 0.3]],
    ['another overlap', { iou: 0.9 }, {}, [0.9, 0.8, 0.7, 0.3]],
    ['left to the host', { nms: false }, {}, [0.9, 0.8, 0.7, 0.3]],
    ['at most so many', { maxDetections: 1 }, {}, [0.9]],
    ['a threshold', { threshold: 0.75 }, {}, [0.9, 0.8]],
    ["the host's threshold", {}, { thresholds: 0.85 }, [0.9]],
    ["the host's threshold of each class", {}, { thresholds: [0.95, 0.2] }, [0.8, 0.3]],
    ["the parameter before the host's", { threshold: 0.85 }, { thresholds: 0.1 }, [0.9]],
  ])('%s', (_, params, model, wanted) => {
    expect(found(params, model)).toEqual(wanted);
  });

  test('of more than are wanted the best are left to the host', () => {
    const many = Array.from({ length: 400 }, (_, i) => [i % 100, 40, 1, 1, 0.3 + i * 1e-3]);
    const { detections } = run(yolov8, { output0: rowsOf(many, true) }, { params: { nms: false } });
    expect(detections.map(({ confidence }) => confidence)).toEqual(Array.from({ length: 300 }, (_, i) => Math.fround(0.3 + (399 - i) * 1e-3)));
  });

  test('boxes are clipped to the picture, and left out when they lie outside', () => {
    const outside = [[0, 0, 20, 10, 0.9], [200, 200, 10, 10, 0.8], ...filler(5)];
    expect(rounded(run(yolov8, { output0: rowsOf(outside, true) }).detections)).toEqual([[0, 0, 10, 5, 0, 0.9]]);
  });
});

describe('other grids and boxes', () => {
  test('YOLOX: cells of three grids', () => {
    // 32 x 32 pixels: 16 cells of 8, 4 of 16, 1 of 32.
    const rows = filler(6, 21);
    rows[5] = [0.5, 0.25, Math.log(2), Math.log(0.5), 0.8, 0.5];
    rows[20] = [0.5, 0.5, 0, 0, 1, 1];
    const { detections } = run(yolox, { output: rowsOf(rows) }, { network: { width: 32, height: 32 } });
    expect(rounded(detections)).toEqual([[0, 0, 32, 32, 0, 1], [4, 8, 16, 4, 0, 0.4]]);
  });

  test('YOLOX: a picture of another size than the grids', () => {
    expect(() => run(yolox, { output: rowsOf(filler(6, 21)) })).toThrow('the model has 21 candidates, and grids of strides 8, 16, 32');
  });

  test('FastestDet', () => {
    const cells = tensor([6, 2, 2]);
    const at = (channel: number, value: number): void => void (cells.data[channel * 4 + 3] = value);
    at(0, 1);
    at(5, 0.25);
    at(3, 0);
    at(4, 0);
    at(1, Math.atanh(-0.5));
    at(2, Math.atanh(-0.5));
    expect(rounded(run(fastestDet, { output: cells }).detections)).toEqual([[0, 0, 50, 40, 0, 0.574]]);
  });

  test('YOLO-FastestV2: three anchors share the classes of a cell', () => {
    const [fine, coarse] = [tensor([4, 4, 17]), tensor([2, 2, 17])];
    const cell = coarse.data.subarray(3 * 17, 4 * 17);
    cell.set([0.25, 0.25, 0.5, 0.5], 4);
    cell.set([0, 0.8, 0, 0.5, 1], 12);
    const anchors = [1, 1, 1, 1, 1, 1, 1, 1, 20, 10, 1, 1];
    for (const grids of [{ fine, coarse }, { a: fine, b: coarse }, { a: coarse, b: fine }]) {
      expect(rounded(run(yoloFastest, grids, { params: { anchors } }).detections)).toEqual([[40, 35, 20, 10, 1, 0.8]]);
    }
  });

  test('YOLOv10', () => {
    const rows = [[10, 20, 30, 60, 0.9, 3], [10, 20, 30, 60, 0.1, 1], [11, 20, 30, 60, 0.8, 3]];
    expect(rounded(run(yolov10, { output0: rowsOf(rows) }).detections)).toEqual([[10, 20, 20, 40, 3, 0.9], [11, 20, 19, 40, 3, 0.8]]);
  });

  test('RT-DETR by queries', () => {
    const rows = [[0.5, 0.5, 0.2, 0.1, 0.1, 0.9], [0.5, 0.5, 0.2, 0.1, 0.1, 0.2]];
    expect(rounded(run(rtDetr, { output0: rowsOf(rows) }).detections)).toEqual([[40, 36, 20, 8, 1, 0.9]]);
  });

  test.each([
    ['int64', { data: new BigInt64Array([1n, 2n]), dims: [2] }],
    ['int32', { data: new Int32Array([1, 2]), dims: [2] }],
  ])('boxes, labels and scores (%s)', (_, labels) => {
    const tensors = { labels, boxes: rowsOf([[0.1, 0.2, 0.3, 0.6], [0, 0, 1, 1]]), scores: tensor([2], [0.9, 0.2]) };
    expect(rounded(run(boxesLabelsScores, tensors, { params: { normalized: true, firstClass: 1 } }).detections)).toEqual([[10, 16, 20, 32, 0, 0.9]]);
  });

  test('SSD of TensorFlow', () => {
    const tensors = {
      num_detections: tensor([1], [2]),
      detection_scores: tensor([3], [0.9, 0.1, 0.8]),
      detection_classes: tensor([3], [2, 1, 1]),
      detection_boxes: rowsOf([[0.2, 0.1, 0.6, 0.3], [0, 0, 1, 1], [0, 0, 1, 1]]),
    };
    expect(rounded(run(ssdTensorFlow, tensors).detections)).toEqual([[10, 16, 20, 32, 1, 0.9]]);
  });

  test('SSD of PyTorch', () => {
    const tensors = { scores: rowsOf([[0.1, 0.2, 0.7], [0.9, 0.05, 0.05]]), boxes: rowsOf([[0.1, 0.2, 0.3, 0.6], [0, 0, 1, 1]]) };
    expect(rounded(run(ssdPyTorch, tensors).detections)).toEqual([[10, 16, 20, 32, 1, 0.7]]);
  });

  test('DetectNet_v2', () => {
    // 4 x 5 cells of 20 pixels, two classes.
    const [coverage, boxes] = [tensor([2, 4, 5]), tensor([8, 4, 5])];
    const cell = 1 * 5 + 2;
    coverage.data[20 + cell] = 0.9;
    [0.5, 0.25, 1, 0.5].forEach((distance, side) => (boxes.data[(4 + side) * 20 + cell] = distance));
    const wanted = [[40.5 - 17.5, 20.5 - 8.75, 52.5, 26.25, 1, 0.9]];
    expect(rounded(run(detectNetV2, { 'output_cov/Sigmoid': coverage, 'output_bbox/BiasAdd': boxes }).detections)).toEqual(wanted);
    expect(rounded(run(detectNetV2, { bbox: boxes, cov: coverage }).detections)).toEqual(wanted);
  });
});

describe('classes', () => {
  const scores = tensor([4], [1, 3, 2, 0].map((weight) => Math.log(weight + 1e-9)));

  test('the most probable', () => {
    const { classifications } = run(classification, { fc: scores }, { params: { activation: 'softmax', threshold: 0.3, top: 3 }, labels: ['a', 'b', 'c', 'd'] });
    expect(classifications.map(({ label, confidence }) => [label, Math.round(confidence * 1000)])).toEqual([['b', 500], ['c', 333]]);
  });

  test('of a model with trailing dimensions', () => {
    expect(run(classification, { fc: tensor([4, 1, 1], [0, 0, 0.9, 0]) }).classifications).toEqual([{ attribute: 0, classId: 2, confidence: Math.fround(0.9) }]);
  });

  test('of several attributes', () => {
    const parser = attributes(['color', 'make']);
    const { classifications } = run(parser, { make: tensor([2], [0, 0.8]), color: tensor([3], [0.9, 0, 0]) }, { labels: [['red', 'blue', 'black'], ['a', 'b']] });
    expect(classifications.map(({ attribute, label }) => [attribute, label])).toEqual([[0, 'red'], [1, 'b']]);
  });

  test('no attributes are refused', () => {
    expect(() => attributes([])).toThrow(NvtsError);
  });
});

describe('masks of Mask R-CNN', () => {
  test('of TAO: logits of the class', () => {
    const masks = tensor([1, 2, 2, 2]);
    masks.data.set([0, 0, 0, 0, 5, -5, 0, 5]);
    const { detections } = run(maskRcnnTao, { detections: rowsOf([[0.25, 0.1, 0.5, 0.3, 1, 0.9]]), masks });
    expect(rounded(detections)).toEqual([[10, 20, 20, 20, 1, 0.9]]);
    expect([...detections[0]!.mask!.data].map((value) => Math.round(value * 100))).toEqual([99, 1, 50, 99]);
  });

  test('of Detectron2: probabilities', () => {
    const tensors = {
      boxes: rowsOf([[10, 20, 30, 40], [0, 0, 1, 1]]),
      labels: { data: new BigInt64Array([1n, 1n]), dims: [2] },
      scores: tensor([2], [0.9, 0.1]),
      masks: tensor([2, 1, 1, 2], [0.25, 0.75]),
    };
    const { detections } = run(maskRcnn, tensors);
    expect(rounded(detections)).toEqual([[10, 20, 20, 20, 1, 0.9]]);
    expect(detections[0]!.mask).toEqual({ width: 2, height: 1, data: new Float32Array([0.25, 0.75]) });
  });
});

describe('segmentation', () => {
  test('the best plane of each pixel', () => {
    const result = run(segmentation, { out: tensor([2, 1, 3], [0.9, 0.2, 0.5, 0.1, 0.8, 0.5]) }).segmentation!;
    expect(result).toEqual({ width: 3, height: 1, classes: new Int32Array([0, 1, 0]), probabilities: 'out' });
  });

  test('below the threshold there is none', () => {
    const { classes } = run(segmentation, { out: tensor([2, 1, 3], [0.9, 0.2, 0.5, 0.1, 0.8, -Infinity]) }, { params: { threshold: 0.6 } }).segmentation!;
    expect([...classes]).toEqual([0, 1, -1]);
  });

  test('a single plane is a mask', () => {
    expect([...run(segmentation, { out: tensor([1, 1, 3], [0.9, 0.2, 0.5]) }).segmentation!.classes]).toEqual([0, -1, 0]);
  });

  test('classes beside each other', () => {
    expect([...run(segmentationByPixel, { out: tensor([1, 2, 3], [0, 0, 1, 0, 1, 0]) }).segmentation!.classes]).toEqual([2, 1]);
  });

  test('classes that the model chose', () => {
    const out = { data: new BigInt64Array([3n, 255n]), dims: [1, 2] };
    expect([...run(segmentationMap, { out }, { params: { none: 255 } }).segmentation!.classes]).toEqual([3, -1]);
    expect(() => run(segmentationMap, { out }, { classes: 19 })).toThrow('a class must be from 0 to 18');
  });
});

describe('text boxes', () => {
  const map = (lines: readonly string[]): TestTensor => {
    const [height, width] = [lines.length, lines[0]!.length];
    return tensor([1, height, width], [...lines.join('')].map((c) => (c === '.' ? 0 : Number(c) / 10)));
  };
  const found = (lines: readonly string[], params: object): unknown[] => {
    const out = map(lines);
    return rounded(run(textBoxes, { out }, { params, network: { width: out.dims[2]!, height: out.dims[1]! } }).detections);
  };

  test('pixels that hang together are one, also by their corners and around a bay', () => {
    const lines = [
      '9..9......',
      '9..9..99..',
      '9999....9.',
      '..........',
      '8888888888',
    ];
    expect(found(lines, { unclip: 0, minSize: 1 })).toEqual([
      [0, 0, 4, 3, 0, 0.9],
      [6, 1, 3, 2, 0, 0.9],
      [0, 4, 10, 1, 0, 0.8],
    ]);
  });

  test('faint and small ones are left out', () => {
    expect(found(['9994......', '999444....', '999444..9.'], { unclip: 0 })).toEqual([[0, 0, 6, 3, 0, 0.681]]);
    expect(found(['444444', '444444', '444444'], { unclip: 0 })).toEqual([]);
  });

  test('are made larger by their area over their outline', () => {
    const lines = Array.from({ length: 20 }, (_, y) => (y >= 8 && y < 12 ? '........9999........' : '....................'));
    expect(found(lines, { unclip: 1.5 })).toEqual([[6.5, 6.5, 7, 7, 0, 0.9]]);
  });
});

describe('bad input', () => {
  const detectors: readonly (readonly [string, AnyParser, (fill: number) => Record<string, TestTensor>])[] = [
    ['yolov8', yolov8, (fill) => ({ out: tensor([6, 64], Array.from({ length: 384 }, () => fill)) })],
    ['yolov5', yolov5, (fill) => ({ out: tensor([64, 7], Array.from({ length: 448 }, () => fill)) })],
    ['yolox', yolox, (fill) => ({ out: tensor([189, 6], Array.from({ length: 1134 }, () => fill)) })],
    ['fastestDet', fastestDet, (fill) => ({ out: tensor([7, 8, 8], Array.from({ length: 448 }, () => fill)) })],
    ['yolov10', yolov10, (fill) => ({ out: tensor([64, 6], Array.from({ length: 384 }, () => fill)) })],
    ['rtDetr', rtDetr, (fill) => ({ out: tensor([64, 6], Array.from({ length: 384 }, () => fill)) })],
    ['ssdPyTorch', ssdPyTorch, (fill) => ({ boxes: tensor([64, 4], Array.from({ length: 256 }, () => fill)), scores: tensor([64, 3], Array.from({ length: 192 }, () => fill)) })],
    ['detectNetV2', detectNetV2, (fill) => ({ boxes: tensor([8, 4, 5], Array.from({ length: 160 }, () => fill)), cov: tensor([2, 4, 5], Array.from({ length: 40 }, () => fill)) })],
  ];

  test.each(detectors)('%s finds nothing beyond the picture in tensors of 1e30', (_, parser, make) => {
    const { detections } = run(parser, make(1e30), { network: { width: 96, height: 96 }, params: { threshold: 0.5 } });
    expect(detections.every(({ left, top, width, height }) => left >= 0 && top >= 0 && left + width <= 96 && top + height <= 96)).toBe(true);
  });

  test('a model without candidates gives none', () => {
    expect(run(yolov10, { out: tensor([0, 6]) }).detections).toEqual([]);
  });

  test('a million candidates that pass are refused, and a threshold that few pass takes them', () => {
    const out = tensor([5, 1_000_000]);
    out.data.fill(0.3, 4_000_000);
    out.data[4_999_999] = 0.9;
    for (const [column, value] of [50, 40, 20, 10].entries()) out.data[column * 1_000_000 + 999_999] = value;
    expect(() => run(yolov8, { out })).toThrow('1000000 candidates pass the threshold');
    expect(rounded(run(yolov8, { out }, { params: { threshold: 0.5 } }).detections)).toEqual([[40, 35, 20, 10, 0, 0.9]]);
  });

  test('of many candidates the best are looked at', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => [i % 100, 40, 1, 1, 0.3 + i * 1e-5]);
    const { detections } = run(yolov8, { out: rowsOf(rows, true) });
    expect(detections).toHaveLength(100);
    expect(detections[0]).toMatchObject({ left: 98.5, confidence: Math.fround(0.39999) });
  });

  test('more classes than the host is configured for are refused at once', () => {
    expect(() => run(yolov8, { out: tensor([84, 100]) }, { classes: 4 })).toThrow('the model has 80 classes, and the host is configured for 4: set num-detected-classes=80');
  });

  test.each<[string, AnyParser, readonly number[], string]>([
    ['yolov8', yolov8, [3549, 85], '81 classes'],
    ['yolov5', yolov5, [84, 8400], '79 classes'],
    ['yolov8Pose', yolov8Pose, [56, 8400], '1 class and 17 keypoints'],
    ['rtDetr', rtDetr, [84, 8400], '8396 classes'],
  ])('%s tells once what it takes where nobody knows the number of classes', (_, parser, dims, taken) => {
    const host = new TestParser(parser);
    const message = `taking ${taken} from [${dims.join(', ')}]; give labels-file (in nvinfer: num-detected-classes) to have that checked`;
    expect(host.parse({ out: tensor(dims) }).logs).toEqual([{ level: 'warn', message }]);
    expect(host.parse({ out: tensor(dims) }).logs).toEqual([]);
  });

  test('a number of classes that is known is checked, and nothing is told', () => {
    expect(new TestParser(yolov8, { classes: 80 }).parse({ out: tensor([84, 8400]) }).logs).toEqual([]);
    expect(() => run(yolov8, { out: tensor([3549, 85]) }, { classes: 80 })).toThrow('the model has 81 classes, and the host is configured for 80');
  });

  test('columns that are no keypoints are refused', () => {
    expect(() => run(yolov8Pose, { out: tensor([7, 100]) })).toThrow(expect.objectContaining({ code: 'NVTS_TENSOR' }));
  });

  test('another model than the parser is for is refused', () => {
    expect(() => run(yolov10, { out: tensor([84, 8400]) })).toThrow('expected float32 [N, 6], got "out" float32 [84, 8400]: dimension 1 is 8400, not 6');
  });
});
