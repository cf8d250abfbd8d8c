// SPDX-License-Identifier: MIT
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

TEST("console writes to the host's log with the method's level") {
  Runner runner;
  REQUIRE(!runner.load_code(
      "console.error('e'); console.warn('w'); console.log('l', 1, true); console.debug('d');" +
      processor("")));
  REQUIRE(runner.logs.size() == 4);
  CHECK(runner.logs[0].first == LogLevel::kError);
  CHECK(runner.logs[1].first == LogLevel::kWarning);
  CHECK(runner.logs[2].first == LogLevel::kInfo);
  CHECK_EQ(runner.logs[2].second, "l 1 true");
  CHECK(runner.logs[3].first == LogLevel::kDebug);
}

TEST("console shows values of every kind") {
  Runner runner;
  REQUIRE(
      !runner.load_code("const loop = {}; loop.self = loop; console.log({ a: [1n] }, null, undefined, "
                        "Symbol('s'), 5n, function f() {}, loop);"
                        "console.count(); console.count(); console.assert(1 > 2, 'math');" +
                        processor("")));
  CHECK_EQ(runner.logged(),
           "{\"a\":[\"1n\"]} null undefined Symbol(s) 5n [function f] [object Object]\n"
           "default: 1\ndefault: 2\nAssertion failed: math\n");
}

TEST("an error in the console has a stack with the script's name") {
  Runner runner;
  REQUIRE(!runner.load_code("console.error(new TypeError('bad'));" + processor("")));
  CHECK(contains(runner.logged(), "TypeError: bad\nglobal code@plugin.nvts.js:1:"));
}

TEST("every method of the engine's console exists") {
  Runner runner;
  CHECK_EQ(
      describe(runner.load_code(
          "for (const name of "
          "['assert','clear','count','countReset','debug','dir','dirxml','error','group','groupCollapsed',"
          "'groupEnd','info','log','profile','profileEnd','record','recordEnd','screenshot','table','"
          "takeHeapSnapshot','time',"
          "'timeEnd','timeLog','timeStamp','trace','warn']) console[name]('x');" +
          processor(""))),
      "no error");
}
