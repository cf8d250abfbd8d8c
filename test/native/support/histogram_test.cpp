// SPDX-License-Identifier: MIT
#include "support/histogram.h"

#include "check.h"
#include "support/cpu_clock.h"

using nvts::Histogram;

TEST("an empty histogram has no quantiles") {
  const Histogram histogram;
  CHECK_EQ(histogram.quantile(0.5), 0);
  CHECK_EQ(histogram.count(), 0);
  CHECK_EQ(histogram.max(), 0);
}

TEST("every duration lies in a bucket that ends at most 64 ns or 6.25 % above it") {
  for (uint64_t ns = 0; ns < uint64_t{1} << 36; ns += 1 + ns / 37) {
    Histogram histogram;
    histogram.record(ns);
    histogram.record(UINT64_MAX);
    const uint64_t median = histogram.quantile(0.5);
    if (median < ns || median > ns + std::max(uint64_t{64}, ns / 16)) {
      CHECK_EQ(median, ns);
      return;
    }
  }
}

TEST("quantiles of a ramp are where they should be") {
  Histogram histogram;
  for (uint64_t i = 1; i <= 10000; ++i) histogram.record(i * 1000);
  CHECK_EQ(histogram.count(), 10000);
  CHECK_EQ(histogram.total(), 50005000000u);
  CHECK_NEAR(static_cast<double>(histogram.quantile(0.5)), 5e6, 0.0625 * 5e6);
  CHECK_NEAR(static_cast<double>(histogram.quantile(0.99)), 9.9e6, 0.0625 * 9.9e6);
  CHECK_EQ(histogram.quantile(1), 10000000);
}

TEST("a quantile is never above the greatest duration, which is exact") {
  Histogram histogram;
  histogram.record(1'000'001);
  CHECK_EQ(histogram.quantile(0.99), 1'000'001);
  histogram.record(UINT64_MAX / 2);
  CHECK_EQ(histogram.max(), UINT64_MAX / 2);
  CHECK_EQ(histogram.quantile(1), UINT64_MAX / 2);
}

TEST("recording takes less than a microsecond of the thread's time") {
  Histogram histogram;
  const double started = nvts::thread_cpu_ms();
  for (uint64_t i = 0; i < 1'000'000; ++i) histogram.record(i * 997 % 50'000'000);
  const double ns = (nvts::thread_cpu_ms() - started) * 1e6 / 1e6;
  std::printf("     %.1f ns a record\n", ns);
  CHECK(ns < 1000);
}
