// SPDX-License-Identifier: MIT
// A recording from start to end through a script, a piece at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recording/batch_reader.h"
#include "script_run.h"

namespace nvts::node {

struct ReplaySettings {
  RunSettings run;
  std::string recording;
  std::string labels;  // a file, empty for none
  double fps = 25;
  bool pass_errors = false;     // go on after a batch that failed
  uint64_t warmup_batches = 0;  // left out of the statistics
};

struct ReplayChunk {
  RunOutput output;
  std::vector<host::ScriptError> errors;  // of batches that were passed over
  std::vector<std::string> problems;      // of the recording
  std::optional<host::ScriptError> failure;
  bool done = false;
};

// Not thread-safe: calls come one after another, from whichever thread.
class ReplayRun {
 public:
  explicit ReplayRun(ReplaySettings settings) : m_settings(std::move(settings)) {}

  // Works for about `budget_ms`, or until there are many events. The first step loads the script; the last ends the
  // stream. After `done` it must not be called again.
  [[nodiscard]] ReplayChunk step(double budget_ms);

  struct Figures {
    const RunStats* run = nullptr;  // null before the first step
    const Histogram* parse = nullptr;
    double busy_seconds = 0;
    uint64_t heap_bytes = 0;  // at the end
    std::optional<jsc::Allocated> allocated;
  };
  [[nodiscard]] Figures figures() const;

 private:
  [[nodiscard]] std::optional<host::ScriptError> open(ReplayChunk* chunk);
  // False when the replay is over.
  [[nodiscard]] bool step_batch(ReplayChunk* chunk);
  // False when the error ends the replay.
  [[nodiscard]] bool take_error(std::optional<host::ScriptError> error, ReplayChunk* chunk) const;

  ReplaySettings m_settings;
  std::unique_ptr<recording::BatchReader> m_reader;
  std::unique_ptr<ScriptRun> m_run;
  std::unique_ptr<Histogram> m_parse = std::make_unique<Histogram>();
  std::vector<std::string> m_problems;
  uint64_t m_warmup_left = 0;
  uint64_t m_busy_ns = 0;
  uint64_t m_heap_bytes = 0;
  std::optional<jsc::Allocated> m_allocated;
};

}  // namespace nvts::node
