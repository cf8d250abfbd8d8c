// SPDX-License-Identifier: MIT
#include <chrono>
#include <thread>

#include "check.h"
#include "jsc/context.h"
#include "support/cpu_clock.h"

using namespace nvts;
using namespace nvts::jsc;

namespace {

double milliseconds_of(Context& context, const char* code, std::optional<Error>* error) {
  const auto start = std::chrono::steady_clock::now();
  *error = context.evaluate(code);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST("an endless loop is stopped and the context can be used afterwards") {
  Context context;
  REQUIRE(context.set_time_limit(30).is_ok());
  std::optional<Error> error;
  const double took = milliseconds_of(context, "for (;;) {}", &error);
  REQUIRE(error.has_value());
  CHECK(error->timed_out);
  CHECK_EQ(error->message, "stopped after 30 ms of CPU time");
  CHECK(took >= 25);
  CHECK(took < 1000);
  CHECK(!context.evaluate("globalThis.after = 1 + 1"));
  CHECK_EQ(*context.to_number(context.property(context.global(), "after")), 2.0);
}

TEST("a script cannot catch the stop") {
  Context context;
  REQUIRE(context.set_time_limit(20).is_ok());
  std::optional<Error> error;
  milliseconds_of(context, "for (;;) { try { for (;;) {} } catch {} finally { globalThis.ran = true } }",
                  &error);
  REQUIRE(error.has_value());
  CHECK(error->timed_out);
}

TEST("a loop that was compiled before is stopped too") {
  Context context;
  REQUIRE(
      !context.evaluate("function spin(n) { let s = 0; for (let i = 0; i < n; i++) s += i % 7; return s }"
                        "for (let i = 0; i < 200; i++) spin(100000)"));
  REQUIRE(context.set_time_limit(20).is_ok());
  std::optional<Error> error;
  milliseconds_of(context, "spin(1e15)", &error);
  REQUIRE(error.has_value());
  CHECK(error->timed_out);
}

TEST("a script that loops in every call is stopped in every call") {
  Context context;
  REQUIRE(context.set_time_limit(10).is_ok());
  REQUIRE(!context.evaluate("function spin() { for (;;) {} }"));
  const Value spin = context.property(context.global(), "spin");
  for (int i = 0; i < 30; ++i) {
    const auto error = context.call(spin, {}, {});
    REQUIRE(error.has_value());
    CHECK(error->timed_out);
  }
}

TEST("each call has the whole time, on whichever thread it comes") {
  Context context;
  REQUIRE(context.set_time_limit(50).is_ok());
  REQUIRE(!context.evaluate("function work() { const end = Date.now() + 20; while (Date.now() < end); }"));
  const Value work = context.property(context.global(), "work");
  for (int i = 0; i < 5; ++i) {
    std::thread([&] { CHECK(!context.call(work, {}, {})); }).join();
  }
}

TEST("a getter that loops in what was thrown is stopped while the error is described") {
  Context context;
  REQUIRE(context.set_time_limit(20).is_ok());
  std::optional<Error> error;
  const double took = milliseconds_of(context, "throw { get message() { for (;;) {} } }", &error);
  REQUIRE(error.has_value());
  CHECK(took < 1000);
  CHECK(!context.evaluate("1"));
}

TEST("calls that share their time are stopped by one limit, and a later one fails at once") {
  Context context;
  REQUIRE(context.set_time_limit(80).is_ok());
  // 50 ms of thread time, after which the engine looks at its limit.
  const auto busy = [](void*, Call& call) {
    for (const double end = thread_cpu_ms() + 50; thread_cpu_ms() < end;) continue;
    return call.undefined();
  };
  context.set_property(context.global(), "busy", context.make_function(busy, nullptr));
  REQUIRE(!context.evaluate("let calls = 0; function work() { calls++; busy(); for (let i = 0; i < 1e5; i++); }"));
  const Value work = context.property(context.global(), "work");
  {
    const Context::SharedTime time(context);
    CHECK(!context.call(work, {}, {}));
    for (int i = 0; i < 2; ++i) {
      const auto error = context.call(work, {}, {});
      REQUIRE(error.has_value());
      CHECK(error->timed_out);
    }
    CHECK(!context.is_object(context.property(context.global(), "Object")));
  }
  CHECK(!context.call(work, {}, {}));
  CHECK(!context.evaluate("if (calls !== 3) throw new Error(calls)"));
}

TEST("a property whose getter loops is undefined") {
  Context context;
  REQUIRE(context.set_time_limit(20).is_ok());
  REQUIRE(!context.evaluate("globalThis.trap = { get bad() { for (;;); } }"));
  const Value trap = context.property(context.global(), "trap");
  CHECK(!context.is_object(context.property(trap, "bad")));
}

TEST("without a limit nothing is stopped") {
  Context context;
  REQUIRE(context.set_time_limit(10).is_ok());
  REQUIRE(context.set_time_limit(0).is_ok());
  CHECK(!context.evaluate("const end = Date.now() + 60; while (Date.now() < end);"));
}

// A native function's own calls into the engine end a script's time too, and forget that they did.
TEST("a limit that was taken away stops nothing later") {
  Context context;
  const char* const spin = "{ const end = 3e7; let n = 0; for (let i = 0; i < end; i++) n += i % 7; }";
  REQUIRE(context.set_time_limit(5).is_ok());
  CHECK(!context.evaluate("1"));
  REQUIRE(context.set_time_limit(0).is_ok());
  for (int i = 0; i < 5; ++i) CHECK(!context.evaluate(spin));
}

TEST("a script is stopped in time though it spends that time in native functions") {
  for (const char* body : {"read(`${i} `.padEnd(60000, 'x'))", "try { read(`${i} `.padEnd(60000, 'x')) } catch {}"}) {
    Context context;
    const auto read = [](void*, Call& call) { return call.from(static_cast<double>(call.string(0, SIZE_MAX).size())); };
    context.set_property(context.global(), "read", context.make_function(read, nullptr));
    REQUIRE(!context.evaluate("function work() { for (let i = 0; i < 20000; i++) " + std::string(body) + " }"));
    const Value work = context.property(context.global(), "work");
    REQUIRE(context.set_time_limit(5).is_ok());
    for (int round = 0; round < 100; ++round) {
      const double start = thread_cpu_ms();
      const auto error = context.call(work, {}, {});
      REQUIRE(error.has_value());
      CHECK(error->timed_out);
      CHECK(thread_cpu_ms() - start < (check::kUnderSanitizer ? 1000 : 100));
    }
  }
}
