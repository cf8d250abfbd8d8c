// SPDX-License-Identifier: MIT
import type * as z from 'zod/mini';
import { Polygon } from '../../geometry/polygon.js';
import { seal } from '../../seal.js';
import type { FrameView } from '../../table/frame-view.js';
import { scaleColumns } from './columns.js';
import type { placed } from './options.js';
import { Placement } from './placement.js';
import type { Json } from './rule.js';
import { TrackRule } from './track-rule.js';

type Options = z.output<z.ZodMiniObject<typeof placed>>;

/** A rule about tracks with a place on the picture, which is given in pixels, parts of the picture, or metres. */
export abstract class PlacedRule<State extends object, Types, Name extends string = string> extends TrackRule<State, Types, Name> {
  /** @internal */
  protected readonly placement: Placement;

  private readonly corners: Options['within'];

  constructor(kind: string, options: Options, state: State, counts: Record<string, number>) {
    super(kind, options, state, counts);
    this.placement = new Placement(options.units, options.plane);
    this.corners = options.within;
    this.placeWithin();
  }

  /** Makes the shapes in pixels; a constructor calls it, and so does a picture of another size. */
  protected place(): void {}

  private placeWithin(): void {
    this.within = this.corners && new Polygon(this.corners.map(this.placement.toPixels)).prepare();
  }

  protected override begin({ width, height }: FrameView): void {
    const { placement } = this;
    // A frame that does not tell its size (a copied batch loses it) leaves everything where it is.
    if (!(width > 0 && height > 0)) return;
    const [x, y] = [placement.width, placement.height];
    if (!placement.take(width, height)) return;
    scaleColumns(this.state, width / x, height / y);
    this.placeWithin();
    this.place();
  }

  protected override saveMore(): Json {
    return [this.placement.width, this.placement.height];
  }

  protected override restoreMore(saved: Json): void {
    const [width, height] = saved as readonly [number, number];
    if (!this.placement.take(width, height)) return;
    this.placeWithin();
    this.place();
  }
}
seal(PlacedRule);
