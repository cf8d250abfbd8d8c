// SPDX-License-Identifier: MIT

/** What an iterator waits for. */
interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** One reader of a channel. Beyond `capacity` unread items the oldest goes. */
class Reader<T> implements AsyncIterableIterator<T, undefined> {
  #items: T[] = [];
  #first = 0;
  readonly #waiters: Waiter<T>[] = [];
  #over: { readonly error?: unknown } | undefined;

  constructor(
    private readonly capacity: number,
    private readonly onDrop: () => void,
    private readonly onReturn: (reader: Reader<T>) => void,
  ) {}

  push(item: T): void {
    const waiter = this.#waiters.shift();
    if (waiter) {
      waiter.resolve({ done: false, value: item });
      return;
    }
    if (this.#items.length - this.#first >= this.capacity) {
      this.#shift();
      this.onDrop();
    }
    this.#items.push(item);
  }

  end(over: { readonly error?: unknown }): void {
    this.#over = over;
    for (const waiter of this.#waiters.splice(0)) this.#finish(waiter);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      if (this.#first < this.#items.length) resolve({ done: false, value: this.#shift() });
      else if (this.#over) this.#finish({ resolve, reject });
      else this.#waiters.push({ resolve, reject });
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#items = [];
    this.#first = 0;
    this.onReturn(this);
    this.end({});
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  // An error is told once; after it the iterator is done, as a generator would be.
  #finish({ resolve, reject }: Waiter<T>): void {
    const over = this.#over;
    this.#over = {};
    if (over && 'error' in over) reject(over.error);
    else resolve({ done: true, value: undefined });
  }

  #shift(): T {
    const item = this.#items[this.#first++]!;
    if (this.#first > 1024 && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }
}

/** Items for any number of readers. What comes before the first reader waits for it. */
export class Channel<T> {
  readonly #readers = new Set<Reader<T>>();
  #backlog: Reader<T> | undefined;
  #over: { readonly error?: unknown } | undefined;
  /** Items that a reader did not get because it was too slow. */
  dropped = 0;

  constructor(private readonly capacity: number) {
    this.#backlog = this.#makeReader();
  }

  push(item: T): void {
    if (this.#over) return;
    for (const reader of this.#readers) reader.push(item);
  }

  /** Readers are done when they have read what is there; with an `error`, their next read fails with that. */
  end(over: { readonly error?: unknown } = {}): void {
    this.#over = over;
    for (const reader of this.#readers) reader.end(over);
  }

  read(): AsyncIterableIterator<T, undefined> {
    const reader = this.#backlog ?? this.#makeReader();
    this.#backlog = undefined;
    if (this.#over) reader.end(this.#over);
    return reader;
  }

  #makeReader(): Reader<T> {
    const reader = new Reader<T>(
      this.capacity,
      () => this.dropped++,
      (done) => this.#readers.delete(done),
    );
    this.#readers.add(reader);
    return reader;
  }
}
