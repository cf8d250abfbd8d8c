// SPDX-License-Identifier: MIT
// A picture of what a parser found, on the frame that the network saw.
import type { Box } from '../../table/object-view.js';
import type { DetectionRecord, ParseResult, SegmentationRecord } from '../../testing/test-parser.js';
import { colorOf } from '../check/draw-rules.js';
import { type Background, Canvas } from '../check/gst.js';
import { textSize } from '../check/labels.js';
import type { Item } from '../check/sketch.js';
import type { Size } from '../check/stage.js';
import { type Network, type Padding, Placement } from './placement.js';
import { encodePng } from './png.js';

export interface Scene {
  readonly background: Background;
  readonly network: Network;
  readonly padding: Padding;
  /** The part of the picture that the network saw, in pixels of a picture of `size`; all of it when left out. */
  readonly region?: { readonly box: Box; readonly size: Network | undefined } | undefined;
}

/** What a frame holds; nvtsreplay leaves out more. */
const MAX_ITEMS = 1024;
/** How much of the picture shows through masks. */
const CLEAR = 0.55;
const MASK_THRESHOLD = 0.5;
/** Keypoints below it are not drawn. */
const SURE = 0.3;
const PLATE = [0, 0, 0, 0.68];

/** The picture as PNG, and how many drawing items it had no room for. Throws `PictureError`. */
export async function drawDecoded(result: ParseResult, scene: Scene): Promise<{ readonly png: Uint8Array; readonly left: number }> {
  const canvas = await Canvas.open(scene.background);
  try {
    const placement = new Placement(regionOf(scene, canvas.size), scene.network, scene.padding);
    const isMasked = result.detections.some(({ mask }) => mask);
    if (isMasked || result.segmentation) {
      await canvas.paint((data, [width, height]) => {
        for (const detection of result.detections) if (detection.mask) blendMask(data, width, height, detection, placement);
        if (result.segmentation) blendMap(data, width, height, result.segmentation, placement, scene.network);
        return encodePng({ width, height, depth: 4, data });
      });
    }
    const items = itemsOf(result, placement, canvas.size);
    return { png: await canvas.draw(items.slice(0, MAX_ITEMS)), left: Math.max(0, items.length - MAX_ITEMS) };
  } finally {
    await canvas.close();
  }
}

function regionOf({ region }: Scene, [width, height]: Size): Box {
  if (!region) return { left: 0, top: 0, width, height };
  const [scaleX, scaleY] = [width / (region.size?.width || width), height / (region.size?.height || height)];
  const { box } = region;
  return { left: box.left * scaleX, top: box.top * scaleY, width: box.width * scaleX, height: box.height * scaleY };
}

function itemsOf({ detections, classifications }: ParseResult, placement: Placement, [width, height]: Size): Item[] {
  const scale = Math.min(height, width * 0.75);
  const line = Math.max(2, Math.round(scale / 250));
  const size = Math.max(8, Math.round(scale / 60));
  const [, lineHeight] = textSize('M', size);
  const boxes: Item[] = [];
  const points: Item[] = [];
  const texts: Item[] = [];
  const write = (value: string, left: number, top: number, color: readonly number[]): void => {
    const at = [Math.max(0, Math.min(left, width - textSize(value, size)[0])), Math.max(0, Math.min(top, height - lineHeight))];
    texts.push({ kind: 'text', value: value.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd').slice(0, 200), at, font: 'Sans', size, color, background: PLATE });
  };
  // The surest first, so that they are what there is room for.
  for (const detection of detections.toSorted((a, b) => b.confidence - a.confidence)) {
    const box = placement.box(detection);
    const color = colorOf(detection.classId < 0 ? 0 : detection.classId);
    boxes.push({ kind: 'rect', box: [box.left, box.top, box.width, box.height], width: line, color });
    write(` ${detection.label ?? `class ${detection.classId}`} ${detection.confidence.toFixed(2)} `, box.left, box.top - lineHeight, color);
    for (const { x, y, confidence } of detection.keypoints ?? []) {
      if (confidence >= SURE) points.push({ kind: 'circle', center: [placement.x(x), placement.y(y)], radius: 1.5 * line, width: line, color });
    }
  }
  classifications.forEach(({ label, classId, confidence }, i) => {
    write(` ${label ?? `class ${classId}`} ${confidence.toFixed(2)} `, placement.region.left, placement.region.top + i * lineHeight, colorOf(i));
  });
  return [...boxes, ...texts, ...points];
}

function blendMask(data: Uint8Array, width: number, height: number, detection: DetectionRecord, placement: Placement): void {
  const { mask, classId } = detection;
  const box = placement.box(detection);
  for (let y = Math.max(0, Math.floor(box.top)); y < Math.min(height, box.top + box.height); y++) {
    for (let x = Math.max(0, Math.floor(box.left)); x < Math.min(width, box.left + box.width); x++) {
      const column = cellOf((x + 0.5 - box.left) / box.width, mask!.width);
      const row = cellOf((y + 0.5 - box.top) / box.height, mask!.height);
      if (mask!.data[row * mask!.width + column]! > MASK_THRESHOLD) blend(data, 4 * (y * width + x), classId);
    }
  }
}

function blendMap(data: Uint8Array, width: number, height: number, map: SegmentationRecord, placement: Placement, network: Network): void {
  const { left, top, width: across, height: down } = placement.region;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + down); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + across); x++) {
      const [inX, inY] = placement.back(x + 0.5, y + 0.5);
      const classId = map.classes[cellOf(inY / network.height, map.height) * map.width + cellOf(inX / network.width, map.width)]!;
      if (classId >= 0) blend(data, 4 * (y * width + x), classId);
    }
  }
}

const cellOf = (part: number, cells: number): number => Math.min(Math.max(Math.floor(part * cells), 0), cells - 1);

function blend(data: Uint8Array, at: number, classId: number): void {
  const color = colorOf(Math.max(classId, 0));
  for (let i = 0; i < 3; i++) data[at + i] = Math.round(CLEAR * data[at + i]! + (1 - CLEAR) * 255 * color[i]!);
}
