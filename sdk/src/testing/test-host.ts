// SPDX-License-Identifier: MIT
import { bindBundle } from '../processor/bind.js';
import type { AnyProcessor } from '../processor/define.js';
import type { Bundle } from '../table/host-functions.js';
import * as Header from '../table/schema/header.generated.js';
import * as Hook from '../table/schema/hook.generated.js';
import { ABI, GROUP_CORE } from '../table/schema.generated.js';
import { MemoryTable } from './memory-table.js';
import { packBatch, packGroups, type PlacedBatch, type PlacedFrame } from './pack.js';
import { pushResult } from './push-result.js';
import { checkEditList, readEvents } from './read-back.js';
import type { CallResult, LogRecord, Played, PushResult, TestBatch, TestFrame } from './records.js';
import { StreamClock } from './stream-clock.js';
import { TrackKeys } from './track-keys.js';
import { checkEdits, checkEvents } from './validate.js';

/** How a test host runs a script. */
export interface TestHostOptions {
  /** The script's parameters. */
  readonly params?: unknown;
  /** Frames a second of each source, for frames that give no `time`; 30 when left out. */
  readonly fps?: number;
  /** Name of the element that the script sees. */
  readonly element?: string;
}

/** A hook by its name; `''` for none. */
export type HookName = Exclude<keyof typeof Hook, 'none'> | '';

const HOOKS = Object.keys(Hook) as readonly (keyof typeof Hook)[];
const LEVELS: readonly LogRecord['level'][] = ['error', 'warn', 'info', 'debug'];

/**
 * Runs a processor without a pipeline, over the same frame table: push frames, look at what became of them.
 * Whatever the script throws comes out of the call.
 *
 * @example
 * ```ts
 * import { defineProcessor } from '@nvtsprobe/sdk';
 * import { TestHost } from '@nvtsprobe/sdk/testing';
 *
 * const host = new TestHost(defineProcessor({ onFrame: (frame) => frame.emit('seen', { n: frame.objects.length }) }));
 * const { events } = host.push({ objects: [{ left: 0, top: 0, width: 10, height: 20 }] });
 * console.log(events[0]?.data['n']); // 1
 * ```
 */
export class TestHost {
  private readonly bundle: Bundle;
  private readonly table = new MemoryTable();
  private readonly tracks = new TrackKeys();
  private readonly fps: number;
  private readonly frameNumbers = new Map<number, number>();
  private readonly clock = new StreamClock();
  private readonly sourceClocks = new Map<number, StreamClock>();
  private logs: LogRecord[] = [];
  private batch: readonly PlacedFrame[] = [];
  private groups = GROUP_CORE;
  /** What `setup` emitted and logged. */
  readonly setup: CallResult;

  /** `script` is a processor, or the bundle that evaluating a built file leaves in `__nvts_bundle`. */
  constructor(
    script: AnyProcessor | Bundle,
    private readonly options: TestHostOptions = {},
  ) {
    this.fps = options.fps ?? 30;
    this.bundle = 'run' in script ? script : bindBundle({ default: script });
    const { table } = this;
    table.beginBatch();
    const host = {
      log: (level: number, message: string): void => {
        this.logs.push({ level: LEVELS[level] ?? 'debug', message });
      },
      grow: table.grow,
      pack: (groups: number): ArrayBuffer => {
        this.groups |= groups;
        packGroups(table, this.batch, groups);
        return table.block;
      },
      string: table.string,
      intern: table.intern,
    };
    const info = { abi: ABI, version: '0.1.0', element: options.element ?? 'test' };
    this.bundle.load(host, table.block, JSON.stringify(options.params ?? {}), JSON.stringify(info));
    this.setup = this.takeResult();
  }

  /** Runs a batch of one frame, or of several. */
  push(batch: TestFrame | TestBatch): PushResult {
    const { table } = this;
    table.beginBatch();
    packBatch(table, this.tracks, this.place('frames' in batch ? batch : { frames: [batch] }));
    packGroups(table, this.batch, this.groups);
    this.attach();
    this.bundle.run();
    const result = this.takeResult();
    checkEditList(table);
    checkEdits(table, { frames: this.batch.length, objects: this.batch.reduce((sum, { input }) => sum + (input.objects?.length ?? 0), 0) });
    return pushResult(table, this.batch, result);
  }

  /** Pushes one frame or batch after the other. The result holds what each brought, and the events of all. */
  play(batches: Iterable<TestFrame | TestBatch>): Played {
    const steps = Array.from(batches, (batch) => this.push(batch));
    return { steps, events: steps.flatMap(({ events }) => events), logs: steps.flatMap(({ logs }) => logs) };
  }

