// SPDX-License-Identifier: MIT
// YOLOv8 without kernels: the loops of native/parser_twin.cpp.
import { defineParser } from '@nvtsprobe/sdk';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly confidence: number;
  readonly classId: number;
}

const THRESHOLD = 0.25;
const IOU = 0.45;

function overlap(a: Box, b: Box): number {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  const right = Math.min(a.left + a.width, b.left + b.width);
  const bottom = Math.min(a.top + a.height, b.top + b.height);
  if (right <= left || bottom <= top) return 0;
  const inter = (right - left) * (bottom - top);
  return inter / (a.width * a.height + b.width * b.height - inter);
}

function suppress(candidates: Box[]): Box[] {
  candidates.sort((a, b) => b.confidence - a.confidence);
  const kept: Box[] = [];
  for (const candidate of candidates) {
    if (!kept.some((other) => other.classId === candidate.classId && overlap(candidate, other) > IOU)) kept.push(candidate);
  }
  return kept;
}

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

export default defineParser({
  name: 'parser-yolov8-plain',
  outputs: { output0: { shape: ['C+4', 'N'] } },
  parse({ output0: { data } }, { sizes: { C, N }, network, results }) {
    const candidates: Box[] = [];
    for (let n = 0; n < N; n++) {
      let confidence = 0;
      let classId = -1;
      for (let c = 0, at = 4 * N + n; c < C; c++, at += N) {
        const score = data[at]!;
        if (score > confidence) {
          confidence = score;
          classId = c;
        }
      }
      if (classId < 0 || confidence < THRESHOLD) continue;
      const [width, height] = [data[2 * N + n]!, data[3 * N + n]!];
      candidates.push({ left: data[n]! - width / 2, top: data[N + n]! - height / 2, width, height, confidence, classId });
    }
    for (const { left, top, width, height, confidence, classId } of suppress(candidates)) {
      const [x, y] = [clamp(left, network.width), clamp(top, network.height)];
      results.detection(x, y, clamp(left + width, network.width) - x, clamp(top + height, network.height) - y, classId, confidence);
    }
  },
});
