// SPDX-License-Identifier: MIT
// No call of a built-in function goes on for long beyond the time limit, whatever it is called with. The bound tells a call
// that cannot be stopped, not a slow machine.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "fixture.h"
#include "support/cpu_clock.h"

using namespace nvts;
using namespace nvts::host;

namespace {

constexpr double kLimitMs = 10;
constexpr double kBoundMs = kLimitMs + 600;

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST("no built-in function goes on for long beyond the time limit") {
  const Bundle bundle{"sweep.js", read(NVTS_SOURCE_DIR "/test/native/host/sweep.js"), "", ""};
  size_t at = 0;
  size_t count = 0;
  size_t stops = 0;
  double worst = 0;
  std::string worst_call;
  for (bool ends = false; !ends;) {
    Runner runner;
    runner.options.time_limit_ms = kLimitMs;
    const auto failure = runner.load(bundle, "{\"at\":" + std::to_string(at) + "}");
    REQUIRE(CHECK_EQ(describe(failure), "no error"));
    for (bool is_used_up = false; !is_used_up;) {
      runner.logs.clear();
      const double start = thread_cpu_ms();
      const auto error = runner.run();
      const double took = thread_cpu_ms() - start;
      REQUIRE(!runner.logs.empty());
      const std::string call = runner.logs.front().second;
      if (!CHECK(took < kBoundMs)) std::fprintf(stderr, "  %.0f ms by %s\n", took, call.c_str());
      if (took > worst) worst_call = call;
      worst = std::max(worst, took);
      ++count;
      at = std::strtoul(call.c_str(), nullptr, 10) + 1;
      const std::string& last = runner.logs.back().second;
      ends = last.compare(0, 3, "end") == 0;
      stops += error ? 1 : 0;
      is_used_up = error || last != "next";
    }
  }
  std::printf("     %zu calls, %zu stopped, %.0f ms at most, by %s\n", count, stops, worst, worst_call.c_str());
  CHECK(count > 2000);
}
