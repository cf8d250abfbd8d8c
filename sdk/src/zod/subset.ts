// SPDX-License-Identifier: MIT
// The part of zod/mini that parameters are made of, for bundles that nvts build makes small: equal data, codes, paths and
// messages in a quarter of the bytes. subset.test.ts holds the two side by side. What is not here is taken from zod: a bundle
// that needs some of it gets all of zod and none of this (see build.ts).

interface Issue {
  readonly code: string;
  readonly input?: unknown;
  readonly message?: string;
  /** What raised it, and the schema that this belongs to. */
  readonly inst?: { readonly _zod: { readonly def: Definition } };
  schema?: Schema;
  path?: PropertyKey[];
  /** `true`: checks go on. `false`: not even those with a `when`. */
  readonly continue?: boolean;
  readonly [more: string]: unknown;
}
interface Payload {
  value: unknown;
  issues: Issue[];
}
type ErrorMap = (issue: Issue) => string | { readonly message?: string } | null | undefined;
interface Context {
  readonly error?: ErrorMap;
  readonly reportInput?: boolean;
}
type Given = string | { readonly error?: string | ErrorMap; readonly message?: string; readonly [more: string]: unknown } | undefined;
interface Definition {
  readonly error?: ErrorMap;
  readonly abort?: boolean;
  readonly when?: (payload: Payload) => boolean;
  readonly checks?: readonly Check[];
  readonly [more: string]: unknown;
}
interface Check {
  readonly _zod: { readonly check: (payload: Payload) => void; readonly def: Definition };
}
type Parse = (payload: Payload, context: Context, self: Schema) => Payload;
/** Whether a value may be absent, and whether one is put in its place. */
type Absence = 'optional' | 'defaulted' | undefined;
interface Traits {
  readonly optin?: Absence;
  readonly optout?: 'optional' | undefined;
}
type Shape = Readonly<Record<string, Schema>>;

const isAborted = ({ issues }: Payload, from = 0): boolean => issues.slice(from).some((issue) => issue.continue !== true);
const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && [null, Object.prototype].includes(Object.getPrototypeOf(value) as null);

function parameters(given: Given): Definition {
  if (typeof given === 'string') return { error: () => given };
  const { message, error = message, ...rest } = given ?? {};
  return { ...rest, ...(error !== undefined && { error: typeof error === 'string' ? () => error : error }) };
}

class Schema {
  readonly _zod: Traits & { readonly def: Definition; readonly run: (payload: Payload, context: Context) => Payload };
  readonly def: Definition;
  readonly type: unknown;

  constructor(
    def: Definition,
    private readonly judge: Parse,
    private readonly traits: Traits = {},
  ) {
    this.def = def;
    this.type = def['type'];
    this._zod = { ...traits, def, run: (payload, context) => this.run(payload, context) };
  }

  get shape(): unknown {
    return this.def['shape'];
  }

  get options(): unknown {
    return this.def['options'];
  }

  private run(given: Payload, context: Context): Payload {
    const payload = this.judge(given, context, this);
    let aborted = isAborted(payload);
    for (const { _zod: each } of this.def.checks ?? []) {
      const { when } = each.def;
      if (when ? payload.issues.some((issue) => issue.continue === false) || !when(payload) : aborted) continue;
      const before = payload.issues.length;
      each.check(payload);
      for (const issue of payload.issues.slice(before)) issue.schema ??= this;
      aborted ||= isAborted(payload, before);
    }
    return payload;
  }

  check(...checks: readonly (Check | Check['_zod']['check'])[]): Schema {
    const added = checks.map((each) => (typeof each === 'function' ? check(each) : each));
    return new Schema({ ...this.def, checks: [...(this.def.checks ?? []), ...added] }, this.judge, this.traits);
  }

  with(...checks: readonly Check[]): Schema {
    return this.check(...checks);
  }

  clone(def?: Definition): Schema {
    return new Schema(def ?? this.def, this.judge, this.traits);
  }

  brand(): this {
    return this;
  }

  apply<Rest extends unknown[], Result>(change: (schema: this, ...rest: Rest) => Result, ...rest: Rest): Result {
    return change(this, ...rest);
  }

  parse(value: unknown, context?: Context): unknown {
    const { success, data, error } = safeParse(this, value, context);
    if (!success) throw error!;
    return data;
  }

  safeParse(value: unknown, context?: Context): Parsed {
    return safeParse(this, value, context);
  }
}

/** Schemas that are of one type and have no parts. */
const plain = (type: string, fits: (value: unknown) => boolean) => (given?: Given): Schema =>
  new Schema({ type, ...parameters(given) }, (payload, _context, inst) => {
    if (!fits(payload.value)) payload.issues.push({ expected: type, code: 'invalid_type', input: payload.value, inst });
    return payload;
  });

