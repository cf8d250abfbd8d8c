// SPDX-License-Identifier: MIT
// What the packages of a bundle share cannot be changed by one of them.
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

namespace {

// What `body`, the statements of a function, returns when run() calls it, as text.
std::string result_of(const std::string& body) {
  Runner runner;
  const auto failure = runner.load_code("'use strict';" + processor("run() { host.log(2, String((() => {" + body + "})())); }"));
  if (failure) return describe(failure);
  if (const auto error = runner.run()) return describe(error);
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

}  // namespace

TEST("everything that can be reached from the globals is frozen, but for this list") {
  CHECK_EQ(result_of(R"(
    const seen = new Map();
    const visit = (value, path) => {
      if (value === Object(value) && !seen.has(value)) seen.set(value, path);
    };
    for (const key of Reflect.ownKeys(globalThis)) if (key !== '__nvts_bundle') visit(globalThis[key], String(key));
    const made = { generator: function* () {}, generatorObject: (function* () {}).prototype, arrayIterator: [].values(),
      mapIterator: new Map().keys(), setIterator: new Set().keys(), stringIterator: ''[Symbol.iterator](),
      matches: ''.matchAll(/a/g), wrapped: Iterator.from({ next() {} }), helper: [].values().map((x) => x),
      typedArray: new Float32Array(1), view: new DataView(new ArrayBuffer(8)), date: new Date(), error: new TypeError('x') };
    for (const [name, object] of Object.entries(made)) visit(Object.getPrototypeOf(object), name);
    const open = [];
    for (const [object, path] of seen) {
      visit(Object.getPrototypeOf(object), `${path}.__proto__`);
      if (object === globalThis) continue;
      if (Object.isExtensible(object)) open.push(`${path} takes new keys`);
      for (const key of Reflect.ownKeys(object)) {
        const { value, get, set, writable, configurable } = Object.getOwnPropertyDescriptor(object, key);
        if (writable || configurable) open.push(`${path}.${String(key)}`);
        let got;
        try { got = object[key]; } catch {}
        for (const next of [value, get, set, got]) visit(next, `${path}.${String(key)}`);
      }
    }
    return open.sort().join('\n');
  )"),
           // Each slows the engine down when it is closed: prelude/freeze.js. They are looked at after load.
           "Array.Symbol(Symbol.species)\n"
           "Array.prototype takes new keys\n"
           "Array.prototype.Symbol(Symbol.iterator)\n"
           "Array.prototype.constructor\n"
           "Array.prototype.length\n"
           "Error.stackTraceLimit\n"
           "Object.prototype takes new keys\n"
           "arrayIterator.next");
}

TEST("a package cannot change what another calls") {
  for (const char* change :
       {"Array.prototype.map = 1", "Array.prototype.map.call = 1", "Object.keys = 1", "Object.prototype.toString = 1",
        "Object.prototype.hasOwnProperty.call = 1", "Math.max = 1", "JSON = 1", "Math = {}", "globalThis.parseInt = 1",
        "Map.prototype.get = 1", "Function.prototype.call = 1", "Error.prototype.name = 1", "console.log = 1", "Date.now = 1",
        "String.prototype.at = 1", "Math.random = 1", "RegExp.prototype.exec = 1", "delete Array.prototype.map", "delete globalThis.Map",
        "Object.setPrototypeOf(Map.prototype, {})", "RegExp.prototype.test = 1", "RegExp.prototype.x = 1",
        "Object.defineProperty(Array.prototype, 'map', { get() {} })", "Float32Array.prototype.fill = 1", "undefined = 1",
        "Object.getPrototypeOf(Int8Array).from = 1", "(function* () {}).constructor.prototype.next = 1"}) {
    if (!CHECK(contains(result_of("try { " + std::string(change) + "; return 'changed'; } catch (e) { return e.name; }"),
                        "TypeError"))) {
      std::fprintf(stderr, "  by %s\n", change);
    }
  }
}

TEST("objects of a package's own can have the names that frozen prototypes have") {
  CHECK_EQ(result_of("const e = new Error('a'); e.name = 'Mine'; e.message = 'b'; e.toString = () => 'c'; "
                     "return [e.name, e.message, `${e}`, Object.keys(e)]"),
           "Mine,b,c,name,toString");
  CHECK_EQ(result_of("const o = {}; o.toString = () => 'mine'; o.constructor = 1; o.hasOwnProperty = 2; return [`${o}`, "
                     "o.constructor, o.hasOwnProperty, Object.keys(o)]"),
           "mine,1,2,toString,constructor,hasOwnProperty");
  CHECK_EQ(result_of("function Old() {} Old.prototype = Object.create(Map.prototype); Old.prototype.constructor = Old; "
                     "Old.prototype.toString = () => 'old'; return [new Old().constructor === Old, `${new Old()}`]"),
           "true,old");
  CHECK_EQ(result_of("class E extends RangeError { constructor(m) { super(m); this.name = 'E'; } } E.prototype.code = 5; "
                     "const e = new E('x'); return [`${e}`, e.code, e instanceof RangeError]"),
           "E: x,5,true");
  CHECK_EQ(result_of("class A { toString() { return 'A'; } } function f() {} f.call = 5; f.toString = () => 'f'; "
                     "return [`${new A()}`, new A().constructor === A, f.call, `${f}`]"),
           "A,true,5,f");
  CHECK_EQ(result_of("Error.stackTraceLimit = 50; return Error.stackTraceLimit"), "50");
}

TEST("a null-prototype object and a proxy take assignments as before") {
  CHECK_EQ(result_of("const o = Object.create(null); o.toString = 1; const p = new Proxy({}, {}); p.valueOf = 2; "
                     "return [o.toString, p.valueOf]"),
           "1,2");
}

TEST("a script that changes while it is loaded what cannot be frozen is refused") {
  for (const auto& [change, name] :
       {std::pair{"Object.prototype.extra = 1", "Object.prototype (extra)"},
        std::pair{"Array.prototype.last = function () {}", "Array.prototype (last)"},
        std::pair{"Array.prototype[0] = 1", "Array.prototype (0)"},
        std::pair{"Array.prototype[Symbol.iterator] = function* () {}", "Array.prototype (Symbol(Symbol.iterator))"},
        std::pair{"Object.getPrototypeOf([].values()).next = () => ({ done: true })", "the iterators of arrays (next)"},
        std::pair{"Object.defineProperty(Array, Symbol.species, { get() {} })", "Array (Symbol(Symbol.species))"}}) {
    Runner runner;
    CHECK_EQ(describe(runner.load_code(std::string(change) + ";\n" + processor(""))),
             std::string("NVTS_DENIED load: plugin.nvts.js: changes ") + name +
                 ", which all packages of a script share: leave it as it is, and find the package that extends the "
                 "language's own objects");
  }
}

TEST("what a package changes of the open parts in a batch is found soon, and the context is given up") {
  for (const char* change : {"Object.prototype.evil = 1", "Array.prototype.evil = 1", "Array.prototype[Symbol.iterator] = function* () { yield 666; }",
                             "Object.getPrototypeOf([].values()).next = () => ({ done: true })", "Array.prototype.constructor = Object"}) {
    for (const int batch : {1, 3, 256, 300}) {
      Runner runner;
      REQUIRE(!runner.load_code(processor("count: 0, run() { if (++this.count === " + std::to_string(batch) + ") " + change +
                                          "; }, save() { return String(this.count); }")));
      std::optional<ScriptError> error;
      int batches = 0;
      for (; batches < 600 && !error; ++batches) error = runner.run();
      CHECK_EQ(batches, batch == 1 ? 1 : batch == 3 ? 4 : batch == 256 ? 256 : 512);
      CHECK(contains(describe(error), "NVTS_DENIED run: plugin.nvts.js: changes "));
      CHECK(error && error->discard);
      CHECK(contains(describe(runner.run()), "NVTS_INTERNAL run"));
      std::string state;
      CHECK_EQ(describe(runner.host->save(&state)), "no error");
      CHECK_EQ(state, std::to_string(batches));
    }
  }
}

TEST("what a package changes in an event is found with a batch") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("notify() { Object.prototype.evil = 1; }")));
  CHECK_EQ(describe(runner.run()), "no error");
  CHECK_EQ(describe(runner.host->notify(table::hook::kOnEos, "{}")), "no error");
  CHECK(contains(describe(runner.run()), "NVTS_DENIED run: plugin.nvts.js: changes Object.prototype (evil)"));
}
