// SPDX-License-Identifier: MIT
// What real models put out for two frames of a video, against what a detector of that kind found on them.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AnyParser } from '../parser/script.js';
import { type DetectionRecord, readTensor, TestParser } from '../testing/index.js';
import { fastestDet, yolov8, yolox } from './index.js';

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const missing = !existsSync(`${data}tensors`);

interface Box {
  readonly classId: number;
  readonly confidence: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function reference(frame: number): Box[] {
  const lines = readFileSync(`${data}vtest/yolox_nano.csv`, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [at, classId, confidence, left, top, width, height] = line.split(',').map(Number) as [number, number, number, number, number, number, number];
    return at === frame ? [{ classId, confidence, left, top, width, height }] : [];
  });
}

function iou(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const inter = Math.max(width, 0) * Math.max(height, 0);
  return inter / (a.width * a.height + b.width * b.height - inter);
}

interface Picture {
  readonly network: number;
  /** Pixels of the video to pixels of the network: x * scaleX + padX. */
  readonly scaleX: number;
  readonly scaleY: number;
  readonly padX: number;
  readonly padY: number;
}

function detect(parser: AnyParser, file: string, dims: readonly number[], picture: Picture, params: object): Box[] {
  const host = new TestParser(parser, { network: { width: picture.network, height: picture.network }, params });
  const { detections } = host.parse({ output: readTensor(readFileSync(`${data}tensors/${file}`), dims) });
  return detections.map(({ left, top, width, height, classId, confidence }: DetectionRecord) => ({
    classId,
    confidence,
    left: (left - picture.padX) / picture.scaleX,
    top: (top - picture.padY) / picture.scaleY,
    width: width / picture.scaleX,
    height: height / picture.scaleY,
  }));
}

const scale = 416 / 768;

describe.skipIf(missing)('tensors of real models (they lie in ../shared)', () => {
  test.each([250, 780])('YOLOX finds on frame %i what its own decoder found', (frame) => {
    const picture = { network: 416, scaleX: scale, scaleY: scale, padX: 0, padY: 0 };
    const found = detect(yolox, `yolox_nano-frame${frame}-1x3549x85.f32`, [1, 3549, 85], picture, { threshold: 0.2 });
    const wanted = reference(frame);
    expect(found.map((box) => [box.classId, box.confidence.toFixed(3)])).toEqual(wanted.map((box) => [box.classId, box.confidence.toFixed(3)]));
    found.forEach((box, i) => expect(iou(box, wanted[i]!)).toBeGreaterThan(0.95));
  });

  test('YOLOv8 finds the people on frame 250', () => {
    const factor = 640 / 768;
    const picture = { network: 640, scaleX: factor, scaleY: factor, padX: 0, padY: 80 };
    const found = detect(yolov8, 'yolov8n-frame250-1x84x8400.f32', [1, 84, 8400], picture, { threshold: 0.4 });
    const people = reference(250).filter((box) => box.classId === 0 && box.confidence > 0.7);
    for (const person of people) expect(Math.max(...found.filter((box) => box.classId === 0).map((box) => iou(box, person)))).toBeGreaterThan(0.7);
    expect(found.filter((box) => box.classId === 0).length).toBeLessThanOrEqual(people.length + 2);
  });

  test('YOLOv8 gives what a plain loop over the tensor gives', () => {
    const dims = [84, 8400];
    const { data: values } = readTensor(readFileSync(`${data}tensors/yolov8n-frame250-1x84x8400.f32`), dims);
    const at = (row: number, n: number): number => Number(values[row * 8400 + n]);
    const all: Box[] = [];
    for (let n = 0; n < 8400; n++) {
      let classId = 0;
      for (let c = 1; c < 80; c++) if (at(4 + c, n) > at(4 + classId, n)) classId = c;
      const [width, height] = [at(2, n), at(3, n)];
      if (at(4 + classId, n) >= 0.25) all.push({ classId, confidence: at(4 + classId, n), left: at(0, n) - width / 2, top: at(1, n) - height / 2, width, height });
    }
    all.sort((a, b) => b.confidence - a.confidence);
    const wanted: Box[] = [];
    for (const box of all) if (!wanted.some((kept) => kept.classId === box.classId && iou(kept, box) > 0.45)) wanted.push(box);
    const found = detect(yolov8, 'yolov8n-frame250-1x84x8400.f32', dims, { network: 640, scaleX: 1, scaleY: 1, padX: 0, padY: 0 }, {});
    expect(found.map(({ classId, confidence }) => [classId, confidence])).toEqual(wanted.map(({ classId, confidence }) => [classId, confidence]));
    found.forEach((box, i) => expect(iou(box, wanted[i]!)).toBeGreaterThan(0.999));
  });

  test('FastestDet finds most of the people on frame 250', () => {
    const picture = { network: 352, scaleX: 352 / 768, scaleY: 352 / 576, padX: 0, padY: 0 };
    const found = detect(fastestDet, 'fastestdet-frame250-1x85x22x22.f32', [1, 85, 22, 22], picture, { threshold: 0.5 });
    const people = reference(250).filter((box) => box.classId === 0 && box.confidence > 0.7);
    const hits = people.filter((person) => found.some((box) => box.classId === 0 && iou(box, person) > 0.5));
    expect(hits.length).toBeGreaterThanOrEqual(people.length - 2);
  });
});
