// SPDX-License-Identifier: MIT
// An installed plugin package, checked before anything of it is run. Each file is read once: the bytes that were checked
// are the bytes that run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/bundle.h"
#include "host/capabilities.h"
#include "support/status.h"

namespace nvts::package {

struct Request {
  std::string name;
  // What the operator allows.
  host::Grants grants;
  double deadline_ms = 0;        // 0: any
  uint32_t memory_limit_mb = 0;  // 0: any
  bool require_signature = false;
  std::string trusted_keys;  // as read_trusted_keys() takes them
};

struct Package {
  std::string version;
  std::string kind;       // what its manifest says: "processor" or "parser"
  std::string signed_by;  // the key's id; empty when no signature was asked for
  host::Bundle bundle;
  std::string defaults;   // JSON object: parameters that hold where no others are given
};

// Finds, reads and checks a package. kArgument, kNotFound and kIo for what was asked for, kPackage for a package that is
// damaged or says what is not so, kAbi, kDenied, kIntegrity, kSignature, kUnsupported.
[[nodiscard]] Result<Package> load(const Request& request);

}  // namespace nvts::package
