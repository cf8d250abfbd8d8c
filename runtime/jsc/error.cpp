// SPDX-License-Identifier: MIT
#include "jsc/error.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

namespace nvts::jsc {
namespace {

constexpr size_t kMaxFrames = 64;

// A path as the user would type it: relative to the working directory where it lies below.
std::string display_path(const std::string& path) {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  if (error) return path;
  const std::filesystem::path relative = std::filesystem::path(path).lexically_relative(here);
  if (relative.empty() || *relative.begin() == "..") return path;
  return relative.string();
}

// A number at the front of `text`, and the ':' before it.
bool take_number(std::string_view& text, uint32_t& value) {
  if (text.empty() || text.front() != ':') return false;
  const char* end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data() + 1, end, value);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(after - text.data()));
  return true;
}

}  // namespace

StackFrame ScriptSource::locate(std::string function, uint32_t line, uint32_t column) {
  if (!m_map_text.empty()) {
    // A map that cannot be used costs the mapping, nothing else.
    if (auto map = SourceMap::parse(m_map_text, m_map_folder)) m_map = *std::move(map);
    m_map_text = std::string();
  }
  const auto position = m_map ? m_map->find(line, column) : std::nullopt;
  if (position) return {std::move(function), display_path(position->file), position->line, position->column};
  return {std::move(function), display_path(m_path), line, column};
}

std::vector<StackFrame> ScriptSource::parse_stack(std::string_view stack) {
  const std::string here = std::string("@") + kUrl;
  std::vector<StackFrame> frames;
  while (!stack.empty() && frames.size() < kMaxFrames) {
    const std::string_view text = stack.substr(0, stack.find('\n'));
    stack.remove_prefix(std::min(stack.size(), text.size() + 1));
    const size_t url = text.rfind(here);
    uint32_t line = 0;
    uint32_t column = 0;
    if (url != std::string_view::npos) {
      std::string_view rest = text.substr(url + here.size());
      if (take_number(rest, line)) take_number(rest, column);
      frames.push_back(locate(std::string(text.substr(0, url)), line, column));
    } else if (const size_t at = text.rfind('@'); at != std::string_view::npos) {
      if (text.substr(at + 1).starts_with(kBuiltinUrl)) {
        // The call of the script from outside, and how it was made.
        if (text.substr(0, at) == "invoke" && !frames.empty() && frames.back().file.empty()) frames.pop_back();
        continue;
      }
      frames.push_back({std::string(text.substr(0, at)), "", 0, 0});
    }
  }
  return frames;
}

std::string ScriptSource::map_positions(std::string text) {
  const std::string_view url = kUrl;
  std::string mapped;
  size_t done = 0;
  for (size_t at; (at = text.find(url, done)) != std::string::npos;) {
    mapped.append(text, done, at - done);
    std::string_view rest = std::string_view(text).substr(at + url.size());
    uint32_t line = 0;
    uint32_t column = 0;
    if (take_number(rest, line)) {
      take_number(rest, column);
      mapped += format_location(locate("", line, column));
    } else {
      mapped += url;
    }
    done = text.size() - rest.size();
  }
  if (done == 0) return text;
  return mapped.append(text, done, std::string::npos);
}

std::string format_location(const StackFrame& frame) {
  if (frame.file.empty()) return "";
  std::string text = frame.file;
  if (frame.line != 0) text += ":" + std::to_string(frame.line);
  if (frame.line != 0 && frame.column != 0) text += ":" + std::to_string(frame.column);
  return text;
}

std::string format_stack(const std::vector<StackFrame>& stack) {
  std::string text;
  for (const StackFrame& frame : stack) {
    if (!text.empty()) text += '\n';
    text += "  at ";
    const std::string location = format_location(frame);
    if (location.empty()) {
      text += (frame.function.empty() ? "<anonymous>" : frame.function) + " (native)";
    } else if (frame.function.empty()) {
      text += location;
    } else {
      text += frame.function + " (" + location + ")";
    }
  }
  return text;
}

}  // namespace nvts::jsc
