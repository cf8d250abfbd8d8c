// SPDX-License-Identifier: MIT
// Every way of a script to take for ever ends at its time limit. Bounds are thread time and generous: they tell a limit
// that starts anew with each step, not a slow machine.
#include <atomic>
#include <chrono>
#include <thread>

#include "fixture.h"
#include "support/cpu_clock.h"

using namespace nvts;
using namespace nvts::host;

namespace {

constexpr double kLimitMs = 50;
constexpr double kBoundMs = kLimitMs + (check::kUnderSanitizer ? 900 : 90);

// Its script takes n ms of thread time with host.log(3, 'n').
struct Limited : Runner {
  Limited() {
    options.time_limit_ms = kLimitMs;
    options.setup_time_limit_ms = kLimitMs;
  }

  std::optional<ScriptError> load_code(const std::string& code) {
    Services services;
    services.log = [](LogLevel, std::string_view text) {
      for (const double end = thread_cpu_ms() + std::stod(std::string(text)); thread_cpu_ms() < end;) continue;
    };
    return create(Bundle{"plugin.nvts.js", code, "", ""}, "{}", std::move(services));
  }

  // What the call gave, when it ended in time and nothing of the host's is broken.
  template <class Call>
  std::string stopped(Call call) {
    const double start = thread_cpu_ms();
    const std::optional<ScriptError> error = call();
    const double took = thread_cpu_ms() - start;
    if (took > kBoundMs) return "took " + std::to_string(took) + " ms";
    if (error && !error->discard) return "not to be discarded: " + describe(error);
    return describe(error);
  }
};

std::string stopped_in(const std::string& hook, const char* limit = "deadline-ms") {
  return "NVTS_DEADLINE " + hook + ": stopped after 50 ms of CPU time (" + limit + ")";
}

}  // namespace

TEST("whatever loops in a batch is stopped in time") {
  for (const char* body : {
           "for (;;);",
           "for (;;) { try { for (;;); } catch {} finally { for (;;); } }",
           "const again = () => { try { again(); } catch { again(); } }; again();",
           "const f = (n) => { if (n > 0) { f(n - 1); f(n - 1); } }; f(100);",
           "({ get x() { for (;;); } }).x;",
           "new Proxy({}, { get() { for (;;); } }).x;",
           "new Proxy(() => {}, { apply() { for (;;); } })();",
           "`${{ toString() { for (;;); } }}`;",
           "+{ valueOf() { for (;;); } };",
           "[3, 2, 1].sort(() => { for (;;); });",
           "Array.from({ length: 1e5 }, (_, i) => i * 7919 % 1e5).sort((a, b) => { for (let i = 0; i < 1e4; i++); return a - b; });",
           "for (const x of { [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) });",
           "[...{ [Symbol.iterator]: () => ({ next() { for (;;); } }) }];",
           "const g = (function* () { for (;;) yield 1; })(); for (const x of g);",
           "JSON.stringify({ toJSON() { for (;;); } });",
           "JSON.parse('[1,2,3]', () => { for (;;); });",
           "'x'.replace(/x/, () => { for (;;); });",
           "new Map([[1, 1]]).forEach(() => { for (;;); });",
           "class A { static { for (;;); } }",
           "Reflect.ownKeys(new Proxy({}, { ownKeys() { for (;;); } }));",
           "for (;;) host.string(-1);",
           "for (;;) host.log(3, '0.1');",
       }) {
    Limited runner;
    REQUIRE(!runner.load_code(processor(std::string("run() { ") + body + " }")));
    const std::string outcome = runner.stopped([&] { return runner.run(); });
    if (outcome != stopped_in("run")) std::printf("     %s\n", body);
    CHECK_EQ(outcome, stopped_in("run"));
  }
}

TEST("loops in what was thrown share the time of the call that threw") {
  for (const char* thrown : {
           "{ get name() { for (;;); }, get message() { for (;;); }, get code() { for (;;); }, get stack() { for (;;); } }",
           "new Proxy({}, { get() { for (;;); } })",
           "{ toString() { for (;;); } }",
           "Object.assign(() => {}, { [Symbol.toPrimitive]() { for (;;); } })",
       }) {
    Limited runner;
    REQUIRE(!runner.load_code(processor(std::string("run() { throw (") + thrown + "); }")));
    CHECK_EQ(runner.stopped([&] { return runner.run(); }), stopped_in("run"));
  }
}

TEST("an error that is thrown late has little time to be described, and each call all of it") {
  Limited runner;
  REQUIRE(!runner.load_code(
      processor("run() { host.log(3, '45'); throw { get message() { for (;;); } }; },"
                "notify() { host.log(3, '20'); throw new Error('plain'); }")));
  for (int i = 0; i < 3; ++i) {
    CHECK_EQ(describe(runner.host->notify(table::hook::kOnEos, "{}")), "NVTS_SCRIPT onEos: plain");
  }
  CHECK_EQ(runner.stopped([&] { return runner.run(); }), stopped_in("run"));
}

TEST("a loop in any hook is stopped") {
  const std::string code =
      processor("notify() { for (;;); }, save() { for (;;); }, restore() { for (;;); }, run() { view.setUint32(32, 5, "
                "true); for (;;); }");
  const auto stopped = [&](auto call) {
    Limited runner;
    if (const auto error = runner.load_code(code)) return describe(error);
    return runner.stopped([&] { return call(runner); });
  };
  std::string state;
  CHECK_EQ(stopped([](Runner& r) { return r.host->notify(table::hook::kOnMessage, "{}"); }), stopped_in("onMessage"));
  CHECK_EQ(stopped([&](Runner& r) { return r.host->save(&state); }), stopped_in("save"));
  CHECK_EQ(stopped([](Runner& r) { return r.host->restore("{}"); }), stopped_in("restore"));
  CHECK_EQ(stopped([](Runner& r) { return r.run(); }), stopped_in("onTick"));
}

