// SPDX-License-Identifier: MIT
// What an element counts and measures. Written by the streaming thread, read by whoever asks for `stats`.
#pragma once

#include <gst/gst.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "nvtsprobe/breaker.h"
#include "support/histogram.h"
#include "support/status.h"
#include "table/schema.generated.h"

namespace nvts {

// Of a counter that one thread writes: no locked instruction.
inline void count(std::atomic<uint64_t>& counter, uint64_t amount = 1) {
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

constexpr size_t kErrorCodes = static_cast<size_t>(ErrorCode::kInternal) + 1;

// Calls into the script of one kind.
struct CallStats {
  Histogram time;
  std::array<std::atomic<uint64_t>, kErrorCodes> failures{};
};

struct ProbeStats {
  std::atomic<uint64_t> buffers{0};
  std::atomic<uint64_t> frames{0};
  std::atomic<uint64_t> objects{0};
  std::atomic<uint64_t> events{0};
  std::atomic<uint64_t> edits{0};
  std::atomic<uint64_t> errors{0};
  std::atomic<uint64_t> dropped{0};
  std::atomic<uint64_t> bypassed{0};  // buffers the script did not see
  std::atomic<uint64_t> log_lines{0};
  std::atomic<uint64_t> log_lines_left_out{0};
  std::atomic<Breaker::State> breaker{Breaker::State::kClosed};
  std::atomic<uint64_t> breaker_opened{0};
  std::atomic<uint64_t> reloads{0};    // a new script took over
  std::atomic<uint64_t> rollbacks{0};  // and failed on trial
  std::atomic<uint64_t> rebuilds{0};   // a script that was stopped half-way runs again
  std::atomic<uint64_t> heap_bytes{0};
  std::atomic<bool> heap_wanted{false};  // set by who reads `stats`: the next buffer finds the size out
  std::atomic<uint64_t> process_id{0};   // of the script, 0 when it has none
  std::atomic<uint64_t> spare_process_id{0};  // of the one that waits in reserve, 0 while none is ready
  std::atomic<uint64_t> spare_takeovers{0};   // how often one that waited went on for one that had ended
  Histogram pack;
  Histogram commit;
  // By table::hook. The calls of batches, which run onFrame or onBatch and the timers due, are those of kOnBatch; kSetup is
  // all that it takes to make a script, of those that buffers have met.
  std::array<CallStats, table::hook::kParse + 1> calls;
};

// Of a call of this kind (a value of table::hook).
inline void count_failure(ProbeStats& stats, uint32_t call, ErrorCode code) {
  count(stats.errors);
  count(stats.calls[call].failures[static_cast<size_t>(code)]);
}

// The structure `nvts-stats`.
[[nodiscard]] GstStructure* stats_structure(const ProbeStats& stats);

}  // namespace nvts
