// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

#include "fixture.h"
#include "measured.h"

using namespace nvts;
using namespace nvts::host;

TEST("hosts on several threads run at once, each with its own table") {
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&failures, t] {
      Runner runner;
      if (runner.load_code(processor(
              "total: 0, run() { const kept = []; for (let i = 0; i < 200; i++) kept.push({ i });"
              "this.total += view.getUint32(68, true); if (host.string(host.intern('n' + this.total)) "
              "!== 'n' + this.total) throw new Error('mixed up'); }"))) {
        ++failures;
        return;
      }
      for (int batch = 0; batch < 500; ++batch) {
        if (runner.run(static_cast<uint32_t>(t + 1))) ++failures;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  CHECK_EQ(failures.load(), 0);
}

TEST("a host is called from one thread after another and goes on a third") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("count: 0, run() { host.log(2, String(++this.count)); }")));
  for (int i = 0; i < 8; ++i) {
    std::thread([&] { CHECK(!runner.run()); }).join();
  }
  CHECK_EQ(runner.logs.size(), 8u);
  std::thread([&] { runner.host.reset(); }).join();
}

TEST("two hundred hosts one after another leave no memory behind") {
  SKIP_WHERE_MEMORY_IS_DISTORTED();
  const auto cycle = [] {
    Runner runner;
    CHECK(!runner.load_code(processor(
        "kept: Array.from({ length: 10000 }, (_, i) => ({ i })), run() { at(host.grow(1, 1000)); }")));
    CHECK(!runner.run());
  };
  // The engine's allocator fills its own caches first, and gives memory back when it finds the time. A leak of the
  // tables alone, two hundred KiB each, makes 40 MB in every round, one of the hosts 200 MB.
  constexpr size_t kSlack = size_t{24} << 20;
  size_t least_growth = SIZE_MAX;
  for (int round = 0; round < 5 && least_growth > kSlack; ++round) {
    const size_t before = check::resident_bytes();
    for (int i = 0; i < 200; ++i)
      cycle();
    const size_t after = check::resident_bytes();
    least_growth = std::min(least_growth, after > before ? after - before : 0);
  }
  std::printf("     %zu KiB more after 200 hosts\n", least_growth >> 10);
  CHECK(least_growth <= kSlack);
}

TEST("a million batches keep the heap bounded") {
  SKIP_WHERE_MEMORY_IS_DISTORTED();
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { this.last = { text: 'x'.repeat(100) }; }")));
  for (int i = 0; i < 1000; ++i)
    CHECK(!runner.host->run_batch());
  const size_t before = check::resident_bytes();
  for (int i = 0; i < 1000000; ++i) {
    if (runner.host->run_batch()) return static_cast<void>(CHECK(false));
  }
  CHECK(check::resident_bytes() < before + (size_t{48} << 20));
}

TEST("a bundle that cannot be loaded leaves no host") {
  Runner runner;
  CHECK(runner.load_code("throw 1").has_value());
  CHECK(runner.host == nullptr);
}
