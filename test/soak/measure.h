// SPDX-License-Identifier: MIT
// What the process uses, and what a series of samples says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nvts::soak {

// This process and its children.
struct Usage {
  double rss_mb = 0;
  size_t files = 0;
  size_t threads = 0;
  size_t children = 0;
  size_t zombies = 0;
};
[[nodiscard]] Usage usage();
// Of this process alone, cheap.
[[nodiscard]] double own_rss_mb();
// What is open, by what it is, for whoever must find out why there is more than before.
[[nodiscard]] std::map<std::string, unsigned> open_files();
// The processes that this one has started, not waited for, and that have become another program: who is stopped before
// holds up the thread that starts it.
[[nodiscard]] std::vector<int> children();

struct Slope {
  double per_unit = 0;
  double error = 0;  // standard error
};
// The line through means of `blocks` parts of the samples: neighbours in time are alike, means hardly.
[[nodiscard]] Slope fit(const std::vector<double>& x, const std::vector<double>& y, size_t blocks);

// 0 for no samples.
[[nodiscard]] double percentile(std::vector<float> samples, double part);

}  // namespace nvts::soak
