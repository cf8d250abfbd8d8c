// SPDX-License-Identifier: MIT
// nvts.signature.json: an Ed25519 signature of the bytes of nvts.integrity.json. sdk/src/cli/package/signature.ts writes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "package/trusted_keys.h"
#include "support/status.h"

namespace nvts::package {

inline constexpr const char* kSignatureFile = "nvts.signature.json";
inline constexpr size_t kMaxSignatureBytes = size_t{64} << 10;

// Whether one of the keys made this signature of `bytes`; the result is its id. kSignature tells why not.
[[nodiscard]] Result<std::string> check_signature(std::string_view signature, std::string_view bytes,
                                                  const std::vector<TrustedKey>& keys);

}  // namespace nvts::package
