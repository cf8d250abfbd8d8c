// SPDX-License-Identifier: MIT
import type { Frame, ObjectCursor } from '@nvtsprobe/sdk';
import type { AreaRule, Config, Rule, StreamRules } from '@nvtsprobe/sdk/nvdsanalytics';
import { Answers, emptyAnswer, Findings, type FrameAnswer, NOTHING, type Remark, Weight } from './answers.js';
import { ClassCount } from './counts.js';
import { type Engine, isBox, type Skipped, type Tell } from './engine.js';
import * as Field from './seen.js';
import { areaHas, Cell, CrossingLine, Direction, Outline, Scale } from './shapes.js';
import { half, Tracks } from './tracks.js';

const NO_RULES: StreamRules = { rois: [], crowds: [], lines: [], directions: [] };
const NO_PTS = -1;
/** A direction counts from farther than this (squared pixels, cut to an integer), more than so many frames and this cosine on. */
const DIRECTION = { distance: 3000, frames: 10, cosine: 0.5 } as const;
/** Numbers of a direction in `Stream.ways`: its unit vector and its rule. */
const WAY = 3;
/** More than the squares of a cosine and a length are rounded by. */
const ROUNDING = 1e-12;

interface Area {
  readonly label: string;
  readonly remark: Remark;
  readonly classes: ReadonlySet<number> | undefined;
  readonly points: readonly number[];
  readonly outline: Outline;
  /** Whether it is what lies outside that counts. */
  readonly inverse: boolean;
  /** Objects in it in the frame in hand. */
  count: number;
}

interface Crowd extends Area {
  readonly threshold: number;
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

/** The rules of one pad as nvdsanalytics has them, frame by frame. */
export class Stream implements Engine {
  readonly rois: readonly Area[];
  readonly crowds: readonly Crowd[];
  readonly lines: readonly Line[];
  readonly headings: readonly Heading[];
  readonly answer = emptyAnswer();
  readonly skipped: Skipped = { untracked: 0, invalid: 0 };

  /** The headings in numbers. */
  private readonly ways: Float64Array;
  private readonly window: number;
  private readonly tracks: Tracks;
  private readonly seen = new Field.Seen();
  private readonly findings = new Findings();
  private readonly answers = new Answers(this.answer.objects);
  private readonly counts = new Map<number, ClassCount>();
  /** The same as a list. */
  private readonly classes: ClassCount[] = [];
  /** The count of the last object's class: that of the next is mostly the same. */
  private lastCount: ClassCount | undefined;
  /** Of the last frame's answers: the tracks' serials, and what was found. */
  private toldSerials = new Uint32Array(0);
  private toldFindings = new Int32Array(0);
  private pts = 0;

  /** `width` and `height` are those of the frames; the rules are scaled to them once. */
  constructor(config: Config, padIndex: number, width: number, height: number) {
    const rules = config.streams.get(padIndex) ?? NO_RULES;
    const scale = new Scale(config.width, config.height, width, height);
    const { findings } = this;
    const area = (kind: 'roi' | 'oc', rule: AreaRule, inverse: boolean): Area => {
      const points = scale.points(rule.points);
      return { label: rule.label, remark: findings.remark(kind, rule.label), classes: rule.classes, points, outline: new Outline(points), inverse, count: 0 };
    };
    const enabled = ({ enabled }: Rule): boolean => enabled;
    this.rois = rules.rois.filter(enabled).map((rule) => area('roi', rule, rule.inverse));
    this.crowds = rules.crowds.filter(enabled).map((rule) => ({ ...area('oc', rule, false), threshold: rule.threshold, crowded: false }));
    this.lines = rules.lines.filter(enabled).map((rule) => ({ remark: findings.remark('lc', rule.label), classes: rule.classes, shape: new CrossingLine(rule, scale), on: true }));
    this.headings = rules.directions.filter(enabled).map(({ label, classes, arrow }) => {
      const scaled = scale.segment(arrow);
      return { label, remark: findings.remark('dir', label), classes, arrow: scaled, direction: new Direction(scaled), on: true };
    });
    this.ways = Float64Array.from(this.headings.flatMap(({ direction: { x, y }, remark: { rule } }) => [x, y, rule]));
    this.window = config.window;
    this.tracks = new Tracks(this.lines.length, config.window);
    for (const { shape } of this.lines) this.answer.lcCumulative[shape.label] = 0;
  }

