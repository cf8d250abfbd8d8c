// SPDX-License-Identifier: MIT
// Tensors in the metadata -> files that parsers are tested on (runtime/recording/FORMAT.md, "Tensors").
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "meta/tensors.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts {

class TensorRecorder {
 public:
  struct Options {
    std::string folder;
    uint32_t interval = 1;     // of the buffers that carry tensors, each so many-th
    uint32_t max_files = 100;  // 0: no limit
  };

  // Makes the folder where there is none. kIo.
  [[nodiscard]] static Result<std::unique_ptr<TensorRecorder>> create(Options options);

  // Writes a file for each frame and object. kIo when it cannot; kTensor for tensors that cannot be read, which are
  // left out.
  [[nodiscard]] Status record(const std::vector<meta::FoundTensors>& found, const table::FrameTable& table);
  // Nothing more will be written.
  [[nodiscard]] bool is_full() const { return m_options.max_files != 0 && m_files >= m_options.max_files; }

 private:
  explicit TensorRecorder(Options options) : m_options(std::move(options)) {}
  [[nodiscard]] Status write(const meta::FoundTensors& tensors, const table::FrameTable& table);

  Options m_options;
  uint64_t m_buffers = 0;
  uint64_t m_files = 0;
};

}  // namespace nvts