TEST("loading shares one limit, however many steps of it loop") {
  for (const std::string& code : {
           std::string("for (;;);"),
           processor("setup() { for (;;); }"),
           std::string("Object.defineProperty(globalThis, '__nvts_bundle', { get() { for (;;); } });"),
           std::string("globalThis.__nvts_bundle = new Proxy({}, { get() { for (;;); } });"),
           std::string("throw { get message() { for (;;); } };"),
       }) {
    Limited runner;
    const std::string outcome = runner.stopped([&] { return runner.load_code(code); });
    CHECK_EQ(outcome, stopped_in("load", "setup-deadline-ms"));
    CHECK(runner.host == nullptr);
  }
}

TEST("a call that ended by itself beyond its time has failed, and the script goes on") {
  Limited runner;
  REQUIRE(!runner.load_code(
      processor("count: 0, run() { if (++this.count % 2 === 1) host.log(3, '80'); }, notify() { host.log(3, '30'); },"
                "save() { host.log(3, '80'); return 'late'; }")));
  for (int i = 0; i < 3; ++i) {
    const auto error = runner.run();
    REQUIRE(error.has_value());
    const std::string text = describe(error);
    CHECK(contains(text, "NVTS_DEADLINE run: took ") && contains(text, " ms of CPU time, and may take 50 (deadline-ms)"));
    CHECK(!error->discard);
    CHECK_EQ(describe(runner.run()), "no error");
    CHECK_EQ(describe(runner.host->notify(table::hook::kOnEos, "{}")), "no error");
  }
  std::string state;
  CHECK(contains(describe(runner.host->save(&state)), "NVTS_DEADLINE save: took "));
  CHECK_EQ(state, "");
}

TEST("setup that ended by itself beyond its time leaves no host") {
  Limited runner;
  const std::string outcome = describe(runner.load_code(processor("setup() { host.log(3, '80'); }")));
  CHECK(contains(outcome, "NVTS_DEADLINE load: took "));
  CHECK(contains(outcome, "(setup-deadline-ms)"));
  CHECK(runner.host == nullptr);
}

TEST("a thread that waits spends none of the script's time") {
  Runner runner;
  runner.options.time_limit_ms = kLimitMs;
  Services services;
  services.log = [](LogLevel, std::string_view) { std::this_thread::sleep_for(std::chrono::milliseconds(20)); };
  REQUIRE(!runner.create(Bundle{"plugin.nvts.js", processor("run() { for (let i = 0; i < 6; i++) host.log(3, ''); }"), "", ""}, "{}",
                         std::move(services)));
  for (int i = 0; i < 3; ++i) CHECK_EQ(describe(runner.run()), "no error");
}

TEST("setup may take longer than a batch") {
  Limited runner;
  runner.options.time_limit_ms = 10;
  runner.options.setup_time_limit_ms = 0;
  REQUIRE(!runner.load_code(processor("setup() { for (let i = 0; i < 6; i++) host.log(3, '10'); }, run() { for (;;); }")));
  CHECK_EQ(describe(runner.run()), "NVTS_DEADLINE run: stopped after 10 ms of CPU time (deadline-ms)");
}

TEST("attach and the hook after it share one limit") {
  Limited runner;
  REQUIRE(!runner.load_code(
      processor("attach() { host.log(3, '30'); }, run() { for (;;); }")));
  REQUIRE(runner.table.reserve(table::Section::kObjects, 4000).is_ok());
  const double start = thread_cpu_ms();
  CHECK_EQ(runner.stopped([&] { return runner.run(); }), stopped_in("run"));
  // A limit of its own would have ended the hook at 80.
  CHECK(check::kUnderSanitizer || thread_cpu_ms() - start < 75);
}

TEST("the code that would clean up after a stop does not run") {
  Limited runner;
  REQUIRE(!runner.load_code(
      processor("dirty: false, run() { this.dirty = true; try { for (;;); } finally { this.dirty = false; } },"
                "save() { return String(this.dirty); }")));
  CHECK(runner.run().has_value());
  std::string state;
  CHECK(!runner.host->save(&state));
  CHECK_EQ(state, "true");
}

TEST("after a stop nothing but save() may be called") {
  Limited runner;
  REQUIRE(!runner.load_code(
      processor("count: 0, run() { this.count++; for (;;); }, notify() { this.count++; }, restore() { this.count++; },"
                "save() { return String(this.count); }")));
  CHECK_EQ(runner.stopped([&] { return runner.run(); }), stopped_in("run"));
  const std::string refused = ": plugin.nvts.js: was stopped half-way; only save() may still be called";
  CHECK_EQ(describe(runner.run()), "NVTS_INTERNAL run" + refused);
  CHECK_EQ(describe(runner.host->notify(table::hook::kOnEos, "{}")), "NVTS_INTERNAL onEos" + refused);
  CHECK_EQ(describe(runner.host->restore("")), "NVTS_INTERNAL restore" + refused);
  std::string state;
  CHECK(!runner.host->save(&state));
  CHECK_EQ(state, "1");
}

TEST("hosts on several threads are stopped each in its own time") {
  std::atomic<int> stopped = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&stopped] {
      for (int i = 0; i < 5; ++i) {
        Limited runner;
        if (runner.load_code(processor("run() { for (;;); }"))) return;
        if (runner.stopped([&] { return runner.run(); }) == stopped_in("run")) ++stopped;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(stopped.load(), 20);
}
