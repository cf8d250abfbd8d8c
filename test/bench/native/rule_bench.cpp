// SPDX-License-Identifier: MIT
// What a rule takes for each object, the call into the script included. Arguments: how many objects a batch has, and bundles;
// of each, ns an object.
#include <gst/gst.h>

#include <cstdio>
#include <cstdlib>

#include "script_run.h"
#include "timing.h"

namespace {

using nvts::Result;
using nvts::bench::median;
using nvts::bench::now_ns;
using nvts::bench::require;
using nvts::bench::ScriptRun;
namespace host = nvts::host;

// Until the engine has compiled the script for good, also on a machine that is busy.
constexpr int kWarmUpBatches = 20000;
constexpr int kBatches = 20001;

double measure(const char* path, uint32_t objects) {
  const Result<host::Bundle> bundle = host::load_bundle(path);
  require(bundle.status());
  ScriptRun run(*bundle, objects, "{}", 0);
  std::vector<double> times;
  for (int i = 0; i < kWarmUpBatches + kBatches; ++i) {
    require(run.pack(run.scene.walk()));
    const double started = now_ns();
    const auto error = run.script->run_batch();
    const double ended = now_ns();
    require(error);
    run.bridge.release();
    if (i >= kWarmUpBatches) times.push_back(ended - started);
  }
  return median(times) / objects;
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  const int objects = argc > 2 ? std::atoi(argv[1]) : 0;
  if (objects < 1) {
    std::fprintf(stderr, "usage: %s <objects> <bundle>...\n", argv[0]);
    return 2;
  }
  std::printf("[");
  for (int i = 2; i < argc; ++i)
    std::printf("%s%.2f", i > 2 ? "," : "", measure(argv[i], static_cast<uint32_t>(objects)));
  std::printf("]\n");
  return 0;
}
