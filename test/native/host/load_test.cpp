// SPDX-License-Identifier: MIT
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

TEST("a bundle is loaded with its parameters and what it may know of its element") {
  Runner runner;
  runner.options.element = "probe \"1\"";
  const auto error = runner.load_code(
      processor("setup(params, info) { host.log(2, params); host.log(2, info); }"), "{\"line\":[0,1]}");
  CHECK_EQ(describe(error), "no error");
  REQUIRE(runner.logs.size() == 2);
  CHECK_EQ(runner.logs[0].second, "{\"line\":[0,1]}");
  CHECK(contains(runner.logs[1].second, "{\"abi\":1,\"version\":\""));
  CHECK(contains(runner.logs[1].second, "\"element\":\"probe \\\"1\\\"\"}"));
}

TEST("a syntax error is NVTS_SYNTAX with its line") {
  Runner runner;
  const auto error = runner.load_code("let a = 1;\nlet b = ;\n");
  REQUIRE(error.has_value());
  CHECK(error->status.code() == ErrorCode::kSyntax);
  CHECK_EQ(error->location, "plugin.nvts.js:2");
  CHECK_EQ(error->status.message(), "SyntaxError: Unexpected token ';'");
}

TEST("a script that throws while it is evaluated names hook and place") {
  Runner runner;
  const auto error = runner.load_code("const config = undefined;\nconfig.lines;");
  REQUIRE(error.has_value());
  CHECK(error->status.code() == ErrorCode::kScript);
  CHECK_EQ(error->hook, "load");
  CHECK_EQ(error->location.find("plugin.nvts.js:2:"), 0u);
}

TEST("a script that defines no processor is told how to") {
  Runner runner;
  for (const char* code : {"1 + 1;", "globalThis.__nvts_bundle = 5;", "globalThis.__nvts_bundle = null;",
                           "Object.defineProperty(globalThis, '__nvts_bundle', { get() { throw 1 } })"}) {
    const auto error = runner.load_code(code);
    REQUIRE(error.has_value());
    CHECK(error->status.code() == ErrorCode::kNoDefaultExport);
    CHECK(contains(error->status.message(),
                   "plugin.nvts.js: defines no processor: write `export default defineProcessor"));
  }
}

TEST("a bundle for another version of the table is refused with both numbers") {
  Runner runner;
  const auto error = runner.load_code(processor("abi: 7"));
  REQUIRE(error.has_value());
  CHECK(error->status.code() == ErrorCode::kAbi);
  CHECK(contains(error->status.message(), "version 7 of the frame table, this nvtsprobe has 1"));
  for (const char* abi : {"abi: '1'", "abi: NaN", "abi: 1e300", "abi: null", "abi: 1.5"}) {
    CHECK(runner.load_code(processor(abi))->status.code() == ErrorCode::kAbi);
  }
}

TEST("a bundle that asks for the SDK's core finds it, and no other does") {
  for (const char* asks : {"__nvts_core('NvtsError').prototype.name", "typeof globalThis.__nvts_core"}) {
    Runner runner;
    CHECK_EQ(describe(runner.load_code(processor("setup() { host.log(2, " + std::string(asks) + "); }"))), "no error");
    REQUIRE(runner.logs.size() == 1);
    CHECK_EQ(runner.logs[0].second, contains(asks, "typeof") ? "undefined" : "NvtsError");
  }
}

TEST("no script can put something else in the place of the SDK's core") {
  for (const char* way : {"globalThis.__nvts_core = () => 1", "delete globalThis.__nvts_core",
                          "Object.defineProperty(globalThis, '__nvts_core', { value: () => 1 })"}) {
    Runner runner;
    const std::string code = "try { " + std::string(way) + "; } catch {}\nconst same = typeof __nvts_core('seal');\n";
    CHECK_EQ(describe(runner.load_code(code + processor("setup() { host.log(2, same); }"))), "no error");
    REQUIRE(runner.logs.size() == 1);
    CHECK_EQ(runner.logs[0].second, "function");
  }
}

TEST("a part that the SDK's core does not have is NVTS_ABI, where the bundle asks for it") {
  Runner runner;
  const auto error = runner.load_code("const part = 1;\n__nvts_core('fromTomorrow');\n");
  REQUIRE(error.has_value());
  CHECK(error->status.code() == ErrorCode::kAbi);
  CHECK(contains(error->status.message(), "takes fromTomorrow of the SDK's core"));
  CHECK_EQ(error->location.find("plugin.nvts.js:2:"), 0u);
}

TEST("a bundle of another kind is refused") {
  Runner runner;
#ifndef NVTS_SCRIPT_HOST_PROGRAM  // which runs parsers too
  CHECK(contains(describe(runner.load_code(processor("kind: 'parser'"))),
                 "NVTS_UNSUPPORTED load: plugin.nvts.js: is a parser of tensors"));
#endif
  CHECK(contains(describe(runner.load_code(processor("kind: {}"))), "NVTS_UNSUPPORTED"));
}

TEST("a bundle without one of its functions is refused") {
  Runner runner;
  for (const char* member : {"load: 1", "attach: undefined", "run: 'x'", "notify: {}"}) {
    CHECK(contains(describe(runner.load_code(processor(member))), "NVTS_NO_DEFAULT_EXPORT"));
  }
}

TEST("an error with a code of ours keeps it, and the hook is the one that the bundle named") {
  Runner runner;
  const auto error =
      runner.load_code(processor("setup() { view.setUint32(32, 2, true); "
                                 "throw Object.assign(new Error('line: expected array'), { name: "
                                 "'NvtsError', code: 'NVTS_PARAMS' }); }"));
  CHECK_EQ(describe(error), "NVTS_PARAMS setup: line: expected array");
}

TEST("an error with a code of somebody else is a script's error") {
  Runner runner;
  CHECK_EQ(describe(runner.load_code(
               processor("setup() { throw Object.assign(new RangeError('x'), { code: 'EACCES' }); }"))),
           "NVTS_SCRIPT load: RangeError: x");
}

TEST("events of setup can be read") {
  Runner runner;
  const auto error = runner.load_code(processor(R"(setup() {
    const text = (offset) => view.getUint32(offset, true);
    const put = (string) => { const start = text(164); for (let i = 0; i < string.length; i++)
      view.setUint8(text(156) + start + i, string.charCodeAt(i)); view.setUint32(164, start + string.length, true); return start; };
    const base = text(144), rows = text(148), type = put('ready'), data = put('{"a":1}');
    view.setInt32(base, -1, true); view.setUint32(base + rows * 4, type, true); view.setInt32(base + rows * 8, 5, true);
    view.setUint32(base + rows * 12, data, true); view.setInt32(base + rows * 16, 7, true); view.setUint32(152, 1, true);
  })"));
  CHECK_EQ(describe(error), "no error");
  std::vector<Event> events;
  CHECK(read_events(runner.table, &events).is_ok());
  REQUIRE(events.size() == 1);
  CHECK_EQ(events[0].type, "ready");
  CHECK_EQ(events[0].data, "{\"a\":1}");
}
