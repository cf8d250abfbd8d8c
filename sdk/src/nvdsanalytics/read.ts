// SPDX-License-Identifier: MIT
import { NvtsError } from '../errors.js';
import { Fields, type Labelled } from './fields.js';
import { describeFault, type Fault, type Group, readIniGroups, readObjectGroups } from './groups.js';
import type { AreaRule, Config, CrowdRule, DirectionRule, LineRule, Mode, RoiRule, Segment, StreamRules } from './model.js';
import { suggestion } from './suggest.js';

/** What a config says, and what in it is allowed but surely not meant. */
export interface ReadConfig {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** The same with places, and with what is wrong. */
export interface ParsedConfig {
  /** Undefined where there are faults. */
  readonly config: Config | undefined;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

const GROUPS = ['roi-filtering-stream-', 'overcrowding-stream-', 'line-crossing-stream-', 'direction-detection-stream-'] as const;
type GroupKind = (typeof GROUPS)[number];

const POLYGON = 'x1;y1;x2;y2;x3;y3;...';
const ARROW = 'x1;y1;x2;y2';
const CROSSING = 'arrow x1;y1;x2;y2, then line x1;y1;x2;y2';
/** What a frame can hold; a host refuses more. */
const MAX_DRAW_ITEMS = 1024;
const MAX_STREAM = 65_535;
const MAX_FONT = 1000;

/**
 * Reads the text of an nvdsanalytics INI file. Throws `NVTS_PARAMS`, which names every fault with its line. `besides`
 * are parameters that stand beside the text, where there should be none. What nvdsanalytics takes though it makes no
 * sense is a warning, in mode `fixed` a fault.
 */
export function readIniConfig(text: string, besides: readonly string[] = [], mode: Mode = 'exact'): ReadConfig {
  return orThrow(
    new Reader(mode).read((faults) => {
      for (const name of besides) faults.push({ where: { name }, message: 'with "ini" the groups come from its text; remove this or "ini"' });
      return readIniGroups(text, faults);
    }, false),
  );
}

/** Reads what the YAML form of an nvdsanalytics file holds. Throws `NVTS_PARAMS`, which names every fault with its key. */
export function readObjectConfig(object: Readonly<Record<string, unknown>>, mode: Mode = 'exact'): ReadConfig {
  return orThrow(parseObjectConfig(object, mode));
}

/** Reads the text of an INI file as far as it goes. */
export function parseIniConfig(text: string, mode: Mode): ParsedConfig {
  return new Reader(mode).read((faults) => readIniGroups(text, faults), false);
}

/** Reads what a YAML file holds as far as it goes. */
export function parseObjectConfig(object: Readonly<Record<string, unknown>>, mode: Mode): ParsedConfig {
  return new Reader(mode).read((faults) => readObjectGroups(object, faults), true);
}

function orThrow({ config, faults, warnings }: ParsedConfig): ReadConfig {
  if (!config) throw new NvtsError('NVTS_PARAMS', explain(faults));
  return { config, warnings: warnings.map(describeFault) };
}

type Mutable<Lists> = { -readonly [Key in keyof Lists]: Lists[Key] extends readonly (infer Item)[] ? Item[] : never };

class Reader {
  private readonly faults: Fault[] = [];
  private readonly warnings: Fault[] = [];
  private readonly streams = new Map<number, Mutable<StreamRules>>();

  constructor(private readonly mode: Mode) {}

  read(readGroups: (faults: Fault[]) => Group[], yaml: boolean): ParsedConfig {
    const groups = readGroups(this.faults);
    const property = groups.find((group) => group.name === 'property');
    let head: Omit<Config, 'streams'> | undefined;
    if (property) head = this.property(property, yaml);
    else this.faults.push({ where: { name: 'the config' }, message: 'there is no group "property"; add it with enable, config-width and config-height' });
    for (const group of groups) if (group !== property) this.group(group);
    if (head) this.checkDrawing(head);
    const { faults, warnings } = this;
    if (faults.length > 0 || !head) return { config: undefined, faults, warnings };
    if (head.enabled) this.checkBounds(head);
    if (head.enabled && this.mode === 'exact') this.checkLabels();
    return { config: { ...head, streams: this.streams }, faults, warnings };
  }

