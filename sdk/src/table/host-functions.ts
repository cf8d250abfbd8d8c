// SPDX-License-Identifier: MIT
// The seam between a bundle and whatever runs it; runtime/ARCHITECTURE.md, "The host contract".

/** What the host offers to a bundle. */
export interface HostFunctions {
  /** level: 0 error, 1 warning, 2 info, 3 debug. */
  log(level: number, message: string): void;
  /** Makes room for `rows` rows of a section; the result is the block, which may be a new one. */
  grow(section: number, rows: number): ArrayBuffer;
  /** Packs groups now and with every later batch; the result is the block, which may be a new one. */
  pack(groups: number): ArrayBuffer;
  /** The string at an index of the string table. */
  string(index: number): string;
  /** The index of a string, added when new. */
  intern(text: string): number;
}

/** What a bundle offers to the host. */
export interface Bundle {
  /** The frame table's version that the bundle was made for. */
  readonly abi: number;
  readonly kind: 'processor';
  readonly name: string;
  /** What the script asks for beyond its batch; the operator grants it or not. */
  readonly capabilities?: readonly string[];
  /** Reads parameters and runs `setup`. `params` and `info` are JSON texts. */
  load(host: HostFunctions, block: ArrayBuffer, params: string, info: string): void;
  /** The block has moved since the last call into the bundle. */
  attach(block: ArrayBuffer): void;
  /** A batch is packed: due timers, then onFrame or onBatch. */
  run(): void;
  /** A stream event or a message; `hook` is a value of the schema's `Hook`, `data` a JSON text. */
  notify(hook: number, data: string): void;
  /** The state that a new run of this script goes on from; '' when the script keeps none. */
  save?(): string;
  /** Takes a text of `save` of this version of the script or an earlier one. */
  restore?(text: string): void;
}
