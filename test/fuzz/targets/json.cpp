// SPDX-License-Identifier: MIT
// The JSON scanner: what it accepts it must take apart into parts that it accepts too.
#include "fuzz.h"
#include "support/json.h"
#include "support/utf8.h"

namespace json = nvts::json;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto kind = json::check(text);
  const auto members = json::members(text);
  const auto elements = json::elements(text);
  const auto string = json::string_value(text);
  if (!kind) {
    FUZZ_REQUIRE(!members && !elements && !string && !kind.status().message().empty());
    return 0;
  }
  FUZZ_REQUIRE(elements.is_ok() == (*kind == json::Kind::kArray));
  FUZZ_REQUIRE(string.is_ok() == (*kind == json::Kind::kString));
  FUZZ_REQUIRE(!members || *kind == json::Kind::kObject);
  if (members) {
    for (const json::Member& member : *members) FUZZ_REQUIRE(json::check(member.value));
  }
  if (elements) {
    for (const std::string_view element : *elements) FUZZ_REQUIRE(json::check(element));
  }
  if (string && nvts::is_utf8(*string)) {
    const auto again = json::string_value(json::quote(*string));
    FUZZ_REQUIRE(again && *again == *string);
  }
  static_cast<void>(nvts::to_utf8(text));
  return 0;
}
