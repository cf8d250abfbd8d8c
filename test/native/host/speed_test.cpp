// SPDX-License-Identifier: MIT
// Bounds a long way above what was measured (0.3 us a call): they catch a look-up or an allocation for each
// object, not a slow machine.
#include <chrono>

#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

namespace {

double microseconds_per_call(Runner& runner, int calls) {
  for (int i = 0; i < 20000; ++i)
    static_cast<void>(runner.host->run_batch());
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i)
    static_cast<void>(runner.host->run_batch());
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() / calls;
}

}  // namespace

TEST("a call into a script costs microseconds at most") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() {}")));
  const double cost = microseconds_per_call(runner, 200000);
  std::printf("     %.3f us a call\n", cost);
  CHECK(cost < 10.0);
}

TEST("a time limit costs little more") {
  Runner runner;
  runner.options.time_limit_ms = 1000;
  REQUIRE(!runner.load_code(processor("run() {}")));
  const double cost = microseconds_per_call(runner, 200000);
  std::printf("     %.3f us a call\n", cost);
  CHECK(cost < 20.0);
}