export const string = /* @__PURE__ */ plain('string', (value) => typeof value === 'string');
export const number = /* @__PURE__ */ plain('number', Number.isFinite);
export const boolean = /* @__PURE__ */ plain('boolean', (value) => typeof value === 'boolean');
export const unknown = /* @__PURE__ */ plain('unknown', () => true);
export const never = /* @__PURE__ */ plain('never', () => false);

export function int(given?: Given): Schema {
  const def = parameters(given);
  return new Schema({ type: 'number', check: 'number_format', format: 'safeint', ...def }, (payload, _context, inst) => {
    const { value: input, issues } = payload;
    const limits = { input, inst, origin: 'int', inclusive: true, continue: !def.abort };
    if (!Number.isFinite(input)) issues.push({ expected: 'number', code: 'invalid_type', input, inst });
    else if (!Number.isInteger(input)) issues.push({ expected: 'int', format: 'safeint', code: 'invalid_type', continue: false, input, inst });
    else if (!Number.isSafeInteger(input)) {
      if ((input as number) > 0) issues.push({ ...limits, code: 'too_big', maximum: Number.MAX_SAFE_INTEGER });
      else issues.push({ ...limits, code: 'too_small', minimum: Number.MIN_SAFE_INTEGER });
    }
    return payload;
  });
}

function choice(type: string, values: readonly unknown[], more: object, given: Given): Schema {
  return new Schema({ type, ...more, ...parameters(given) }, (payload, _context, inst) => {
    if (!values.includes(payload.value)) payload.issues.push({ code: 'invalid_value', values, input: payload.value, inst });
    return payload;
  });
}

export const literal = (value: unknown, given?: Given): Schema => {
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return choice('literal', values, { values }, given);
};

function enumOf(names: readonly string[] | Readonly<Record<string, string | number>>, given?: Given): Schema {
  const entries = Array.isArray(names) ? Object.fromEntries((names as readonly string[]).map((name) => [name, name])) : (names as Record<string, string | number>);
  // A TypeScript enum of numbers has keys for its values too.
  const numbers = Object.values(entries).filter((value) => typeof value === 'number');
  const options = Object.entries(entries).filter(([key]) => !numbers.includes(Number(key))).map(([, value]) => value);
  return choice('enum', options, { entries, options }, given);
}
export { enumOf as enum };

/** Takes the issues of a part, which now lead from the whole. */
function adopt(into: Payload, key: PropertyKey, { issues }: Payload): void {
  for (const issue of issues) {
    (issue.path ??= []).unshift(key);
    into.issues.push(issue);
  }
}

export function array(element: Schema, given?: Given): Schema {
  return new Schema({ type: 'array', element, ...parameters(given) }, (payload, context, inst) => {
    const input = payload.value;
    if (!Array.isArray(input)) payload.issues.push({ expected: 'array', code: 'invalid_type', input, inst });
    else {
      payload.value = Array.from(input, (value: unknown, i) => {
        const part = element._zod.run({ value, issues: [] }, context);
        adopt(payload, i, part);
        return part.value;
      });
    }
    return payload;
  });
}

export function tuple(items: readonly Schema[], restOrGiven?: Schema | Given, more?: Given): Schema {
  const rest = restOrGiven instanceof Schema ? restOrGiven : null;
  const given = restOrGiven instanceof Schema ? more : restOrGiven;
  /** The place from which on all may be absent. */
  const start = (omits: (traits: Traits) => boolean): number => items.findLastIndex(({ _zod }) => !omits(_zod)) + 1;
  const canLack = start(({ optin }) => optin !== undefined);
  const mayLack = start(({ optout }) => optout === 'optional');
  return new Schema({ type: 'tuple', items, rest, ...parameters(given) }, (payload, context, inst) => {
    const { value: input, issues } = payload;
    if (!Array.isArray(input)) {
      issues.push({ expected: 'tuple', code: 'invalid_type', input, inst });
      return payload;
    }
    const size = { inclusive: true, input, inst, origin: 'array' };
    if (!rest && input.length < canLack) {
      issues.push({ ...size, code: 'too_small', minimum: canLack });
      return payload;
    }
    if (!rest && input.length > items.length) issues.push({ ...size, code: 'too_big', maximum: items.length });
    const values: unknown[] = (payload.value = []);
    const parts = items.map(({ _zod }, i) => _zod.run({ value: input[i] as unknown, issues: [] }, context));
    if (rest) {
      for (let i = items.length; i < input.length; i++) {
        const part = rest._zod.run({ value: input[i] as unknown, issues: [] }, context);
        adopt(payload, i, part);
        values[i] = part.value;
      }
    }
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      if (i >= input.length && i >= mayLack && (items[i]!._zod.optin === 'optional' || part.issues.length > 0)) {
        values.length = i;
        break;
      }
      adopt(payload, i, part);
      values[i] = part.value;
    }
    while (values.length > input.length && values.at(-1) === undefined && items[values.length - 1]!._zod.optout === 'optional') values.length--;
    return payload;
  });
}

