// SPDX-License-Identifier: MIT
// Recordings and pictures for the tests of nvtsrecord, nvtsreplay and nvtsosd.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

export const header = '{"nvts":"recording","version":1}';

/** The text of a recording: one frame a line, 100 ms apart, with these members besides. */
export function recording(frames: readonly Readonly<Record<string, unknown>>[]): string {
  // In the order in which nvtsrecord writes the members.
  const lines = frames.map(({ ntp, ...frame }, i) =>
    JSON.stringify({ frames: [{ source: 0, frame: i, pts: `${i * 1e8}`, ntp, size: [64, 48], ...frame }] }),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

/** An object that is found again by its class. */
export function box(classId: number, rest: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { class: classId, box: [1, 2, 3, 4], ...rest };
}

/** A launch line's source: black pictures of 64x48, 10 a second. */
export function video(frames: number, caps = ''): string {
  return `videotestsrc num-buffers=${frames} pattern=black ! video/x-raw,width=64,height=48,framerate=10/1${caps}`;
}

/** The class ids of the objects on each recorded frame. */
export function classes(lines: readonly Readonly<Record<string, unknown>>[]): number[][] {
  return lines.slice(1).map((line) => {
    const frames = line['frames'] as readonly { readonly objects?: readonly { readonly class: number }[] }[];
    return (frames[0]?.objects ?? []).map((object) => object.class);
  });
}

type Rgb = readonly [number, number, number];

/** Raw 32-bit pixels of one picture. */
export class Picture {
  readonly #pixels: Buffer;

  constructor(
    path: string,
    readonly width: number,
    readonly height: number,
    readonly order: 'BGRx' | 'RGBx' = 'BGRx',
  ) {
    this.#pixels = readFileSync(path);
    expect(this.#pixels.length).toBe(width * height * 4);
  }

  at(x: number, y: number): Rgb {
    const [a = 0, b = 0, c = 0] = this.#pixels.subarray((y * this.width + x) * 4);
    return this.order === 'BGRx' ? [c, b, a] : [a, b, c];
  }

  /** How many pixels of a region differ from black. */
  painted(left: number, top: number, width: number, height: number): number {
    let count = 0;
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        if (this.at(x, y).some((part) => part !== 0)) count++;
      }
    }
    return count;
  }
}
