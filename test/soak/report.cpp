// SPDX-License-Identifier: MIT
#include "report.h"

#include <cstdio>
#include <fstream>

#include "support/json.h"

namespace nvts::soak {

bool is_met(const Row& row) { return row.limit < 0 || row.value <= row.limit; }

void print(const std::vector<Row>& rows) {
  std::printf("\n%-44s %12s %12s\n", "figure", "measured", "at most");
  for (const Row& row : rows) {
    char limit[32] = "-";
    if (row.limit >= 0) std::snprintf(limit, sizeof limit, "%g", row.limit);
    std::printf("%-44s %12.6g %12s %-4s %s%s\n", row.figure.c_str(), row.value, limit, row.unit.c_str(),
                is_met(row) ? "" : "BREACH ", row.conditions.c_str());
  }
  // Once more at the end, which is what is left of a log that was cut.
  for (const Row& row : rows) {
    if (!is_met(row)) std::printf("not met: %s: %g, at most %g. %s\n", row.figure.c_str(), row.value, row.limit, row.conditions.c_str());
  }
}

bool write_json(const std::vector<Row>& rows, const std::string& path) {
  std::ofstream file(path);
  file << "[";
  for (const Row& row : rows) {
    file << (&row == rows.data() ? "\n" : ",\n") << "  {\"figure\":" << json::quote(row.figure) << ",\"value\":" << row.value
         << ",\"unit\":" << json::quote(row.unit);
    if (row.limit >= 0) file << ",\"limit\":" << row.limit;
    file << ",\"conditions\":" << json::quote(row.conditions) << "}";
  }
  file << "\n]\n";
  return static_cast<bool>(file.flush());
}

}  // namespace nvts::soak
