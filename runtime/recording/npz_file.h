// SPDX-License-Identifier: MIT
// Archives of arrays as numpy.load() reads them: a zip file (stored, not compressed) of .npy files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/status.h"

namespace nvts::recording {

struct NpzMember {
  std::string name;  // of the file in the archive, such as "output0.npy"
  std::string head;  // what stands before the data
  const void* data = nullptr;
  size_t bytes = 0;
};

// The head of a .npy file: `type` is NumPy's name, such as "<f4".
[[nodiscard]] std::string npy_head(std::string_view type, const std::vector<uint32_t>& dims);

// Writes an archive under another name and then puts it in the place of `path`, so that no one finds half of it. kIo.
[[nodiscard]] Status write_npz(const std::string& path, const std::vector<NpzMember>& members);

}  // namespace nvts::recording
