// SPDX-License-Identifier: MIT
// What an nvdsanalytics config asks for, as rules of RuleSet.
import type { Config, CrossingMode, CrowdRule, DirectionRule, LineRule, RoiRule, Rule, Segment } from '../../nvdsanalytics/model.js';
import type { Point } from '../../table/draw.js';

/** A rule that was made, and the key that it was made of. */
export interface MadeRule {
  readonly from: string;
  readonly options: Readonly<Record<string, unknown>> & { readonly kind: string; readonly name: string };
}

/** The rules of one pad. */
export interface MadeCamera {
  readonly source: number;
  readonly rules: readonly MadeRule[];
  /** Keys of groups with enable=0. */
  readonly left: readonly string[];
}

/** A file of rules that was made of a config. */
export interface Conversion {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly draw: boolean;
  readonly cameras: readonly MadeCamera[];
  /** What is otherwise than in nvdsanalytics, a sentence each. */
  readonly notes: readonly string[];
}

/** Of all rules. As nvdsanalytics does, a track that is unseen for more than 8 s is forgotten. */
const DEFAULTS = { units: 'normalized', maxGap: 8 };

/** Of zones: nvdsanalytics counts what it sees in a frame. It holds from 5 frames a second on. */
const ZONE_GAP = 0.25;

/** How far a track must have come, in heights of its box, and by how much its way may differ from the arrow. */
const MODES: Readonly<Record<CrossingMode, { readonly boxHeights: number; readonly degrees: number }>> = {
  loose: { boxHeights: 0.25, degrees: 84 },
  balanced: { boxHeights: 0.5, degrees: 60 },
  strict: { boxHeights: 1, degrees: 37 },
};

/** By how much an extended line goes beyond the picture, as a part of it. */
const BEYOND = 0.02;

/** Makes rules of a config. */
export function convert(config: Config): Conversion {
  const cameras = [...config.streams.entries()].sort(([a], [b]) => a - b).map(([source, stream]) => {
    const names = new Names();
    const left: string[] = [];
    const enabled = <Kind extends Rule>(prefix: string, rules: readonly Kind[]): readonly Kind[] => {
      left.push(...rules.filter((rule) => !rule.enabled).map(({ label }) => prefix + label));
      return rules.filter((rule) => rule.enabled);
    };
    const scale = new Scale(config);
    const rules = [
      ...enabled('line-crossing-', stream.lines).map((rule) => makeLine(rule, scale, names)),
      ...enabled('roi-', stream.rois).map((rule) => makeZone(rule, scale, names)),
      ...enabled('roi-', stream.crowds).map((rule) => makeCrowd(rule, scale, names)),
    ];
    const directions = enabled('direction-', stream.directions);
    rules.push(...directions.map((rule) => makeDirection(rule, scale, names)));
    if (directions.length > 0) rules.push(makeStopped(directions, names));
    return { source, rules, left };
  });
  return { defaults: DEFAULTS, draw: config.osdMode > 0, cameras, notes: notesOn(config, cameras) };
}

/** Names that are each given once, as rules of a camera must have them. */
class Names {
  private readonly taken = new Set<string>();

  give(label: string, kind: string): string {
    let name = this.taken.has(label) ? `${label} (${kind})` : label;
    for (let i = 2; this.taken.has(name); i++) name = `${label} (${kind} ${i})`;
    this.taken.add(name);
    return name;
  }
}

/** Puts coordinates of the config's picture on any picture. */
class Scale {
  constructor(private readonly config: Pick<Config, 'width' | 'height'>) {}

  point(x: number, y: number): Point {
    return [round(x / this.config.width), round(y / this.config.height)];
  }

  ends([x1, y1, x2, y2]: Segment): [Point, Point] {
    return [this.point(x1, y1), this.point(x2, y2)];
  }

  points(numbers: readonly number[]): Point[] {
    return Array.from({ length: numbers.length / 2 }, (_, i) => this.point(numbers[2 * i]!, numbers[2 * i + 1]!));
  }

  /** A line that goes on to the edges of the picture; as it is where no part of that is on the picture. */
  extended(line: Segment): [Point, Point] {
    const [[x1, y1], [x2, y2]] = this.ends(line);
    let from = -Infinity;
    let to = Infinity;
    for (const [start, way] of [[x1, x2 - x1], [y1, y2 - y1]] as const) {
      if (way === 0) continue;
      const [first, last] = [(-BEYOND - start) / way, (1 + BEYOND - start) / way].sort((a, b) => a - b) as [number, number];
      from = Math.max(from, first);
      to = Math.min(to, last);
    }
    if (!(from < to)) return [[x1, y1], [x2, y2]];
    const at = (part: number): Point => [round(x1 + part * (x2 - x1)), round(y1 + part * (y2 - y1))];
    // The ends that were given stay on it, also where they are farther out.
    return [at(Math.min(0, from)), at(Math.max(1, to))];
  }
}

/** To a hundredth of a pixel on the largest pictures. */
const round = (value: number): number => Number(value.toFixed(6));

const classesOf = ({ classes }: Rule): { readonly classes?: readonly number[] } => (classes ? { classes: [...classes] } : {});
const keyOf = (prefix: string, label: string, numbers: readonly number[], ...more: readonly string[]): string => [`${prefix}${label}=${numbers.join(';')}`, ...more].join(', ');

