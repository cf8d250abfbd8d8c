// SPDX-License-Identifier: MIT
#include "package/integrity.h"

#include <charconv>
#include <optional>
#include <utility>

#include "package/digest.h"
#include "package/root.h"
#include "support/json.h"
#include "support/printable.h"
#include "support/utf8.h"

namespace nvts::package {
namespace {

constexpr size_t kMaxShown = 128;
constexpr size_t kDigestDigits = 64;

Status wrong(const std::string& what) {
  return {ErrorCode::kIntegrity, std::string(kIntegrityFile) + ": " + what};
}

std::optional<std::string> text_of(std::string_view value) {
  Result<std::string> text = json::string_value(value);
  if (!text) return std::nullopt;
  return *std::move(text);
}

bool is_digest(std::string_view text) {
  return text.size() == kDigestDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<Integrity::File> read_file_entry(const std::string& path, std::string_view value) {
  const auto members = json::members(value);
  if (!members) return wrong(path + ": expected an object");
  Integrity::File file;
  bool sized = false;
  for (const json::Member& member : *members) {
    if (member.key == "sha256") file.sha256 = text_of(member.value).value_or("");
    if (member.key == "size") {
      const char* end = member.value.data() + member.value.size();
      const auto [stop, error] = std::from_chars(member.value.data(), end, file.size);
      sized = error == std::errc() && stop == end;
    }
  }
  if (!is_digest(file.sha256)) return wrong(path + ": expected a sha256 of 64 hexadecimal digits");
  if (!sized) return wrong(path + ": expected a size in bytes");
  return file;
}

}  // namespace

Status Integrity::check(const std::string& path, std::string_view bytes) const {
  const auto found = files.find(path);
  if (found == files.end()) return {ErrorCode::kIntegrity, path + " is not named in " + kIntegrityFile};
  const File& file = found->second;
  if (bytes.size() != file.size) {
    return {ErrorCode::kIntegrity, path + " is not what was packed: it has " + std::to_string(bytes.size()) + " bytes, not " +
                                       std::to_string(file.size)};
  }
  const std::string digest = sha256(bytes);
  if (digest != file.sha256) {
    return {ErrorCode::kIntegrity, path + " is not what was packed: its SHA-256 is " + digest + ", not " + file.sha256};
  }
  return Status::ok();
}

Result<Integrity> read_integrity(std::string_view text) {
  if (!is_utf8(text)) return wrong("is not UTF-8");
  const auto members = json::members(text);
  if (!members) return wrong(members.status().message());
  Integrity integrity;
  std::string_view format = "0";
  std::string_view files = "null";
  for (const json::Member& member : *members) {
    if (member.key == "format") format = member.value;
    if (member.key == "name") integrity.name = text_of(member.value).value_or("");
    if (member.key == "version") integrity.version = text_of(member.value).value_or("");
    if (member.key == "files") files = member.value;
  }
  if (format != "1") return wrong("format: expected 1: it was written by another version of nvts pack");
  const auto entries = json::members(files);
  if (!entries) return wrong("files: expected an object");
  for (const json::Member& entry : *entries) {
    if (!is_package_path(entry.key)) {
      return wrong("files: '" + printable(entry.key, kMaxShown) + "' is not the path of a file in the package");
    }
    Result<Integrity::File> file = read_file_entry(printable(entry.key, kMaxShown), entry.value);
    if (!file) return file.status();
    integrity.files.emplace(entry.key, *std::move(file));
  }
  return integrity;
}

}  // namespace nvts::package
