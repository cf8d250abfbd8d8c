// SPDX-License-Identifier: MIT
// A script over a scene, from NvDs lists to committed results: what nvtsprobe does, without GStreamer around it.
#pragma once

#include <gst/gst.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/events.h"
#include "host/host.h"
#include "meta/bridge.h"
#include "scene.h"

namespace nvts::bench {

// A benchmark that cannot go on says why and ends.
[[noreturn]] inline void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

inline void require(const Status& status) {
  if (!status) fail(status.message());
}

inline void require(const std::optional<host::ScriptError>& error) {
  if (error) fail(error->status.message() + "\n" + error->stack);
}

struct ScriptRun {
  // The script has no host yet: it may run in this process or in one of its own.
  explicit ScriptRun(uint32_t objects) : scene(objects), bridge(table) {}
  // With a host in this process; a deadline of 0 is none.
  ScriptRun(const host::Bundle& bundle, uint32_t objects, const char* params, double deadline_ms) : ScriptRun(objects) {
    std::unique_ptr<host::Host> made;
    require(host::Host::create(bundle, params, table, services(), options(deadline_ms), &made));
    script = std::move(made);
  }

  [[nodiscard]] host::Services services() {
    host::Services services;
    services.pack_more = [this](uint32_t groups) { return bridge.pack_more(groups); };
    return services;
  }
  [[nodiscard]] static host::Options options(double deadline_ms) {
    host::Options options;
    options.element = "bench";
    options.time_limit_ms = deadline_ms;
    return options;
  }

  Status pack(GstBuffer* buffer) { return bridge.pack(buffer, script->groups()); }
  // Ends what pack() began: the script, its events, its edits.
  meta::CommitStats finish() {
    require(script->run_batch());
    require(host::read_events(table, &events));
    const Result<meta::CommitStats> stats = bridge.commit();
    bridge.release();
    require(stats.status());
    return *stats;
  }

  Scene scene;
  table::FrameTable table;
  meta::Bridge bridge;
  std::unique_ptr<host::ScriptHost> script;
  std::vector<host::Event> events;
};

// The main() of a benchmark of one bundle, its argument: what `measure` prints for batches of 100 and of 1,000 objects, as
// one JSON object.
inline int measure_sizes(int argc, char** argv, void (*measure)(const host::Bundle& bundle, uint32_t objects)) {
  gst_init(&argc, &argv);
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s <bundle>\n", argv[0]);
    return 2;
  }
  const Result<host::Bundle> bundle = host::load_bundle(argv[1]);
  require(bundle.status());
  std::printf("{");
  measure(*bundle, 100);
  std::printf(",");
  measure(*bundle, 1000);
  std::printf("}\n");
  return 0;
}

}  // namespace nvts::bench
