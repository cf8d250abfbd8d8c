// SPDX-License-Identifier: MIT
// A bundle file and the map beside it or in it, up to where the engine would run it.
#include "host/bundle.h"

#include "folder.h"
#include "fuzz.h"
#include "jsc/source_map.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const nvts::check::Folder scratch;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string path = scratch.write("a.nvts.js", nvts::fuzz::next_part(text));
  scratch.write("a.nvts.js.map", text);
  const auto bundle = nvts::host::load_bundle(path);
  if (!bundle) {
    FUZZ_REQUIRE(!bundle.status().message().empty());
    return 0;
  }
  const auto map = nvts::jsc::SourceMap::parse(bundle->source_map, bundle->map_folder);
  if (map) static_cast<void>(map->find(1, 1));
  return 0;
}
