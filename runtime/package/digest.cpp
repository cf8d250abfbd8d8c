// SPDX-License-Identifier: MIT
#include "package/digest.h"

#include <nettle/eddsa.h>

#include <cassert>
#include <cstdint>

#include "support/checksum.h"

namespace nvts::package {
namespace {

const uint8_t* data_of(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

}  // namespace

std::string sha256(std::string_view bytes) {
  return nvts::sha256(bytes);
}

bool verify_ed25519(std::string_view key, std::string_view signature, std::string_view bytes) {
  assert(key.size() == kKeyBytes && signature.size() == kSignatureBytes);
  return ed25519_sha512_verify(data_of(key), bytes.size(), data_of(bytes), data_of(signature)) == 1;
}

}  // namespace nvts::package
