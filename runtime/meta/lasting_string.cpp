// SPDX-License-Identifier: MIT
#include "meta/lasting_string.h"

#include <mutex>
#include <string>
#include <unordered_set>

namespace nvts::meta {

const char* lasting_string(std::string_view text) {
  if (text.empty()) return nullptr;
  // Never destroyed: metadata in flight at exit may still point here.
  static auto* mutex = new std::mutex;
  static auto* strings = new std::unordered_set<std::string>;
  const std::scoped_lock lock(*mutex);
  const auto known = strings->find(std::string(text));
  if (known != strings->end()) return known->c_str();
  if (strings->size() >= kMaxLastingStrings) return nullptr;
  return strings->emplace(text).first->c_str();
}

}  // namespace nvts::meta
