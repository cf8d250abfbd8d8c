// SPDX-License-Identifier: MIT
// The output block: runtime/ARCHITECTURE.md, "Parsers of tensors".

/** Words of the header. @internal */
export const Word = Object.freeze({
  abi: 0,
  rows: 1,
  values: 2,
  capacityRows: 3,
  capacityValues: 4,
  mapWidth: 5,
  mapHeight: 6,
  /** Index of the layer that holds the probabilities of a segmentation, or -1. */
  probabilityLayer: 7,
});

/** Bytes of the header. @internal */
export const HEADER_BYTES = 64;
/** Columns of 4 bytes that each row has. @internal */
export const COLUMNS = 11;

/** Most rows and values that a host makes room for. @internal */
export const MAX_ROWS = 1 << 16;
/** @internal */
export const MAX_VALUES = 1 << 24;

/** @internal */
export const blockBytes = (rows: number, values: number): number => HEADER_BYTES + 4 * (COLUMNS * rows + values);

/** Typed arrays over a block. @internal */
export class OutputBlock {
  readonly header: Int32Array;
  readonly left: Float32Array;
  readonly top: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  readonly confidence: Float32Array;
  readonly classId: Int32Array;
  readonly attribute: Int32Array;
  readonly firstValue: Int32Array;
  readonly valueCount: Int32Array;
  readonly maskWidth: Int32Array;
  readonly maskHeight: Int32Array;
  readonly values: Float32Array;
  /** The same bytes as `values`, for a map of classes. */
  readonly map: Int32Array;
  readonly rows: number;

  constructor(buffer: ArrayBuffer) {
    this.header = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.rows = this.header[Word.capacityRows]!;
    const values = this.header[Word.capacityValues]!;
    let offset = HEADER_BYTES;
    const next = (): number => {
      const at = offset;
      offset += 4 * this.rows;
      return at;
    };
    this.left = new Float32Array(buffer, next(), this.rows);
    this.top = new Float32Array(buffer, next(), this.rows);
    this.width = new Float32Array(buffer, next(), this.rows);
    this.height = new Float32Array(buffer, next(), this.rows);
    this.confidence = new Float32Array(buffer, next(), this.rows);
    this.classId = new Int32Array(buffer, next(), this.rows);
    this.attribute = new Int32Array(buffer, next(), this.rows);
    this.firstValue = new Int32Array(buffer, next(), this.rows);
    this.valueCount = new Int32Array(buffer, next(), this.rows);
    this.maskWidth = new Int32Array(buffer, next(), this.rows);
    this.maskHeight = new Int32Array(buffer, next(), this.rows);
    this.values = new Float32Array(buffer, offset, values);
    this.map = new Int32Array(buffer, offset, values);
  }
}
