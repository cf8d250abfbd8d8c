// SPDX-License-Identifier: MIT
// The text that a script's state travels in, from one run of it to the next.
import { NvtsError, show } from '../errors.js';

/** A state with what it was saved by. */
interface SavedState {
  readonly name: string;
  readonly version: number;
  readonly state: unknown;
}

/** The key of the object that stands for a bigint in the text. */
const BIGINT = '$bigint';
const MAX_DEPTH = 256;

/** The text for what `save` returned. Throws `NVTS_STATE` for what JSON would lose or change, with its path. @internal */
export function writeState(name: string, version: number, state: unknown): string {
  const saved: SavedState = { name, version, state };
  // A script may save while a buffer waits: paths are put together, and functions called for each value, only for what needs them.
  const found = survey(state, 0);
  if (found === FAULT) check(state, 'state', []);
  if (found === PLAIN) return JSON.stringify(saved);
  return JSON.stringify(saved, (_key, value: unknown) => (typeof value === 'bigint' ? { [BIGINT]: value.toString() } : value));
}

/** Reads a text of `writeState` for a processor of this name and version. Throws `NVTS_STATE`. @internal */
export function readState(name: string, version: number, text: string): SavedState {
  let saved: unknown;
  try {
    saved = text.includes(BIGINT) ? JSON.parse(text, revive) : JSON.parse(text);
  } catch (error) {
    return fail(`the state is damaged, or none that a script saved: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isSavedState(saved)) return fail(`the state is damaged, or none that a script saved: got ${show(saved)}`);
  if (saved.name !== name) return fail(`the state is that of ${processorName(saved.name)}, this is ${processorName(name)}`);
  if (saved.version > version) {
    return fail(
      `the state was saved by version ${saved.version} of the processor, this is version ${version}: run that version or a later one, or remove the state`,
    );
  }
  return saved;
}

/** What `survey` finds, the worst last. */
const PLAIN = 0;
const HAS_BIGINT = 1;
const FAULT = 2;

/** Whether `check` has nothing to say, and the text needs no more than what JSON does by itself. */
function survey(value: unknown, depth: number): number {
  if (typeof value === 'bigint') return HAS_BIGINT;
  if (typeof value === 'number') return Number.isFinite(value) ? PLAIN : FAULT;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return PLAIN;
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return FAULT;
  let found: number = PLAIN;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && found !== FAULT; i++) found = Math.max(found, survey(value[i], depth + 1));
    return found;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return FAULT;
  for (const key of Object.keys(value)) {
    const item: unknown = (value as Readonly<Record<string, unknown>>)[key];
    if (key === BIGINT) return FAULT;
    if (item !== undefined) found = Math.max(found, survey(item, depth + 1));
    if (found === FAULT) break;
  }
  return found;
}

function check(value: unknown, path: string, parents: readonly object[]): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      return fail(`${path} is ${value}, which JSON cannot hold: save null or a string in its place`);
    case 'object':
      if (value === null) return;
      break;
    default:
      return fail(`${path} is ${value === undefined ? 'undefined' : `a ${typeof value}`}, which cannot be saved`);
  }
  if (parents.includes(value)) return fail(`${path} leads back to an object that it is part of`);
  if (parents.length >= MAX_DEPTH) return fail(`${path} lies more than ${MAX_DEPTH} objects deep`);
  const inside = [...parents, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`, inside);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return fail(`${path} is ${instead(value)}`);
  for (const [key, item] of Object.entries(value)) {
    if (key === BIGINT) return fail(`${path} has the key ${show(BIGINT)}, which stands for a bigint in saved states: choose another`);
    // As in JSON, a property that is undefined is as good as none.
    if (item !== undefined) check(item, /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${show(key)}]`, inside);
  }
}

function instead(value: object): string {
  const kind = (value.constructor as { readonly name: string } | undefined)?.name ?? '';
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return `a ${kind}: save an array of it, [...value]`;
  if (value instanceof Date) return 'a Date: save its getTime()';
  return `an object of class ${kind || '(without a name)'}: save the values that it is made again from`;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, BIGINT)) return value;
  return BigInt((value as { readonly [BIGINT]: string })[BIGINT]);
}

function isSavedState(value: unknown): value is SavedState {
  if (typeof value !== 'object' || value === null || !('state' in value)) return false;
  const { name, version } = value as { readonly name?: unknown; readonly version?: unknown };
  return typeof name === 'string' && isVersion(version);
}

/** Whether `value` can be the version of a processor. @internal */
export function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

const processorName = (name: string): string => (name === '' ? 'a processor without a name' : `processor ${show(name)}`);

function fail(message: string): never {
  throw new NvtsError('NVTS_STATE', message);
}