function property(into: Payload, key: string, input: object, { _zod: { run, optin, optout } }: Schema, context: Context): void {
  const part = run({ value: (input as Record<string, unknown>)[key], issues: [] }, context);
  const out = into.value as Record<string, unknown>;
  if (key in input) {
    adopt(into, key, part);
    out[key] = part.value;
    return;
  }
  const mayLack = optout === 'optional';
  if (mayLack && (optin === 'optional' || (optin !== undefined && part.issues.length > 0))) return;
  adopt(into, key, part);
  if (optin === undefined) {
    if (part.issues.length === 0) into.issues.push({ code: 'invalid_type', expected: 'nonoptional', input: undefined, path: [key] });
  } else if (part.value !== undefined || (optin === 'defaulted' && !mayLack)) out[key] = part.value;
}

function objectOf(shape: Shape, given: Given, catchall?: Schema): Schema {
  return new Schema({ type: 'object', shape, ...(catchall && { catchall }), ...parameters(given) }, (payload, context, inst) => {
    const input = payload.value;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      payload.issues.push({ expected: 'object', code: 'invalid_type', input, inst });
      return payload;
    }
    payload.value = {};
    const known = Object.keys(shape);
    for (const key of known) if (key !== '__proto__') property(payload, key, input, shape[key]!, context);
    if (!catchall) return payload;
    const keys: string[] = [];
    for (const key in input) {
      if (known.includes(key)) continue;
      if (catchall.type === 'never') keys.push(key);
      else if (key !== '__proto__') property(payload, key, input, catchall, context);
    }
    if (keys.length > 0) payload.issues.push({ code: 'unrecognized_keys', keys, input, inst, continue: true });
    return payload;
  });
}

export const object = (shape: Shape = {}, given?: Given): Schema => objectOf(shape, given);
export const strictObject = (shape: Shape, given?: Given): Schema => objectOf(shape, given, never());
export const looseObject = (shape: Shape, given?: Given): Schema => objectOf(shape, given, unknown());

export function union(options: readonly Schema[], given?: Given): Schema {
  const ins = options.map(({ _zod }) => _zod.optin);
  const traits: Traits = {
    optin: ins.includes('defaulted') ? 'defaulted' : ins.find((each) => each !== undefined),
    optout: options.some(({ _zod }) => _zod.optout === 'optional') ? 'optional' : undefined,
  };
  const parse: Parse = (payload, context, inst) => {
    if (options.length === 1) return options[0]!._zod.run(payload, context);
    const tried: Payload[] = [];
    for (const { _zod } of options) {
      const part = _zod.run({ value: payload.value, issues: [] }, context);
      if (part.issues.length === 0) return part;
      tried.push(part);
    }
    const open = tried.filter((part) => !isAborted(part));
    if (open.length === 1) return open[0]!;
    const errors = tried.map(({ issues }) => issues.map((issue) => finalize(issue, context)));
    payload.issues.push({ code: 'invalid_union', input: payload.value, inst, errors });
    return payload;
  };
  return new Schema({ type: 'union', options, ...parameters(given) }, parse, traits);
}

export const optional = (innerType: Schema): Schema => {
  const { optin, run } = innerType._zod;
  const parse: Parse = (payload, context) => {
    if (payload.value !== undefined) return run(payload, context);
    if (optin === 'defaulted') {
      const { issues, value } = run({ value: undefined, issues: [] }, context);
      payload.value = issues.length > 0 ? undefined : value;
    }
    return payload;
  };
  return new Schema({ type: 'optional', innerType }, parse, { optin: optin === 'defaulted' ? optin : 'optional', optout: 'optional' });
};

export const nonoptional = (innerType: Schema, given?: Given): Schema =>
  new Schema({ type: 'nonoptional', innerType, ...parameters(given) }, (given, context, inst) => {
    const payload = innerType._zod.run(given, context);
    if (payload.issues.length === 0 && payload.value === undefined) payload.issues.push({ code: 'invalid_type', expected: 'nonoptional', input: undefined, inst });
    return payload;
  });

/** A schema like another in all but what it does with some values. */
const around = (type: string, innerType: Schema, parse: Parse): Schema => new Schema({ type, innerType }, parse, { optin: innerType._zod.optin, optout: innerType._zod.optout });

