// SPDX-License-Identifier: MIT
// No script makes the engine queue jobs: it would work them off after a call, each with a time limit of its own.
#include "host/asynchronous.h"

#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

namespace {

std::string found_in(std::string_view code) {
  jsc::Context context;
  const auto error = find_asynchronous(context, code);
  if (!error) return "";
  return error->message.substr(0, error->message.find(' '));
}

// What the expression gives when a processor's run() evaluates it, as text; the error's code when it throws one.
std::string result_of(const std::string& expression, bool eval_granted = false) {
  Runner runner;
  runner.options.grants.eval = eval_granted;
  const std::string capabilities = eval_granted ? "capabilities: ['eval'], " : "";
  const auto failure = runner.load_code(processor(capabilities + "run() { let text; try { text = String(" + expression +
                                                  "); } catch (e) { text = e.code ?? String(e); } host.log(2, text); }"));
  if (failure) return describe(failure);
  if (const auto error = runner.run()) return describe(error);
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

}  // namespace

TEST("every form of an async function is found") {
  for (const char* code :
       {"async function f() {}", "let x = async function () {}", "async () => 1", "async x => 1", "({ async f() {} })",
        "({ async *f() {} })", "({ async [1]() {} })", "({ async 'a'() {} })", "({ async 5() {} })", "({ async get() {} })",
        "class A { async f() {} }", "class A { static async f() {} }", "class A { async *f() {} }",
        "class A { async #f() {} }", "class A { static async [1]() {} }", "class A { static { var f = async () => 1; } }",
        "`${async () => 1}`", "`a${`b${async () => 1}`}`", "[...async () => 1]", "x = 1 / 2; async () => 1 / 2",
        "/[/]'/.test(async () => '')", "async/*x*/function f() {}", "async /* \n */ function f() {}\nasync () => 1",
        "async async => 1", "for (async of => {};;) break", "(a = async () => 1) => a", "class A extends (async () => 1) {}",
        "async\xC2\xA0" "function f() {}", "async\xEF\xBB\xBF() => 1", "var s = '//'; async () => 1",
        "var s = `/*`; async () => 1 /* */", "<!-- comment\nasync () => 1", "a = b\n/async(x)/g; async x => 1"}) {
    if (!CHECK_EQ(found_in(code), "async")) std::fprintf(stderr, "  in %s\n", code);
  }
}

TEST("every import() is found") {
  for (const char* code : {"import('x')", "import/**/('x')", "`${import('x')}`", "let import$ = import('x')",
                           "(() => import(`x`))", "'import'; /import/; import\n('x')"}) {
    if (!CHECK_EQ(found_in(code), "import()")) std::fprintf(stderr, "  in %s\n", code);
  }
}

TEST("names and texts that only look asynchronous are let through") {
  for (const char* code :
       {"x.async(1)", "x = async ? 1 : 2", "({ async })", "({ async: true, import: 1 }).import", "({ get async() {} })",
        "class A { async = 1; async\nf() {} }", "async\nfunction f() {}", "'async () => 1'", "`async () => 1 import('x')`",
        "/async x => 1/", "// async () => 1\n", "/* import('x') */", "a/async(x)/g", "__async(this, function* () {})",
        "var asyncIterator = Symbol.asyncIterator", "class A { import() {} #import = 1 }", "x?.import('y')"}) {
    if (!CHECK_EQ(found_in(code), "")) std::fprintf(stderr, "  in %s\n", code);
  }
}

TEST("code that does not parse is left to the engine to report") {
  CHECK_EQ(found_in("async function ("), "");
  Runner runner;
  CHECK(contains(describe(runner.load_code("let x = async () => {\n  y(;\n};")), "NVTS_SYNTAX load: SyntaxError"));
}

TEST("a script with an async function is refused, with the place and what to do") {
  Runner runner;
  const auto error = runner.load_code(processor("run() {},\nasync later() {}"));
  REQUIRE(error);
  CHECK_EQ(describe(error), "NVTS_ASYNC_HOOK load: async functions are off, for what they start could not be stopped: "
                            "`nvts build` of this release makes plain functions of them");
  CHECK_EQ(error->location, "plugin.nvts.js:7");
}

TEST("a script with import() is refused") {
  Runner runner;
  CHECK_EQ(describe(runner.load_code(processor("run() { import('fs'); }"))),
           "NVTS_ASYNC_HOOK load: import() is off, for it makes a promise: write `import ... from` at the top of the file");
}

TEST("nothing that a context holds makes a promise") {
  for (const char* way :
       {"new Promise(() => {})", "Promise.resolve(1)", "Promise.reject(1)", "Promise.all([])", "Promise.race([])",
        "Promise.any([])", "Promise.allSettled([])", "Promise()", "Reflect.construct(Object, [], Promise) && Promise.resolve()",
        "new (class extends Promise {})(() => {})"}) {
    if (!CHECK_EQ(result_of(way), "NVTS_ASYNC_HOOK")) std::fprintf(stderr, "  by %s\n", way);
  }
  CHECK_EQ(result_of("[typeof Array.fromAsync, typeof queueMicrotask, typeof WebAssembly, typeof Atomics, typeof "
                     "AsyncDisposableStack, typeof setTimeout]"),
           "undefined,undefined,undefined,undefined,undefined,undefined");
}

TEST("a value can be asked whether it is a promise") {
  CHECK_EQ(result_of("[{} instanceof Promise, typeof Promise, Promise.name, Promise.length]"), "false,function,Promise,1");
}

TEST("no object that a script can reach is a promise's or makes async functions") {
  CHECK_EQ(result_of(R"((() => {
    const seen = new Set();
    const found = [];
    const visit = (value, path) => {
      if (value !== Object(value) || seen.has(value)) return;
      seen.add(value);
      let tag = '';
      try { tag = String(value[Symbol.toStringTag]); } catch {}
      if (/^(Promise|Async)/.test(tag)) found.push(path);
      visit(Object.getPrototypeOf(value), `${path}.__proto__`);
      for (const key of Reflect.ownKeys(value)) {
        const { value: item, get, set } = Object.getOwnPropertyDescriptor(value, key);
        for (const next of [item, get, set]) visit(next, `${path}.${String(key)}`);
        if (/async/i.test(String(key)) && typeof item === 'function') found.push(`${path}.${String(key)}`);
      }
    };
    visit(globalThis, 'globalThis');
    for (const made of [function* () {}, (function* () {})(), [].values(), new Map().keys(), new Set().keys(),
      ''.matchAll(/a/g), ''[Symbol.iterator](), (() => { try { null.x; } catch (e) { return e; } })()]) visit(made, 'made');
    return found.join(' ');
  })())"), "");
}

