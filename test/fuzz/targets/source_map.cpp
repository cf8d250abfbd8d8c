// SPDX-License-Identifier: MIT
// A source map and looking positions up in it.
#include "jsc/source_map.h"

#include "fuzz.h"

using nvts::jsc::SourceMap;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto map = SourceMap::parse(text, "/project");
  if (map) {
    for (uint32_t line = 0; line < 20; ++line) {
      for (const uint32_t column : {0u, 1u, 2u, 7u, 80u, 65536u, UINT32_MAX}) {
        const auto position = map->find(line, column);
        FUZZ_REQUIRE(!position || (position->line > 0 && position->column > 0));
      }
    }
    static_cast<void>(map->find(UINT32_MAX, UINT32_MAX));
  }
  static_cast<void>(nvts::jsc::decode_base64(text));
  return 0;
}
