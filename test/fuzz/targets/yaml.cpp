// SPDX-License-Identifier: MIT
// YAML is made JSON that can be read, or refused.
#include "fuzz.h"
#include "host/yaml.h"
#include "support/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = nvts::host::yaml_to_json({reinterpret_cast<const char*>(data), size});
  if (text) {
    FUZZ_REQUIRE(nvts::json::check(*text));
  } else {
    FUZZ_REQUIRE(!text.status().message().empty());
  }
  return 0;
}
