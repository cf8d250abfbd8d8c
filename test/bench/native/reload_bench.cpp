// SPDX-License-Identifier: MIT
// How long a reload holds a buffer up: one script takes the place of another, with its state. Arguments: the bundle, the isolation.
#include <gst/gst.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "stage.h"

namespace {

using nvts::bench::fail;
using nvts::bench::make_probe;
using nvts::bench::Scene;
using nvts::bench::Stage;

constexpr int kReloads = 101;
constexpr int kMostBuffers = 5000;  // within which a reload must have taken over
constexpr int kTrialBuffers = 30;   // until the script before is given up
constexpr gulong kFrameUs = 1000;

// The time that the exchange of a reload took, once the bus tells of it; ns, negative before.
double swap_ns(GstBus* bus) {
  double found = -1;
  while (GstMessage* message = gst_bus_pop(bus)) {
    const GstStructure* structure = gst_message_get_structure(message);
    if (structure != nullptr && gst_structure_has_name(structure, "nvts-reload")) {
      const char* result = gst_structure_get_string(structure, "result");
      gint64 time = 0;
      if (g_strcmp0(result, "failed") == 0 || g_strcmp0(result, "rolled-back") == 0) fail("a reload failed");
      if (g_strcmp0(result, "live") == 0 && gst_structure_get_int64(structure, "swap-time", &time)) {
        found = static_cast<double>(time);
      }
    }
    gst_message_unref(message);
  }
  return found;
}

void print(const char* name, const std::vector<double>& sorted, double share) {
  std::printf("\"%s\":%.3f", name, sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))] / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s <bundle> <isolation>\n", argv[0]);
    return 2;
  }
  GstBus* bus = gst_bus_new();
  GstElement* probe = make_probe(argv[1], argv[2], bus);
  std::vector<double> swaps;
  {
    Stage stage(probe);
    Scene scene(100);
    stage.push(scene, 1000);
    for (int i = 0; i < kReloads; ++i) {
      gboolean asked = FALSE;
      g_signal_emit_by_name(probe, "reload", &asked);
      if (!asked) fail("a reload was refused");
      double swap = -1;
      for (int buffer = 0; swap < 0; ++buffer) {
        if (buffer == kMostBuffers) fail("a reload never took over");
        g_usleep(kFrameUs);
        stage.push(scene.walk());
        swap = swap_ns(bus);
      }
      swaps.push_back(swap);
      for (int buffer = 0; buffer < kTrialBuffers; ++buffer) stage.push(scene.walk());
    }
  }
  gst_object_unref(bus);
  std::sort(swaps.begin(), swaps.end());
  std::printf("{");
  print("p50Ms", swaps, 0.5);
  std::printf(",");
  print("p90Ms", swaps, 0.9);
  std::printf(",");
  print("maxMs", swaps, 1);
  std::printf("}\n");
  return 0;
}
