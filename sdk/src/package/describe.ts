// SPDX-License-Identifier: MIT
// What `nvts pack` runs beside a script to tell what its manifest must say. Never part of a bundle.
import type { $ZodType } from 'zod/v4/core';
import { bindBundle } from '../host.js';
import { type Described, parameterSchema, registerComments } from './parameter-schema.js';

/** What a script says of itself. */
export interface ScriptDescription {
  readonly kind: 'processor' | 'parser';
  readonly name: string;
  /** Version of the contract that it was made for. */
  readonly abi: number;
  readonly capabilities: readonly string[];
  /** JSON Schema of its parameters; one without properties where it takes none. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Describes a script's module, as a JSON text. */
export function describeScript(module: Readonly<Record<string, unknown>>, described: readonly Described[] = []): string {
  registerComments(described);
  const { kind, name, abi, capabilities = [] } = bindBundle(module);
  const { definition } = (module['default'] ?? {}) as { readonly definition?: { readonly params?: $ZodType } };
  const { $schema: _, ...parameters } = definition?.params ? parameterSchema(definition.params) : { type: 'object', properties: {}, additionalProperties: false };
  return JSON.stringify({ kind, name, abi, capabilities, parameters } satisfies ScriptDescription);
}
