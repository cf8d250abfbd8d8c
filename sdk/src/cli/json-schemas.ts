// SPDX-License-Identifier: MIT
import type { $ZodType } from 'zod/v4/core';
import { eventRecordSchema } from '../analytics/rule-set/event-record.js';
import { ruleKinds } from '../analytics/rule-set/kinds.js';
import { ruleSetOptions } from '../analytics/rule-set/options.js';
import { pluginManifest } from '../package/manifest.js';
import { closed, type Described, inputSchema, registerComments, type Schema } from '../package/parameter-schema.js';

/** The JSON Schemas of a file of rules, of an event and of a package's manifest, by name. */
export function jsonSchemas(described: readonly Described[] = []): Record<string, object> {
  registerComments(described);
  const rules = inputSchema(ruleSetOptions);
  const camera = rules.properties!['cameras']!.items!;
  camera.properties!['rules']!.items = { oneOf: Object.entries(ruleKinds).map(([kind, { schema }]) => ruleSchema(kind, schema)) } as Schema;
  return {
    event: { ...inputSchema(eventRecordSchema), title: 'Event of a rule' },
    manifest: { ...closed(inputSchema(pluginManifest)), title: 'The key nvts in the package.json of a plugin package' },
    rules: { ...closed(rules), title: 'Rules of all cameras' },
  };
}

function ruleSchema(kind: string, schema: $ZodType): Schema {
  const { $schema: _, ...rule } = closed(inputSchema(schema));
  const required = Array.isArray(rule['required']) ? (rule['required'] as string[]) : [];
  return { ...rule, required: ['kind', ...required], properties: { kind: { const: kind }, ...rule.properties } } as Schema;
}
