// SPDX-License-Identifier: MIT
// What the soak test found, as rows with limits.
#pragma once

#include <string>
#include <vector>

namespace nvts::soak {

struct Row {
  std::string figure;
  double value = 0;
  std::string unit;
  double limit = -1;  // must not be exceeded; below 0: the row only informs
  std::string conditions;
};

[[nodiscard]] bool is_met(const Row& row);
void print(const std::vector<Row>& rows);
// An array of objects; false when the file cannot be written.
[[nodiscard]] bool write_json(const std::vector<Row>& rows, const std::string& path);

}  // namespace nvts::soak
