// SPDX-License-Identifier: MIT
// From pixels of the network's input to pixels of the picture that it saw, as runtime/parser/placement.cpp has it.
import type { Box } from '../../table/object-view.js';

export interface Network {
  readonly width: number;
  readonly height: number;
}

export const PADDINGS = ['none', 'right-bottom', 'symmetric'] as const;
export type Padding = (typeof PADDINGS)[number];

/** Where the network's input lies in a picture. */
export class Placement {
  private readonly scaleX: number;
  private readonly scaleY: number;
  private readonly offsetX: number;
  private readonly offsetY: number;

  /** `region` is the part of the picture that the network saw. */
  constructor(
    readonly region: Box,
    network: Network,
    padding: Padding,
  ) {
    const [width, height] = [Math.max(region.width, 1), Math.max(region.height, 1)];
    let [filledWidth, filledHeight] = [network.width, network.height];
    if (padding !== 'none') {
      const fitting = (filledWidth * height) / width;
      if (fitting <= filledHeight) filledHeight = Math.max(Math.floor(fitting), 1);
      else filledWidth = Math.max(Math.floor((filledHeight * width) / height), 1);
    }
    const isSymmetric = padding === 'symmetric';
    this.offsetX = isSymmetric ? Math.floor((network.width - filledWidth) / 2) : 0;
    this.offsetY = isSymmetric ? Math.floor((network.height - filledHeight) / 2) : 0;
    this.scaleX = width / filledWidth;
    this.scaleY = height / filledHeight;
  }

  x(value: number): number {
    return this.region.left + (value - this.offsetX) * this.scaleX;
  }

  y(value: number): number {
    return this.region.top + (value - this.offsetY) * this.scaleY;
  }

  box({ left, top, width, height }: Box): Box {
    return { left: this.x(left), top: this.y(top), width: width * this.scaleX, height: height * this.scaleY };
  }

  /** The pixel of the network's input that a pixel of the picture came from. */
  back(x: number, y: number): readonly [number, number] {
    return [(x - this.region.left) / this.scaleX + this.offsetX, (y - this.region.top) / this.scaleY + this.offsetY];
  }
}
