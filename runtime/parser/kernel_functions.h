// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

#include "jsc/context.h"
#include "parser/model.h"

namespace nvts::parser {

// The tensors of the call in hand, and their layers; none between calls.
struct TensorsInHand {
  std::span<const void* const> buffers;
  std::span<const Layer> layers;

  // The place of the layer that a script names by this number; nullopt for what is none.
  [[nodiscard]] std::optional<size_t> find(double number) const {
    if (!(number >= 0 && number < static_cast<double>(layers.size())) || number != std::floor(number)) return std::nullopt;
    return static_cast<size_t>(number);
  }
};

// `host.kernels`: the kernels as functions of a script. Each checks its arguments once, before anything is written:
// NVTS_RANGE for what is no array of the right type, no whole number, or would lie outside of an array; NVTS_LIMIT for a
// count that takes too long. What a kernel reads by offset and stride may be a tensor in hand, named by the number of its
// layer: so it needs no array, which would be memory that the collector counts.
[[nodiscard]] jsc::Value make_kernel_functions(jsc::Context& context, const TensorsInHand* tensors);

}  // namespace nvts::parser
