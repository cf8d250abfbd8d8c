// SPDX-License-Identifier: MIT
#include "jsc/source_map.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "support/json.h"

namespace nvts::jsc {
namespace {

// A map may come from anyone; a bundle of 64 MiB has fewer segments than this.
constexpr size_t kMaxSegments = size_t{8} << 20;
constexpr size_t kMaxLines = size_t{4} << 20;
constexpr size_t kMaxSources = 65536;

constexpr std::array<int8_t, 256> make_base64() {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int8_t i = 0; i < 64; ++i)
    values[static_cast<uint8_t>(kDigits[i])] = i;
  return values;
}
constexpr std::array<int8_t, 256> kBase64 = make_base64();

Status bad_map(const std::string& what) {
  return {ErrorCode::kArgument, "the source map " + what};
}

// One number of a segment; nullopt when it does not end, or does not fit 32 bits.
std::optional<int64_t> take_vlq(std::string_view& text) {
  uint64_t value = 0;
  for (uint32_t shift = 0; shift <= 30 && !text.empty(); shift += 5) {
    const int8_t digit = kBase64[static_cast<uint8_t>(text.front())];
    if (digit < 0) return std::nullopt;
    text.remove_prefix(1);
    value |= static_cast<uint64_t>(digit & 31) << shift;
    if ((digit & 32) == 0) {
      const auto magnitude = static_cast<int64_t>(value >> 1);
      return (value & 1) != 0 ? -magnitude : magnitude;
    }
  }
  return std::nullopt;
}

// Added up in 64 bits: a sum of at most kMaxSegments 32-bit numbers cannot overflow.
bool is_position(int64_t value) {
  return value >= 0 && value < INT32_MAX;
}

// Sources are URLs: bundlers escape what a URL cannot hold.
std::string unescape(std::string_view url) {
  std::string text;
  for (size_t i = 0; i < url.size(); ++i) {
    uint8_t byte = 0;
    const char* digits = url.data() + i + 1;
    if (url[i] == '%' && i + 2 < url.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      text.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      text.push_back(url[i]);
    }
  }
  return text;
}

std::string resolve(const std::string& folder, const std::string& root, std::string source) {
  constexpr std::string_view kScheme = "file://";
  if (source.rfind(kScheme, 0) == 0) source.erase(0, kScheme.size());
  if (source.find("://") != std::string::npos) return source;
  return (std::filesystem::path(folder) / unescape(root) / unescape(source)).lexically_normal().string();
}

}  // namespace

Result<SourceMap> SourceMap::parse(std::string_view json, const std::string& folder) {
  const auto parsed = json::members(json);
  if (!parsed) return bad_map("is no JSON object: " + parsed.status().message());
  std::string root;
  std::string_view sources;
  std::optional<std::string> mappings;
  for (const json::Member& member : *parsed) {
    if (member.key == "sources") sources = member.value;
    if (member.key != "sourceRoot" && member.key != "mappings") continue;
    auto text = json::string_value(member.value);
    if (!text) {
      if (member.value == "null") continue;
      return bad_map("has a '" + member.key + "' that is no string");
    }
    if (member.key == "sourceRoot")
      root = *std::move(text);
    else
      mappings = *std::move(text);
  }
  if (!mappings) return bad_map("has no 'mappings'");

  SourceMap map;
  const auto names = json::elements(sources);
  if (!names) return bad_map("has no list of 'sources'");
  if (names->size() > kMaxSources) return bad_map("names too many sources");
  for (const std::string_view name : *names) {
    auto text = json::string_value(name);
    map.m_sources.push_back(text ? resolve(folder, root, *std::move(text)) : std::string());
  }
  if (Status status = map.decode(*mappings); !status) return status;
  return map;
}

Status SourceMap::decode(std::string_view mappings) {
  int64_t source = 0;
  int64_t line = 0;
  int64_t column = 0;
  int64_t generated = 0;
  m_lines.push_back(0);
  while (!mappings.empty()) {
    if (mappings.front() == ';') {
      mappings.remove_prefix(1);
      generated = 0;
      if (m_lines.size() >= kMaxLines) return bad_map("has too many lines");
      m_lines.push_back(m_segments.size());
      continue;
    }
    if (mappings.front() == ',') {
      mappings.remove_prefix(1);
      continue;
    }
    std::array<int64_t, 5> fields{};
    size_t count = 0;
    while (!mappings.empty() && mappings.front() != ',' && mappings.front() != ';') {
      const auto value = take_vlq(mappings);
      if (!value || count == fields.size())
        return bad_map("is damaged at segment " + std::to_string(m_segments.size()));
      fields[count++] = *value;
    }
    generated += fields[0];
    Segment segment{0, -1, 0, 0};
    if (count >= 4) {
      source += fields[1];
      line += fields[2];
      column += fields[3];
      if (source < 0 || source >= static_cast<int64_t>(m_sources.size()) || !is_position(line) ||
          !is_position(column)) {
        return bad_map("points outside its sources at segment " + std::to_string(m_segments.size()));
      }
      segment.source = static_cast<int32_t>(source);
      segment.line = static_cast<uint32_t>(line);
      segment.column = static_cast<uint32_t>(column);
    }
    if (!is_position(generated)) return bad_map("has a column that cannot be");
    segment.generated_column = static_cast<uint32_t>(generated);
    if (m_segments.size() >= kMaxSegments) return bad_map("has too many segments");
    m_segments.push_back(segment);
  }
  m_lines.push_back(m_segments.size());
  // Writers may leave a line's segments unordered.
  for (size_t i = 0; i + 1 < m_lines.size(); ++i) {
    const auto less = [](const Segment& a, const Segment& b) {
      return a.generated_column < b.generated_column;
    };
    const auto begin = m_segments.begin() + static_cast<ptrdiff_t>(m_lines[i]);
    const auto end = m_segments.begin() + static_cast<ptrdiff_t>(m_lines[i + 1]);
    if (!std::is_sorted(begin, end, less)) std::stable_sort(begin, end, less);
  }
  return Status::ok();
}

std::optional<SourcePosition> SourceMap::find(uint32_t line, uint32_t column) const {
  if (line == 0 || line >= m_lines.size()) return std::nullopt;
  const auto begin = m_segments.begin() + static_cast<ptrdiff_t>(m_lines[line - 1]);
  const auto end = m_segments.begin() + static_cast<ptrdiff_t>(m_lines[line]);
  const uint32_t wanted = column == 0 ? 0 : column - 1;
  auto after = std::upper_bound(begin, end, wanted, [](uint32_t value, const Segment& segment) {
    return value < segment.generated_column;
  });
  // Without a column, or before the first segment, the first of the line is the best there is.
  if (after == begin) {
    if (begin == end) return std::nullopt;
    ++after;
  }
  const Segment& segment = *(after - 1);
  if (segment.source < 0) return std::nullopt;
  return SourcePosition{m_sources[static_cast<size_t>(segment.source)], segment.line + 1, segment.column + 1};
}

std::optional<std::string> decode_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=')
    text.remove_suffix(1);
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  uint32_t buffer = 0;
  uint32_t bits = 0;
  for (const char c : text) {
    const int8_t digit = kBase64[static_cast<uint8_t>(c)];
    if (digit < 0) return std::nullopt;
    buffer = (buffer << 6) | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>((buffer >> bits) & 0xff));
  }
  return bytes;
}

}  // namespace nvts::jsc
