// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace nvts::nvinfer {

struct DeepStreamVersion {
  unsigned int major = 0;
  unsigned int minor = 0;
};

// "8.0", "9.1": nullopt for anything else.
[[nodiscard]] std::optional<DeepStreamVersion> read_version(std::string_view text);

// That of the DeepStream in this process: what its nvds_version() says, which need not be in a library that we see the
// symbols of; without one, what NVTS_DEEPSTREAM_VERSION says. nullopt when neither tells.
[[nodiscard]] std::optional<DeepStreamVersion> find_deepstream_version();

}  // namespace nvts::nvinfer
