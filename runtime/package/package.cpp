// SPDX-License-Identifier: MIT
#include "package/package.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "package/api_range.h"
#include "package/find.h"
#include "package/integrity.h"
#include "package/manifest.h"
#include "package/root.h"
#include "package/signature.h"
#include "package/trusted_keys.h"
#include "support/printable.h"
#include "support/text.h"

namespace nvts::package {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifestFile = "package.json";
constexpr const char* kEngine = "jsc";
constexpr size_t kMaxShown = 256;

std::string rounded(double value) {
  std::string text = std::to_string(value);
  text.erase(std::min(text.find_last_not_of('0') + 1, text.size()));
  if (text.back() == '.') text.pop_back();
  return text;
}

// One package on its way through the checks.
class Loader {
 public:
  Loader(const Request& request, Root root, std::string found)
      : m_request(request), m_root(std::move(root)), m_found(std::move(found)) {}

  [[nodiscard]] Result<Package> run() {
    if (Status status = check_origin(); !status) return status;
    if (Status status = read_manifest(); !status) return status;
    if (Status status = check_manifest(); !status) return status;
    if (Status status = read_bundle(); !status) return status;
    m_package.version = m_manifest.version;
    m_package.kind = m_manifest.kind;
    m_package.defaults = m_manifest.defaults;
    return std::move(m_package);
  }

 private:
  // Who made it: nothing else of it is looked at before.
  [[nodiscard]] Status check_origin() {
    const Result<std::string> integrity = m_root.read(kIntegrityFile, kMaxIntegrityBytes);
    if (!integrity && integrity.status().code() != ErrorCode::kNotFound) return integrity.status();
    if (m_request.require_signature) {
      const Result<std::vector<TrustedKey>> keys = read_trusted_keys(m_request.trusted_keys);
      if (!keys) return keys.status();
      const Result<std::string> signature = m_root.read(kSignatureFile, kMaxSignatureBytes);
      if (!integrity || (!signature && signature.status().code() == ErrorCode::kNotFound)) {
        return {ErrorCode::kSignature, std::string("it is not signed (there is no ") + (integrity ? kSignatureFile : kIntegrityFile) +
                                           "), and require-signature is set: ask its author for a version made with 'nvts pack "
                                           "--key', or sign it yourself with 'nvts sign'"};
      }
      if (!signature) return signature.status();
      Result<std::string> signed_by = check_signature(*signature, *integrity, *keys);
      if (!signed_by) return signed_by.status();
      m_package.signed_by = *std::move(signed_by);
    }
    if (!integrity) return Status::ok();
    Result<Integrity> read = read_integrity(*integrity);
    if (!read) return read.status();
    m_integrity = *std::move(read);
    return Status::ok();
  }

  // A file of the package as it was packed, where that can be told.
  [[nodiscard]] Result<std::string> read_checked(const std::string& file, size_t max_bytes) {
    Result<std::string> bytes = m_root.read(file, max_bytes);
    if (!bytes || !m_integrity) return bytes;
    if (Status status = m_integrity->check(file, *bytes); !status) {
      return Status{status.code(), status.message() + ". Install the package again; if that does not help, ask its author"};
    }
    return bytes;
  }

  [[nodiscard]] Status read_manifest() {
    const Result<std::string> text = read_checked(kManifestFile, kMaxManifestBytes);
    if (!text && text.status().code() == ErrorCode::kNotFound) {
      return {ErrorCode::kPackage, "it has no package.json: its installation was interrupted; install it again"};
    }
    if (!text) return text.status();
    Result<Manifest> manifest = package::read_manifest(*text);
    if (!manifest) return manifest.status();
    m_manifest = *std::move(manifest);
    return Status::ok();
  }

