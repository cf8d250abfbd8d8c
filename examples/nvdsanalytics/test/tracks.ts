// SPDX-License-Identifier: MIT
// Tracks, configs and answers of NVIDIA's own nvdsanalytics, as the tests take them.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { TestObject } from '@nvtsprobe/sdk/testing';
import type { FrameAnswer, ObjectAnswer } from '../src/engine/answers.js';

/** What NVIDIA's plugin said of a frame: labels are sorted there, and ids are numbers. */
export interface Expected extends Omit<FrameAnswer, 'objects'> {
  readonly frame: number;
  readonly objects: readonly (Omit<ObjectAnswer, 'id'> & { readonly id: number })[];
}

/** The objects of each frame of a file with `frame,track,class,left,top,width,height`. */
export function readTracks(file: string | URL): TestObject[][] {
  const frames: TestObject[][] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [frame = 0, trackId = 0, classId = 0, left = 0, top = 0, width = 0, height = 0] = line.split(',').map(Number);
    while (frames.length <= frame) frames.push([]);
    frames[frame]!.push({ trackId, classId, left, top, width, height });
  }
  return frames;
}

export function readExpected(file: string): Expected[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Expected);
}

/** An answer as it stands in the expected files. */
export function comparable(frame: number, answer: FrameAnswer): Expected {
  const objects = answer.objects
    .map((object) => ({ ...object, id: Number(object.id), roi: object.roi.toSorted(), oc: object.oc.toSorted(), lc: object.lc.toSorted() }))
    .sort((a, b) => a.id - b.id);
  return { ...answer, frame, objects };
}
