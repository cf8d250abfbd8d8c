// SPDX-License-Identifier: MIT
// Makes ONNX files: as much of the format as a model of few operators needs.

/** A protocol buffer on the wire. */
class Message {
  readonly #parts: Buffer[] = [];

  number(field: number, value: number): this {
    this.#parts.push(varint(field * 8), varint(value));
    return this;
  }

  bytes(field: number, value: string | Uint8Array | Message): this {
    const bytes = value instanceof Message ? value.encode() : Buffer.from(value);
    this.#parts.push(varint(field * 8 + 2), varint(bytes.length), bytes);
    return this;
  }

  encode(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

const FLOAT = 1;

function tensorType(name: string, dims: readonly number[]): Message {
  const shape = new Message();
  for (const dim of dims) shape.bytes(1, new Message().number(1, dim));
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, new Message().number(1, FLOAT).bytes(2, shape)));
}

function node(operator: string, inputs: readonly string[], output: string, attributes: Readonly<Record<string, number>> = {}): Message {
  const INT = 2;
  const message = new Message();
  for (const input of inputs) message.bytes(1, input);
  message.bytes(2, output).bytes(4, operator);
  for (const [name, value] of Object.entries(attributes)) message.bytes(5, new Message().bytes(1, name).number(3, value).number(20, INT));
  return message;
}

export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

function modelOf(graph: Message): Buffer {
  const operators = new Message().bytes(1, '').number(2, 13);
  return new Message().number(1, 8).bytes(7, graph).bytes(8, operators).encode();
}

/** A model that gives the mean of each of its input's channels. */
export function meanOfChannels(input: readonly number[]): Buffer {
  return modelOf(
    new Message()
      .bytes(1, node('GlobalAveragePool', ['images'], 'means'))
      .bytes(1, node('Flatten', ['means'], 'output', { axis: 1 }))
      .bytes(2, 'means')
      .bytes(11, tensorType('images', input))
      .bytes(12, tensorType('output', input.slice(0, 2))),
  );
}

/** A model that gives `tensor` times the highest value of its input: all of it for a white picture of values from 0 to 1, zeros for a black one. */
export function tensorByBrightness(input: readonly number[], tensor: Tensor): Buffer {
  const constant = new Message();
  for (const dim of tensor.dims) constant.number(1, dim);
  constant.number(2, FLOAT).bytes(8, 'tensor').bytes(9, new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
  return modelOf(
    new Message()
      .bytes(1, node('ReduceMax', ['images'], 'brightest', { keepdims: 0 }))
      .bytes(1, node('Mul', ['tensor', 'brightest'], 'output'))
      .bytes(2, 'brightness')
      .bytes(5, constant)
      .bytes(11, tensorType('images', input))
      .bytes(12, tensorType('output', tensor.dims)),
  );
}
