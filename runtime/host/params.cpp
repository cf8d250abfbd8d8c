// SPDX-License-Identifier: MIT
#include "host/params.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "host/yaml.h"
#include "support/file.h"
#include "support/json.h"
#include "support/text.h"
#include "support/utf8.h"

namespace nvts::host {
namespace {

constexpr size_t kMaxParamsBytes = size_t{4} << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Status with_name(const std::string& name, const Status& status) {
  return {status.code(), name + ": " + status.message()};
}

// The text of an object, or the reason why it is none.
Result<std::string> check_object(const std::string& name, std::string text) {
  if (!is_utf8(text)) return Status{ErrorCode::kParams, name + ": is not UTF-8"};
  if (const auto members = json::members(text); !members) return with_name(name, members.status());
  return text;
}

// Text in a form of its own, such as INI: scripts get it as it is, as the parameter `ini`.
constexpr std::string_view kTextKey = "ini";

bool is_text_file(std::string_view path) {
  return path.ends_with(".txt") || path.ends_with(".ini");
}

Result<std::string> read_params_file(const std::string& path) {
  const bool yaml = path.ends_with(".yaml") || path.ends_with(".yml");
  if (!yaml && !path.ends_with(".json") && !is_text_file(path)) {
    return Status{ErrorCode::kArgument,
                  "params-file " + path + ": expected a file named *.json, *.yaml, *.yml, *.txt or *.ini"};
  }
  Result<std::string> read = read_file(path, kMaxParamsBytes);
  if (!read) return Status{read.status().code(), "params-file " + read.status().message()};
  std::string text = *std::move(read);
  if (text.rfind(kByteOrderMark, 0) == 0) text.erase(0, kByteOrderMark.size());
  const std::string name = "params-file " + path;
  if (is_text_file(path)) {
    if (!is_utf8(text)) return Status{ErrorCode::kParams, name + ": is not UTF-8"};
    return "{" + json::quote(kTextKey) + ":" + json::quote(text) + "}";
  }
  if (!yaml) return check_object(name, std::move(text));

  Result<std::string> json = yaml_to_json(text);
  if (!json) return with_name(name, json.status());
  if (*json == "null") return std::string("{}");
  if (json->front() != '{') {
    return Status{ErrorCode::kParams, name + ": line 1, column 1: expected keys and values (name: value)"};
  }
  return check_object(name, *std::move(json));
}

std::string_view top_key(std::string_view path) {
  return path.substr(0, path.find_first_of(".["));
}

// Where a fault begins in a line of the SDK's message: one alone behind "is wrong: ", each of several in a line of its
// own, indented.
size_t fault_start(std::string_view line) {
  constexpr std::string_view kAlone = " is wrong: ";
  if (const size_t alone = line.find(kAlone); alone != std::string_view::npos) return alone + kAlone.size();
  return std::min(line.find_first_not_of(' '), line.size());
}

// The place of the path that a fault begins with, or of what is nearest around it.
std::optional<TextPlace> place_of(const std::map<std::string, TextPlace, std::less<>>& places, std::string_view fault) {
  const size_t colon = fault.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view path = fault.substr(0, colon);
  for (;;) {
    if (const auto found = places.find(path); found != places.end()) return found->second;
    const size_t last = path.find_last_of(".[");
    if (last == std::string_view::npos) return std::nullopt;
    path = path.substr(0, last);
  }
}

// What a script says of a line of the text that it was given: "line 3, ...", whose number is wanted.
constexpr std::string_view kLine = "line ";
constexpr std::string_view kBehindLine = ", ";

std::string_view line_of(std::string_view fault) {
  if (!fault.starts_with(kLine)) return {};
  const std::string_view number = fault.substr(kLine.size(), fault.find_first_not_of("0123456789", kLine.size()) - kLine.size());
  const bool ended = fault.substr(kLine.size() + number.size()).starts_with(kBehindLine);
  return ended ? number : std::string_view{};
}

// Both are texts of objects; keys of `over` replace those of `base`.
std::string merge(const std::string& base, const std::string& over) {
  std::vector<json::Member> merged = *json::members(base);
  for (const json::Member& member : *json::members(over)) {
    const auto same = [&](const json::Member& other) { return other.key == member.key; };
    const auto known = std::find_if(merged.begin(), merged.end(), same);
    if (known != merged.end()) {
      known->value = member.value;
    } else {
      merged.push_back(member);
    }
  }
  std::string text = "{";
  for (const json::Member& member : merged) {
    if (text.size() > 1) text += ',';
    text += json::quote(member.key) + ':' + std::string(member.value);
  }
  return text + "}";
}

}  // namespace

Result<std::string> read_params(const std::string& params, const std::string& params_file, const std::string& defaults) {
  std::string base = defaults;
  if (!params_file.empty()) {
    Result<std::string> read = read_params_file(params_file);
    if (!read) return read.status();
    base = defaults == "{}" ? *std::move(read) : merge(defaults, *read);
  }
  if (trimmed(params, " \t\r\n").empty()) return base;
  if (params.size() > kMaxParamsBytes) {
    return Status{ErrorCode::kLimit, "params: larger than " + std::to_string(kMaxParamsBytes >> 20) + " MiB"};
  }
  Result<std::string> given = check_object("params", params);
  if (!given) return given.status();
  return merge(base, *given);
}

std::string with_places(const std::string& message, const std::string& params, const std::string& params_file) {
  Result<std::string> text = read_file(params_file, kMaxParamsBytes);
  if (!text) return message;
  if (text->rfind(kByteOrderMark, 0) == 0) text->erase(0, kByteOrderMark.size());
  bool from_text = is_text_file(params_file);
  auto places = from_text ? decltype(find_places(*text))() : find_places(*text);
  if (!trimmed(params, " \t\r\n").empty()) {
    if (const auto given = json::members(params)) {
      for (const json::Member& member : *given) {
        const auto replaced = [&](const auto& place) { return top_key(place.first) == member.key; };
        std::erase_if(places, replaced);
        if (member.key == kTextKey) from_text = false;
      }
    }
  }
  std::string placed;
  for (size_t start = 0; start < message.size();) {
    const size_t end = std::min(message.find('\n', start), message.size());
    const std::string_view line = std::string_view(message).substr(start, end - start);
    const size_t at = fault_start(line);
    std::string_view fault = line.substr(at);
    placed += line.substr(0, at);
    if (const std::string_view number = from_text ? line_of(fault) : std::string_view{}; !number.empty()) {
      placed += params_file + ":" + std::string(number) + ": ";
      fault.remove_prefix(kLine.size() + number.size() + kBehindLine.size());
    } else if (const std::optional<TextPlace> place = place_of(places, fault)) {
      placed += params_file + ":" + std::to_string(place->line) + ":" + std::to_string(place->column) + ": ";
    }
    placed += fault;
    if (end < message.size()) placed += '\n';
    start = end + 1;
  }
  return placed;
}

}  // namespace nvts::host
