// SPDX-License-Identifier: MIT
import type { HostFunctions } from '../table/host-functions.js';
import * as Header from '../table/schema/header.generated.js';
import { ABI, Columns, HEADER_BYTES, MAGIC, SECTIONS } from '../table/schema.generated.js';
import { utf8Length } from '../table/text.js';

/** An error with a code, as a host throws it. */
export class HostError extends Error {
  override readonly name = 'HostError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const MAX_STRINGS = 16_384;
const MAX_STRING_BYTES = 65_536;

const extent = (section: number): number => Header.framesOffset + section * 3;

/** What `keep` remembers. */
interface KeptTable {
  readonly block: ArrayBuffer;
  readonly capacity: number[];
  readonly strings: string[];
}

/** The frame table in plain memory: the block, its growth, and the string table. The host's side, in TypeScript. */
export class MemoryTable implements Omit<HostFunctions, 'log' | 'pack'> {
  readonly columns = new Columns();
  private readonly capacity: number[];
  private strings: string[];
  private indices: Map<string, number>;
  private moved = false;

  constructor(kept?: KeptTable) {
    this.capacity = kept?.capacity ?? SECTIONS.map((section) => section.initial);
    this.strings = kept?.strings ?? [];
    this.indices = new Map(this.strings.map((text, index) => [text, index]));
    this.columns.attach(kept?.block ?? this.layOut(1));
    if (!kept) this.columns.headerU32[Header.stringGeneration] = 1;
  }

  /** What the table holds now, for a table that is made of it when somebody wants to read it. */
  keep(): () => MemoryTable {
    const { strings } = this;
    const { length } = strings;
    const block = this.block.slice(0);
    const capacity = this.capacity.slice();
    return () => new MemoryTable({ block, capacity, strings: strings.slice(0, length) });
  }

  get block(): ArrayBuffer {
    return this.columns.buffer;
  }

  /** Whether the block moved since the last call, for `attach`. */
  takeMoved(): boolean {
    const { moved } = this;
    this.moved = false;
    return moved;
  }

  /** Empties every section and numbers the batch. */
  beginBatch(): void {
    const { headerU32 } = this.columns;
    headerU32[Header.batchSerial] = headerU32[Header.batchSerial]! + 1;
    for (let section = 0; section < SECTIONS.length; section++) headerU32[extent(section) + 2] = 0;
    if (this.strings.length > MAX_STRINGS) {
      // Not emptied: tables that are kept read them.
      this.strings = [];
      this.indices = new Map();
      headerU32[Header.stringGeneration] = headerU32[Header.stringGeneration]! + 1;
    }
    headerU32[Header.stringCount] = this.strings.length;
  }

  count(section: number): number {
    return Math.min(this.columns.headerU32[extent(section) + 2]!, this.capacity[section]!);
  }

  /** Adds a row and returns its number. */
  append(section: number, rows = 1): number {
    const first = this.count(section);
    this.grow(section, first + rows);
    this.columns.headerU32[extent(section) + 2] = first + rows;
    return first;
  }

  // Arrow functions: scripts get them one by one, as the functions of the host contract.
  readonly grow = (section: number, rows: number): ArrayBuffer => {
    const info = SECTIONS[section];
    if (!info || !(rows <= info.max)) {
      throw new HostError('NVTS_LIMIT', `section ${info?.name ?? section} holds at most ${info?.max ?? 0} rows, ${rows} are needed`);
    }
    const before = this.capacity[section]!;
    if (rows <= before) return this.block;
    let capacity = before;
    while (capacity < rows) capacity *= 2;
    const old = this.capacity.slice();
    this.capacity[section] = Math.min(capacity, info.max);
    this.relocate(old);
    return this.block;
  };

  /** Whether rows may hold this index. */
  hasString(index: number): boolean {
    return index >= 0 && index < this.strings.length;
  }

  readonly string = (index: number): string => this.strings[index] ?? '';

  readonly intern = (text: string): number => {
    if (text === '') return -1;
    let index = this.indices.get(text);
    if (index === undefined) {
      if (utf8Length(text) > MAX_STRING_BYTES) throw new HostError('NVTS_LIMIT', `a string takes at most ${MAX_STRING_BYTES} bytes of UTF-8`);
      index = this.strings.push(text) - 1;
      this.indices.set(text, index);
      this.columns.headerU32[Header.stringCount] = this.strings.length;
    }
    return index;
  };

  private layOut(layoutSerial: number): ArrayBuffer {
    const offsets: number[] = [];
    let bytes = HEADER_BYTES;
    SECTIONS.forEach((info, section) => {
      offsets.push(bytes);
      bytes += Math.ceil((info.rowBytes * this.capacity[section]!) / 64) * 64;
    });
    const block = new ArrayBuffer(bytes);
    const header = new Uint32Array(block, 0, HEADER_BYTES / 4);
    header[Header.magic] = MAGIC;
    header[Header.abi] = ABI;
    header[Header.blockBytes] = bytes;
    header[Header.layoutSerial] = layoutSerial;
    offsets.forEach((offset, section) => {
      header[extent(section)] = offset;
      header[extent(section) + 1] = this.capacity[section]!;
    });
    return block;
  }

  /** Copies the header's values and every column into a new block. */
  private relocate(oldCapacity: readonly number[]): void {
    // Where columns lie is known from before: a script may have written anything into the header.
    const from = Object.assign(new Columns(), this.columns);
    const block = this.layOut(from.headerU32[Header.layoutSerial]! + 1);
    this.columns.attach(block);
    const header = this.columns.headerU32;
    for (let field = Header.batchSerial; field < Header.framesOffset; field++) header[field] = from.headerU32[field]!;
    for (let section = 0; section < SECTIONS.length; section++) header[extent(section) + 2] = from.headerU32[extent(section) + 2]!;
    const columns = this.columns as unknown as Record<string, ArrayLike<never> & { set(values: ArrayLike<never>): void }>;
    for (const [name, values] of Object.entries(from)) {
      const section = SECTIONS.findIndex((info) => name.startsWith(info.name));
      if (section >= 0 && oldCapacity[section]! > 0) columns[name]!.set(values as ArrayLike<never>);
    }
    this.moved = true;
  }
}
