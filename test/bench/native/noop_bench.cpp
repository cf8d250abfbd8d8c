// SPDX-License-Identifier: MIT
// What nvtsprobe with a script that does little costs over identity. Arguments: the script's bundle, the isolation.
#include <gst/gst.h>

#include <cstdio>

#include "stage.h"

namespace {

using nvts::bench::median;
using nvts::bench::make_probe;
using nvts::bench::Scene;
using nvts::bench::Stage;

constexpr int kRounds = 301;
constexpr int kWarmUpBuffers = 20000;
constexpr uint32_t kObjectsPerRound = 20000;

struct Cost {
  double identity;
  double over_identity;
  double limits;  // of what is over identity
};

Cost measure(const char* script, const char* isolation, uint32_t objects) {
  Stage probed(make_probe(script, isolation));
  GstElement* unlimited = make_probe(script, isolation);
  g_object_set(unlimited, "deadline-ms", 0, "memory-limit-mb", 0, nullptr);
  Stage unarmed(unlimited);
  Stage plain(gst_element_factory_make("identity", nullptr));
  Scene scene(objects);

  const uint32_t buffers = kObjectsPerRound / (objects + 20);
  probed.push(scene, kWarmUpBuffers);
  unarmed.push(scene, kWarmUpBuffers);
  plain.push(scene, kWarmUpBuffers);
  std::vector<double> identity;
  std::vector<double> over_identity;
  std::vector<double> limits;
  for (int round = 0; round < kRounds; ++round) {
    const double base = plain.push(scene, buffers);
    identity.push_back(base);
    const double armed = probed.push(scene, buffers);
    over_identity.push_back(armed - base);
    limits.push_back(armed - unarmed.push(scene, buffers));
  }
  return {median(identity), median(over_identity), median(limits)};
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s <bundle> <isolation>\n", argv[0]);
    return 2;
  }
  const Cost few = measure(argv[1], argv[2], 20);
  const Cost some = measure(argv[1], argv[2], 120);
  const Cost many = measure(argv[1], argv[2], 1020);
  std::printf(
      "{\"identityUs\":%.3f,\"batchUs\":%.3f,\"limitsUs\":%.3f,\"furtherObject120Ns\":%.1f,\"furtherObject1020Ns\":%.1f}\n",
      few.identity / 1e3, few.over_identity / 1e3, few.limits / 1e3, (some.over_identity - few.over_identity) / 100,
      (many.over_identity - few.over_identity) / 1000);
  return 0;
}