  [[nodiscard]] Status check_manifest() const {
    if (m_manifest.name != m_request.name) {
      return {ErrorCode::kPackage, "its package.json is that of '" + printable(m_manifest.name, kMaxShown) +
                                       "': install it under its own name, and give that"};
    }
    if (m_integrity && (m_integrity->name != m_manifest.name || m_integrity->version != m_manifest.version)) {
      return {ErrorCode::kIntegrity, std::string(kIntegrityFile) + " is of " + printable(m_integrity->name, kMaxShown) + " " +
                                         printable(m_integrity->version, kMaxShown) + ", the package says that it is " +
                                         m_manifest.name + " " + printable(m_manifest.version, kMaxShown)};
    }
    if (!range_holds(m_manifest.api, kApiVersion).value_or(false)) {
      return {ErrorCode::kAbi, "it is for the bundle API " + printable(m_manifest.api, kMaxShown) + ", this nvtsprobe has " +
                                   to_string(kApiVersion) + ": install a version of the package that fits, or another nvtsprobe"};
    }
    if (std::find(m_manifest.backends.begin(), m_manifest.backends.end(), kEngine) == m_manifest.backends.end()) {
      return {ErrorCode::kUnsupported, "it does not run in this engine: its backends do not name '" + std::string(kEngine) + "'"};
    }
    const Status status = host::check_capabilities(m_manifest.capabilities, m_request.grants);
    if (status.code() == ErrorCode::kDenied) return {status.code(), "it " + status.message()};
    if (status.code() == ErrorCode::kDefinition) return {ErrorCode::kPackage, "package.json: nvts." + status.message()};
    return status ? check_budget() : status;
  }

  // A script that needs more than it may have would be stopped again and again.
  [[nodiscard]] Status check_budget() const {
    const auto needs = [](const std::string& what, double amount, const char* property, double limit) {
      return Status{ErrorCode::kDenied, "it needs up to " + rounded(amount) + what + ", and " + property + " is " + rounded(limit) +
                                            ": set " + property + "=" + rounded(amount) + " or more if it may have that"};
    };
    if (m_request.deadline_ms > 0 && m_manifest.deadline_ms > m_request.deadline_ms) {
      return needs(" ms of CPU time a batch", m_manifest.deadline_ms, "deadline-ms", m_request.deadline_ms);
    }
    if (m_request.memory_limit_mb > 0 && m_manifest.memory_mb > m_request.memory_limit_mb) {
      return needs(" MiB of memory", m_manifest.memory_mb, "memory-limit-mb", m_request.memory_limit_mb);
    }
    return Status::ok();
  }

  [[nodiscard]] Status read_bundle() {
    Result<std::string> code = read_checked(m_manifest.entry, host::kMaxScriptBytes);
    if (!code && code.status().code() == ErrorCode::kNotFound) {
      return {ErrorCode::kPackage, "there is no " + m_manifest.entry +
                                       ", its entry: its installation was interrupted (install it again), or it was not built "
                                       "(nvts pack, npm run build)"};
    }
    if (!code) return code.status();
    if (trimmed(*code, " \t\r\n").empty()) {
      return {ErrorCode::kPackage, m_manifest.entry + ", its entry, is empty: install it again"};
    }
    Status map_status;
    const fs::path folder = fs::path(m_manifest.entry).parent_path();
    const auto read_beside = [&](const std::string& name) -> std::optional<std::string> {
      const std::string file = (folder / name).lexically_normal().string();
      // A map that is not there, or that no one answers for, is none.
      if (!is_package_path(file) || (m_integrity && !m_integrity->names(file))) return std::nullopt;
      Result<std::string> map = read_checked(file, host::kMaxScriptBytes);
      if (map) return *std::move(map);
      if (map.status().code() != ErrorCode::kNotFound) map_status = map.status();
      return std::nullopt;
    };
    m_package.bundle = host::make_bundle(m_found + "/" + m_manifest.entry, *std::move(code), read_beside);
    for (const char* file : {kManifestFile, kIntegrityFile, kSignatureFile}) {
      m_package.bundle.inputs.push_back(m_found + "/" + file);
    }
    return map_status;
  }

  const Request& m_request;
  Root m_root;
  std::string m_found;  // the folder as it was found: an installation may lead the link elsewhere
  Manifest m_manifest;
  std::optional<Integrity> m_integrity;
  Package m_package;
};

}  // namespace

Result<Package> load(const Request& request) {
  Result<std::string> found = find_package(request.name);
  if (!found) return found.status();
  const auto with_name = [&](const Status& status) {
    return Status{status.code(), "package " + request.name + " (" + *found + "): " + status.message()};
  };
  Result<Root> root = Root::open(*found);
  if (!root) return with_name(root.status());
  Result<Package> package = Loader(request, *std::move(root), *found).run();
  if (!package) return with_name(package.status());
  return package;
}

}  // namespace nvts::package
