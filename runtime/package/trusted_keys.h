// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "support/status.h"

namespace nvts::package {

struct TrustedKey {
  std::string id;     // the SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits
  std::string bytes;  // kKeyBytes of them
};

// The Ed25519 public keys (PEM) in files, or in the *.pem of folders, separated by ':'. kSignature for what is none,
// kNotFound and kIo for the file.
[[nodiscard]] Result<std::vector<TrustedKey>> read_trusted_keys(const std::string& places);

}  // namespace nvts::package
