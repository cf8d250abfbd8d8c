// SPDX-License-Identifier: MIT
// The JSON Schema of a package's parameters as people read it.

type Schema = Readonly<Record<string, unknown>>;

/** One parameter, or a part of one. */
export interface ParameterRow {
  /** `'trails.seconds'`, `'lines[].name'`. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly unit?: string;
  readonly description?: string;
}

const MAX_DEPTH = 4;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const schemas = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** The parameters of a package, those of lists and objects in them behind each. */
export function parameterRows(schema: unknown, prefix = '', depth = 0): ParameterRow[] {
  if (!isSchema(schema) || depth === MAX_DEPTH) return [];
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  return Object.entries(properties).flatMap(([key, value]): ParameterRow[] => {
    if (!isSchema(value)) return [];
    const name = prefix + key;
    const { unit, description } = value;
    const row: ParameterRow = {
      name,
      type: typeText(value),
      required: required.includes(key) && value['default'] === undefined,
      ...(value['default'] !== undefined && { default: value['default'] }),
      ...(typeof unit === 'string' && { unit }),
      ...(typeof description === 'string' && { description }),
    };
    const inside = value['type'] === 'array' ? parameterRows(value['items'], `${name}[].`, depth + 1) : parameterRows(value, `${name}.`, depth + 1);
    return [row, ...inside];
  });
}

/** `inner`: of what is in a list, where limits would hide what it is. */
function typeText(schema: Schema, inner = false): string {
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const choices = schemas(schema['anyOf'] ?? schema['oneOf']);
  if (choices.length > 0) return [...new Set(choices.map((choice) => typeText(choice, inner)))].join(' | ');
  const { type } = schema;
  if (Array.isArray(type)) return type.map((each) => typeText({ ...schema, type: each }, inner)).join(' | ');
  if (type === 'array') {
    const items = schemas(schema['prefixItems']);
    if (items.length > 0) return tupleText(items.map((item) => typeText(item, true)));
    return isSchema(schema['items']) ? `list of ${typeText(schema['items'], true)}` : 'list';
  }
  if (type === 'number' || type === 'integer') return numberText(type === 'integer' ? 'whole number' : 'number', inner ? {} : schema);
  return typeof type === 'string' ? type : 'anything';
}

/** `[number, string]`, `4 of [number, number]`. */
function tupleText(items: readonly string[]): string {
  const alike = items.length > 2 && items.every((item) => item === items[0]);
  return alike ? `${items.length} of ${items[0]}` : `[${items.join(', ')}]`;
}

function numberText(what: string, schema: Schema): string {
  const limits = [
    ['>=', schema['minimum']],
    ['>', schema['exclusiveMinimum']],
    ['<=', schema['maximum']],
    ['<', schema['exclusiveMaximum']],
  ] as const;
  return what + limits.map(([sign, value]) => (typeof value === 'number' ? ` ${sign} ${value}` : '')).join('');
}