TEST("code made of text must not be asynchronous either, where eval is granted") {
  for (const char* way :
       {"eval('async () => 1')", "(0, eval)('(async function () {})()')", "new Function('return async () => 1')",
        "Function('a = async () => 1', 'return a')", "Function('a', 'b = import(`x`)', 'return b')",
        "(function* () {}).constructor('yield import(`x`)')",
        "Function({ n: 0, toString() { return this.n++ ? 'return async () => 1' : 'return async () => 1'; } })"}) {
    if (!CHECK_EQ(result_of(way, true), "NVTS_ASYNC_HOOK")) std::fprintf(stderr, "  by %s\n", way);
  }
  CHECK_EQ(result_of("Function({ n: 0, toString() { return this.n++ ? 'return async () => 1' : 'return 5'; } })()", true), "5");
  CHECK_EQ(result_of("new Function('a', 'b', 'return a + b')(1, 2) + Function('return 4')() + eval('1') + eval({ x: 1 }).x",
                     true),
           "9");
  CHECK(contains(result_of("Function('/*', '*/) { async () => 1; }; (function anonymous(')", true), "SyntaxError"));
  CHECK_EQ(result_of("[...new (function* () {}).constructor('a', 'yield a; yield 2')(1)]", true), "1,2");
}

TEST("thenables, iterators and getters run while the call does and never after") {
  Runner runner;
  REQUIRE(!runner.load_code(processor(R"(count: 0, run() {
    const self = this;
    const thenable = { then(resolve) { self.count++; resolve(thenable); } };
    const attempt = (f) => { try { f(); } catch {} };
    attempt(() => Promise.resolve(thenable));
    attempt(() => new Promise((resolve) => resolve(thenable)));
    attempt(() => Array.fromAsync([thenable]));
    attempt(() => { const it = (function* () { yield thenable; })(); it.next(); it.return(thenable); });
    attempt(() => ({ [Symbol.asyncIterator]() { self.count++; } })[Symbol.asyncIterator]());
    host.log(2, String(this.count));
  })")));
  for (int i = 0; i < 3; ++i)
    REQUIRE(!runner.run());
  CHECK_EQ(runner.logged(), "1\n2\n3\n");
}
