// SPDX-License-Identifier: MIT
import { type output, safeParse, type $ZodRawIssue, type $ZodType } from 'zod/v4/core';
import { didYouMean, NvtsError, pathText, show } from '../errors.js';

type Path = readonly PropertyKey[];

/** What is wrong with a value, and where. @internal */
export interface Fault {
  readonly path: Path;
  readonly message: string;
  /** Whether it is the key at the end of `path` that is wrong, and not its value. */
  readonly onKey?: boolean;
}

/**
 * The parameters in `text` (JSON), checked by `schema` and with its defaults. Throws `NVTS_PARAMS`, which names every
 * fault: where, what was expected, what came.
 * @internal
 */
export function readParams(schema: $ZodType | undefined, text: string, script = 'processor'): unknown {
  let given: unknown;
  try {
    given = text.trim() === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new NvtsError('NVTS_PARAMS', `the parameters are not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!schema) {
    const keys = typeof given === 'object' && given !== null ? Object.keys(given) : [show(given)];
    if (keys.length === 0) return {};
    throw new NvtsError('NVTS_PARAMS', `this ${script} takes no parameters, got ${keys.map(show).join(', ')}`);
  }
  const { faults, data } = parse(schema, given, 'parameter');
  if (faults.length > 0) throw new NvtsError('NVTS_PARAMS', explain(faults, 'parameter'));
  return data;
}

/**
 * A message's text as its schema has it, or as it is where there is no schema. Throws `NVTS_MESSAGE`.
 * @internal
 */
export function readMessage(schema: $ZodType | undefined, text: string): unknown {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new NvtsError('NVTS_MESSAGE', `the message is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!schema) return given;
  const { faults, data } = parse(schema, given, 'field');
  if (faults.length > 0) throw new NvtsError('NVTS_MESSAGE', `the message was refused: ${explain(faults, 'field')}`);
  return data;
}

/** The options of `what`, given in code, with the schema's defaults. Throws `NVTS_PARAMS`. @internal */
export function readOptions<Schema extends $ZodType>(schema: Schema, what: string, given: unknown): output<Schema> {
  const { faults, data } = parse(schema, given, 'option');
  if (faults.length > 0) throw new NvtsError('NVTS_PARAMS', `${what}: ${explain(faults, 'option')}`);
  return data;
}

/** What a schema finds wrong with a value. @internal */
export function findFaults(schema: $ZodType, given: unknown, noun: string): readonly Fault[] {
  return parse(schema, given, noun).faults;
}

/** The same, and the value with the schema's defaults, which holds only where there are no faults. @internal */
export function parse<Schema extends $ZodType>(schema: Schema, given: unknown, noun: string): { readonly faults: readonly Fault[]; readonly data: output<Schema> } {
  const faults: Fault[] = [];
  findUnknownKeys(schema, given, [], faults, noun);
  // Just-in-time compiled schemas need `eval`, which a host may forbid.
  const result = safeParse(schema, given, { jitless: true, error: describe });
  if (!result.success) {
    for (const issue of result.error.issues) {
      if (issue.code === 'unrecognized_keys' && faults.some((fault) => startsWith(fault.path, issue.path))) continue;
      const onKey = issue.code === 'custom' && issue.params?.['onKey'] === true;
      faults.push({ path: issue.path, message: issue.message, ...(onKey && { onKey }) });
    }
  }
  return { faults, data: result.data as output<Schema> };
}

function explain(faults: readonly Fault[], noun: string): string {
  const lines = faults.map(({ path, message }) => `${pathText(path) || `the ${noun}s`}: ${message}`);
  if (lines.length === 1) return `${article(noun)} is wrong: ${lines[0]}`;
  return `${lines.length} ${noun}s are wrong:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, i) => path[i] === key);
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array (${show(value)})`;
  return `${article(typeof value)} (${show(value)})`;
}

/** What zod found, in words. A message that the author gave in the schema goes before this one. */
function describe(issue: $ZodRawIssue): string {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type':
      if (input === undefined) return `expected ${article(expectedName(issue.expected))}, but it is missing`;
      return `expected ${article(expectedName(issue.expected))}, got ${typeName(input)}`;
    case 'invalid_value':
      if (input === undefined) return `expected ${choice(issue.values)}, but it is missing`;
      return wrongChoice(input, issue.values);
    case 'too_small':
      return `expected ${bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}, got ${amount(issue.origin, input)}`;
    case 'too_big':
      return `expected ${bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}, got ${amount(issue.origin, input)}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}, got ${show(input)}`;
    case 'invalid_format':
      return `expected ${issue.format === 'regex' ? `a string like ${String(issue.pattern)}` : article(issue.format)}, got ${show(input)}`;
    case 'unrecognized_keys':
      return `unknown ${issue.keys.map(show).join(', ')}`;
    case 'invalid_union':
      return `fits none of the accepted forms, got ${typeName(input)}`;
    default:
      return `not accepted, got ${show(input)}`;
  }
}

