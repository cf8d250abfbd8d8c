// SPDX-License-Identifier: MIT
import { type Frame, type FrameObject, type LineCrossing, Motion, Polygon, type RuleState } from '@nvtsprobe/sdk';
import type { AreaRule, Config, DirectionRule, Rule, Segment, StreamRules } from '@nvtsprobe/sdk/nvdsanalytics';
import { Answers, emptyAnswer, Findings, type FrameAnswer, NOTHING, type Remark } from './answers.js';
import { type Arrow, type CrowdArea, type Engine, isBox, type Skipped, type Tell } from './engine.js';
import { Heading, makeCrossing, MAX_GAP, type SavedHeading, Units } from './rules.js';
import { Scale } from './shapes.js';
import { CountWindow } from './window.js';

const NO_RULES: StreamRules = { rois: [], crowds: [], lines: [], directions: [] };
/** Times are counted in nanoseconds. */
const TOLERANCE = 1e-6;
/** A box of less is one of no size. */
const LEAST_SIZE = Number.MIN_VALUE;

type Classes = ReadonlySet<number> | undefined;

class FixedArea implements CrowdArea {
  readonly label: string;
  readonly classes: Classes;
  points: readonly number[] = [];
  count = 0;
  crowded = false;
  /** Since when there are too many; NaN while there are not. */
  since = NaN;
  private polygon: Polygon | undefined;

  constructor(
    private readonly rule: AreaRule,
    readonly remark: Remark,
    readonly inverse: boolean,
    readonly threshold = 0,
    readonly seconds = 0,
  ) {
    this.label = rule.label;
    this.classes = rule.classes;
  }

  place(x: number, y: number, scale: Scale): void {
    const { points } = this.rule;
    this.points = scale.points(points);
    this.polygon = new Polygon(Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i]! * x, points[2 * i + 1]! * y] as const));
  }

  /** Whether an object is in it; if so, it is counted. */
  takes(classId: number, x: number, y: number): boolean {
    if (this.classes && !this.classes.has(classId)) return false;
    if (this.polygon!.contains(x, y) === this.inverse) return false;
    this.count++;
    return true;
  }

  /** Whether there were too many for long enough. */
  isCrowded(time: number): boolean {
    if (this.count < this.threshold) this.since = NaN;
    else if (!(this.since <= time)) this.since = time;
    return time - this.since + TOLERANCE >= this.seconds;
  }
}

interface FixedLine {
  readonly shape: { readonly label: string; arrow: Segment; line: Segment };
  readonly rule: LineCrossing;
  readonly remark: Remark;
  /** The tracks that go the arrow's way; all where the mode does not ask. */
  readonly along: Heading | undefined;
  readonly config: { readonly arrow: Segment; readonly line: Segment };
}

/** What goes on after a reload or a restart. */
export interface FixedState {
  readonly lines: { readonly [label: string]: { readonly count: number; readonly rule: RuleState; readonly along: SavedHeading | null } };
  readonly headings: { readonly [label: string]: SavedHeading };
  readonly motion: { readonly rule: RuleState; readonly stopped: readonly string[] };
  readonly crowds: { readonly [label: string]: number | null };
}

/**
 * The rules of one pad without nvdsanalytics' faults: what NVIDIA's config says, judged by the rules of the SDK. The
 * labels, texts and fields of its answers are nvdsanalytics'.
 */
export class FixedStream implements Engine {
  readonly rois: readonly FixedArea[];
  readonly crowds: readonly FixedArea[];
  readonly lines: readonly FixedLine[];
  headings: readonly Arrow[] = [];
  readonly skipped: Skipped = { untracked: 0, invalid: 0 };
  readonly answer = emptyAnswer();

  private readonly directions: readonly DirectionRule[];
  private readonly ways: readonly { readonly heading: Heading; readonly remark: Remark }[];
  private readonly motion = new Motion({ maxGap: MAX_GAP });
  private readonly stopped = new Set<bigint>();
  /** The lines that tracks cross in the frame in hand, in the order of the config. */
  private readonly crossings = new Map<bigint, Remark[]>();
  private readonly counts = new Map<number, { readonly window: CountWindow; seen: number }>();
  private readonly findings = new Findings();
  private readonly answers = new Answers(this.answer.objects);
  private width = 0;
  private height = 0;

