// SPDX-License-Identifier: MIT
// Line of a recording (FORMAT.md) -> record.
#pragma once

#include <string>
#include <string_view>

#include "recording/record.h"
#include "support/status.h"

namespace nvts::recording {

// The first line: kRecording when it is no header, or that of a version which this code does not know.
[[nodiscard]] Status parse_header(std::string_view line);

// kRecording names the place and what was expected there. An object that the metadata cannot hold does not
// fail the line: it is marked unusable, and `left_out` tells why.
[[nodiscard]] Result<BatchRecord> parse_line(std::string_view line, std::string& left_out);

}  // namespace nvts::recording
