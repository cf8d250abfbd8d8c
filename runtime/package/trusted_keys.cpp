// SPDX-License-Identifier: MIT
#include "package/trusted_keys.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "jsc/source_map.h"
#include "package/digest.h"
#include "support/file.h"

namespace nvts::package {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFileBytes = size_t{1} << 20;
constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kEnd = "-----END PUBLIC KEY-----";
// What stands before the key in the SubjectPublicKeyInfo of every Ed25519 key (RFC 8410): the sequence with the
// algorithm 1.3.101.112, and the bit string's own header.
constexpr std::string_view kHeader("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);

Status wrong(const std::string& file, const std::string& what) {
  return {ErrorCode::kSignature, "trusted-keys " + file + ": " + what};
}

Result<TrustedKey> read_block(const std::string& file, std::string_view block) {
  std::string text(block);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  const auto info = jsc::decode_base64(text);
  if (!info) return wrong(file, "holds a key that is no Base64");
  if (info->size() != kHeader.size() + kKeyBytes || info->compare(0, kHeader.size(), kHeader) != 0) {
    return wrong(file, "holds a key that is not for Ed25519; 'nvts keygen' makes one");
  }
  return TrustedKey{sha256(*info), info->substr(kHeader.size())};
}

Status read_key_file(const std::string& file, std::vector<TrustedKey>* keys) {
  const Result<std::string> text = read_file(file, kMaxFileBytes);
  if (!text) return {text.status().code(), "trusted-keys " + text.status().message()};
  if (text->find("PRIVATE KEY") != std::string::npos) {
    return wrong(file, "holds a private key, which belongs to who signs: give the public one");
  }
  bool any = false;
  for (size_t begin = text->find(kBegin); begin != std::string::npos; begin = text->find(kBegin, begin)) {
    begin += kBegin.size();
    const size_t end = text->find(kEnd, begin);
    if (end == std::string::npos) return wrong(file, "ends in the middle of a key");
    Result<TrustedKey> key = read_block(file, std::string_view(*text).substr(begin, end - begin));
    if (!key) return key.status();
    keys->push_back(*std::move(key));
    any = true;
  }
  return any ? Status::ok() : wrong(file, "holds no public key in PEM (-----BEGIN PUBLIC KEY-----)");
}

// The file itself, or the *.pem of a folder.
Result<std::vector<std::string>> key_files(const std::string& place) {
  std::error_code error;
  if (!fs::is_directory(place, error)) return std::vector<std::string>{place};
  std::vector<std::string> files;
  for (fs::directory_iterator entry(place, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".pem") files.push_back(entry->path().string());
  }
  if (error) return Status{ErrorCode::kIo, "trusted-keys " + place + ": " + error.message()};
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<TrustedKey>> read_trusted_keys(const std::string& places) {
  std::vector<TrustedKey> keys;
  for (std::string_view rest = places; !rest.empty();) {
    const std::string place(rest.substr(0, rest.find(':')));
    rest.remove_prefix(std::min(rest.size(), place.size() + 1));
    if (place.empty()) continue;
    const auto files = key_files(place);
    if (!files) return files.status();
    for (const std::string& file : *files) {
      if (Status status = read_key_file(file, &keys); !status) return status;
    }
  }
  if (keys.empty()) return wrong("'" + places + "'", "there is no key; a folder's are its *.pem files");
  return keys;
}

}  // namespace nvts::package
