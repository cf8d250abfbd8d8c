// SPDX-License-Identifier: MIT
// A bundle by hand that behaves badly in the way that its parameters name: {"do": "loop", "every": 200} loops without
// end in every 200th call. It uses the host's functions and the block directly, as no compiler and no SDK would.
(() => {
  const kExtents = 60;
  const section = { frames: 0, objects: 1, classifiers: 2, classLabels: 3, edits: 4, draw: 5, json: 6, events: 7, text: 8 };
  let host;
  let block;
  let view;
  let task = 'nothing';
  let every = 1;
  let calls = 0;
  let seed = 12345;
  const kept = [];

  const random = (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed % below;
  };
  const attach = (buffer) => {
    block = buffer;
    view = new DataView(buffer);
  };
  const extent = (name) => kExtents + 12 * section[name];
  const start = (name) => view.getUint32(extent(name), true);
  const capacity = (name) => view.getUint32(extent(name) + 4, true);
  const count = (name) => view.getUint32(extent(name) + 8, true);
  const setCount = (name, rows) => view.setUint32(extent(name) + 8, rows, true);
  const grow = (name, rows) => attach(host.grow(section[name], rows));
  // Where a four-byte value of a row lies, `bytes` being those a row has in the columns before it.
  const at = (name, bytes, row) => start(name) + capacity(name) * bytes + row * 4;

  function append(name, rows, fill) {
    const first = count(name);
    grow(name, first + rows);
    for (let row = first; row < first + rows; row++) fill(row);
    setCount(name, first + rows);
  }
  function editAll(bits) {
    const rows = count('objects');
    const kEdits = 4 * 5 + 8 + 4 * 7;
    append('edits', rows, (row) => view.setUint32(at('edits', 0, row), row % Math.max(rows, 1), true));
    for (let row = 0; row < rows; row++) view.setUint32(at('objects', kEdits, row), bits, true);
  }
  const kLeft = 4 * 5 + 8 + 4;

  const tasks = {
    nothing() {},
    throw() {
      throw new TypeError('thrown on purpose');
    },
    throwEvents() {},
    throwNothing() {
      throw undefined;
    },
    throwTrap() {
      throw new Proxy(new Error('a trap'), {
        get() {
          throw new RangeError('trapped');
        },
        getPrototypeOf() {
          throw new RangeError('trapped');
        },
      });
    },
    throwLoop() {
      throw {
        get message() {
          for (;;);
        },
        get stack() {
          for (;;);
        },
        toString() {
          for (;;);
        },
      };
    },
    throwLong() {
      throw Object.assign(new Error('x'.repeat(1 << 20)), { code: 'NVTS_' + 'Y'.repeat(1 << 16), stack: '@'.repeat(1 << 20) });
    },
    loop() {
      for (;;);
    },
    recursion() {
      const deeper = (n) => deeper(n + 1) + 1;
      deeper(0);
    },
    regex() {
      /a*a*a*b/.test('a'.repeat(1000));
    },
    sort() {
      const numbers = Array.from({ length: 1e6 }, () => random(1e9));
      numbers.sort((a, b) => a - b);
    },
    stringify() {
      let value = { a: [1, 2, 3] };
      for (let i = 0; i < 30; i++) value = { left: value, right: value };
      JSON.stringify(value);
    },
    leakStrings() {
      kept.push(`${calls} `.repeat(50000) + calls);
    },
    leakRopes() {
      kept[0] = (kept[0] ?? 'x') + 'y'.repeat(1000) + calls;
    },
    // Those that grow go beyond the limit within one batch.
    growObjects() {
      for (let i = 0; ; i++) kept.push({ i });
    },
    growTexts() {
      for (let i = 0; ; i++) kept.push(`text ${i}`.repeat(20));
    },
    growTyped() {
      for (;;) kept.push(new Uint8Array(100000).fill(1));
    },
    growClosures() {
      for (let i = 0; ; i++) kept.push(() => i);
    },
    growMaps() {
      for (let i = 0; ; i++) kept.push(new Map([[i, i]]));
    },
    leakArrays() {
      kept.push(Array.from({ length: 20000 }, (_, i) => i + calls));
    },
    leakMaps() {
      kept.push(new Map(Array.from({ length: 4000 }, (_, i) => [`${calls}-${i}`, { i }])));
    },
    leakClosures() {
      for (let i = 0; i < 3000; i++) {
        const held = [calls, i, `${calls}`];
        kept.push(() => held);
      }
    },
    leakTyped() {
      const bytes = new Uint8Array(1 << 19);
      for (let i = 0; i < bytes.length; i += 4096) bytes[i] = 1;
      kept.push(bytes);
    },
    logs() {
      for (let i = 0; i < 300; i++) host.log(i % 4, `line ${calls} ${i} \u0000\u001b[31m \ud800`);
    },
    logLong() {
      host.log(1, 'x'.repeat(1 << 20));
    },
    labels() {
      for (let i = 0; i < 300; i++) host.intern(`label ${calls} ${i}`);
    },
    labelsLong() {
      for (let i = 0; i < 400; i++) host.intern(`${calls} ${i} `.padEnd(60000, 'x'));
    },
    events() {
      const text = new TextEncoderLike('type{"n":1}');
      const offset = count('text');
      text.appendTo();
      append('events', 2000, (row) => {
        view.setInt32(at('events', 0, row), 0, true);
        view.setUint32(at('events', 4, row), offset, true);
        view.setInt32(at('events', 8, row), 4, true);
        view.setUint32(at('events', 12, row), offset + 4, true);
        view.setInt32(at('events', 16, row), 7, true);
      });
    },
    drawing() {
      append('draw', 60000, (row) => {
        view.setUint32(at('draw', 0, row), 0, true);
        view.setUint32(at('draw', 4, row), 1, true);
        view.setUint32(at('draw', 8, row), row % 5, true);
      });
    },
    growAll() {
      for (let i = 0; i < 9; i++) attach(host.grow(i, 1 << (10 + random(7))));
      host.grow(section.objects, 0xffffffff);
    },
    wrongRows() {
      append('edits', 50, (row) => view.setUint32(at('edits', 0, row), random(0xffffffff), true));
    },
    wrongFrames() {
      editAll(16);
      for (let row = 0; row < count('objects'); row++) view.setUint32(at('objects', 0, row), 0x7fffffff, true);
    },
    nanBoxes() {
      editAll(16);
      for (let row = 0; row < count('objects'); row++) view.setFloat32(at('objects', kLeft, row), NaN, true);
    },
    counts() {
      for (const name of Object.keys(section)) setCount(name, 0xffffffff);
    },
    extents() {
      for (let byte = kExtents; byte < kExtents + 108; byte += 4) view.setUint32(byte, random(0xffffffff), true);
    },
    scribble() {
      for (let i = 0; i < 2000; i++) view.setUint8(random(view.byteLength), random(256));
    },
    header() {
      for (let byte = 0; byte < kExtents; byte += 4) view.setUint32(byte, random(0xffffffff), true);
    },
    parents() {
      const kParent = kLeft + 16;
      editAll(512);
      const rows = count('objects');
      for (let row = 0; row < rows; row++) view.setInt32(at('objects', kParent, row), (row + 1) % rows, true);
    },
    transfer() {
      block.transfer?.();
      structuredCloneLike(block);
    },
    packAll() {
      attach(host.pack(0xffffffff));
    },
    hostArguments() {
      for (const value of [undefined, null, NaN, -1, 1e300, '', {}, [], Symbol.iterator, () => 0, new Proxy({}, {})]) {
        for (const name of ['log', 'grow', 'pack', 'string', 'intern']) {
          try {
            host[name](value, value);
          } catch {
            // Refusals are what is asked for.
          }
        }
      }
    },
    pollute() {
      const poison = () => {
        throw new Error('poisoned');
      };
      for (const target of [Object.prototype, Array.prototype, Function.prototype, String.prototype, Error.prototype]) {
        for (const name of ['toString', 'message', 'code', 'stack', 'then', 'toJSON', 'call', 'length', '0']) {
          try {
            Object.defineProperty(target, name, { get: poison, set: poison, configurable: true });
          } catch {
            // Frozen, as it should be.
          }
        }
      }
      for (const [owner, name] of [[JSON, 'parse'], [JSON, 'stringify'], [globalThis, 'Uint8Array'], [Array.prototype, 'push']]) {
        try {
          owner[name] = poison;
        } catch {
          // Frozen, as it should be.
        }
      }
      throw new Error('after the poison');
    },
    proxyBundle() {
      globalThis.__nvts_bundle = new Proxy(
        {},
        {
          get() {
            throw new Error('no bundle');
          },
        },
      );
      bundle.run = 7;
    },
    promise() {
      return Promise.reject(new Error('later'));
    },
  };

  // Without TextEncoder, which the engine alone does not have.
  class TextEncoderLike {
    constructor(text) {
      this.text = text;
    }
    appendTo() {
      append('text', this.text.length, () => {});
      const first = start('text') + count('text') - this.text.length;
      for (let i = 0; i < this.text.length; i++) view.setUint8(first + i, this.text.charCodeAt(i));
    }
  }
  function structuredCloneLike(buffer) {
    kept[0] = new Uint8Array(buffer);
    buffer.resize?.(0);
  }

  const bundle = {
    abi: 1,
    kind: 'processor',
    name: 'hostile',
    load(functions, buffer, params) {
      host = functions;
      attach(buffer);
      ({ do: task = 'nothing', every = 1 } = JSON.parse(params));
      if (!(task in tasks) && !(task in saving)) throw new Error(`unknown task ${task}`);
    },
    attach,
    run() {
      calls++;
      if (calls % every === 0 && task in tasks) return tasks[task]();
      return undefined;
    },
    notify() {
      if (task === 'throwEvents') throw new Error('in an event');
    },
    save() {
      return task in saving ? saving[task]() : JSON.stringify({ calls });
    },
    restore(state) {
      if (task === 'restoreThrows') throw new Error('not restored');
      if (task === 'restoreLoops') for (;;);
      calls = JSON.parse(state).calls ?? 0;
    },
  };
  const saving = {
    saveThrows() {
      throw new Error('not saved');
    },
    saveLoops() {
      for (;;);
    },
    saveNumber: () => 7,
    saveBroken: () => '{"calls":',
    saveLong: () => JSON.stringify({ calls, text: 'x'.repeat(8 << 20) }),
    restoreThrows: () => JSON.stringify({ calls }),
    restoreLoops: () => JSON.stringify({ calls }),
  };
  globalThis.__nvts_bundle = bundle;
})();
