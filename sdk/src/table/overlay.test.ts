// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../processor/define.js';
import { TestHost } from '../testing/test-host.js';
import type { FrameView } from './frame-view.js';
import { Overlay } from './overlay.js';

/** A host whose script draws an overlay, and how often it painted. */
function start(key: (frame: FrameView) => string | number, paint: (frame: FrameView) => void, before: (frame: FrameView) => void = () => {}) {
  const overlay = new Overlay();
  let paints = 0;
  const host = new TestHost(
    defineProcessor({
      onFrame(frame) {
        before(frame);
        overlay.draw(frame, key(frame), () => {
          paints++;
          paint(frame);
        });
      },
    }),
  );
  return { host, paints: () => paints };
}

const all = ({ draw }: FrameView): void => {
  draw.rect(1, 2, 3, 4, { color: '#ff0000', background: [0, 0, 1, 0.5], width: 5 });
  draw.text(5, 6, 'Grüße 👋', { font: 'Sans', size: 9 });
  draw.polygon([[0, 0], [10, 0], [10, 10]]);
  draw.text(7, 8, 'end');
  draw.arrow(1, 2, 3, 4, { head: 'both' });
  draw.circle(1, 2, 3);
};

test('what was painted once is on every frame, each item as it was', () => {
  const { host, paints } = start(() => 1, all);
  const [first, second, third] = [host.push({}), host.push({}), host.push({})].map(({ draws }) => draws);
  expect(first).toHaveLength(8);
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(paints()).toBe(1);
});

test('it is the same behind other items and texts, whose number differs from frame to frame', () => {
  const { host, paints } = start(() => 1, all, (frame) => {
    for (let i = 0; i < frame.frameNumber; i++) frame.draw.text(i, 0, `other ${i}`, { font: `F${i}` });
  });
  const overlays = [0, 1, 2].map((others) => host.push({}).draws.slice(others));
  expect(overlays[1]).toEqual(overlays[0]);
  expect(overlays[2]).toEqual(overlays[0]);
  expect(paints()).toBe(1);
});

test('it is on the frame that it was drawn on', () => {
  const { host } = start(() => 1, all);
  host.push({});
  const { frames } = host.push({ frames: [{}, {}] });
  expect(frames.map(({ draws }) => draws.length)).toEqual([8, 8]);
});

test('another key or another size of the frame has it painted anew', () => {
  const { host, paints } = start(({ frameNumber }) => (frameNumber < 2 ? 'a' : 'b'), ({ draw, width }) => draw.text(0, 0, `width ${width}`));
  const sizes = [640, 640, 640, 320].map((width) => host.push({ width }).draws[0]!.text);
  expect(sizes).toEqual(['width 640', 'width 640', 'width 640', 'width 320']);
  expect(paints()).toBe(3);
});

test('it is painted anew when the host has begun to count its strings anew', () => {
  const { host, paints } = start(() => 1, all, ({ objects, frameNumber }) => {
    if (frameNumber === 1) for (let i = 0; i < 16_400; i++) objects.cursor(`label ${i}`);
    if (frameNumber === 2) objects.cursor('other');
  });
  const [first, , third] = [host.push({}), host.push({}), host.push({})].map(({ draws }) => draws);
  expect(third).toEqual(first);
  expect(paints()).toBe(2);
});

test('it may be empty', () => {
  const { host, paints } = start(() => 1, () => {});
  host.push({});
  expect(host.push({}).draws).toEqual([]);
  expect(paints()).toBe(1);
});

test('one that could not be painted is painted again', () => {
  let fail = true;
  const { host, paints } = start(() => 1, (frame) => {
    all(frame);
    if (fail) throw new Error('half-way');
  });
  expect(() => host.push({})).toThrow('half-way');
  fail = false;
  expect(host.push({}).draws).toHaveLength(8);
  expect(paints()).toBe(2);
});

test('it counts among the items that a frame takes', () => {
  const { host } = start(() => 1, all, ({ draw, frameNumber }) => {
    for (let i = 0; i < 1020 * frameNumber; i++) draw.line(0, 0, 1, 1);
  });
  host.push({});
  expect(() => host.push({})).toThrow(expect.objectContaining({ code: 'NVTS_LIMIT' }));
});

test('a frame that was kept is stale', () => {
  let kept: FrameView | undefined;
  const overlay = new Overlay();
  const host = new TestHost(defineProcessor({ onFrame: (frame) => overlay.draw((kept ??= frame), 1, () => all(frame)) }));
  host.push({});
  expect(() => host.push({})).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
});
