// SPDX-License-Identifier: MIT
#include "nvtsprobe/stats.h"

#include <utility>

namespace nvts {
namespace {

// In the order of table::hook. What is null is no call of its own, or not the element's to make.
constexpr std::array<const char*, table::hook::kParse + 1> kCallNames = {
    nullptr,         nullptr,           "setup", nullptr,     "batch", nullptr,   "onStreamStart",
    "onSourceAdded", "onSourceRemoved", "onEos", "onMessage", "save",  "restore", nullptr};

void set(GstStructure* structure, const char* name, uint64_t value) {
  gst_structure_set(structure, name, G_TYPE_UINT64, static_cast<guint64>(value), nullptr);
}

void set(GstStructure* structure, const char* name, GstStructure* value) {
  gst_structure_set(structure, name, GST_TYPE_STRUCTURE, value, nullptr);
  gst_structure_free(value);
}

uint64_t value(const std::atomic<uint64_t>& counter) {
  return counter.load(std::memory_order_relaxed);
}

void set_times(GstStructure* structure, const Histogram& time) {
  set(structure, "time", time.total());
  set(structure, "time-p50", time.quantile(0.5));
  set(structure, "time-p99", time.quantile(0.99));
  set(structure, "time-max", time.max());
}

GstStructure* times(const char* name, const Histogram& time) {
  GstStructure* structure = gst_structure_new_empty(name);
  set_times(structure, time);
  return structure;
}

using Failures = std::array<uint64_t, kErrorCodes>;

GstStructure* failures_structure(const Failures& failures) {
  GstStructure* structure = gst_structure_new_empty("failures");
  for (size_t code = 0; code < failures.size(); ++code) {
    if (failures[code] > 0) set(structure, error_code_name(static_cast<ErrorCode>(code)), failures[code]);
  }
  return structure;
}

}  // namespace

GstStructure* stats_structure(const ProbeStats& stats) {
  GstStructure* out = gst_structure_new_empty("nvts-stats");
  const Histogram& script = stats.calls[table::hook::kOnBatch].time;
  const std::pair<const char*, uint64_t> numbers[] = {
      {"buffers", value(stats.buffers)},
      {"frames", value(stats.frames)},
      {"objects", value(stats.objects)},
      {"events", value(stats.events)},
      {"edits", value(stats.edits)},
      {"errors", value(stats.errors)},
      {"dropped", value(stats.dropped)},
      {"bypassed", value(stats.bypassed)},
      {"messages", stats.calls[table::hook::kOnMessage].time.count()},
      {"breaker-opened", value(stats.breaker_opened)},
      {"reloads", value(stats.reloads)},
      {"rollbacks", value(stats.rollbacks)},
      {"rebuilds", value(stats.rebuilds)},
      {"log-lines", value(stats.log_lines)},
      {"log-lines-left-out", value(stats.log_lines_left_out)},
      {"pack-time", stats.pack.total()},
      {"script-time", script.total()},
      {"script-time-max", script.max()},
      {"commit-time", stats.commit.total()},
      {"heap-bytes", value(stats.heap_bytes)},
      {"process-id", value(stats.process_id)},
      {"spare-process-id", value(stats.spare_process_id)},
      {"spare-takeovers", value(stats.spare_takeovers)},
  };
  for (const auto& [name, number] : numbers) set(out, name, number);

  Failures all = {};
  GstStructure* hooks = gst_structure_new_empty("hooks");
  for (size_t hook = 0; hook < stats.calls.size(); ++hook) {
    const CallStats& calls = stats.calls[hook];
    Failures failures = {};
    uint64_t failed = 0;
    for (size_t code = 0; code < failures.size(); ++code) {
      failures[code] = value(calls.failures[code]);
      all[code] += failures[code];
      failed += failures[code];
    }
    const uint64_t called = calls.time.count();
    if (kCallNames[hook] == nullptr || (called == 0 && failed == 0)) continue;
    GstStructure* entry = gst_structure_new_empty(kCallNames[hook]);
    set(entry, "calls", called);
    set_times(entry, calls.time);
    set(entry, "failures", failures_structure(failures));
    set(hooks, kCallNames[hook], entry);
  }
  gst_structure_set(out, "breaker", G_TYPE_STRING,
                    breaker_state_name(stats.breaker.load(std::memory_order_relaxed)), nullptr);
  set(out, "pack", times("pack", stats.pack));
  set(out, "commit", times("commit", stats.commit));
  set(out, "hooks", hooks);
  set(out, "failures", failures_structure(all));
  return out;
}

}  // namespace nvts
