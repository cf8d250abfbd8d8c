// SPDX-License-Identifier: MIT
// What a script finds in its context: nothing but the language, and nothing that differs between two runs.
#include <cstdlib>

#include "fixture.h"
#include "host/isolation.h"

using namespace nvts;
using namespace nvts::host;

namespace {

// What the expression gives when a processor's run() evaluates it, as text; the error's code when it throws one.
std::string result_of(Runner& runner, const std::string& expression) {
  runner.logs.clear();
  const std::string capabilities = runner.options.grants.eval ? "capabilities: ['eval'], " : "";
  const auto failure = runner.load_code(processor(capabilities + "run() { let text; try { text = String(" + expression +
                                                  "); } catch (e) { text = e.code ?? String(e); } host.log(2, text); }"));
  if (failure) return describe(failure);
  runner.table.header().batch_time = 90061.057;
  if (const auto error = runner.run()) return describe(error);
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

std::string result_of(const std::string& expression) {
  Runner runner;
  return result_of(runner, expression);
}

}  // namespace

TEST("the globals of a context are these and no others") {
  // Engines may lack the last four.
  const std::string unknown = result_of(R"((() => {
    const names = `AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error
      EvalError Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array JSON Map Math NaN Number
      Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URIError
      Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet __nvts_bundle console decodeURI
      decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt
      undefined unescape`.split(/\s+/);
    const may = ['DisposableStack', 'Float16Array', 'Iterator', 'SuppressedError'];
    const found = Reflect.ownKeys(globalThis);
    return [...found.filter((key) => !names.includes(key) && !may.includes(key)).map((key) => `new: ${String(key)}`),
      ...names.filter((key) => !found.includes(key)).map((key) => `gone: ${key}`)].join(', ');
  })())");
  CHECK_EQ(unknown, "");
}

TEST("a script can make no code of text, by whichever way") {
  for (const char* way :
       {"eval('1')", "(0, eval)('1')", "Function('return 1')", "new Function('return 1')",
        "(() => {}).constructor('return 1')", "(function* () {}).constructor('yield 1')",
        "Reflect.construct(Function, ['return 1'])", "new (class extends Function {})('return 1')",
        "Object.getPrototypeOf(function* () {}).constructor('')", "Date.constructor('return 1')",
        "eval.constructor('return 1')"}) {
    if (!CHECK_EQ(result_of(way), "NVTS_DENIED")) std::fprintf(stderr, "  by %s\n", way);
  }
}

TEST("the error of a refused eval says how to allow it") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { eval('1'); }")));
  CHECK_EQ(describe(runner.run()), "NVTS_DENIED run: eval() is off, for code made of text cannot be checked: "
                                   "list 'eval' in the capabilities of defineProcessor and set grant=eval");
}

TEST("a script that was granted eval can make code of text") {
  Runner runner;
  runner.options.grants.eval = true;
  CHECK_EQ(result_of(runner, "eval('1 + 1') + new Function('return 5')()"), "7");
}

TEST("functions are still instances of Function") {
  CHECK_EQ(result_of("[(() => {}) instanceof Function, (function* () {}) instanceof Function, Function.prototype.call.call("
                     "() => 4)]"),
           "true,true,4");
}

TEST("the same seed gives the same random numbers, another seed others") {
  const char* numbers = "[Math.random(), Math.random(), Math.random()]";
  const std::string first = result_of(numbers);
  CHECK_EQ(result_of(numbers), first);
  Runner other;
  other.options.seed = 1;
  CHECK(result_of(other, numbers) != first);
}

TEST("random numbers lie evenly in [0, 1)") {
  CHECK_EQ(result_of("(() => { const bins = new Array(10).fill(0); for (let i = 0; i < 100000; i++) "
                     "bins[Math.floor(Math.random() * 10)]++; return bins.length === 10 && bins.every((n) => n > 9500 && n "
                     "< 10500); })()"),
           "true");
}

TEST("the clock shows the stream's time") {
  CHECK_EQ(result_of("[Date.now(), +new Date(), Date().slice(0, 24), new Date().toISOString()]"),
           "90061057,90061057,Fri Jan 02 1970 01:01:01,1970-01-02T01:01:01.057Z");
}

TEST("dates are those of UTC in any time zone") {
  const std::string zone = std::getenv("TZ") != nullptr ? std::getenv("TZ") : "";
  ::setenv("TZ", "America/New_York", 1);
  CHECK_EQ(result_of("[new Date(2024, 6, 1, 12).toISOString(), Date.parse('2024-07-01T12:00:00'), Date.parse('Jul 1 2024 "
                     "12:00'), Date.parse('2024-07-01'), Date.parse('2024-07-01T12:00:00+02:00'), new "
                     "Date(0).getHours(), new Date(0).getTimezoneOffset(), String(new Date(0)), new "
                     "Date(0).toLocaleDateString()]"),
           "2024-07-01T12:00:00.000Z,1719835200000,1719835200000,1719792000000,1719828000000,0,0,"
           "Thu Jan 01 1970 00:00:00 GMT+0000 (UTC),1/1/1970");
  if (zone.empty()) {
    ::unsetenv("TZ");
  } else {
    ::setenv("TZ", zone.c_str(), 1);
  }
}

TEST("a date stays what the language says it is") {
  CHECK_EQ(result_of("[new Date(NaN), new Date(5) instanceof Date, new (class extends Date { x() { return +this; } "
                     "})(7).x(), Date.length, typeof Date(), new Date(new Date(3)).getTime()]"),
           "Invalid Date,true,7,7,string,3");
}