  judge(frame: Frame, tell: Tell, tellAll: boolean): FrameAnswer {
    const { pts } = frame;
    this.begin(pts === undefined ? NO_PTS : Number(pts));
    this.gather(frame);
    for (let i = 0; i < this.rois.length; i++) this.findInside(this.rois[i]!);
    for (let i = 0; i < this.crowds.length; i++) this.findInside(this.crowds[i]!);
    this.findDirections();
    for (let i = 0; i < this.lines.length; i++) this.findCrossings(this.lines[i]!, i);
    this.tellFindings(frame, tell, tellAll);
    return this.end();
  }

  /** Its tracks are forgotten as time goes by. */
  forgetSource(): void {}

  /** Starts a frame; `pts` in ns, -1 for none. */
  private begin(pts: number): void {
    this.pts = pts;
    this.tracks.sweep(pts);
    if (this.findings.begin()) this.toldFindings.fill(NOTHING);
    const { lcCurrent } = this.answer;
    for (let i = 0; i < this.lines.length; i++) lcCurrent[this.lines[i]!.shape.label] = 0;
    for (let i = 0; i < this.classes.length; i++) this.classes[i]!.seen = 0;
  }

  /** Takes the objects of the frame. To nvdsanalytics a box is cut to unsigned 32-bit integers, whose halves are cut again. */
  private gather(frame: Frame): void {
    const { seen, skipped } = this;
    seen.reserve(frame.objects.length);
    const { values, keys, serials, findings } = seen;
    let count = 0;
    let at = -1;
    const object = frame.objects.cursor();
    while (object.next()) {
      at++;
      const { left, top, width, height } = object;
      // What C++ makes of a number that is not one is not defined.
      if (!isBox(left, top, width, height, 0)) {
        skipped.invalid++;
        continue;
      }
      const { trackKey } = object;
      const w = width | 0;
      const h = height | 0;
      const first = count * Field.FIELDS;
      // All untracked objects share one record.
      if (trackKey < 0) skipped.untracked++;
      keys[count] = trackKey < 0 ? -1 : trackKey;
      serials[count] = trackKey < 0 ? 0 : object.trackSerial;
      values[first + Field.PLACE] = at;
      values[first + Field.CLASS_ID] = object.classId;
      values[first + Field.X] = ((left | 0) + (w >>> 1)) | 0;
      values[first + Field.Y] = ((top | 0) + (h >>> 1)) | 0;
      values[first + Field.WIDTH] = w;
      values[first + Field.HEIGHT] = h;
      findings[count] = NOTHING;
      count++;
    }
    seen.count = count;
    for (let i = 0; i < count; i++) this.count(values[i * Field.FIELDS + Field.CLASS_ID]!);
    this.tracks.take(seen, this.pts);
  }

  /** Tells of the objects that a rule had something to say about. */
  private tellFindings(frame: Frame, tell: Tell, tellAll: boolean): void {
    const { seen, findings, answers, tracks } = this;
    const { count, values, keys, serials, slots, findings: found } = seen;
    if (count > this.toldFindings.length) {
      this.toldSerials = new Uint32Array(found.length);
      this.toldFindings = new Int32Array(found.length);
    }
    const { toldSerials, toldFindings } = this;
    const { weights } = findings;
    const known = this.answer.objects.length;
    // Mostly nothing of an object is asked for that is not known yet.
    let object: ObjectCursor | undefined;
    let at = -1;
    let told = 0;
    answers.begin();
    for (let i = 0; ; i++) {
      // Mostly the same is said of the same track as in the frame before.
      for (; i < count; i++) {
        const weight = weights[found[i]!]!;
        if (weight === Weight.none) continue;
        if (tellAll || weight === Weight.crosses || told >= known || toldSerials[told] !== serials[i] || toldFindings[told] !== found[i]) break;
        told++;
      }
      if (i >= count) break;
      const said = findings.at(found[i]!);
      const isTold = tellAll || said.lc.length > 0;
      const slot = keys[i]! < 0 ? -1 : slots[i]!;
      let id: string | null | undefined = slot < 0 ? undefined : tracks.ids[slot];
      if (isTold || id === undefined) {
        object ??= frame.objects.cursor();
        for (; at < values[i * Field.FIELDS + Field.PLACE]!; at++) object.next();
        id ??= object.trackId?.toString() ?? null;
        if (slot >= 0) tracks.ids[slot] = id!;
      }
      answers.count = told;
      const answer = answers.add(said, id);
      toldSerials[told] = serials[i]!;
      toldFindings[told] = found[i]!;
      told++;
      if (isTold) tell(object!, answer, frame, this);
    }
    answers.count = told;
    answers.end();
  }

