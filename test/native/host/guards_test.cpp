// SPDX-License-Identifier: MIT
// No single call of the engine that a few letters of code make takes hundreds of megabytes or seconds.
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

namespace {

// What the expression gives when a processor's run() evaluates it, as text; the error's code or name when it throws one.
std::string result_of(const std::string& expression) {
  Runner runner;
  const auto failure = runner.load_code(processor("run() { let text; try { text = String(" + expression +
                                                  "); } catch (e) { text = e.code ?? e.name; } host.log(2, text); }"));
  if (failure) return describe(failure);
  if (const auto error = runner.run()) return describe(error);
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

}  // namespace

TEST("calls that multiply sizes are refused beyond their bounds") {
  for (const char* call :
       {"'a'.repeat(2 ** 30)", "'abcd'.repeat(2 ** 23)", "'a'.padStart(2 ** 29)", "'a'.padEnd(2 ** 29, 'xyz')",
        "Array(1e8).fill(0)", "Array(1e8).join('ab')", "Array(1e8).indexOf(1)", "Array(1e8).includes(1)", "String(Array(1e8))",
        "Array(1e8).reverse()", "Array(1e8).sort()", "Array(1e8).toSorted()", "Array(1e8).with(0, 1)", "Array(1e8).shift()",
        "Array(1e8).slice()", "[].concat(Array(1e8))", "Array.prototype.indexOf.call({ length: 2 ** 40 }, 1)",
        "new ArrayBuffer(2 ** 30)", "new Float64Array(2 ** 23)", "new Uint8Array({ length: 2 ** 30 })",
        "new Float64Array(new Uint8Array(2 ** 24))", "new ArrayBuffer(8, { maxByteLength: 2 ** 30 }).resize(2 ** 30)",
        "new ArrayBuffer(8).transfer(2 ** 30)", "Float64Array.from({ length: 2 ** 23 })",
        "new (class extends Float64Array {})(2 ** 23)", "new (Uint8Array.prototype.constructor)(2 ** 30)",
        "Reflect.construct(ArrayBuffer, [2 ** 30], Object)", "new (new Uint8Array(1).buffer.constructor)(2 ** 30)",
        "(() => { let list = [1]; for (;;) list = list.concat(list); })()"}) {
    if (!CHECK_EQ(result_of(call), "NVTS_MEMORY")) std::fprintf(stderr, "  by %s\n", call);
  }
}

TEST("within their bounds the calls do what the language says") {
  CHECK_EQ(result_of("['ab'.repeat(2), 'a'.repeat('3'), ''.repeat(1e9), 'a'.padStart(3, 'xy'), 'a'.padEnd(3), "
                     "'a'.padEnd('2', '-')]"),
           "abab,aaa,,xya,a  ,a-");
  CHECK_EQ(result_of("[[1, 2].concat([3], 4), Array(3).fill(1), [3, 20, 1].sort(), [3, 1].toSorted((a, b) => a - b), "
                     "[1, 2, 3].slice(-2), [1, 2, 3].splice(1, 1), [1, 2].join(), [1, 2].includes(2), [1, 2].indexOf(2)]"),
           "1,2,3,4,1,1,1,1,20,3,1,3,2,3,2,1,2,true,1");
  CHECK_EQ(result_of("[new Float32Array(2), new Uint8Array([1, 300]), new Int16Array(new Set([5, 6])), new Uint8Array(), "
                     "new Float64Array(new ArrayBuffer(16), 8).length, new Uint8Array('2').length, Uint8Array.of(1, 2), "
                     "new ArrayBuffer(4).byteLength, new ArrayBuffer(4).transfer().byteLength, Uint8Array.from([1])]"),
           "0,0,1,44,5,6,,1,2,1,2,4,4,1");
  CHECK_EQ(result_of("[new Uint8Array(1) instanceof Uint8Array, Float32Array.BYTES_PER_ELEMENT, Float32Array.name, "
                     "Float32Array.length, new Float32Array(3).subarray(1) instanceof Float32Array, "
                     "new (class A extends Uint8Array { x() { return this.length; } })(3).x(), [].fill.length, ''.repeat.name]"),
           "true,4,Float32Array,3,true,3,1,repeat");
}

TEST("calls with what they do not take fail as the language says") {
  for (const char* call : {"''.repeat(Symbol())", "String.prototype.repeat.call(null, 1)", "Float32Array(1)",
                           "Array.prototype.fill.call(null)", "new Uint8Array(1n)"}) {
    if (!CHECK_EQ(result_of(call), "TypeError")) std::fprintf(stderr, "  by %s\n", call);
  }
  for (const char* call : {"'a'.repeat(-1)", "'a'.repeat(Infinity)", "new Uint8Array(-1)"}) {
    if (!CHECK_EQ(result_of(call), "RangeError")) std::fprintf(stderr, "  by %s\n", call);
  }
}

TEST("a long array is sorted in the order of the language") {
  CHECK_EQ(result_of("(() => { const list = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5000); list[3] = undefined; "
                     "const short = list.map(String).filter((x) => x !== 'undefined').sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)); "
                     "const sorted = list.sort(); return [sorted.at(-1) === undefined, sorted.slice(0, -1).join() === "
                     "short.join()]; })()"),
           "true,true");
}

TEST("sorting a long array without a comparison is stopped by the time limit") {
  Runner runner;
  runner.options.time_limit_ms = 20;
  REQUIRE(!runner.load_code(processor("run() { const list = Array.from({ length: 900000 }, (_, i) => 'k' + (i * 7919) % "
                                      "900001); for (;;) list.sort(); }")));
  CHECK(contains(describe(runner.run()), "NVTS_DEADLINE"));
}
