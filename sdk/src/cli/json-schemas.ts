// SPDX-License-Identifier: MIT
import { type $ZodType, toJSONSchema } from 'zod/v4/core';
import { eventRecordSchema } from '../analytics/rule-set/event-record.js';
import { ruleKinds } from '../analytics/rule-set/kinds.js';
import { ruleSetOptions } from '../analytics/rule-set/options.js';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema };

const inputSchema = (schema: $ZodType): Schema => toJSONSchema(schema, { io: 'input' }) as Schema;

/** The JSON Schemas of a file of rules and of an event, by name. */
export function jsonSchemas(): Record<string, object> {
  const rules = inputSchema(ruleSetOptions);
  const camera = rules.properties!['cameras']!.items!;
  camera.properties!['rules']!.items = { oneOf: Object.entries(ruleKinds).map(([kind, { schema }]) => ruleSchema(kind, schema)) } as Schema;
  return {
    event: { ...inputSchema(eventRecordSchema), title: 'Event of a rule' },
    rules: { ...closed(rules), title: 'Rules of all cameras' },
  };
}

function ruleSchema(kind: string, schema: $ZodType): Schema {
  const { $schema: _, ...rule } = closed(inputSchema(schema));
  const required = Array.isArray(rule['required']) ? (rule['required'] as string[]) : [];
  return { ...rule, required: ['kind', ...required], properties: { kind: { const: kind }, ...rule.properties } } as Schema;
}

/** Keys that are not known are refused, as the SDK does. */
function closed(schema: Schema): Schema {
  if (schema.properties) {
    schema['additionalProperties'] ??= false;
    for (const part of Object.values(schema.properties)) closed(part);
  }
  if (schema.items) closed(schema.items);
  return schema;
}