/** Where it is plain what was meant, a long list of what else there is would bury it. */
function wrongChoice(input: unknown, values: readonly unknown[]): string {
  const meant = hint(input, values);
  return values.length > MANY && meant !== '' ? `there is no ${show(input)}${meant}` : `expected ${choice(values)}, got ${show(input)}${meant}`;
}

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
function choice(values: readonly unknown[]): string {
  const words = values.map(show);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

/** Choices beyond which a suggestion stands alone. */
const MANY = 5;

const expectedName = (expected: string): string => (expected === 'int' ? 'integer' : expected === 'record' ? 'object' : expected);

function bound(origin: string, relation: string, limit: number | bigint): string {
  const one = Number(limit) === 1;
  if (origin === 'string') return `${relation} ${limit} ${one ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `${relation} ${limit} ${one ? 'entry' : 'entries'}`;
  return `${relation} ${limit}`;
}

function amount(origin: string, input: unknown): string {
  if ((origin === 'string' || origin === 'array') && (typeof input === 'string' || Array.isArray(input))) {
    return `${input.length} (${show(input)})`;
  }
  return show(input);
}

function hint(word: unknown, known: readonly unknown[]): string {
  const meant = typeof word === 'string' ? didYouMean(word, known.map(String)) : undefined;
  return meant === undefined ? '' : `; did you mean ${show(meant)}?`;
}

/** The parts of a schema's definition that lead to its objects. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, $ZodType>>;
  readonly catchall?: $ZodType;
  readonly element?: $ZodType;
  readonly items?: readonly $ZodType[];
  readonly valueType?: $ZodType;
  readonly innerType?: $ZodType;
  readonly in?: $ZodType;
}

/** zod drops keys that it does not know; for a parameter that would hide a misspelling. */
function findUnknownKeys(schema: $ZodType, value: unknown, path: Path, faults: Fault[], noun: string): void {
  if (typeof value !== 'object' || value === null) return;
  const definition = schema._zod.def as unknown as Definition;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => {
      const part = definition.element ?? definition.items?.[i];
      if (part) findUnknownKeys(part, item, [...path, i], faults, noun);
    });
  } else if (definition.shape) {
    const known = Object.keys(definition.shape);
    const open = definition.catchall && definition.catchall._zod.def.type !== 'never';
    for (const [key, item] of Object.entries(value)) {
      const part = Object.hasOwn(definition.shape, key) ? definition.shape[key] : undefined;
      if (part) findUnknownKeys(part, item, [...path, key], faults, noun);
      else if (!open) faults.push({ path: [...path, key], message: unknownKey(key, known, noun), onKey: true });
    }
  } else if (definition.valueType) {
    for (const [key, item] of Object.entries(value)) findUnknownKeys(definition.valueType, item, [...path, key], faults, noun);
  }
  const inner = definition.innerType ?? definition.in;
  if (inner) findUnknownKeys(inner, value, path, faults, noun);
}

function unknownKey(key: string, known: readonly string[], noun: string): string {
  const meant = didYouMean(key, known);
  if (meant !== undefined) return `no such ${noun}; did you mean ${show(meant)}?`;
  return known.length === 0 ? `no such ${noun}` : `no such ${noun}; known are ${known.map(show).join(', ')}`;
}
