// SPDX-License-Identifier: MIT
// Which scripts run side by side, and how.
#pragma once

#include <string>
#include <vector>

namespace nvts::soak {

struct ProbeSpec {
  const char* script;      // a file of scripts/
  const char* task = "";   // what hostile.nvts.js does, "" for other scripts
  unsigned every = 1;      // in which of its calls
  const char* properties;  // of nvtsprobe, "name=value name=value"
};

// One pipeline: fakesrc, the probes, fakesink.
struct LaneSpec {
  const char* name;
  unsigned share;  // of the buffers, in parts of the mix's sum
  std::vector<ProbeSpec> probes;
};

[[nodiscard]] const std::vector<LaneSpec>& mix();

// Scripts that fill memory, each run alone to see how far beyond its limit it comes.
[[nodiscard]] const std::vector<const char*>& leaks();

}  // namespace nvts::soak
