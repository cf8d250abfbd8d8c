// SPDX-License-Identifier: MIT
// One edit of each kind, chosen by a parameter.
import { defineProcessor, type Frame } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const acts: Readonly<Record<string, (frame: Frame) => void>> = {
  class: (frame) => {
    for (const object of frame.objects) {
      object.classId = 9;
      object.label = 'wagon';
    }
  },
  track: ({ objects }) => {
    objects.at(0)!.trackId = 2n ** 64n - 2n;
    objects.at(1)!.trackId = undefined;
  },
  confidence: ({ objects }) => {
    objects.at(0)!.confidence = 0.1;
    objects.at(0)!.trackerConfidence = 0.7;
  },
  box: ({ objects }) => {
    const object = objects.at(-1)!;
    object.left = -5.25;
    object.top += 1;
    object.width = 0;
    object.height = 1e6;
    object.detectorBox = { left: 1, top: 2, width: 3, height: 4 };
    object.trackerBox = { left: 5, top: 6, width: 7, height: 8 };
  },
  style: ({ objects }) => {
    const object = objects.at(0)!;
    object.borderWidth = 4;
    object.borderColor = '#ff8000';
    object.backgroundColor = [0, 0, 1, 0.5];
    object.text = 'Grüße 👋';
    object.textX = 12;
    object.textY = 34;
    object.fontName = 'Sans';
    object.fontSize = 14;
    object.fontColor = [1, 1, 1];
    object.textBackgroundColor = undefined;
  },
  remove: ({ objects }) => {
    objects.at(0)!.remove();
    objects.at(0)!.classId = 5; // the second, now
  },
  parent: (frame) => {
    const whole = frame.addObject({ label: 'whole', left: 0, top: 0, width: 50, height: 60, trackId: 5, confidence: 0.5, classId: 1, componentId: 3 });
    const part = frame.addObject({ label: 'part', left: 1, top: 2, width: 3, height: 4, parent: whole });
    part.text = 'part of it';
    frame.objects.at(0)!.parent = whole;
  },
  'add and remove': (frame) => frame.addObject({ left: 0, top: 0, width: 1, height: 1 }).remove(),
  many: (frame) => {
    for (let i = 0; i < 300; i++) frame.addObject({ label: `object ${i}`, left: i, top: i, width: 1, height: 1 });
  },
  draw: ({ draw }) => {
    draw.circle(5, 6, 7, { color: '#00ff00', width: 2 });
    draw.rect(1, 2, 3, 4, { color: [1, 0, 0], width: 1, background: [0, 0, 0, 0.25] });
    draw.line(1, 2, 3, 4, { color: '#ffffff' });
    draw.arrow(5, 6, 7, 8, { color: '#ffffff', head: 'both' });
    draw.text(9, 10, 'text', { size: 12, color: '#ffff00', background: '#000000' });
  },
  'much drawing': ({ draw }) => {
    for (let i = 0; i < 1024; i++) draw.line(i, 0, i, 5, { color: '#ffffff' });
  },
  'too much drawing': ({ draw }) => {
    for (let i = 0; i < 1025; i++) draw.line(i, 0, i, 5, { color: '#ffffff' });
  },
  'long texts': (frame) => {
    for (const object of frame.objects) object.text = 'ü'.repeat(2048);
    frame.setJson('long', 'x'.repeat(100_000));
  },
  'caught refusals': (frame) => {
    const refused: readonly (() => void)[] = [
      () => frame.draw.line(0, 0, 1, 1, { color: [2, 0, 0] }),
      () => frame.draw.rect(0, 0, 1, 1, { background: 'red' }),
      () => frame.draw.circle(0, 0, -1),
      () => frame.addObject({ left: 0, top: NaN, width: 1, height: 1 }),
      () => void (frame.objects.at(0)!.borderColor = [0, 0, -1]),
      () => void (frame.objects.at(0)!.left = Infinity),
      () => frame.emit('x', { circle: 5n, deep: () => 5 }),
    ];
    for (const act of refused) {
      try {
        act();
      } catch {
        // As a careful script does.
      }
    }
  },
  // What is refused.
  'NaN box': ({ objects }) => void (objects.at(1)!.left = NaN),
  'negative width': ({ objects }) => void (objects.at(1)!.width = -1),
  'far away': ({ objects }) => void (objects.at(1)!.top = 1e6 + 1),
  'class below -1': ({ objects }) => void (objects.at(1)!.classId = -2),
  'infinite confidence': ({ objects }) => void (objects.at(1)!.confidence = 1e39),
  'long label': ({ objects }) => void (objects.at(1)!.label = 'ä'.repeat(64)),
  'bright colour': ({ objects }) => void (objects.at(1)!.borderColor = [2, 0, 0]),
  'wrong colour': ({ objects }) => void (objects.at(1)!.borderColor = 'red'),
  'negative track': ({ objects }) => void (objects.at(1)!.trackId = -1n),
  'long text': ({ objects }) => void (objects.at(1)!.text = 'x'.repeat(4097)),
  'own parent': ({ objects }) => void (objects.at(1)!.parent = objects.at(1)!),
  'change what is removed': ({ objects }) => {
    const object = objects.at(1)!;
    object.remove();
    object.remove();
    object.left = 5;
  },
  'huge JSON': (frame) => frame.setJson('huge', 'x'.repeat(1 << 20)),
  'no JSON': (frame) => frame.setJson('circle', () => 5),
  'empty key': (frame) => frame.setJson('', 5),
  'no event': (frame) => frame.emit('', {}),
};

export default defineProcessor({
  params: z.object({ act: z.string() }),
  onFrame(frame, ctx) {
    frame.emit('before', { objects: frame.objects.length });
    acts[ctx.params.act]!(frame);
    ctx.emit('after', { objects: frame.objects.length });
  },
});
