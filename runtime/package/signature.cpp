// SPDX-License-Identifier: MIT
#include "package/signature.h"

#include <algorithm>
#include <utility>

#include "jsc/source_map.h"
#include "package/digest.h"
#include "package/integrity.h"
#include "support/json.h"
#include "support/printable.h"
#include "support/utf8.h"

namespace nvts::package {
namespace {

constexpr size_t kMaxShown = 128;
constexpr size_t kMaxListed = 5;

Status wrong(const std::string& what) {
  return {ErrorCode::kSignature, std::string(kSignatureFile) + ": " + what};
}

std::string ids_of(const std::vector<TrustedKey>& keys) {
  std::string text;
  for (size_t i = 0; i < keys.size() && i < kMaxListed; ++i) text += (i == 0 ? "" : ", ") + keys[i].id;
  if (keys.size() > kMaxListed) text += " and " + std::to_string(keys.size() - kMaxListed) + " more";
  return text;
}

}  // namespace

Result<std::string> check_signature(std::string_view signature, std::string_view bytes, const std::vector<TrustedKey>& keys) {
  if (!is_utf8(signature)) return wrong("is not UTF-8");
  const auto members = json::members(signature);
  if (!members) return wrong(members.status().message());
  std::string_view format = "0";
  std::string algorithm;
  std::string id;
  std::string value;
  for (const json::Member& member : *members) {
    const auto text = [&]() -> std::string {
      Result<std::string> read = json::string_value(member.value);
      return read ? *std::move(read) : std::string();
    };
    if (member.key == "format") format = member.value;
    if (member.key == "algorithm") algorithm = text();
    if (member.key == "keyId") id = text();
    if (member.key == "signature") value = text();
  }
  if (format != "1" || algorithm != "ed25519") return wrong("expected format 1 and the algorithm \"ed25519\"");
  const auto decoded = jsc::decode_base64(value);
  if (!decoded || decoded->size() != kSignatureBytes) return wrong("expected a signature of 64 bytes in Base64");

  const auto key = std::find_if(keys.begin(), keys.end(), [&](const TrustedKey& each) { return each.id == id; });
  if (key == keys.end()) {
    return Status{ErrorCode::kSignature, "it is signed by the key " + printable(id, kMaxShown) +
                                             ", which is not among the trusted ones (" + ids_of(keys) +
                                             "): add that key to trusted-keys if you trust its owner"};
  }
  if (verify_ed25519(key->bytes, *decoded, bytes)) return id;
  return Status{ErrorCode::kSignature, std::string(kIntegrityFile) + " is not what the key " + id +
                                           " signed: it was changed after that, or the signature was"};
}

}  // namespace nvts::package
