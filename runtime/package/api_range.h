// SPDX-License-Identifier: MIT
// The part of npm's version ranges that a manifest may use. sdk/src/package/api-range.ts reads the same, and
// test/package/api-ranges.json holds both to it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "table/schema.generated.h"

namespace nvts::package {

using Version = std::array<uint32_t, 3>;

// Version of the bundle API that this element has: the frame table's, as a semantic version.
inline constexpr Version kApiVersion = {table::kAbi, 0, 0};

[[nodiscard]] std::string to_string(const Version& version);

// Whether a version lies in a range such as "^1.0.0", ">=1.2 <3" or "1.x || 2.x". Nothing for a range that cannot be read.
[[nodiscard]] std::optional<bool> range_holds(std::string_view range, const Version& version);

}  // namespace nvts::package
