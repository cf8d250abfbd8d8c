// SPDX-License-Identifier: MIT
// What a file of rules says that the element takes, but that is surely not meant.
import { ruleName, ruleOptions } from '../../analytics/rule-set/rule-faults.js';
import { matchesPattern, matchesSource } from '../../analytics/rule-set/source-match.js';
import { didYouMean, show } from '../../errors.js';
import type { Doubt, Rules } from './check.js';
import { shapesOf } from './shapes.js';
import { type Size, type Source, sourceName, type Stage } from './stage.js';

type Camera = Rules['cameras'][number];
type Fields = Readonly<Record<string, unknown>>;

/** What is doubtful in a file of rules without errors. */
export function findDoubts(rules: Rules, stage: Stage): Doubt[] {
  const names = rules.cameras.flatMap((camera) => camera.rules.map(ruleName));
  return [
    ...rules.cameras.flatMap((camera, i) => [
      ...doubtEntry(camera, ['cameras', i]),
      ...(stage.sources ? doubtSources(camera, ['cameras', i], stage.sources) : []),
      ...camera.rules.flatMap((rule, j) => [
        ...doubtNames(rule, camera.rules.slice(0, j).map(ruleName), names, ['cameras', i, 'rules', j]),
        ...doubtShapes(rule, { ...rules.defaults, ...camera.defaults }, stage.size, ['cameras', i, 'rules', j]),
      ]),
    ]),
    ...(stage.sources ? doubtRest(rules, stage.sources) : []),
    ...(stage.seen ? doubtClasses(rules, stage.seen) : []),
  ];
}

function doubtEntry({ sources, sensors, rules }: Camera, path: readonly PropertyKey[]): Doubt[] {
  const doubts: Doubt[] = [];
  if (rules.length === 0) doubts.push({ path: [...path, 'rules'], message: 'there is no rule in it', onKey: true });
  if ((sources || sensors) && !sources?.length && !sensors?.length) {
    const key = sources ? 'sources' : 'sensors';
    doubts.push({ path: [...path, key], message: `it names none, so the entry is about no source: leave ${key} out and it is about all`, onKey: true });
  }
  return doubts;
}

function doubtSources({ sources = [], sensors = [] }: Camera, path: readonly PropertyKey[], coming: readonly Source[]): Doubt[] {
  const known = coming.map(sourceName).join(', ');
  const doubts: Doubt[] = [];
  sources.forEach((source, k) => {
    if (coming.some(({ id }) => id === undefined || id === source)) return;
    doubts.push({ path: [...path, 'sources', k], message: `source ${source} never comes; there are ${known}` });
  });
  sensors.forEach((pattern, k) => {
    const names = coming.flatMap(({ sensor }) => (sensor ? [sensor.id, sensor.name] : []));
    // Sources that are given by number alone may have any sensor.
    if (coming.some(({ sensor }) => !sensor) || names.some((name) => matchesPattern(pattern, name))) return;
    const meant = didYouMean(pattern, names);
    const mend = meant === undefined ? `; there are ${known}` : `; did you mean ${show(meant)}?`;
    doubts.push({ path: [...path, 'sensors', k], message: `no sensor is called ${show(pattern)}${mend}` });
  });
  return doubts;
}

/** Sources that no entry is about. */
function doubtRest({ cameras }: Rules, coming: readonly Source[]): Doubt[] {
  const left = coming.filter(({ id, sensor }) => {
    const unknown = id === undefined ? 'sources' : 'sensors';
    return !cameras.some((camera) => matchesSource(camera, id ?? -1, sensor && { ...sensor, uri: '' }) || ((id === undefined || !sensor) && camera[unknown]));
  });
  if (left.length === 0) return [];
  return [{ path: ['cameras'], message: `no entry is about ${left.map(sourceName).join(', ')}`, onKey: true }];
}

/** Rules that are named by others, which get the events of those before them. */
function doubtNames(rule: Fields, before: readonly string[], all: readonly string[], path: readonly PropertyKey[]): Doubt[] {
  const doubts: Doubt[] = [];
  const look = (value: unknown, at: readonly PropertyKey[]): void => {
    if (typeof value !== 'string' || before.includes(value)) return;
    if (all.includes(value)) {
      // Another entry may be about the same source, and come first.
      if (ruleName(rule) !== value) return;
      doubts.push({ path: [...path, ...at], message: 'this is the rule itself, which gets the events of the rules before it' });
      return;
    }
    const meant = didYouMean(value, all);
    doubts.push({ path: [...path, ...at], message: `no rule is called ${show(value)}${meant === undefined ? '' : `; did you mean ${show(meant)}?`}` });
  };
  if (rule['kind'] === 'tailgating') look(rule['line'], ['line']);
  if (rule['kind'] === 'traffic-count') ((rule['rules'] ?? []) as unknown[]).forEach((name, k) => look(name, ['rules', k]));
  if (rule['kind'] === 'sequence') (rule['steps'] as Fields[]).forEach((step, k) => look(step['rule'], ['steps', k, 'rule']));
  return doubts;
}

function doubtShapes(rule: Fields, defaults: Fields, size: Size | undefined, path: readonly PropertyKey[]): Doubt[] {
  const options = ruleOptions(rule, defaults);
  const doubts: Doubt[] = [];
  for (const key of ['line', 'polygon', 'within'] as const) {
    const points = options[key];
    if (!Array.isArray(points) || (options['units'] ?? 'pixels') !== 'pixels') continue;
    if (!(points as number[][]).flat().every((value) => Math.abs(value) <= 1)) continue;
    doubts.push({ path: [...path, key], message: 'it is smaller than a pixel: for coordinates from 0 to 1 give units: normalized' });
    return doubts;
  }
  const normalized = (options['units'] ?? 'pixels') === 'normalized';
  const picture = size ?? (normalized ? ([1, 1] as const) : undefined);
  if (!picture) return doubts;
  for (const { key, points, radius = 0 } of shapesOf(options, picture)) {
    const beyond = (axis: 0 | 1): boolean => points.every((point) => point[axis] < -radius) || points.every((point) => point[axis] > picture[axis] + radius);
    const outside = beyond(0) || beyond(1);
    if (!outside) continue;
    const where = size ? `the picture of ${size[0]}x${size[1]}` : 'the picture';
    doubts.push({ path: [...path, key], message: `all of it lies outside of ${where}, where no object is` });
  }
  return doubts;
}

/** Class names that no recorded object has. */
function doubtClasses({ cameras, defaults }: Rules, seen: ReadonlySet<string>): Doubt[] {
  const doubts: Doubt[] = [];
  const look = (value: unknown, path: readonly PropertyKey[]): void => {
    if (Array.isArray(value)) value.forEach((item: unknown, k) => look(item, [...path, k]));
    if (typeof value !== 'string' || seen.has(value)) return;
    const meant = didYouMean(value, [...seen]);
    doubts.push({ path, message: `no object of the recording is a ${show(value)}${meant === undefined ? '' : `; did you mean ${show(meant)}?`}` });
  };
  look(defaults.classes, ['defaults', 'classes']);
  cameras.forEach((camera, i) => {
    look(camera.defaults.classes, ['cameras', i, 'defaults', 'classes']);
    camera.rules.forEach((rule, j) => {
      for (const key of ['classes', 'objects', 'owners', 'between']) look(rule[key], ['cameras', i, 'rules', j, key]);
    });
  });
  return doubts;
}
