// SPDX-License-Identifier: MIT
// Where durations lie, in constant space and time.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace nvts {

// Durations in nanoseconds, counted in buckets that are 64 ns wide up to 1 µs and 1/16 of their octave above, so that
// a quantile is at most 6.25 % too high. One thread records; any thread may ask, and gets what was recorded about then.
class Histogram {
 public:
  void record(uint64_t ns) {
    add(m_buckets[bucket_of(ns)], 1);
    add(m_total, ns);
    if (ns > max()) m_max.store(ns, std::memory_order_relaxed);
  }

  [[nodiscard]] uint64_t count() const {
    uint64_t count = 0;
    for (const auto& bucket : m_buckets) count += bucket.load(std::memory_order_relaxed);
    return count;
  }
  [[nodiscard]] uint64_t total() const { return m_total.load(std::memory_order_relaxed); }
  [[nodiscard]] uint64_t max() const { return m_max.load(std::memory_order_relaxed); }

  // The least duration that a share of at least `quantile` (0 to 1) does not exceed, rounded up to its bucket's end;
  // 0 when nothing was recorded.
  [[nodiscard]] uint64_t quantile(double quantile) const {
    const auto wanted = static_cast<double>(count()) * quantile;
    uint64_t seen = 0;
    for (size_t i = 0; i < kBuckets; ++i) {
      const uint64_t here = m_buckets[i].load(std::memory_order_relaxed);
      seen += here;
      if (here > 0 && static_cast<double>(seen) >= wanted) return std::min(end_of(i), max());
    }
    return max();
  }

 private:
  static constexpr int kUnitBits = 6;       // 64 ns
  static constexpr int kStepBits = 4;       // 16 steps an octave
  static constexpr int kOctaves = 26;       // up to 2^36 ns, 68 s
  static constexpr size_t kSteps = size_t{1} << kStepBits;
  static constexpr size_t kBuckets = kSteps * (kOctaves + 1) + 1;  // the last for what is longer

  static void add(std::atomic<uint64_t>& counter, uint64_t amount) {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }

  static size_t bucket_of(uint64_t ns) {
    const uint64_t units = ns >> kUnitBits;
    if (units < kSteps) return units;
    const int octave = std::bit_width(units) - 1 - kStepBits;
    const size_t bucket = kSteps * static_cast<size_t>(octave) + (units >> octave);
    return std::min(bucket, kBuckets - 1);
  }

  // The greatest duration that belongs into the bucket.
  static uint64_t end_of(size_t bucket) {
    if (bucket + 1 == kBuckets) return UINT64_MAX;
    const size_t next = bucket + 1;
    const uint64_t octave = next < 2 * kSteps ? 0 : next / kSteps - 1;
    const uint64_t units = (next - octave * kSteps) << octave;
    return (units << kUnitBits) - 1;
  }

  std::array<std::atomic<uint64_t>, kBuckets> m_buckets{};
  std::atomic<uint64_t> m_total{0};
  std::atomic<uint64_t> m_max{0};
};

}  // namespace nvts
