// SPDX-License-Identifier: MIT
#include "package/digest.h"

#include <glib.h>
#include <nettle/eddsa.h>

#include <cassert>
#include <cstdint>

namespace nvts::package {
namespace {

const uint8_t* data_of(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

}  // namespace

std::string sha256(std::string_view bytes) {
  gchar* digits = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data_of(bytes), bytes.size());
  std::string copy(digits);
  g_free(digits);
  return copy;
}

bool verify_ed25519(std::string_view key, std::string_view signature, std::string_view bytes) {
  assert(key.size() == kKeyBytes && signature.size() == kSignatureBytes);
  return ed25519_sha512_verify(data_of(key), bytes.size(), data_of(bytes), data_of(signature)) == 1;
}

}  // namespace nvts::package
