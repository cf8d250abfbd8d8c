// SPDX-License-Identifier: MIT
#include "jsc/error.h"

#include "check.h"
#include "jsc/context.h"

using namespace nvts;
using namespace nvts::jsc;

namespace {

Error error_of(const char* code) {
  Context context;
  context.set_source({"plugin.js", "", ""});
  return context.evaluate(code).value_or(Error{});
}

}  // namespace

TEST("an error has name, message, code and the stack of calls") {
  const Error error = error_of(
      "function inner() {\n  throw Object.assign(new TypeError('bad'), { code: 'NVTS_RANGE' });\n}\n"
      "const outer = () => inner();\nouter();");
  CHECK_EQ(error.name, "TypeError");
  CHECK_EQ(error.message, "bad");
  CHECK_EQ(error.code, "NVTS_RANGE");
  REQUIRE(error.stack.size() == 3);
  CHECK_EQ(error.stack[0].function, "inner");
  CHECK_EQ(error.stack[0].file, "plugin.js");
  CHECK_EQ(error.stack[0].line, 2u);
  CHECK(error.stack[0].column > 1);
  CHECK_EQ(error.stack[1].function, "outer");
  CHECK_EQ(error.stack[1].line, 4u);
  CHECK_EQ(error.stack[2].line, 5u);
}

TEST("a syntax error has its line") {
  const Error error = error_of("let a = 1;\nlet b = ;\n");
  CHECK_EQ(error.name, "SyntaxError");
  REQUIRE(error.stack.size() == 1);
  CHECK_EQ(format_location(error.stack[0]), "plugin.js:2");
}

TEST("a call through the engine's own functions is a frame without a file") {
  const Error error = error_of("[1].map(() => { throw new Error('x') })");
  REQUIRE(error.stack.size() == 3);
  CHECK_EQ(error.stack[1].function, "map");
  CHECK_EQ(format_stack(error.stack).find("  at plugin.js:1:"), 0u);
  CHECK(format_stack(error.stack).find("\n  at map (native)\n") != std::string::npos);
}

TEST("whatever is thrown has a message") {
  CHECK_EQ(error_of("throw 'text'").message, "text");
  CHECK_EQ(error_of("throw null").message, "null");
  CHECK_EQ(error_of("throw undefined").message, "undefined");
  CHECK_EQ(error_of("throw { message: 'own' }").message, "own");
  CHECK_EQ(error_of("throw Symbol('s')").message, "a value that cannot be shown");
  CHECK_EQ(error_of("throw { toString() { throw 1 }, get message() { throw 2 } }").message,
           "a value that cannot be shown");
  CHECK_EQ(error_of("throw new Proxy({}, { get() { throw 1 } })").message, "a value that cannot be shown");
  CHECK_EQ(
      error_of("throw Object.assign(new Error('x'), { stack: 5, name: {}, code: 7, line: 'a' })").message,
      "x");
}

TEST("a message without end is cut") {
  CHECK(error_of("throw new Error('x'.repeat(1e7))").message.size() < 100000);
}

TEST("a stack that a script made up is read without trust") {
  const Error error = error_of(
      "const e = new Error('x'); e.stack = "
      "'@nvts:script:99999999999999999999:1\\n@nvts:script\\nf@nvts:script:4294967295:7\\n@@@\\n'"
      " + 'deep@nvts:script:1:1\\n'.repeat(1e5); throw e");
  CHECK_EQ(error.stack.size(), 64u);
  CHECK_EQ(error.stack[2].line, 4294967295u);
}

TEST("endless recursion is an error and the context goes on") {
  Context context;
  const auto error = context.evaluate("(function f() { f() })()");
  REQUIRE(error.has_value());
  CHECK_EQ(error->name, "RangeError");
  CHECK(!context.evaluate("1"));
}

TEST("positions of the script within a text are mapped, others are left") {
  ScriptSource source("plugin.js", "", "");
  CHECK_EQ(source.map_positions("f@nvts:script:3:4\nnvts:script and nvts:script:x"),
           "f@plugin.js:3:4\nnvts:script and nvts:script:x");
  CHECK_EQ(source.map_positions("plain"), "plain");
}