  private property(group: Group, yaml: boolean): Omit<Config, 'streams'> {
    const fields = new Fields(group, this.faults);
    const head = {
      // The YAML reader of nvdsanalytics takes 1 where enable is absent, its INI reader refuses the file.
      enabled: fields.boolean('enable', yaml ? true : undefined),
      width: fields.integer('config-width', undefined, 1),
      height: fields.integer('config-height', undefined, 1),
      // 0 stands for the default, as in nvdsanalytics.
      fontSize: fields.integer('display-font-size', 12, 0, MAX_FONT) || 12,
      osdMode: fields.integer('osd-mode', 2, 0, 2) as 0 | 1 | 2,
      window: fields.integer('obj-cnt-win-in-ms', 50, 1, 1_000_000_000),
      displayCounts: fields.boolean('display-obj-cnt', false),
    };
    fields.finish();
    return head;
  }

  private group(group: Group): void {
    const kind = GROUPS.find((name) => group.name.startsWith(name));
    if (!kind) {
      const base = group.name.replace(/\d+$/, '');
      const number = group.name.slice(base.length) || '0';
      const known = ['property', ...GROUPS.map((name) => name + number)];
      const mend = suggestion(group.name, known) || `; known are property, ${GROUPS.map((name) => `${name}N`).join(', ')}`;
      this.faults.push({ where: group.where, message: `there is no such group${mend}` });
      return;
    }
    const id = group.name.slice(kind.length);
    if (!/^(0|[1-9]\d{0,4})$/.test(id) || Number(id) > MAX_STREAM) {
      this.faults.push({ where: group.where, message: `"${kind}" must be followed by a pad's number, 0 to ${MAX_STREAM}, got "${id}"` });
      return;
    }
    let stream = this.streams.get(Number(id));
    if (!stream) this.streams.set(Number(id), (stream = { rois: [], crowds: [], lines: [], directions: [] }));
    this.rules(kind, group, stream);
  }

  private rules(kind: GroupKind, group: Group, stream: Mutable<StreamRules>): void {
    const fields = new Fields(group, this.faults);
    if (!fields.has('enable')) this.warnings.push({ where: group.where, message: 'enable is missing, which nvdsanalytics reads as 0: the rules are off' });
    const shared = { enabled: fields.boolean('enable', false), classes: fields.classes() };
    switch (kind) {
      case 'roi-filtering-stream-': {
        const own = { ...shared, inverse: fields.boolean('inverse-roi', false) };
        for (const area of this.areas(fields)) stream.rois.push({ ...area, ...own } satisfies RoiRule);
        break;
      }
      case 'overcrowding-stream-': {
        const own = {
          ...shared,
          threshold: fields.integer('object-threshold', 1, this.mode === 'fixed' ? 1 : 0),
          duration: fields.integer('time-threshold', 2000, 0),
        };
        for (const area of this.areas(fields)) stream.crowds.push({ ...area, ...own } satisfies CrowdRule);
        break;
      }
      case 'line-crossing-stream-': {
        const own = { ...shared, extended: fields.boolean('extended', true), mode: fields.choice('mode', ['loose', 'balanced', 'strict'], 'loose') };
        for (const item of fields.labelled('line-crossing-')) {
          const points = this.segments(fields, item, 8, CROSSING);
          if (points) stream.lines.push({ ...own, label: item.label, arrow: segment(points, 0), line: segment(points, 4) } satisfies LineRule);
        }
        fields.finish('line-crossing-', 'x1;y1;x2;y2;x3;y3;x4;y4');
        break;
      }
      case 'direction-detection-stream-': {
        const own = { ...shared, mode: fields.choice('mode', ['loose', 'balanced', 'strict'], 'balanced') };
        for (const item of fields.labelled('direction-')) {
          const points = this.segments(fields, item, 4, ARROW);
          if (points) stream.directions.push({ ...own, label: item.label, arrow: segment(points, 0) } satisfies DirectionRule);
        }
        fields.finish('direction-', ARROW);
        break;
      }
    }
  }

  private areas(fields: Fields): Pick<AreaRule, 'label' | 'points'>[] {
    const areas: Pick<AreaRule, 'label' | 'points'>[] = [];
    for (const { label, entry } of fields.labelled('roi-')) {
      const points = fields.coordinates(entry, POLYGON);
      if (!points) continue;
      if (points.length % 2 !== 0) fields.fault(entry.where, `an odd count of numbers, ${points.length}; a coordinate is missing: ${POLYGON}`);
      else if (points.length < 6) fields.fault(entry.where, `an area needs at least 3 points, got ${points.length / 2}: ${POLYGON}`);
      else if (onOneLine(points)) fields.fault(entry.where, 'all points lie on one line; move one of them so that there is an area');
      else {
        const crossing = findCrossing(points);
        if (crossing) fields.fault(entry.where, `the edges ${crossing.join(' and ')} cross; give the points in the order in which one walks round the area`);
        else areas.push({ label, points });
      }
    }
    fields.finish('roi-', POLYGON);
    return areas;
  }