function makeLine(rule: LineRule, scale: Scale, names: Names): MadeRule {
  const { label, arrow, line, extended, mode } = rule;
  const [from, to] = extended ? scale.extended(line) : scale.ends(line);
  // In is from the left of a line to its right; the arrow says which way the line must run for that.
  const toTheRight = (line[2] - line[0]) * (arrow[3] - arrow[1]) - (line[3] - line[1]) * (arrow[2] - arrow[0]) > 0;
  return {
    from: keyOf('line-crossing-', label, [...arrow, ...line], `extended=${extended ? 1 : 0}`, `mode=${mode}`),
    options: {
      kind: 'line-crossing',
      name: names.give(label, 'line'),
      line: toTheRight ? [from, to] : [to, from],
      ...classesOf(rule),
      minMotion: { boxHeights: MODES[mode].boxHeights },
    },
  };
}

function makeZone(rule: RoiRule, scale: Scale, names: Names): MadeRule {
  const { label, points, inverse } = rule;
  return {
    from: keyOf('roi-', label, points, ...(inverse ? ['inverse-roi=1'] : [])),
    options: { kind: 'zone', name: names.give(label, 'area'), polygon: scale.points(points), ...(inverse && { inverse }), ...classesOf(rule), margin: 0, maxGap: ZONE_GAP },
  };
}

function makeCrowd(rule: CrowdRule, scale: Scale, names: Names): MadeRule {
  const { label, points, threshold, duration } = rule;
  return {
    from: keyOf('roi-', label, points, `object-threshold=${threshold}`, `time-threshold=${duration}`),
    options: {
      kind: 'zone',
      name: names.give(label, 'crowd'),
      polygon: scale.points(points),
      ...classesOf(rule),
      overcrowding: { count: threshold, seconds: duration / 1000 },
      margin: 0,
      maxGap: ZONE_GAP,
    },
  };
}

function makeDirection(rule: DirectionRule, scale: Scale, names: Names): MadeRule {
  const { label, arrow, mode } = rule;
  const [from, to] = scale.ends(arrow);
  return {
    from: keyOf('direction-', label, arrow, `mode=${mode}`),
    // Who goes against a way goes along the arrow that is turned round.
    options: { kind: 'wrong-way', name: names.give(label, 'direction'), line: [to, from], ...classesOf(rule), tolerance: MODES[mode].degrees, seconds: 0 },
  };
}

function makeStopped(rules: readonly DirectionRule[], names: Names): MadeRule {
  const all = rules.some(({ classes }) => !classes);
  const classes = all ? {} : { classes: [...new Set(rules.flatMap((rule) => [...rule.classes!]))] };
  return { from: 'STOPPED, which direction-detection tells', options: { kind: 'motion', name: names.give('stopped', 'motion'), ...classes } };
}

function notesOn(config: Config, cameras: readonly MadeCamera[]): string[] {
  const kinds = new Set(cameras.flatMap(({ rules }) => rules.map(({ options }) => ('overcrowding' in options ? 'crowd' : options.kind))));
  const streams = [...config.streams.values()];
  const notes = [
    `Coordinates are parts of the picture: those of config-width=${config.width} and config-height=${config.height} fit a picture of any size, as in nvdsanalytics.`,
    'A group stream-N is about pad N of nvstreammux; here it is about source N, which is the same unless sources were numbered otherwise.',
  ];
  if (!config.enabled) notes.push('enable=0 in the group property: nvdsanalytics computes nothing. These rules are on.');
  if (kinds.has('line-crossing')) {
    notes.push(
      "Lines count both ways: `in` is along the arrow, which is nvdsanalytics' count; `out` is back. A track counts each time, and `returned` says how often it had crossed the other way before; nvdsanalytics counts it once.",
      'A crossing is where the path from frame to frame meets the line, not the straight way from where the track was first seen. An object must come 0.1 box heights beyond the line.',
      'mode became minMotion, how far a track must have come, in heights of its box in place of pixels. That balanced and strict ask for the angle between way and arrow (60°, 37°) has no equal.',
    );
    if (streams.some(({ lines }) => lines.some(({ extended }) => extended))) notes.push('extended=1: the line goes on to the edges of the picture.');
  }
  if (kinds.has('zone') || kinds.has('crowd')) {
    notes.push('Zones tell who enters and leaves, and count `occupancy` in place of objInROIcnt. Where a box stands is the middle of its lower edge, not its centre and half its mean height. Objects without a track id are not counted; a track that is unseen leaves after 0.25 s (maxGap).');
  }
  if (kinds.has('crowd')) notes.push('nvdsanalytics ignores time-threshold and tells a crowd at once; so does `seconds: 0`.');
  if (kinds.has('wrong-way')) {
    notes.push('Directions are rules wrong-way with the arrow turned round: their events tell tracks that go along the arrow. mode is how far a way may differ from it; nvdsanalytics takes 60° for all. STOPPED became the rule motion.');
  }
  notes.push('No equal have obj-cnt-win-in-ms and the counts by class, display-font-size, display-obj-cnt, and the analytics metadata: nvts-plugin-nvdsanalytics (examples/nvdsanalytics) runs the config itself and gives all of them.');
  return notes;
}
