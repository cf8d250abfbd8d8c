// SPDX-License-Identifier: MIT
// NVIDIA's lines and directions as rules of the SDK.
import { type Frame, LineCrossing, type LineCrossingOptions, type Point, type RuleState, WrongWay } from '@nvtsprobe/sdk';
import type { CrossingMode, LineRule, Segment } from '@nvtsprobe/sdk/nvdsanalytics';

/** As nvdsanalytics does, a track that is unseen for longer is forgotten. */
export const MAX_GAP = 8;

/** What the modes ask for: how far a track has come, and by how much its way may differ from the arrow. */
const MODES = {
  loose: { boxHeights: 0.25, degrees: (Math.acos(0.1) * 180) / Math.PI },
  balanced: { boxHeights: 0.5, degrees: 60 },
  strict: { boxHeights: 1, degrees: (Math.acos(0.8) * 180) / Math.PI },
} as const;

/** Picture widths and heights by which the ends of an extended line lie beyond those of its own. */
const BEYOND = 8;

/** Puts coordinates of the config on the picture, in the units of the SDK's rules. */
export class Units {
  readonly units: 'normalized' | 'pixels';

  /** A frame that does not tell its size is as large as the config says. */
  constructor(
    private readonly width: number,
    private readonly height: number,
    frame: Pick<Frame, 'width' | 'height'>,
  ) {
    this.units = frame.width > 0 && frame.height > 0 ? 'normalized' : 'pixels';
  }

  ends([x1, y1, x2, y2]: Segment): [Point, Point] {
    return [this.point(x1, y1), this.point(x2, y2)];
  }

  /** A line that goes on beyond its ends, and beyond the picture. */
  extended([x1, y1, x2, y2]: Segment): [Point, Point] {
    const { width, height } = this;
    const [dx, dy] = [(x2 - x1) / width, (y2 - y1) / height];
    const [x, y] = [(BEYOND * dx * width) / Math.hypot(dx, dy), (BEYOND * dy * height) / Math.hypot(dx, dy)];
    return [this.point(x1 - x, y1 - y), this.point(x2 + x, y2 + y)];
  }

  private point(x: number, y: number): Point {
    return this.units === 'pixels' ? [x, y] : [x / this.width, y / this.height];
  }
}

const classesOf = (classes: ReadonlySet<number> | undefined): LineCrossingOptions['classes'] => classes && [...classes];

/** A line that is crossed in the direction of its arrow. */
export function makeCrossing(rule: LineRule, units: Units): LineCrossing {
  const { label, arrow, line, extended, mode, classes } = rule;
  const [from, to] = extended ? units.extended(line) : units.ends(line);
  // In is from the left of a line to its right; the arrow says which way the line must run for that.
  const toTheRight = (line[2] - line[0]) * (arrow[3] - arrow[1]) - (line[3] - line[1]) * (arrow[2] - arrow[0]) > 0;
  return new LineCrossing({
    name: label,
    line: toTheRight ? [from, to] : [to, from],
    units: units.units,
    classes: classesOf(classes),
    minMotion: { boxHeights: MODES[mode].boxHeights },
    maxGap: MAX_GAP,
  });
}

/** The tracks that go along an arrow. */
export class Heading {
  private readonly rule: WrongWay;
  private readonly tracks = new Set<bigint>();

  constructor(
    readonly label: string,
    readonly classes: ReadonlySet<number> | undefined,
    arrow: Segment,
    mode: CrossingMode,
    units: Units,
  ) {
    const [from, to] = units.ends(arrow);
    // Who goes against a way goes along the arrow that is turned round.
    const line = [to, from];
    this.rule = new WrongWay({ name: label, line, units: units.units, classes: classesOf(classes), tolerance: MODES[mode].degrees, seconds: 0, maxGap: MAX_GAP });
  }

  update(frame: Frame): void {
    for (const { type, track } of this.rule.update(frame)) {
      if (type === 'wrong-way') this.tracks.add(track!);
      else this.tracks.delete(track!);
    }
  }

  has(track: bigint): boolean {
    return this.tracks.has(track);
  }

  forgetSource(sourceId: number): void {
    this.rule.forgetSource(sourceId);
  }

  save(): SavedHeading {
    return { rule: this.rule.save(), tracks: [...this.tracks].map(String) };
  }

  restore({ rule, tracks }: SavedHeading): void {
    this.rule.restore(rule);
    for (const track of tracks) this.tracks.add(BigInt(track));
  }
}

export interface SavedHeading {
  readonly rule: RuleState;
  /** Track ids in decimal. */
  readonly tracks: readonly string[];
}
