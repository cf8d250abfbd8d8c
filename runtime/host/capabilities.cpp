// SPDX-License-Identifier: MIT
#include "host/capabilities.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "jsc/context.h"
#include "support/similar.h"
#include "support/text.h"

namespace nvts::host {
namespace {

struct Capability {
  std::string_view name;
  bool Grants::*granted;
};
// sdk/src/processor/define.ts has the same names.
constexpr std::array kCapabilities = {Capability{"clock", &Grants::clock}, Capability{"eval", &Grants::eval}};

const Capability* find(std::string_view name) {
  const auto found = std::find_if(kCapabilities.begin(), kCapabilities.end(),
                                  [&](const Capability& known) { return known.name == name; });
  return found == kCapabilities.end() ? nullptr : &*found;
}

std::string unknown(std::string_view name) {
  constexpr size_t kMaxShown = 64;
  name = name.substr(0, kMaxShown);
  std::string known;
  for (const Capability& candidate : kCapabilities) {
    if (edit_distance(name, candidate.name) <= 2) {
      return "there is no '" + std::string(name) + "'; did you mean '" + std::string(candidate.name) + "'?";
    }
    known += (known.empty() ? "" : ", ") + std::string(candidate.name);
  }
  return "there is no '" + std::string(name) + "'; known are: " + known;
}

}  // namespace

Result<Grants> parse_grants(std::string_view list) {
  Grants grants;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view name = trimmed(list.substr(0, comma), " \t\r\n");
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (name.empty()) continue;
    const Capability* capability = find(name);
    if (capability == nullptr) return Status{ErrorCode::kArgument, "grant: " + unknown(name)};
    grants.*(capability->granted) = true;
  }
  return grants;
}

Status check_capabilities(const std::vector<std::string>& named, const Grants& grants) {
  Grants wanted;
  for (const std::string& name : named) {
    const Capability* capability = find(name);
    if (capability == nullptr) return {ErrorCode::kDefinition, "capabilities: " + unknown(name)};
    wanted.*(capability->granted) = true;
  }
  for (const auto& [name, granted] : kCapabilities) {
    const std::string text(name);
    if (wanted.*granted && !(grants.*granted)) {
      return {ErrorCode::kDenied, "wants the capability '" + text + "', which it has not been granted: set grant=" + text +
                                      " if it may have it"};
    }
    if (grants.*granted && !(wanted.*granted)) {
      return {ErrorCode::kArgument, "grant: the script does not name '" + text +
                                        "' among its capabilities: take it out of grant, or check that this is the "
                                        "script that it was meant for"};
    }
  }
  return Status::ok();
}

Result<std::vector<std::string>> named_capabilities(jsc::Context& context, const jsc::Value& bundle) {
  constexpr double kMaxCapabilities = 64;
  constexpr size_t kMaxNameUnits = 256;
  const jsc::Value list = context.property(bundle, "capabilities");
  std::vector<std::string> named;
  if (context.is_undefined(list)) return named;
  const auto count = context.to_number(context.property(list, "length"));
  bool valid = count && *count >= 0 && *count <= kMaxCapabilities;
  for (uint32_t i = 0; valid && i < *count; ++i) {
    auto name = context.to_string(context.property(list, std::to_string(i).c_str()), kMaxNameUnits);
    valid = name.has_value();
    if (valid) named.push_back(*std::move(name));
  }
  if (!valid) return Status{ErrorCode::kDefinition, "capabilities must be an array of strings"};
  return named;
}

}  // namespace nvts::host
