// SPDX-License-Identifier: MIT
import { type $ZodType, globalRegistry, toJSONSchema } from 'zod/v4/core';

/** A JSON Schema, as far as it is walked through. @internal */
export type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema };

/** A schema and what its doc comment says of it. */
export type Described = readonly [schema: $ZodType, about: { readonly description?: string; readonly unit?: string }];

/** Takes over what doc comments say of schemas, where those say nothing themselves. @internal */
export function registerComments(described: readonly Described[]): void {
  for (const [schema, about] of described) globalRegistry.add(schema, { ...about, ...globalRegistry.get(schema) });
}

/** The JSON Schema of what a zod schema takes; what JSON Schema cannot say is left open. @internal */
export const inputSchema = (schema: $ZodType): Schema => toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;

/** The JSON Schema of a script's parameters: of what a zod schema takes, without what is true of every list and whole number. @internal */
export function parameterSchema(schema: $ZodType): Schema {
  const override = ({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void => {
    delete jsonSchema['readOnly'];
    if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
    if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
  };
  return closed(toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override }) as Schema);
}

/** Keys that are not known are refused, as the SDK does. @internal */
export function closed(schema: Schema): Schema {
  if (schema.properties) {
    schema['additionalProperties'] ??= false;
    for (const part of Object.values(schema.properties)) closed(part);
  }
  if (schema.items) closed(schema.items);
  return schema;
}
