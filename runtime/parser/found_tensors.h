// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "meta/tensors.h"
#include "parser/model.h"
#include "support/status.h"

namespace nvts::parser {

// What the metadata says of a network's output: its input's size and its layers into the model, and where the CPU finds each
// layer's elements. kTensor for what no parser could make anything of.
[[nodiscard]] Status read_tensors(const meta::FoundTensors& tensors, Model* model, std::vector<const void*>* buffers);

}  // namespace nvts::parser
