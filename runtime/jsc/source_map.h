// SPDX-License-Identifier: MIT
// Source maps (ECMA-426): from a position in a bundle back to the author's file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/status.h"

namespace nvts::jsc {

struct SourcePosition {
  std::string file;
  uint32_t line = 0;    // from 1
  uint32_t column = 0;  // from 1
};

class SourceMap {
 public:
  // `folder` is what relative sources are relative to. kArgument for a map that cannot be used.
  [[nodiscard]] static Result<SourceMap> parse(std::string_view json, const std::string& folder);

  // The files that the bundle was made of, as find() names them.
  [[nodiscard]] const std::vector<std::string>& sources() const { return m_sources; }

  // Line and column from 1, as the engine gives them; column 0 stands for an unknown one.
  [[nodiscard]] std::optional<SourcePosition> find(uint32_t line, uint32_t column) const;

 private:
  struct Segment {
    uint32_t generated_column;
    int32_t source;  // -1: no source
    uint32_t line;
    uint32_t column;
  };
  [[nodiscard]] Status decode(std::string_view mappings);

  std::vector<std::string> m_sources;
  std::vector<Segment> m_segments;
  std::vector<size_t> m_lines;  // first segment of each generated line
};

// The bytes of base64 text; nullopt when it is none.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace nvts::jsc
