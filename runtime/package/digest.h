// SPDX-License-Identifier: MIT
// Digests by GLib, signatures by Nettle: it is wherever apt is, and no name of it meets OpenSSL's, which Node.js has built
// in and shows to the plugins in its process.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nvts::package {

inline constexpr size_t kKeyBytes = 32;  // of a public key of Ed25519
inline constexpr size_t kSignatureBytes = 64;

// In hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

// Whether `signature` is one of Ed25519 (RFC 8032) over `bytes` by the owner of `key`.
[[nodiscard]] bool verify_ed25519(std::string_view key, std::string_view signature, std::string_view bytes);

}  // namespace nvts::package
