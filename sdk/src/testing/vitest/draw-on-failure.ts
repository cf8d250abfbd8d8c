// SPDX-License-Identifier: MIT
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, onTestFailed } from 'vitest';
import type { Results } from '../event-text.js';
import { pictureOf, type PictureOptions } from '../picture.js';

/** What is drawn, and where the picture goes. */
export interface DrawOnFailureOptions extends PictureOptions {
  /** Folder of the picture; `__pictures__` beside the test when left out. */
  readonly folder?: string;
}

/**
 * Draws what was played when the test in hand fails: an SVG file named after the test, whose path is printed. It is to be
 * called within a test. `results` is asked for only when the test has failed.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
 * import { TestHost, walk } from '@nvtsprobe/sdk/testing';
 * import { drawOnFailure } from '@nvtsprobe/sdk/testing/vitest';
 * import { expect, test } from 'vitest';
 *
 * test('who walks through the door is counted', () => {
 *   const door = new LineCrossing({ name: 'Door', line: [[0, 500], [1920, 500]] });
 *   const host = new TestHost(defineProcessor({ onFrame: (frame) => void door.update(frame) }));
 *   const played = host.play(walk({ from: [900, 400], to: [900, 600], seconds: 2 }));
 *   drawOnFailure(() => played, { lines: [door] });
 *   expect(door).toHaveCrossed('Door', { in: 1 });
 * });
 * ```
 */
export function drawOnFailure(results: () => Results, { folder, ...options }: DrawOnFailureOptions = {}): void {
  const { testPath, currentTestName = 'test' } = expect.getState();
  onTestFailed(() => {
    const file = join(resolve(folder ?? join(testPath === undefined ? '.' : dirname(testPath), '__pictures__')), `${fileName(currentTestName)}.svg`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, pictureOf(results(), { title: currentTestName, ...options }));
    console.error(`The run as a picture: ${file}`);
  });
}

const MAX_NAME = 120;

/** Names of tests hold anything; those of files letters, digits and little else. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, MAX_NAME) || 'test';
}