  constructor(
    private readonly config: Config,
    padIndex: number,
    frame: Frame,
  ) {
    const rules = config.streams.get(padIndex) ?? NO_RULES;
    const units = new Units(config.width, config.height, frame);
    const { findings } = this;
    const enabled = ({ enabled }: Rule): boolean => enabled;
    this.directions = rules.directions.filter(enabled);
    this.rois = rules.rois.filter(enabled).map((rule) => new FixedArea(rule, findings.remark('roi', rule.label), rule.inverse));
    this.crowds = rules.crowds.filter(enabled).map((rule) => new FixedArea(rule, findings.remark('oc', rule.label), false, rule.threshold, rule.duration / 1000));
    this.lines = rules.lines.filter(enabled).map((rule) => {
      const { label, classes, arrow, line, mode } = rule;
      const along = mode === 'loose' ? undefined : new Heading(label, classes, arrow, mode, units);
      return { shape: { label, arrow, line }, rule: makeCrossing(rule, units), remark: findings.remark('lc', label), along, config: { arrow, line } };
    });
    this.ways = this.directions.map(({ label, classes, arrow, mode }) => ({ heading: new Heading(label, classes, arrow, mode, units), remark: findings.remark('dir', label) }));
    for (const { shape } of this.lines) this.answer.lcCumulative[shape.label] = 0;
  }

  judge(frame: Frame, tell: Tell, tellAll: boolean): FrameAnswer {
    const { skipped, stopped, ways } = this;
    this.place(frame.width || this.width || this.config.width, frame.height || this.height || this.config.height);
    this.findings.begin();
    this.answers.begin();
    for (const area of this.rois) area.count = 0;
    for (const area of this.crowds) area.count = 0;
    for (const count of this.counts.values()) count.seen = 0;
    this.findCrossings(frame);
    for (const { heading } of ways) heading.update(frame);
    if (ways.length > 0) {
      for (const { type, track } of this.motion.update(frame)) {
        if (type === 'track-stopped') stopped.add(track!);
        else stopped.delete(track!);
      }
    }
    const object = frame.objects.cursor();
    while (object.next()) {
      if (!isBox(object.left, object.top, object.width, object.height, LEAST_SIZE)) {
        skipped.invalid++;
        continue;
      }
      if (object.trackKey < 0) skipped.untracked++;
      const found = this.findings.at(this.find(object));
      if (!found.isTold) continue;
      const answer = this.answers.add(found, object.trackId?.toString() ?? null);
      if (tellAll || found.lc.length > 0) tell(object, answer, frame, this);
    }
    this.answers.end();
    return this.end(frame.time);
  }

  forgetSource(sourceId: number): void {
    for (const { rule, along } of this.lines) {
      rule.forgetSource(sourceId);
      along?.forgetSource(sourceId);
    }
    for (const { heading } of this.ways) heading.forgetSource(sourceId);
    this.motion.forgetSource(sourceId);
  }

  save(): FixedState {
    const { lcCumulative } = this.answer;
    const line = ({ rule, along, shape: { label } }: FixedLine) => [label, { count: lcCumulative[label]!, rule: rule.save(), along: along?.save() ?? null }] as const;
    return {
      lines: Object.fromEntries(this.lines.map(line)),
      headings: Object.fromEntries(this.ways.map(({ heading }) => [heading.label, heading.save()])),
      motion: { rule: this.motion.save(), stopped: [...this.stopped].map(String) },
      crowds: Object.fromEntries(this.crowds.map(({ label, since }) => [label, Number.isNaN(since) ? null : since])),
    };
  }

