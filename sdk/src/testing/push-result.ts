// SPDX-License-Identifier: MIT
import { GROUP_ANALYTICS, GROUP_DETAIL, GROUP_JSON, GROUP_MASK, GROUP_STYLE } from '../table/schema.generated.js';
import type { MemoryTable } from './memory-table.js';
import { packGroups, type PlacedFrame } from './pack.js';
import { readFrame } from './read-back.js';
import type { CallResult, FrameResult, PushResult } from './records.js';

/** A table that has grown beyond this is read at once: what is read of it is smaller than a copy. */
const MAX_KEPT_BYTES = 2 ** 20;

/**
 * What became of a batch. It is read when somebody looks at it, since that takes longer than most scripts do, and few tests
 * look at all of it.
 */
export function pushResult(table: MemoryTable, batch: readonly PlacedFrame[], { events, logs }: CallResult): PushResult {
  const frames = table.block.byteLength > MAX_KEPT_BYTES ? known(readBatch(table, batch)) : later(table, batch);
  const objects = once(() => frames().flatMap((frame) => frame.objects));
  const draws = once(() => frames().flatMap((frame) => frame.draws));
  const json = once(() => Object.assign({}, ...frames().map((frame) => frame.json)) as Record<string, unknown>);
  return {
    events,
    logs,
    get frames() {
      return frames();
    },
    get objects() {
      return objects();
    },
    get draws() {
      return draws();
    },
    get json() {
      return json();
    },
  };
}

function later(table: MemoryTable, batch: readonly PlacedFrame[]): () => readonly FrameResult[] {
  const kept = table.keep();
  // A test may use an object again for its next frame.
  const inputs = batch.map((frame) => ({ ...frame, input: { ...frame.input, objects: frame.input.objects?.map((object) => ({ ...object })) ?? [] } }));
  return once(() => readBatch(kept(), inputs));
}

function readBatch(table: MemoryTable, batch: readonly PlacedFrame[]): readonly FrameResult[] {
  // The groups that the script did not ask for, so that a test can look at them all.
  packGroups(table, batch, GROUP_STYLE | GROUP_DETAIL | GROUP_JSON | GROUP_ANALYTICS | GROUP_MASK);
  return batch.map((_, row) => readFrame(table, row));
}

function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

const known = <Value>(value: Value) => (): Value => value;
