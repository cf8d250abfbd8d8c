// SPDX-License-Identifier: MIT
// All four rules of nvdsanalytics at once: the package examples/nvdsanalytics against the same in C++, after both have given
// the same answers, frame by frame. Argument: the package's bundle.
#include <gst/gst.h>

#include <cstdio>
#include <string>

#include "nvdsanalytics_twin.h"
#include "script_run.h"
#include "timing.h"

namespace {

using nvts::Result;
using nvts::bench::fail;
using nvts::bench::median;
using nvts::bench::now_ns;
using nvts::bench::NvdsanalyticsTwin;
using nvts::bench::require;
using nvts::bench::ScriptRun;
namespace host = nvts::host;
namespace table = nvts::table;

// Three times there and back: everybody has crossed the line, turned round and been counted in each area.
constexpr uint32_t kComparedFrames = 600;
// Until the engine has compiled the script for good.
constexpr int kWarmUpBatches = 5000;
constexpr int kBatches = 1001;

// Two outlines, one of them concave, an area that is always overcrowded, a line and a direction each up and down.
constexpr const char* kRules = R"("property":{"enable":1,"config-width":1920,"config-height":1080,"osd-mode":0,"obj-cnt-win-in-ms":50},
"roi-filtering-stream-0":{"enable":1,"roi-entrance":"295;643;579;634;642;913;56;828",
  "roi-concave":"900;200;1500;200;1500;800;1200;400;900;800"},
"overcrowding-stream-0":{"enable":1,"roi-hall":"100;100;1800;100;1800;1000;100;1000","object-threshold":5},
"line-crossing-stream-0":{"enable":1,"line-crossing-down":"960;300;960;800;0;540;1919;540","mode":"balanced"},
"direction-detection-stream-0":{"enable":1,"direction-north":"960;800;960;300","direction-south":"960;300;960;800"})";

NvdsanalyticsTwin make_twin() {
  return NvdsanalyticsTwin({
      .rois = {{"entrance", {295, 643, 579, 634, 642, 913, 56, 828}},
               {"concave", {900, 200, 1500, 200, 1500, 800, 1200, 400, 900, 800}}},
      .crowds = {{{"hall", {100, 100, 1800, 100, 1800, 1000, 100, 1000}}, 5}},
      .lines = {{"down", {960, 300, 960, 800}, {0, 540, 1919, 540}}},
      .headings = {{"north", {960, 800, 960, 300}}, {"south", {960, 300, 960, 800}}},
  });
}

std::string params(const char* more) {
  return std::string("{") + kRules + "," + more + "}";
}

// The JSON that the script attaches to the frame in hand.
std::string attached(const table::FrameTable& frames) {
  if (frames.count(table::Section::kJson) != 1) fail("the script attached no answer");
  const table::Json json = frames.json();
  const Result<std::string_view> text = frames.text(json.value_offset[0], json.value_length[0]);
  require(text.status());
  return std::string(*text);
}

void compare(const host::Bundle& bundle, uint32_t objects) {
  ScriptRun run(bundle, objects, params("\"metadata\":false,\"events\":false").c_str(), 0);
  NvdsanalyticsTwin twin = make_twin();
  for (uint32_t i = 0; i < kComparedFrames; ++i) {
    require(run.pack(run.scene.walk()));
    require(run.script->run_batch());
    twin.update(run.table, 0);
    const std::string found = attached(run.table);
    if (found != twin.json()) fail("frame " + std::to_string(i) + ": the script found\n" + found + "\nC++ found\n" + twin.json());
    run.bridge.release();
  }
  if (twin.crossed()[0] < objects / 2) fail("too few crossed the line: there is nothing to compare");
}

struct Times {
  double script = 0;
  double twin = 0;
};

// Medians, ns an object; the script and its twin in turns.
Times measure(const host::Bundle& bundle, uint32_t objects, const char* more) {
  ScriptRun run(bundle, objects, params(more).c_str(), 0);
  NvdsanalyticsTwin twin = make_twin();
  std::vector<double> script_times;
  std::vector<double> twin_times;
  const auto run_twin = [&] {
    const double started = now_ns();
    twin.update(run.table, 0);
    return now_ns() - started;
  };
  for (int i = 0; i < kWarmUpBatches + kBatches; ++i) {
    require(run.pack(run.scene.walk()));
    const bool twin_first = (i & 1) != 0;
    double twin_ns = twin_first ? run_twin() : 0;
    const double started = now_ns();
    require(run.script->run_batch());
    const double script_ns = now_ns() - started;
    if (!twin_first) twin_ns = run_twin();
    run.bridge.release();
    if (i < kWarmUpBatches) continue;
    script_times.push_back(script_ns);
    twin_times.push_back(twin_ns);
  }
  return {median(script_times) / objects, median(twin_times) / objects};
}

void measure(const host::Bundle& bundle, uint32_t objects) {
  compare(bundle, objects);
  const char* rules_only = "\"metadata\":false,\"json\":false";
  const Times exact = measure(bundle, objects, rules_only);
  const Times attached = measure(bundle, objects, "\"json\":true");
  const Times fixed = measure(bundle, objects, "\"mode\":\"fixed\",\"metadata\":false,\"json\":false");
  std::printf("\"%u\":{\"exactNs\":%.1f,\"cppNs\":%.1f,\"ratio\":%.3f,\"attachedNs\":%.1f,\"fixedNs\":%.1f}", objects,
              exact.script, exact.twin, exact.script / exact.twin, attached.script, fixed.script);
}

}  // namespace

int main(int argc, char** argv) {
  return nvts::bench::measure_sizes(argc, argv, &measure);
}