  /** Ends the frame; the result holds until the next one begins. */
  private end(): FrameAnswer {
    const { answer, pts } = this;
    for (let i = 0; i < this.rois.length; i++) answer.inRoi[this.rois[i]!.label] = this.rois[i]!.count;
    for (let i = 0; i < this.crowds.length; i++) {
      const { label, count, threshold } = this.crowds[i]!;
      // It replaces the count of an ROI of the same name.
      answer.inRoi[label] = count;
      // With a threshold of 0 an empty area is not crowded either: it is the arrival of an object that is counted.
      answer.overcrowding[label] = count > 0 && count >= threshold ? 1 : 0;
    }
    for (let i = 0; i < this.classes.length; i++) {
      const count = this.classes[i]!;
      // A frame with the PTS of the one before says nothing of classes that are absent.
      if (count.seen === 0 && count.lastPts === pts) delete answer.objCount[count.classId];
      else answer.objCount[count.classId] = count.update(pts, this.window);
    }
    return answer;
  }

  private count(classId: number): void {
    let count = this.lastCount;
    if (count?.classId !== classId) {
      count = this.counts.get(classId);
      if (!count) {
        count = new ClassCount(classId);
        this.counts.set(classId, count);
        this.classes.push(count);
      }
      this.lastCount = count;
    }
    count.seen++;
  }

  private findInside(area: Area): void {
    const { findings, seen } = this;
    const { classes, outline, inverse, remark } = area;
    const { rules } = findings;
    const { rule } = remark;
    const { left, top, right, bottom, bits, columns, cells, edges } = outline;
    const { count, values, findings: found } = seen;
    let inside = 0;
    for (let i = 0, at = 0; ; ) {
      const { more } = findings;
      for (; i < count; i++, at += Field.FIELDS) {
        if (classes !== undefined && !classes.has(values[at + Field.CLASS_ID]!)) continue;
        const x = values[at + Field.X]!;
        const y = values[at + Field.Y]! + values[at + Field.HALF_MEAN]!;
        let cell: number = Cell.outside;
        if (x >= left && x <= right && y >= top && y < bottom) cell = cells[((y - top) >> bits) * columns + ((x - left) >> bits)]!;
        if ((cell === Cell.mixed ? areaHas(edges, x, y) : cell === Cell.inside) === inverse) continue;
        const finding = more[found[i]! * rules + rule]!;
        if (finding === NOTHING) break;
        found[i] = finding;
        inside++;
      }
      if (i >= count) break;
      findings.and(found[i]!, remark);
    }
    area.count = inside;
  }

  private findDirections(): void {
    const { headings, ways, findings } = this;
    if (headings.length === 0) return;
    const { rules } = findings;
    const { count, values, keys, findings: found } = this.seen;
    for (let i = 0; ; i++) {
      const { more } = findings;
      // Where each heading looks at each object, those that are on their way.
      for (const simple = headings.every(isSimple); simple && i < count; i++) {
        const at = i * Field.FIELDS;
        if (keys[i]! < 0 || values[at + Field.STOPPED] !== 0) break;
        if (!(values[at + Field.MOVED]! >= DIRECTION.distance + 1 && values[at + Field.FRAMES]! > DIRECTION.frames)) continue;
        const x = values[at + Field.X]! - values[at + Field.FROM_X]!;
        const y = values[at + Field.Y]! - values[at + Field.FROM_Y]!;
        // The squares of the cosines tell without root and division, but where they are all but equal.
        const limit = DIRECTION.cosine * DIRECTION.cosine * (x * x + y * y);
        let finding = found[i]!;
        let known = true;
        for (let w = 0; known && w < ways.length; w += WAY) {
          const along = ways[w]! * x + ways[w + 1]! * y;
          if (along < 0 || along * along < limit * (1 - ROUNDING)) continue;
          finding = more[finding * rules + ways[w + 2]!]!;
          known = finding !== NOTHING && along * along > limit * (1 + ROUNDING);
        }
        if (!known) break;
        found[i] = finding;
      }
      if (i >= count) return;
      this.findDirection(i);
    }
  }

