// SPDX-License-Identifier: MIT
// The subset beside zod/mini: equal data, or equal codes, paths and messages, on random schemas and values.
import { expect, test } from 'vitest';
import * as real from 'zod/mini';
import * as mini from './mini.js';

type Zod = typeof real;
type Schema = real.ZodMiniType;

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

const TEXTS = ['', 'a', 'ab', '🚗', 'person', '__proto__'] as const;
const NUMBERS = [0, -0, 1, 2, -1, 0.5, 2.5, 3, 1e300, -1e300, NaN, Infinity] as const;
const KEYS = ['a', 'b', 'person', '__proto__'] as const;

/** Everything that a message may be made of. */
const tell = (issue: object): string =>
  JSON.stringify(Object.entries(issue).filter(([key]) => !['inst', 'schema', 'note', 'received', 'errors'].includes(key)).sort(), (_key, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));

/** A schema of at most so many levels: the same of both where the seed is the same. */
function schemaOf(z: Zod, next: (below: number) => number, depth: number): Schema {
  const inner = (): Schema => schemaOf(z, next, depth - 1);
  const params = (): never => [undefined, undefined, undefined, 'as a text', { error: 'as an error' }, { message: 'as a message' }, { error: ({ code }: { code: string }) => `told of ${code}` }, { error: () => undefined }][next(8)] as never;
  const given = (): never => [undefined, undefined, 'checked', { abort: true }, { error: 'not so', abort: true }][next(5)] as never;
  const bounds = () => [z.minimum, z.maximum, z.gt, z.lt][next(4)]!(next(3), given());
  const simple: (() => Schema)[] = [
    () => z.string(params()),
    () => z.string(params()).check(z.minLength(next(3), given()), z.maxLength(next(4) + 1, given())),
    () => z.number(params()),
    () => z.number(params()).check(bounds(), bounds()),
    () => z.int(params()).check(z.positive(given())),
    () => z.int().check(z.nonnegative(given()), z.maximum(2)),
    () => z.boolean(params()),
    () => z.unknown(),
    () => z.never(params()),
    () => z.literal([1, 'a', null], params()),
    () => z.enum(['a', 'person'], params()),
    () => z.enum({ zero: 0, 0: 'zero', one: 'a' }, params()),
    () => z.number().check(z.check(({ value, issues }) => void (value > 1 && issues.push({ code: 'custom', message: 'above 1', input: value, path: ['deep'], params: { onKey: true } })), given())),
    () => z.number(params()).check(z.check(({ issues, value }) => void issues.push({ code: 'custom', input: value, continue: true }), { when: () => true }), z.negative(given()), z.nonpositive()),
  ];
  if (depth === 0 || next(3) === 0) return simple[next(simple.length)]!();
  const shape = (): Record<string, Schema> => Object.fromEntries(KEYS.slice(0, next(4)).map((key) => [key, inner()]));
  const whole = (): never => z.check(({ value, issues }) => void (typeof value === 'object' && value !== null && 'b' in value && issues.push({ code: 'custom', message: 'has b', input: value, path: ['b'] })), next(2) === 0 ? undefined : { when: () => true }) as never;
  const composed: (() => Schema)[] = [
    () => z.array(inner(), params()),
    () => z.array(inner()).check(z.minLength(next(3), given())),
    () => z.tuple([inner(), inner()], params()),
    () => z.tuple([inner()], inner()),
    () => z.object(shape(), params()),
    () => z.object(shape()).check(whole()),
    () => z.strictObject(shape(), params()).check(whole()),
    () => z.looseObject(shape()),
    () => z.union([inner(), inner()], params()),
    () => z.union([inner()]),
    () => z.optional(inner()),
    () => z.nonoptional(inner(), params()),
    () => z.nullable(inner()),
    () => z.readonly(inner()).check(z.check(({ value, issues }) => void (value === 1 && issues.push({ code: 'custom', message: 'is 1', input: value })))),
    () => z._default(inner(), [1, 'a', [], { a: 1 }, () => 2][next(5)] as never),
  ];
  return composed[next(composed.length)]!();
}

function valueOf(next: (below: number) => number, depth: number): unknown {
  const simple = [TEXTS[next(TEXTS.length)], NUMBERS[next(NUMBERS.length)], NUMBERS[next(6)], true, null, undefined];
  if (depth === 0 || next(3) === 0) return simple[next(simple.length)];
  if (next(2) === 0) return Array.from({ length: next(4) }, () => valueOf(next, depth - 1));
  const entries = KEYS.slice(0, next(5)).map((key): [string, unknown] => [key, valueOf(next, depth - 1)]);
  return Object.fromEntries(next(3) === 0 ? [...entries, ['other', 1]] : entries);
}

type Found = readonly [data: unknown] | readonly [data: undefined, issues: readonly unknown[]];

function judge(z: Zod, schema: Schema, value: unknown, error: ((issue: object) => string) | undefined): Found {
  const result = z.safeParse(schema, structuredClone(value), error && ({ jitless: true, error } as never));
  if (result.success) return [result.data];
  return [undefined, result.error.issues.map(({ code, path, message, params }: { code: string; path: PropertyKey[]; message: string; params?: unknown }) => ({ code, path, message, params }))];
}

test('says what zod/mini says', () => {
  let accepted = 0;
  let refused = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const schemas = [real, mini as unknown as Zod].map((z) => schemaOf(z, random(seed), 3)) as [Schema, Schema];
    const next = random(seed + 77);
    for (let i = 0; i < 8; i++) {
      const value = valueOf(next, 3);
      const error = i % 2 === 0 ? tell : undefined;
      const expected = judge(real, schemas[0], value, error);
      expect({ seed, value, found: judge(mini as unknown as Zod, schemas[1], value, error) }).toStrictEqual({ seed, value, found: expected });
      if (expected.length === 1) accepted++;
      else refused++;
    }
  }
  expect(Math.min(accepted, refused)).toBeGreaterThan(250);
});

test('schemas have the same methods', () => {
  for (const z of [real, mini as unknown as Zod]) {
    const schema = z.object({ n: z._default(z.number(), 1) });
    expect(schema.parse({})).toEqual({ n: 1 });
    expect(schema.safeParse({ n: 'x' })).toMatchObject({ success: false, error: expect.any(Error) as Error });
    expect(() => schema.parse(5)).toThrow(/"invalid_type"/);
    expect(schema.apply((self, more: number) => [self === schema, more], 2)).toEqual([true, 2]);
    expect(schema.brand().clone().shape.n.type).toBe('default');
    expect(schema.with(z.check(({ issues, value }) => void issues.push({ code: 'custom', message: 'no', input: value }))).safeParse({}).success).toBe(false);
    expect(z.enum(['a', 'b']).options).toEqual(['a', 'b']);
    expect(z.safeParse(z.number(), 'x', { reportInput: true }).error?.issues[0]).toMatchObject({ input: 'x' });
  }
});
