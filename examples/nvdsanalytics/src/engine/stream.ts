// SPDX-License-Identifier: MIT
import type { Frame } from '@nvtsprobe/sdk';
import type { AreaRule, Config, Rule, StreamRules } from '@nvtsprobe/sdk/nvdsanalytics';
import { Answers, emptyAnswer, type Finding, type FrameAnswer, type Remark, Remarks } from './answers.js';
import { ClassCount } from './counts.js';
import { type Engine, isBox, type Skipped, type Tell } from './engine.js';
import { areaHas, CrossingLine, Direction, Scale } from './shapes.js';
import type { Track } from './track.js';
import { Tracks } from './tracks.js';

const { fround, trunc } = Math;
const NO_RULES: StreamRules = { rois: [], crowds: [], lines: [], directions: [] };
const NO_PTS = -1;
/** A direction counts from this far (squared pixels), this many frames and this cosine on. */
const DIRECTION = { distance: 3000, frames: 10, cosine: 0.5 } as const;

interface Area {
  readonly label: string;
  readonly remark: Remark;
  readonly classes: ReadonlySet<number> | undefined;
  readonly points: Int32Array;
}

interface Roi extends Area {
  readonly inverse: boolean;
  /** Objects in it in the frame in hand. */
  count: number;
}

interface Crowd extends Area {
  readonly threshold: number;
  /** Objects in it in the frame in hand. */
  count: number;
  /** Whether it was overcrowded when that was last told. */
  crowded: boolean;
}

interface Line {
  readonly remark: Remark;
  readonly classes: ReadonlySet<number> | undefined;
  readonly shape: CrossingLine;
  /** Cleared by the first untracked object that the rule looks at. */
  on: boolean;
}

interface Heading {
  readonly label: string;
  readonly remark: Remark;
  readonly classes: ReadonlySet<number> | undefined;
  readonly arrow: readonly [number, number, number, number];
  readonly direction: Direction;
  on: boolean;
}

/** The rules of one pad as nvdsanalytics has them, frame by frame: `begin`, `add` for each object, `end`. */
export class Stream implements Engine {
  readonly rois: readonly Roi[];
  readonly crowds: readonly Crowd[];
  readonly lines: readonly Line[];
  readonly headings: readonly Heading[];
  readonly answer = emptyAnswer();

  readonly skipped: Skipped = { untracked: 0, invalid: 0 };

  private readonly window: number;
  private readonly tracks: Tracks;
  private readonly untracked: Tracks;
  private readonly answers: Answers;
  private readonly stopped: Remark;
  private nothing: Finding;
  private readonly classes = new Map<number, ClassCount>();
  /** The count of the last object's class: that of the next is mostly the same. */
  private lastCount: ClassCount | undefined;
  private lastClass = 0;
  private pts = 0;

  /** `width` and `height` are those of the frames; the rules are scaled to them once. */
  constructor(config: Config, padIndex: number, width: number, height: number) {
    const rules = config.streams.get(padIndex) ?? NO_RULES;
    const scale = new Scale(config.width, config.height, width, height);
    const remarks = new Remarks();
    const area = (kind: 'roi' | 'oc', { label, classes, points }: AreaRule): Area => ({ label, remark: remarks.next(kind, label), classes, points: Int32Array.from(scale.points(points)) });
    const enabled = ({ enabled }: Rule): boolean => enabled;
    this.rois = rules.rois.filter(enabled).map((rule) => ({ ...area('roi', rule), inverse: rule.inverse, count: 0 }));
    this.crowds = rules.crowds.filter(enabled).map((rule) => ({ ...area('oc', rule), threshold: rule.threshold, count: 0, crowded: false }));
    this.lines = rules.lines.filter(enabled).map((rule) => ({ remark: remarks.next('lc', rule.label), classes: rule.classes, shape: new CrossingLine(rule, scale), on: true }));
    this.headings = rules.directions.filter(enabled).map(({ label, classes, arrow }) => {
      const scaled = scale.segment(arrow);
      return { label, remark: remarks.next('dir', label), classes, arrow: scaled, direction: new Direction(scaled), on: true };
    });
    this.stopped = remarks.stopped;
    this.answers = new Answers(remarks, this.answer.objects);
    this.nothing = this.answers.begin();
    this.window = config.window;
    this.tracks = new Tracks(this.lines.length, config.window);
    this.untracked = new Tracks(this.lines.length, config.window);
    for (const { shape } of this.lines) this.answer.lcCumulative[shape.label] = 0;
  }

  /** Number of tracks that are remembered. */
  get liveTracks(): number {
    return this.tracks.size;
  }

  judge(frame: Frame, tell: Tell): FrameAnswer {
    const { pts } = frame;
    this.begin(pts === undefined ? NO_PTS : Number(pts));
    for (const object of frame.objects) {
      const { left, top, width, height, trackKey } = object;
      // What C++ makes of a number that is not one is not defined.
      if (!isBox(left, top, width, height, 0)) {
        this.skipped.invalid++;
        continue;
      }
      if (trackKey < 0) this.skipped.untracked++;
      // All untracked objects share one record.
      const track = trackKey < 0 ? this.untracked.touch(0, 0, this.pts) : this.tracks.touch(trackKey, object.trackSerial, this.pts);
      const finding = this.add(track, trackKey < 0, object.classId, left | 0, top | 0, width | 0, height | 0);
      if (!finding.isTold) continue;
      const id = trackKey < 0 ? (object.trackId?.toString() ?? null) : (track.id ??= String(object.trackId));
      tell(object, this.answers.add(finding, id));
    }
    this.answers.end();
    return this.end();
  }

  /** Its tracks are forgotten as time goes by. */
  forgetSource(): void {}