  streamStart(sourceId = 0): CallResult {
    return this.notify(Hook.onStreamStart, { sourceId });
  }

  addSource(sourceId: number): CallResult {
    return this.notify(Hook.onSourceAdded, { sourceId, padIndex: sourceId });
  }

  /** Tells the script that a source is gone; its tracks are forgotten. */
  removeSource(sourceId: number): CallResult {
    this.tracks.forgetSource(sourceId);
    this.frameNumbers.delete(sourceId);
    return this.notify(Hook.onSourceRemoved, { sourceId, padIndex: sourceId });
  }

  /** Ends the stream. */
  eos(): CallResult {
    return this.notify(Hook.onEos, {});
  }

  /** Sends a message, which travels as JSON, to `onMessage`. */
  send(message: unknown): CallResult {
    return this.sendText(JSON.stringify(message));
  }

  /** Sends the text of a message as an application does: it may be no JSON. */
  sendText(json: string): CallResult {
    return this.deliver(Hook.onMessage, json);
  }

  /** The text of the script's state as a host keeps it; `''` when there is none. */
  save(): string {
    this.beginEmpty();
    return this.bundle.save?.() ?? '';
  }

  /** Gives the script a text of `save`. */
  restore(text: string): CallResult {
    this.beginEmpty();
    this.bundle.restore?.(text);
    return this.takeResult();
  }

  /**
   * A host that goes on where this one is, as an element does after a reload: with `script` in place of this one, its
   * state restored, and all tracks new to it. This host can be used on as well.
   */
  reload(script: AnyProcessor | Bundle, options: TestHostOptions = this.options): TestHost {
    const next = new TestHost(script, options);
    for (const [sourceId, frameNumber] of this.frameNumbers) next.frameNumbers.set(sourceId, frameNumber);
    const text = this.save();
    if (text !== '') next.restore(text);
    return next;
  }

  private notify(hook: number, data: unknown): CallResult {
    return this.deliver(hook, JSON.stringify(data));
  }

  private deliver(hook: number, text: string): CallResult {
    this.beginEmpty();
    this.bundle.notify(hook, text);
    return this.takeResult();
  }

  private beginEmpty(): void {
    this.table.beginBatch();
    this.batch = [];
    this.attach();
  }

  private attach(): void {
    if (this.table.takeMoved()) this.bundle.attach(this.table.block);
  }

  /** Fills in what a host knows of a batch: numbers of frames, and times. */
  private place({ frames, pts = frames[0]?.pts }: TestBatch): PlacedBatch {
    const stamped = pts !== undefined;
    const batchPts = pts ?? undefined;
    const batchTime = stamped ? this.clock.advance(batchPts) : undefined;
    this.batch = frames.map((input) => {
      const sourceId = input.sourceId ?? 0;
      const frameNumber = input.frameNumber ?? this.frameNumbers.get(sourceId) ?? 0;
      this.frameNumbers.set(sourceId, frameNumber + 1);
      if (stamped) return { input, sourceId, frameNumber, time: this.frameTime(sourceId, input.pts ?? undefined), pts: input.pts ?? undefined };
      const time = input.time ?? frameNumber / this.fps;
      return { input, sourceId, frameNumber, time, pts: BigInt(Math.round(time * 1e9)) };
    });
    const [first] = this.batch;
    return {
      frames: this.batch,
      pts: stamped ? batchPts : first?.pts,
      time: batchTime ?? first?.time,
      continuous: !stamped || this.clock.continuous,
    };
  }

  private frameTime(sourceId: number, pts: bigint | undefined): number {
    if (pts === undefined) return this.clock.time;
    let clock = this.sourceClocks.get(sourceId);
    if (!clock) this.sourceClocks.set(sourceId, (clock = new StreamClock()));
    return clock.advance(pts);
  }

  private takeResult(): CallResult {
    checkEvents(this.table);
    const result = { events: readEvents(this.table), logs: this.logs };
    this.logs = [];
    return result;
  }

  /** Where the script threw last: its hook, and the place of the frame in the batch. The hook is `''` between calls. */
  get position(): { readonly hook: HookName; readonly frame: number | undefined } {
    const { headerU32, headerI32 } = this.table.columns;
    const frame = headerI32[Header.hookFrame]!;
    const hook = HOOKS.find((name) => Hook[name] === headerU32[Header.hook]);
    return { hook: hook === undefined || hook === 'none' ? '' : hook, frame: frame < 0 ? undefined : frame };
  }

  /** Stream time of the last batch in seconds. */
  get time(): number {
    return this.table.columns.headerF64[Header.batchTime]!;
  }
}
