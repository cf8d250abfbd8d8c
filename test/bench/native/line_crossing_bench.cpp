// SPDX-License-Identifier: MIT
// Line crossing in TypeScript: against the same in C++ on the same packed columns, and as a whole from NvDs
// lists to committed results. Argument: the bundle of scripts/line-crossing.ts.
#include <gst/gst.h>

#include <charconv>
#include <cstdio>
#include <string>

#include "line_crossing_twin.h"
#include "script_run.h"
#include "timing.h"

namespace {

using nvts::bench::fail;
using nvts::bench::LineCrossingTwin;
using nvts::bench::median;
using nvts::bench::now_ns;
using nvts::bench::require;
using nvts::bench::ScriptRun;
namespace host = nvts::host;
namespace meta = nvts::meta;
namespace table = nvts::table;

// Until the engine has compiled the script for good.
constexpr int kWarmUpBatches = 8000;
constexpr int kBatches = 3001;
constexpr double kDeadlineMs = 1000;  // what nvtsprobe sets by default

std::string number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

// The script, and the twin that looks at the same table.
class Run {
 public:
  Run(const host::Bundle& bundle, uint32_t objects, const char* params, double deadline_ms)
      : m_run(bundle, objects, params, deadline_ms),
        m_twin({.from = {0, 540}, .to = {1920, 540}, .classes = {"person"}}) {}

  struct Times {
    double script = 0;
    double twin = 0;
  };

  // The script and its twin one after the other, in turns; ns a batch.
  Times compare() {
    require(m_run.pack(m_run.scene.walk()));
    Times times;
    const bool twin_first = (m_batches++ & 1) != 0;
    if (twin_first) times.twin = run_twin();
    const double started = now_ns();
    require(m_run.script->run_batch());
    times.script = now_ns() - started;
    if (!twin_first) times.twin = run_twin();
    m_run.bridge.release();
    return times;
  }

  // The whole way of a buffer; ns, without the twin that says what must come out.
  double commit() {
    GstBuffer* buffer = m_run.scene.walk();
    const double started = now_ns();
    require(m_run.pack(buffer));
    const double packed = now_ns();
    const auto& crossings = m_twin.update(m_run.table, 0);
    const double resumed = now_ns();
    const meta::CommitStats stats = m_run.finish();
    const double ended = now_ns();
    check_edits(stats, crossings);
    return packed - started + ended - resumed;
  }

  void check_totals() {
    require(m_run.script->notify(table::hook::kOnEos, "{}"));
    require(host::read_events(m_run.table, &m_run.events));
    const std::string expected =
        "{\"in\":" + std::to_string(m_twin.in()) + ",\"out\":" + std::to_string(m_twin.out()) + "}";
    if (m_twin.in() == 0 || m_twin.out() == 0) fail("nobody crossed the line: there is nothing to compare");
    if (m_run.events.size() != 1 || m_run.events[0].data != expected) {
      fail("the script counted " + (m_run.events.empty() ? "nothing" : m_run.events[0].data) + ", C++ " + expected);
    }
  }

 private:
  double run_twin() {
    const double started = now_ns();
    m_twin.update(m_run.table, 0);
    return now_ns() - started;
  }

  void check_edits(const meta::CommitStats& stats, const std::vector<LineCrossingTwin::Crossing>& crossings) {
    if (m_run.events.size() != crossings.size() || stats.objects_edited != crossings.size()) {
      fail("the script saw " + std::to_string(m_run.events.size()) + " crossings and edited " +
           std::to_string(stats.objects_edited) + " objects, C++ saw " + std::to_string(crossings.size()));
    }
    for (size_t i = 0; i < crossings.size(); ++i) {
      const auto& [in, row, at] = crossings[i];
      const std::string expected = std::string("{\"direction\":\"") + (in ? "in" : "out") +
                                   "\",\"track\":\"" + std::to_string(m_run.table.objects().track_id[row]) +
                                   "\",\"x\":" + number(at.x) + ",\"y\":" + number(at.y) + "}";
      if (m_run.events[i].data != expected) fail("the script found " + m_run.events[i].data + ", C++ " + expected);
    }
  }

  ScriptRun m_run;
  LineCrossingTwin m_twin;
  uint32_t m_batches = 0;
};

// Medians, ns an object.
Run::Times count(const host::Bundle& bundle, uint32_t objects, double deadline_ms) {
  Run run(bundle, objects, "{}", deadline_ms);
  for (int i = 0; i < kWarmUpBatches; ++i)
    run.compare();
  std::vector<double> script;
  std::vector<double> twin;
  for (int i = 0; i < kBatches; ++i) {
    const Run::Times times = run.compare();
    script.push_back(times.script);
    twin.push_back(times.twin);
  }
  run.check_totals();
  return {median(script) / objects, median(twin) / objects};
}

double mark(const host::Bundle& bundle, uint32_t objects) {
  Run run(bundle, objects, "{\"mark\":true}", kDeadlineMs);
  for (int i = 0; i < kWarmUpBatches; ++i)
    run.commit();
  std::vector<double> times;
  for (int i = 0; i < kBatches; ++i)
    times.push_back(run.commit());
  run.check_totals();
  return median(times) / objects;
}

void measure(const host::Bundle& bundle, uint32_t objects) {
  const Run::Times plain = count(bundle, objects, 0);
  const Run::Times limited = count(bundle, objects, kDeadlineMs);
  std::printf(
      "\"%u\":{\"scriptNs\":%.2f,\"limitedScriptNs\":%.2f,\"cppNs\":%.2f,\"ratio\":%.3f,\"commitNs\":%.1f}",
      objects, plain.script, limited.script, plain.twin, plain.script / plain.twin, mark(bundle, objects));
}

}  // namespace

int main(int argc, char** argv) {
  return nvts::bench::measure_sizes(argc, argv, &measure);
}