  /** Starts a frame; `pts` in ns, -1 for none. */
  private begin(pts: number): void {
    this.pts = pts;
    this.tracks.sweep(pts);
    this.untracked.sweep(pts);
    this.nothing = this.answers.begin();
    const { lcCurrent } = this.answer;
    for (const roi of this.rois) roi.count = 0;
    for (const { shape } of this.lines) lcCurrent[shape.label] = 0;
    for (const crowd of this.crowds) crowd.count = 0;
    for (const count of this.classes.values()) count.seen = 0;
  }

  /**
   * What the rules say of an object. To nvdsanalytics a box is cut to unsigned 32-bit integers, whose halves are cut again.
   */
  private add(track: Track, untracked: boolean, classId: number, left: number, top: number, width: number, height: number): Finding {
    this.count(classId);
    const x = (left + (width >>> 1)) | 0;
    const y = (top + (height >>> 1)) | 0;
    track.add(x, y, width, height);

    const foot = y + trunc(height / 2);
    const moved = distance(x - track.previousX, foot - (track.previousY + trunc(track.previousHeight / 2)));
    let finding = this.findAreas(this.nothing, classId, x, y + trunc(trunc(track.meanHeight) / 2));
    finding = this.findDirections(finding, classId, track, untracked, moved, x, y);
    return this.findCrossings(finding, classId, track, untracked, moved, x, y, width, height);
  }

  /** Ends the frame; the result holds until the next `begin`. */
  private end(): FrameAnswer {
    const { answer, pts } = this;
    for (const { label, count } of this.rois) answer.inRoi[label] = count;
    for (const { label, count, threshold } of this.crowds) {
      // It replaces the count of an ROI of the same name.
      answer.inRoi[label] = count;
      // With a threshold of 0 an empty area is not crowded either: it is the arrival of an object that is counted.
      answer.overcrowding[label] = count > 0 && count >= threshold ? 1 : 0;
    }
    for (const [classId, count] of this.classes) {
      // A frame with the PTS of the one before says nothing of classes that are absent.
      if (count.seen === 0 && count.lastPts === pts) delete answer.objCount[classId];
      else answer.objCount[classId] = count.update(count.seen, pts, this.window);
    }
    return answer;
  }

  private count(classId: number): void {
    if (classId !== this.lastClass || !this.lastCount) {
      let count = this.classes.get(classId);
      if (!count) this.classes.set(classId, (count = new ClassCount()));
      this.lastClass = classId;
      this.lastCount = count;
    }
    this.lastCount.seen++;
  }

  private findAreas(before: Finding, classId: number, x: number, y: number): Finding {
    const { rois, crowds } = this;
    let finding = before;
    for (let i = 0; i < rois.length; i++) {
      const roi = rois[i]!;
      if (roi.classes && !roi.classes.has(classId)) continue;
      if (areaHas(roi.points, x, y) === roi.inverse) continue;
      roi.count++;
      finding = finding.and(roi.remark);
    }
    for (let i = 0; i < crowds.length; i++) {
      const crowd = crowds[i]!;
      if (crowd.classes && !crowd.classes.has(classId)) continue;
      if (!areaHas(crowd.points, x, y)) continue;
      crowd.count++;
      finding = finding.and(crowd.remark);
    }
    return finding;
  }

  private findDirections(before: Finding, classId: number, track: Track, untracked: boolean, moved: number, x: number, y: number): Finding {
    const { headings } = this;
    if (headings.length === 0) return before;
    let finding = before;
    const { stopped } = track;
    for (let i = 0; i < headings.length; i++) {
      const heading = headings[i]!;
      if (!heading.on || (heading.classes && !heading.classes.has(classId))) continue;
      if (untracked) heading.on = false;
      if (stopped) return finding.and(this.stopped);
      if (moved <= DIRECTION.distance || track.frames <= DIRECTION.frames) continue;
      const half = trunc(trunc(track.meanHeight) / 2);
      const { previousX, previousY } = track;
      if (heading.direction.matches(previousX, previousY + half, x, y + half, DIRECTION.cosine)) finding = finding.and(heading.remark);
    }
    return finding;
  }

  private findCrossings(
    before: Finding,
    classId: number,
    track: Track,
    untracked: boolean,
    moved: number,
    x: number,
    y: number,
    width: number,
    height: number,
  ): Finding {
    const { lines } = this;
    let finding = before;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      if (!line.on || track.crossed[i] !== 0 || (line.classes && !line.classes.has(classId))) continue;
      if (untracked) line.on = false;
      const { shape } = line;
      if (moved <= shape.gates.distance || track.frames <= shape.gates.frames) continue;
      const { previousX, previousY, meanHeight } = track;
      if (!shape.changesSide(previousX, previousY, meanHeight, x, y + trunc(height / 2))) continue;
      if (!shape.extended) {
        const fromY = previousY + meanHeight / 2;
        const toY = y + height / 2;
        const from = trunc(track.previousWidth / 2);
        const to = trunc(width / 2);
        const met =
          shape.isMetBetweenEnds(previousX, fromY, x, toY) ||
          shape.isMetBetweenEnds(previousX + from, fromY, x + to, toY) ||
          shape.isMetBetweenEnds(previousX - from, fromY, x - to, toY);
        if (!met) continue;
      }
      track.crossed[i] = 1;
      finding = finding.and(line.remark);
      this.answer.lcCurrent[shape.label]!++;
      this.answer.lcCumulative[shape.label]!++;
    }
    return finding;
  }
}

/** The square of a distance, in floats cut to an integer. */
function distance(x: number, y: number): number {
  return trunc(fround(fround(x * x) + fround(y * y)));
}
