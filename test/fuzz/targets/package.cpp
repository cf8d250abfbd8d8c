// SPDX-License-Identifier: MIT
// What a package says of itself, each file as its first byte says: read, or refused with a message.
#include <string>
#include <vector>

#include "fuzz.h"
#include "package/api_range.h"
#include "package/digest.h"
#include "package/find.h"
#include "package/integrity.h"
#include "package/manifest.h"
#include "package/root.h"
#include "package/signature.h"
#include "support/json.h"

namespace {

using namespace nvts;

void read_manifest(std::string_view text) {
  const auto manifest = package::read_manifest(text);
  if (!manifest) {
    FUZZ_REQUIRE(!manifest.status().message().empty());
    return;
  }
  FUZZ_REQUIRE(package::is_package_path(manifest->entry));
  FUZZ_REQUIRE(package::range_holds(manifest->api, package::kApiVersion).has_value());
  FUZZ_REQUIRE(json::members(manifest->defaults));
}

void read_integrity(std::string_view text) {
  const auto integrity = package::read_integrity(text);
  if (!integrity) {
    FUZZ_REQUIRE(!integrity.status().message().empty());
    return;
  }
  for (const auto& [path, file] : integrity->files) {
    FUZZ_REQUIRE(package::is_package_path(path));
    static_cast<void>(integrity->check(path, "bytes"));
  }
}

void check_signature(std::string_view text) {
  // No one has the private key to this, so no text is a signature.
  static const std::vector<package::TrustedKey> keys = {{"key", std::string(package::kKeyBytes, '\x09')}};
  const auto signed_by = package::check_signature(text, "bytes", keys);
  FUZZ_REQUIRE(!signed_by && !signed_by.status().message().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  const unsigned kind = input.byte() % 4;
  const std::string_view text = input.rest();
  if (kind == 0) read_manifest(text);
  if (kind == 1) read_integrity(text);
  if (kind == 2) check_signature(text);
  if (kind == 3) {
    static_cast<void>(package::range_holds(text, package::kApiVersion));
    // Neither leads out of where it is looked up.
    FUZZ_REQUIRE(!package::is_plugin_name(text) || text.find("/..") == std::string_view::npos);
    FUZZ_REQUIRE(!package::is_package_path(text) || (text[0] != '/' && text.find("/../") == std::string_view::npos));
  }
  return 0;
}
