// SPDX-License-Identifier: MIT
#include "package/api_range.h"

#include <array>
#include <charconv>

#include "check.h"
#include "support/file.h"
#include "support/json.h"

using namespace nvts;

namespace {

package::Version version_of(const std::string& text) {
  package::Version version{};
  const char* at = text.data();
  for (uint32_t& part : version) at = std::from_chars(at, text.data() + text.size(), part).ptr + 1;
  return version;
}

}  // namespace

// The same file holds the SDK to it.
TEST("ranges of versions are read as the SDK reads them") {
  const auto text = read_file(NVTS_TEST_DATA "/api-ranges.json", size_t{1} << 20);
  REQUIRE(text.is_ok());
  const auto cases = json::elements(*text);
  REQUIRE(cases.is_ok() && cases->size() > 20);
  for (const std::string_view each : *cases) {
    std::string range;
    bool unreadable = false;
    for (const json::Member& member : *json::members(each)) {
      if (member.key == "range") range = *json::string_value(member.value);
      if (member.key == "unreadable") unreadable = true;
    }
    CHECK_EQ(range + (package::range_holds(range, {1, 0, 0}).has_value() ? "" : " unreadable"),
             range + (unreadable ? " unreadable" : ""));
    for (const json::Member& member : *json::members(each)) {
      if (member.key != "holds" && member.key != "not") continue;
      for (const std::string_view version : *json::elements(member.value)) {
        const std::string name = *json::string_value(version);
        const bool holds = package::range_holds(range, version_of(name)).value_or(false);
        CHECK_EQ(range + " " + name + (holds ? " holds" : " not"), range + " " + name + " " + member.key);
      }
    }
  }
}