  private segments(fields: Fields, { entry }: Labelled, count: number, form: string): readonly number[] | undefined {
    const points = fields.coordinates(entry, form);
    if (!points) return undefined;
    if (points.length !== count) {
      fields.fault(entry.where, `expected ${count} numbers, got ${points.length}: ${form}`);
      return undefined;
    }
    for (let i = 0; i < count; i += 4) {
      const [x1, y1, x2, y2] = segment(points, i);
      if (x1 !== x2 || y1 !== y2) continue;
      fields.fault(entry.where, `the ${i === 0 ? 'arrow' : 'line'} starts and ends at ${x1};${y1}; move one end`);
      return undefined;
    }
    if (count === 8 && cross(segment(points, 0), segment(points, 4)) === 0) {
      const message = 'the arrow is parallel to the line, so it says no side to cross from; turn it across the line';
      if (this.mode === 'fixed') fields.fault(entry.where, message);
      else this.warnings.push({ where: entry.where, message });
    }
    return points;
  }

  private checkDrawing({ osdMode }: Omit<Config, 'streams'>): void {
    if (osdMode === 0) return;
    for (const [id, { rois, crowds, lines, directions }] of this.streams) {
      const items = [...rois, ...crowds].reduce((sum, { points }) => sum + points.length / 2 + 1, 1 + 5 * lines.length + 4 * directions.length);
      if (items <= MAX_DRAW_ITEMS) continue;
      const message = `its rules draw ${items} lines and texts, a frame holds ${MAX_DRAW_ITEMS}; set osd-mode=0 or use fewer points`;
      this.faults.push({ where: { name: `stream ${id}` }, message });
    }
  }

  private checkLabels(): void {
    for (const [id, { rois, crowds }] of this.streams) {
      for (const { label } of crowds) {
        if (!rois.some((roi) => roi.label === label)) continue;
        const message = `an ROI and an overcrowding area are both called "${label}"; nvdsanalytics counts the second only`;
        this.warnings.push({ where: { name: `stream ${id}` }, message });
      }
    }
  }

  private checkBounds({ width, height }: Omit<Config, 'streams'>): void {
    const check = (label: string, points: readonly number[]): void => {
      if (points.every((value, i) => value <= (i % 2 === 0 ? width : height))) return;
      const message = `a point lies outside of the picture of ${width}x${height} that config-width and config-height give`;
      this.warnings.push({ where: { name: label }, message });
    };
    for (const { rois, crowds, lines, directions } of this.streams.values()) {
      for (const { label, points } of [...rois, ...crowds]) check(label, points);
      for (const { label, arrow } of [...lines, ...directions]) check(label, arrow);
      for (const { label, line } of lines) check(label, line);
    }
  }
}

function segment(points: readonly number[], at: number): Segment {
  return [points[at]!, points[at + 1]!, points[at + 2]!, points[at + 3]!];
}

/** Twice the area that two segments span as vectors. */
function cross([ax, ay, bx, by]: Segment, [cx, cy, dx, dy]: Segment): number {
  return (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
}

/** On which side of a segment a point lies: the sign says it, 0 is on the line. */
function sideOf([x1, y1, x2, y2]: Segment, x: number, y: number): number {
  return Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1));
}

function edge(points: readonly number[], i: number): Segment {
  const next = (i + 2) % points.length;
  return [points[i]!, points[i + 1]!, points[next]!, points[next + 1]!];
}

function onOneLine(points: readonly number[]): boolean {
  for (let i = 0; i < points.length; i += 2) {
    const base = edge(points, i);
    for (let j = 0; j < points.length; j += 2) if (sideOf(base, points[j]!, points[j + 1]!) !== 0) return false;
  }
  return true;
}

/** The first two edges that cross, for a message. */
function findCrossing(points: readonly number[]): [string, string] | undefined {
  const name = ([x1, y1, x2, y2]: Segment): string => `${x1};${y1}-${x2};${y2}`;
  for (let i = 0; i < points.length; i += 2) {
    const a = edge(points, i);
    for (let j = i + 4; j < points.length; j += 2) {
      const b = edge(points, j);
      const cross = sideOf(a, b[0], b[1]) * sideOf(a, b[2], b[3]) < 0 && sideOf(b, a[0], a[1]) * sideOf(b, a[2], a[3]) < 0;
      if (cross) return [name(a), name(b)];
    }
  }
  return undefined;
}

function explain(faults: readonly Fault[]): string {
  const lines = faults.map(describeFault);
  if (lines.length === 1) return `the nvdsanalytics config is wrong: ${lines[0]}`;
  return `${lines.length} things in the nvdsanalytics config are wrong:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