  /** Goes on from a state of `save`, also of another config: what has the same label takes its state over. */
  restore({ lines, headings, motion, crowds }: FixedState): void {
    for (const { rule, along, shape } of this.lines) {
      const saved = own(lines, shape.label);
      if (!saved) continue;
      this.answer.lcCumulative[shape.label] = saved.count;
      rule.restore(saved.rule);
      if (saved.along) along?.restore(saved.along);
    }
    for (const { heading } of this.ways) {
      const saved = own(headings, heading.label);
      if (saved) heading.restore(saved);
    }
    this.motion.restore(motion.rule);
    for (const track of motion.stopped) this.stopped.add(BigInt(track));
    for (const crowd of this.crowds) crowd.since = own(crowds, crowd.label) ?? NaN;
  }

  /** Puts the shapes on a picture of this size; the SDK's rules do so by themselves. */
  private place(width: number, height: number): void {
    if (this.width === width && this.height === height) return;
    this.width = width;
    this.height = height;
    const { config } = this;
    const scale = new Scale(config.width, config.height, width, height);
    for (const area of [...this.rois, ...this.crowds]) area.place(width / config.width, height / config.height, scale);
    for (const { shape, config: { arrow, line } } of this.lines) {
      shape.arrow = scale.segment(arrow);
      shape.line = scale.segment(line);
    }
    this.headings = this.directions.map(({ label, arrow }) => ({ label, arrow: scale.segment(arrow) }));
  }

  private findCrossings(frame: Frame): void {
    const { crossings } = this;
    const { lcCurrent, lcCumulative } = this.answer;
    if (crossings.size > 0) crossings.clear();
    for (const { rule, remark, along, shape: { label } } of this.lines) {
      lcCurrent[label] = 0;
      along?.update(frame);
      for (const { type, track, values } of rule.update(frame)) {
        if (type !== 'line-crossed' || !('direction' in values) || values.direction !== 'in') continue;
        if (along && !along.has(track!)) continue;
        lcCurrent[label]++;
        lcCumulative[label]!++;
        const remarks = crossings.get(track!);
        if (remarks) remarks.push(remark);
        else crossings.set(track!, [remark]);
      }
    }
  }

  private find(object: FrameObject): number {
    const { findings } = this;
    const { classId, centerX: x, bottom: y } = object;
    let finding = NOTHING;
    this.see(classId);
    for (const roi of this.rois) if (roi.takes(classId, x, y)) finding = findings.and(finding, roi.remark);
    for (const crowd of this.crowds) if (crowd.takes(classId, x, y)) finding = findings.and(finding, crowd.remark);
    if (object.trackKey < 0 || this.ways.length + this.crossings.size === 0) return finding;
    return this.findTrack(finding, classId, object.trackId!);
  }

  private findTrack(before: number, classId: number, track: bigint): number {
    const { findings } = this;
    let finding = before;
    for (const { heading, remark } of this.ways) {
      if (heading.classes && !heading.classes.has(classId)) continue;
      if (this.stopped.has(track)) {
        finding = findings.and(finding, findings.stopped);
        break;
      }
      if (heading.has(track)) finding = findings.and(finding, remark);
    }
    for (const remark of this.crossings.get(track) ?? []) finding = findings.and(finding, remark);
    return finding;
  }

  private see(classId: number): void {
    let count = this.counts.get(classId);
    if (!count) this.counts.set(classId, (count = { window: new CountWindow(this.config.window / 1000), seen: 0 }));
    count.seen++;
  }

  private end(time: number): FrameAnswer {
    const { answer } = this;
    for (const { label, count } of this.crowds) answer.inRoi[label] = count;
    // An ROI of the same label as an overcrowding area keeps its own count.
    for (const { label, count } of this.rois) answer.inRoi[label] = count;
    for (const crowd of this.crowds) answer.overcrowding[crowd.label] = crowd.isCrowded(time) ? 1 : 0;
    for (const [classId, { window, seen }] of this.counts) answer.objCount[classId] = window.update(seen, time);
    return answer;
  }
}

/** A property of an object that may have been made of any text. */
function own<Value>(values: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
