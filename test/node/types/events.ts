// SPDX-License-Identifier: MIT
// Compiled, never run: what must hold for the types of events and messages.
import { isRuleEvent, type Pipeline, type RuleEventData } from '@nvtsprobe/node';
import type { EventRecord } from '@nvtsprobe/sdk';
import { expectTypeOf } from 'vitest';

type Plain<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };
// `values` is unknown to zod, and JSON in an event.
expectTypeOf<Plain<Omit<RuleEventData, 'values'>>>().toEqualTypeOf<Plain<Omit<EventRecord, 'values'>>>();
expectTypeOf<keyof RuleEventData>().toEqualTypeOf<keyof EventRecord>();

export async function read(pipeline: Pipeline): Promise<void> {
  for await (const event of pipeline.events()) {
    if (isRuleEvent(event)) expectTypeOf(event.data.rule).toBeString();
  }
  for await (const message of pipeline.messages()) {
    if (message.kind === 'breaker') expectTypeOf(message.failures).toBeNumber();
  }
  expectTypeOf(pipeline.element('probe').get('stats').hooks['batch']!.timeP99).toBeNumber();
}