export const nullable = (innerType: Schema): Schema => around('nullable', innerType, (payload, context) => (payload.value === null ? payload : innerType._zod.run(payload, context)));

export const readonly = (innerType: Schema): Schema =>
  around('readonly', innerType, (given, context) => {
    const payload = innerType._zod.run(given, context);
    payload.value = Object.freeze(payload.value);
    return payload;
  });

export function _default(innerType: Schema, value: unknown): Schema {
  const def = {
    type: 'default',
    innerType,
    get defaultValue(): unknown {
      if (typeof value === 'function') return (value as () => unknown)();
      return Array.isArray(value) ? [...(value as unknown[])] : isPlain(value) ? { ...value } : value;
    },
  };
  const parse: Parse = (given, context) => {
    const payload = given.value === undefined ? given : innerType._zod.run(given, context);
    if (payload.value === undefined) payload.value = def.defaultValue;
    return payload;
  };
  return new Schema(def, parse, { optin: 'defaulted' });
}

export const check = (judge: Check['_zod']['check'], given?: Given): Check => ({ _zod: { check: judge, def: { check: 'custom', ...parameters(given) } } });

type Bound = 'minimum' | 'maximum';
const bound = (code: string, name: Bound, inclusive: boolean, fits: (value: number, limit: number) => boolean) => (limit: number, given?: Given): Check => {
  const inst: Check = check(({ value: input, issues }) => {
    if (!fits(input as number, limit)) issues.push({ origin: 'number', code, [name]: limit, input, inclusive, inst, continue: !inst._zod.def.abort });
  }, given);
  return inst;
};

export const minimum = /* @__PURE__ */ bound('too_small', 'minimum', true, (value, limit) => value >= limit);
export const maximum = /* @__PURE__ */ bound('too_big', 'maximum', true, (value, limit) => value <= limit);
export const gt = /* @__PURE__ */ bound('too_small', 'minimum', false, (value, limit) => value > limit);
export const lt = /* @__PURE__ */ bound('too_big', 'maximum', false, (value, limit) => value < limit);
export { minimum as gte, maximum as lte };
export const positive = (given?: Given): Check => gt(0, given);
export const negative = (given?: Given): Check => lt(0, given);
export const nonnegative = (given?: Given): Check => minimum(0, given);
export const nonpositive = (given?: Given): Check => maximum(0, given);

/** Of a string, its code points. */
const lengthOf = (value: string | readonly unknown[]): number => (typeof value === 'string' ? [...value].length : value.length);
const lengthBound = (code: string, name: Bound, fits: (length: number, limit: number) => boolean) => (limit: number, given?: Given): Check => {
  const hasLength = ({ value }: Payload): boolean => (value as { readonly length?: unknown } | null | undefined)?.length !== undefined;
  const inst: Check = check(({ value, issues }) => {
    const input = value as string | readonly unknown[];
    if (fits(lengthOf(input), limit)) return;
    issues.push({ origin: Array.isArray(input) ? 'array' : 'string', code, [name]: limit, inclusive: true, input, inst, continue: !inst._zod.def.abort });
  }, { when: hasLength, ...parameters(given) } as Given);
  return inst;
};

export const minLength = /* @__PURE__ */ lengthBound('too_small', 'minimum', (length, limit) => length >= limit);
export const maxLength = /* @__PURE__ */ lengthBound('too_big', 'maximum', (length, limit) => length <= limit);

const said = (message: ReturnType<ErrorMap>): string | undefined => (typeof message === 'string' ? message : message?.message);

/** An issue as it is told. The nearest message goes before the others. */
function finalize(raised: Issue, context: Context | undefined): object {
  const { inst, schema, continue: _, input, ...issue } = raised;
  const own = inst?._zod.def.error;
  const owner = schema === inst ? undefined : schema?._zod.def.error;
  const owned = inst instanceof Schema ? undefined : owner;
  const message = raised.message || (said(own?.(raised)) ?? said(owned?.(raised)) ?? said(context?.error?.(raised)) ?? 'Invalid input');
  return { path: [], ...issue, message, ...(context?.reportInput && { input }) };
}

class ZodError extends Error {
  constructor(readonly issues: readonly object[]) {
    super(JSON.stringify(issues, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2));
    Object.defineProperty(this, 'name', { value: '$ZodError' });
  }
}

interface Parsed {
  readonly success: boolean;
  readonly data?: unknown;
  readonly error?: ZodError;
}

export function safeParse(schema: Schema, value: unknown, context: Context = {}): Parsed {
  const { issues, value: data } = schema._zod.run({ value, issues: [] }, context);
  return issues.length === 0 ? { success: true, data } : { success: false, error: new ZodError(issues.map((issue) => finalize(issue, context))) };
}
