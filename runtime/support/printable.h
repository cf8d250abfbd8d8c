// SPDX-License-Identifier: MIT
// What a script says, made fit for logs, terminals and C strings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nvts {

// The text as valid UTF-8 of at most `bytes` bytes (a longer one ends in "... (N bytes in all)", counted on top), with
// `newline` in the place of each line break and control characters written as \x1b: what a script writes must neither
// steer a terminal nor end a C string early nor pass for another line of the log.
[[nodiscard]] std::string printable(std::string_view text, size_t bytes, std::string_view newline = "\n");

}  // namespace nvts
