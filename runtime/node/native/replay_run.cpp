// SPDX-License-Identifier: MIT
#include "replay_run.h"

#include <chrono>
#include <utility>

#include "recording/recording.h"
#include "support/cpu_clock.h"

namespace nvts::node {
namespace {

constexpr size_t kManyEvents = 4096;
constexpr size_t kMaxErrors = 256;
constexpr size_t kMaxProblems = 256;

uint64_t now_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

}  // namespace

ReplayChunk ReplayRun::step(double budget_ms) {
  ReplayChunk chunk;
  const uint64_t started = now_ns();
  const uint64_t until = started + static_cast<uint64_t>(budget_ms * 1e6);
  if (m_run == nullptr) {
    chunk.failure = open(&chunk);
    // Loading the script is not part of what is measured.
    chunk.done = chunk.failure.has_value();
    chunk.problems = std::exchange(m_problems, {});
    return chunk;
  }
  while (!chunk.done && now_ns() < until && chunk.output.events.size() < kManyEvents) {
    chunk.done = !step_batch(&chunk);
  }
  m_busy_ns += now_ns() - started;
  if (chunk.done && !chunk.failure) {
    m_allocated = m_run->allocated();
    m_heap_bytes = m_run->heap_bytes();
  }
  chunk.problems = std::exchange(m_problems, {});
  return chunk;
}

std::optional<host::ScriptError> ReplayRun::open(ReplayChunk* chunk) {
  recording::BatchReader::Options options;
  options.fps = m_settings.fps;
  if (!m_settings.labels.empty()) {
    auto labels = recording::read_labels(m_settings.labels);
    if (!labels) return host::ScriptError{labels.status(), "open", -1, {}, {}};
    options.labels = *std::move(labels);
  }
  auto reader = recording::BatchReader::open(m_settings.recording, options);
  if (!reader) return host::ScriptError{reader.status(), "open", -1, {}, {}};
  m_reader = *std::move(reader);
  m_reader->on_problem([this](const std::string& problem) {
    if (m_problems.size() < kMaxProblems) m_problems.push_back(problem);
  });
  m_warmup_left = m_settings.warmup_batches;
  return ScriptRun::create(m_settings.run, &chunk->output, &m_run);
}

bool ReplayRun::step_batch(ReplayChunk* chunk) {
  const double started = thread_cpu_ms();
  const std::optional<recording::BatchRecord> batch = m_reader->next();
  if (!batch) {
    static_cast<void>(take_error(m_run->notify(table::hook::kOnEos, "{}", &chunk->output), chunk));
    return false;
  }
  m_parse->record(static_cast<uint64_t>((thread_cpu_ms() - started) * 1e6));
  const bool goes_on = take_error(m_run->push(*batch, &chunk->output), chunk);
  if (m_warmup_left > 0 && --m_warmup_left == 0) {
    m_run->forget_stats();
    m_parse = std::make_unique<Histogram>();
    m_busy_ns = 0;
  }
  return goes_on;
}

bool ReplayRun::take_error(std::optional<host::ScriptError> error, ReplayChunk* chunk) const {
  if (!error) return true;
  // A script that was stopped half-way cannot go on here: there is no one who builds it anew.
  if (!m_settings.pass_errors || error->discard) {
    chunk->failure = std::move(error);
    return false;
  }
  if (chunk->errors.size() < kMaxErrors) chunk->errors.push_back(*std::move(error));
  return true;
}

ReplayRun::Figures ReplayRun::figures() const {
  if (m_run == nullptr) return {};
  return {&m_run->stats(), m_parse.get(), static_cast<double>(m_busy_ns) * 1e-9, m_heap_bytes, m_allocated};
}

}  // namespace nvts::node
