// SPDX-License-Identifier: MIT
// What is wrong with the rules of a file, told beside whatever else is wrong in it.
import { didYouMean, NvtsError, pathText, show } from '../../errors.js';
import { type Fault, findFaults } from '../../processor/params.js';
import { ruleKinds } from './kinds.js';

type Fields = Readonly<Record<string, unknown>>;

/** What `make` of the rule's kind gets. @internal */
export function ruleOptions(rule: Fields, defaults: Fields): Record<string, unknown> {
  const { kind, ...options } = rule;
  const { shape } = ruleKinds[kind as string]!.schema;
  const known = Object.entries(defaults).filter(([key]) => Object.hasOwn(shape, key));
  return { ...Object.fromEntries(known), ...options };
}

/** What a rule is called. @internal */
export function ruleName(rule: Fields): string {
  return typeof rule['name'] === 'string' ? rule['name'] : String(rule['kind']);
}

/** Looks at each rule of a file, whose other parts may be wrong too. @internal */
export function findRuleFaults(file: unknown): readonly Fault[] {
  const faults = new Map<string, Fault>();
  // What a default does to several rules is one fault.
  const add = (fault: Fault): void => void faults.set(`${pathText(fault.path)}: ${fault.message}`, fault);
  const { cameras, defaults, labels, showMisses } = fieldsOf(file);
  let tellsMisses = false;
  const known = Array.isArray(labels) && labels.every((label) => typeof label === 'string') ? (labels as string[]) : undefined;
  listOf(cameras).forEach((camera, i) => {
    const own = fieldsOf(fieldsOf(camera)['defaults']);
    const common = { ...fieldsOf(defaults), ...own };
    const names = new Set<string>();
    listOf(fieldsOf(camera)['rules']).forEach((each, j) => {
      const rule = fieldsOf(each);
      const path = ['cameras', i, 'rules', j];
      const { kind } = rule;
      if (typeof kind !== 'string' || !Object.hasOwn(ruleKinds, kind)) return;
      const place = (part: readonly PropertyKey[]): readonly PropertyKey[] => {
        const [key] = part;
        if (typeof key !== 'string' || Object.hasOwn(rule, key)) return [...path, ...part];
        if (Object.hasOwn(own, key)) return ['cameras', i, 'defaults', ...part];
        return Object.hasOwn(common, key) ? ['defaults', ...part] : [...path, ...part];
      };
      const options = ruleOptions(rule, common);
      tellsMisses ||= options['explain'] === true && options['nearMisses'] === true;
      for (const fault of findOptionFaults(kind, options, known)) add({ ...fault, path: place(fault.path) });
      const name = ruleName(rule);
      if (names.has(name)) add({ path: [...path, 'name'], message: `another rule of this camera is called ${show(name)} already: give each a name of its own` });
      names.add(name);
    });
  });
  if (typeof showMisses === 'number' && showMisses > 0 && !tellsMisses) {
    add({ path: ['showMisses'], message: 'there are no near misses to show: give rules, or defaults, explain: true and nearMisses: true' });
  }
  return [...faults.values()];
}

function findOptionFaults(kind: string, options: Fields, labels: readonly string[] | undefined): Fault[] {
  const { schema, make } = ruleKinds[kind]!;
  const faults = [...findFaults(schema, options, 'option'), ...(labels ? findUnknownClasses(options, labels) : [])];
  if (faults.length > 0) return faults;
  try {
    // What no option shows by itself, such as a line in metres that ends beyond the horizon.
    make(options as never);
  } catch (error) {
    if (!(error instanceof NvtsError)) throw error;
    faults.push({ path: [], message: error.message });
  }
  return faults;
}

/** Options that hold classes; `between` holds two lists of them. */
const CLASS_OPTIONS = ['classes', 'objects', 'owners', 'between'] as const;

function findUnknownClasses(options: Fields, labels: readonly string[]): Fault[] {
  const faults: Fault[] = [];
  const look = (value: unknown, path: readonly PropertyKey[]): void => {
    if (Array.isArray(value)) value.forEach((item: unknown, i) => look(item, [...path, i]));
    else if (typeof value === 'string' && !labels.includes(value)) faults.push({ path, message: unknownLabel(value, labels) });
    else if (typeof value === 'number' && !(value in labels)) {
      faults.push({ path, message: `there is no class ${value}: the ${labels.length} labels are those of classes 0 to ${labels.length - 1}` });
    }
  };
  for (const option of CLASS_OPTIONS) look(options[option], [option]);
  return faults;
}

function unknownLabel(label: string, labels: readonly string[]): string {
  const meant = didYouMean(label, labels);
  if (meant !== undefined) return `there is no class ${show(label)}; did you mean ${show(meant)}?`;
  const some = labels.slice(0, 8).map(show).join(', ');
  return `there is no class ${show(label)}; known are ${some}${labels.length > 8 ? `, and ${labels.length - 8} more` : ''}`;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