  private findDirection(i: number): void {
    const { headings, findings } = this;
    const { values, keys, findings: found } = this.seen;
    const at = i * Field.FIELDS;
    // From foot to foot, both as far below the centre.
    const x = values[at + Field.X]! - values[at + Field.FROM_X]!;
    const y = values[at + Field.Y]! - values[at + Field.FROM_Y]!;
    const length = Math.sqrt(x * x + y * y);
    const hasMoved = values[at + Field.MOVED]! >= DIRECTION.distance + 1 && values[at + Field.FRAMES]! > DIRECTION.frames;
    for (let h = 0; h < headings.length; h++) {
      const heading = headings[h]!;
      if (!heading.on || (heading.classes !== undefined && !heading.classes.has(values[at + Field.CLASS_ID]!))) continue;
      if (keys[i]! < 0) heading.on = false;
      if (values[at + Field.STOPPED] !== 0) {
        found[i] = findings.and(found[i]!, findings.stopped);
        break;
      }
      if (hasMoved && heading.direction.matches(x, y, length, DIRECTION.cosine)) found[i] = findings.and(found[i]!, heading.remark);
    }
  }

  private findCrossings(line: Line, place: number): void {
    if (!line.on) return;
    const { findings, answer, lines } = this;
    const { crossed } = this.tracks;
    const { classes, shape, remark } = line;
    const { gates } = shape;
    const { count, values, keys, slots, findings: found } = this.seen;
    for (let i = 0, at = 0; i < count && line.on; i++, at += Field.FIELDS) {
      const mark = slots[i]! * lines.length + place;
      if (crossed[mark] !== 0 || (classes !== undefined && !classes.has(values[at + Field.CLASS_ID]!))) continue;
      if (keys[i]! < 0) line.on = false;
      if (values[at + Field.MOVED]! < gates.distance + 1 || values[at + Field.FRAMES]! <= gates.frames || !crosses(shape, values, at)) continue;
      crossed[mark] = 1;
      found[i] = findings.and(found[i]!, remark);
      answer.lcCurrent[shape.label]!++;
      answer.lcCumulative[shape.label]!++;
    }
  }
}

/** Whether a heading looks at all objects. */
function isSimple({ on, classes }: Heading): boolean {
  return on && classes === undefined;
}

/** Whether the way of an object's foot, or of either end of its lower edge, crosses a line. */
function crosses(shape: CrossingLine, values: Float64Array, at: number): boolean {
  const fromX = values[at + Field.FROM_X]!;
  const fromY = values[at + Field.FROM_Y]!;
  const meanHeight = values[at + Field.MEAN_HEIGHT]!;
  const x = values[at + Field.X]!;
  const y = values[at + Field.Y]!;
  const height = values[at + Field.HEIGHT]!;
  if (!shape.changesSide(fromX, fromY, meanHeight, values[at + Field.HALF_MEAN]!, x, y + half(height))) return false;
  if (shape.extended) return true;
  const fromFoot = fromY + meanHeight / 2;
  const foot = y + height / 2;
  const from = half(values[at + Field.FROM_WIDTH]!);
  const to = half(values[at + Field.WIDTH]!);
  return (
    shape.isMetBetweenEnds(fromX, fromFoot, x, foot) ||
    shape.isMetBetweenEnds(fromX + from, fromFoot, x + to, foot) ||
    shape.isMetBetweenEnds(fromX - from, fromFoot, x - to, foot)
  );
}
