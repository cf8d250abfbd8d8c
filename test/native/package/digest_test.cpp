// SPDX-License-Identifier: MIT
#include "package/digest.h"

#include <string>

#include "check.h"

using namespace nvts;

namespace {

std::string bytes_of(std::string_view digits) {
  std::string bytes;
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (size_t i = 0; i + 1 < digits.size(); i += 2) bytes += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
  return bytes;
}

}  // namespace

TEST("SHA-256 of the standard's example") {
  CHECK_EQ(package::sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST("signatures of RFC 8032's examples hold, and those of other bytes or keys do not") {
  const std::string key = bytes_of("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const std::string signature =
      bytes_of("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  CHECK(package::verify_ed25519(key, signature, "\x72"));
  CHECK(!package::verify_ed25519(key, signature, "\x73"));
  CHECK(!package::verify_ed25519(key, signature, {}));
  std::string other = signature;
  other[0] ^= 1;
  CHECK(!package::verify_ed25519(key, other, "\x72"));
  other = signature;
  other[40] ^= 1;
  CHECK(!package::verify_ed25519(key, other, "\x72"));
}

TEST("what is no key, and no signature, is nobody's") {
  for (const char fill : {'\0', '\x01', '\xff'}) {
    for (const char other : {'\0', '\x01', '\xff'}) {
      CHECK(!package::verify_ed25519(std::string(32, fill), std::string(64, other), "abc"));
    }
  }
}
