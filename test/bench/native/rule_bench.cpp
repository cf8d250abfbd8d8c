// SPDX-License-Identifier: MIT
// What a rule takes for each object, the call into the script included. Arguments: bundles; of each, ns an object.
#include <gst/gst.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "host/host.h"
#include "meta/bridge.h"
#include "scene.h"
#include "timing.h"

namespace {

using nvts::Result;
using nvts::Status;
using nvts::bench::median;
using nvts::bench::now_ns;
using nvts::bench::Scene;
namespace host = nvts::host;
namespace meta = nvts::meta;
namespace table = nvts::table;

constexpr uint32_t kObjects = 100;
// Until the engine has compiled the script for good.
constexpr int kWarmUpBatches = 8000;
constexpr int kBatches = 3001;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

void require(const Status& status) {
  if (!status) fail(status.message());
}

double measure(const char* path) {
  const Result<host::Bundle> bundle = host::load_bundle(path);
  require(bundle.status());
  Scene scene(kObjects);
  table::FrameTable table;
  meta::Bridge bridge(table);
  host::Services services;
  services.pack_more = [&bridge](uint32_t groups) { return bridge.pack_more(groups); };
  host::Options options;
  options.element = "bench";
  options.time_limit_ms = 0;
  std::unique_ptr<host::Host> runner;
  if (const auto error = host::Host::create(*bundle, "{}", table, std::move(services), options, &runner)) {
    fail(error->status.message());
  }
  std::vector<double> times;
  for (int i = 0; i < kWarmUpBatches + kBatches; ++i) {
    require(bridge.pack(scene.walk(), runner->groups()));
    const double started = now_ns();
    const auto error = runner->run_batch();
    const double ended = now_ns();
    if (error) fail(error->status.message());
    bridge.release();
    if (i >= kWarmUpBatches) times.push_back(ended - started);
  }
  return median(times) / kObjects;
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s <bundle>...\n", argv[0]);
    return 2;
  }
  std::printf("[");
  for (int i = 1; i < argc; ++i)
    std::printf("%s%.2f", i > 1 ? "," : "", measure(argv[i]));
  std::printf("]\n");
  return 0;
}
