// SPDX-License-Identifier: MIT
import type { Frame } from '@nvtsprobe/sdk';
import type { AreaRule, Config, Rule, StreamRules } from '@nvtsprobe/sdk/nvdsanalytics';
import { AnswerPool, emptyAnswer, type FrameAnswer, type ObjectAnswer } from './answers.js';
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
  readonly classes: ReadonlySet<number> | undefined;
  readonly points: readonly number[];
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
  readonly classes: ReadonlySet<number> | undefined;
  readonly shape: CrossingLine;
  /** Cleared by the first untracked object that the rule looks at. */
  on: boolean;
}

interface Heading {
  readonly label: string;
  readonly classes: ReadonlySet<number> | undefined;
  readonly arrow: readonly [number, number, number, number];
  readonly direction: Direction;
  on: boolean;
}

/** What a box is to nvdsanalytics: it is cut to unsigned 32-bit integers, whose halves are cut again. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
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
  private readonly pool = new AnswerPool();
  private readonly classes = new Map<number, ClassCount>();
  private pts = 0;

  /** `width` and `height` are those of the frames; the rules are scaled to them once. */
  constructor(config: Config, padIndex: number, width: number, height: number) {
    const rules = config.streams.get(padIndex) ?? NO_RULES;
    const scale = new Scale(config.width, config.height, width, height);
    const area = ({ label, classes, points }: AreaRule): Area => ({ label, classes, points: scale.points(points) });
    const enabled = ({ enabled }: Rule): boolean => enabled;
    this.rois = rules.rois.filter(enabled).map((rule) => ({ ...area(rule), inverse: rule.inverse, count: 0 }));
    this.crowds = rules.crowds.filter(enabled).map((rule) => ({ ...area(rule), threshold: rule.threshold, count: 0, crowded: false }));
    this.lines = rules.lines.filter(enabled).map((rule) => ({ classes: rule.classes, shape: new CrossingLine(rule, scale), on: true }));
    this.headings = rules.directions.filter(enabled).map(({ label, classes, arrow }) => {
      const scaled = scale.segment(arrow);
      return { label, classes, arrow: scaled, direction: new Direction(scaled), on: true };
    });
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
      // What C++ makes of a number that is not one is not defined.
      if (!isBox(object, 0)) {
        this.skipped.invalid++;
        continue;
      }
      const { trackKey } = object;
      if (trackKey < 0) this.skipped.untracked++;
      const answer = this.add(trackKey, object.trackSerial, object.classId, object);
      if (answer) tell(object, answer);
    }
    return this.end();
  }

  /** Its tracks are forgotten as time goes by. */
  forgetSource(): void {}

  /** Starts a frame; `pts` in ns, -1 for none. */
  private begin(pts: number): void {
    this.pts = pts;
    this.tracks.sweep(pts);
    this.untracked.sweep(pts);
    const { lcCurrent, objects } = this.answer;
    objects.length = 0;
    for (const roi of this.rois) roi.count = 0;
    for (const { shape } of this.lines) lcCurrent[shape.label] = 0;
    for (const crowd of this.crowds) crowd.count = 0;
    for (const count of this.classes.values()) count.seen = 0;
  }

  /**
   * Judges an object. `key` and `serial` tell the track, a key below 0 that there is none. The result is `undefined`
   * when no rule has something to say; else its `id` is for the caller to fill in.
   */
  private add(key: number, serial: number, classId: number, box: Box): ObjectAnswer | undefined {
    this.count(classId);
    const left = box.left | 0;
    const top = box.top | 0;
    const width = box.width | 0;
    const height = box.height | 0;
    const x = (left + (width >>> 1)) | 0;
    const y = (top + (height >>> 1)) | 0;
    // All untracked objects share one record.
    const track = key < 0 ? this.untracked.touch(0, 0, this.pts) : this.tracks.touch(key, serial, this.pts);
    track.add(x, y, width, height);

    const { objects } = this.answer;
    const answer = this.pool.at(objects.length);
    this.findAreas(answer, classId, x, y + trunc(trunc(track.meanHeight) / 2));
    const foot = y + trunc(height / 2);
    const moved = distance(x - track.previousX, foot - (track.previousY + trunc(track.previousHeight / 2)));
    this.findDirections(answer, classId, track, key < 0, moved, x, y);
    this.findCrossings(answer, classId, track, key < 0, moved, x, y, width, height);
    if (answer.status === '' && answer.oc.length === 0) return undefined;
    objects.push(answer);
    return answer;
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
    let count = this.classes.get(classId);
    if (!count) this.classes.set(classId, (count = new ClassCount()));
    count.seen++;
  }

  private findAreas(answer: ObjectAnswer, classId: number, x: number, y: number): void {
    for (const roi of this.rois) {
      if (roi.classes && !roi.classes.has(classId)) continue;
      if (areaHas(roi.points, x, y) === roi.inverse) continue;
      roi.count++;
      answer.roi.push(roi.label);
      answer.status += ` ROI:${roi.label}`;
    }
    for (const crowd of this.crowds) {
      if (crowd.classes && !crowd.classes.has(classId)) continue;
      if (!areaHas(crowd.points, x, y)) continue;
      crowd.count++;
      answer.oc.push(crowd.label);
    }
  }

  private findDirections(answer: ObjectAnswer, classId: number, track: Track, untracked: boolean, moved: number, x: number, y: number): void {
    for (const heading of this.headings) {
      if (!heading.on || (heading.classes && !heading.classes.has(classId))) continue;
      if (untracked) heading.on = false;
      if (track.stopped) {
        answer.status += ' STOPPED ';
        return;
      }
      if (moved <= DIRECTION.distance || track.frames <= DIRECTION.frames) continue;
      const half = trunc(trunc(track.meanHeight) / 2);
      const { previousX, previousY } = track;
      if (!heading.direction.matches(previousX, previousY + half, x, y + half, DIRECTION.cosine)) continue;
      answer.dir += ` DIR:${heading.label} `;
      answer.status += ` DIR:${heading.label} `;
    }
  }

  private findCrossings(
    answer: ObjectAnswer,
    classId: number,
    track: Track,
    untracked: boolean,
    moved: number,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void {
    const { lines } = this;
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
      answer.status += ` LC:${shape.label} `;
      answer.lc.push(shape.label);
      this.answer.lcCurrent[shape.label]!++;
      this.answer.lcCumulative[shape.label]!++;
    }
  }
}

/** The square of a distance, in floats cut to an integer. */
function distance(x: number, y: number): number {
  return trunc(fround(fround(x * x) + fround(y * y)));
}
