// SPDX-License-Identifier: MIT
// Parameters given as text and as a file, merged: a JSON object or a message.
#include "folder.h"
#include "fuzz.h"
#include "host/params.h"
#include "support/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const nvts::check::Folder scratch;
  nvts::fuzz::Input input(data, size);
  const bool yaml = input.byte() % 2 == 1;
  std::string_view text = input.rest();
  const std::string params(nvts::fuzz::next_part(text));
  const std::string file = scratch.write(yaml ? "params.yaml" : "params.json", text);
  const auto read = nvts::host::read_params(params, file);
  if (read) {
    FUZZ_REQUIRE(nvts::json::members(*read));
  } else {
    FUZZ_REQUIRE(!read.status().message().empty());
  }
  return 0;
}
