// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parser/output_block.h"
#include "support/status.h"

namespace nvts::parser {

// The texts of classes, of each attribute.
using Labels = std::vector<std::vector<std::string>>;

// A label file as nvinfer reads it: a label a line; of a classifier an attribute a line, its labels parted by ';'. kParams
// with the line for what is no UTF-8.
[[nodiscard]] Result<Labels> read_labels(std::string_view text, Output output);

}  // namespace nvts::parser
