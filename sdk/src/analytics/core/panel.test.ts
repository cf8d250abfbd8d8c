// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { defineProcessor } from '../../processor/define.js';
import { TestHost } from '../../testing/test-host.js';
import { drawPanel, type PanelRow, type PanelStyle } from './panel.js';

const draw = (rows: readonly PanelRow[], style?: PanelStyle, height = 480) =>
  new TestHost(defineProcessor({ onFrame: (frame) => drawPanel(frame, rows, style) })).push({ width: 640, height }).draws;

test('rows stand below each other on one ground, with their marks', () => {
  const draws = draw(['Hall', { text: '3 inside', color: '#ff0000' }]);
  expect(draws.filter(({ kind }) => kind === 'text').map(({ text, x1, y1 }) => [text, x1, y1])).toEqual([['Hall', 27, 15], ['3 inside', 27, 35]]);
  expect(draws.filter(({ kind }) => kind === 'rect').map(({ x1, y1 }) => [x1, y1])).toEqual([[10, 10], [15, 39]]);
  expect(draws.find(({ kind, background }) => kind === 'rect' && background?.[0] === 1)?.color).toEqual([1, 0, 0, 1]);
});

test('it keeps to the corner that it is told, in a size that goes with the picture', () => {
  const ground = (style: PanelStyle, height?: number) => draw(['Hall'], style, height)[0]!;
  const { x1, x2, y1, y2 } = ground({ place: 'bottom-right' });
  expect([x1 + x2, y1 + y2]).toEqual([630, 470]);
  expect(ground({}, 2160).y2 / ground({}, 1080).y2).toBeCloseTo(2, 1);
});

test('no rows draw nothing', () => {
  expect(draw([])).toEqual([]);
});
