// SPDX-License-Identifier: MIT
#include "host/yaml.h"

#include <yaml.h>

#include <cstdlib>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "support/json.h"

namespace nvts::host {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) {
    m_ready = yaml_parser_initialize(&m_parser) != 0;
    if (!m_ready) return;
    yaml_parser_set_encoding(&m_parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&m_parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Parser() {
    drop_event();
    if (m_ready) yaml_parser_delete(&m_parser);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // The event stays valid until the next one; nullptr at an error.
  const yaml_event_t* next() {
    drop_event();
    if (!m_ready || yaml_parser_parse(&m_parser, &m_event) == 0) return nullptr;
    m_has_event = true;
    return &m_event;
  }

  [[nodiscard]] std::string problem() const {
    if (m_parser.problem == nullptr) return "the text cannot be read";
    std::string text = m_parser.problem;
    if (m_parser.context != nullptr) text += std::string(" (") + m_parser.context + ")";
    return text;
  }
  [[nodiscard]] yaml_mark_t problem_mark() const { return m_parser.problem_mark; }

 private:
  void drop_event() {
    if (m_has_event) yaml_event_delete(&m_event);
    m_has_event = false;
  }

  yaml_parser_t m_parser{};
  yaml_event_t m_event{};
  bool m_ready = false;
  bool m_has_event = false;
};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

bool all_in(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";

std::string without_leading_zeros(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : std::string(digits.substr(first));
}

// The JSON number that a plain scalar stands for; nullopt when it is none.
std::optional<std::string> number_of(std::string_view text) {
  if (text.size() > 2 && text.size() <= 18 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o')) {
    const bool hex = text[1] == 'x';
    if (!all_in(text.substr(2), hex ? "0123456789abcdefABCDEF" : "01234567")) return std::nullopt;
    return std::to_string(std::strtoull(std::string(text.substr(2)).c_str(), nullptr, hex ? 16 : 8));
  }
  std::string sign;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') sign = "-";
    text.remove_prefix(1);
  }
  std::string exponent;
  if (const size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view power = text.substr(e + 1);
    if (!power.empty() && (power[0] == '-' || power[0] == '+')) power.remove_prefix(1);
    if (!all_in(power, kDigits)) return std::nullopt;
    exponent = std::string(text.substr(e));
    text = text.substr(0, e);
  }
  std::string_view whole = text;
  std::string fraction;
  if (const size_t point = text.find('.'); point != std::string_view::npos) {
    whole = text.substr(0, point);
    const std::string_view digits = text.substr(point + 1);
    if (digits.empty() ? whole.empty() : !all_in(digits, kDigits)) return std::nullopt;
    if (!digits.empty()) fraction = "." + std::string(digits);
    if (!whole.empty() && !all_in(whole, kDigits)) return std::nullopt;
  } else if (!all_in(whole, kDigits)) {
    return std::nullopt;
  }
  return sign + without_leading_zeros(whole) + fraction + exponent;
}

bool is_not_finite(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return is_one_of(text, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"});
}

class Converter {
 public:
  explicit Converter(std::string_view text) : m_parser(text) {}

  Result<std::string> run() {
    for (;;) {
      const yaml_event_t* event = m_parser.next();
      if (event == nullptr) return at(m_parser.problem_mark(), m_parser.problem());
      if (event->type == YAML_STREAM_END_EVENT) return m_json.empty() ? "null" : std::move(m_json);
      if (Status status = take(*event); !status) return status;
    }
  }

 private:
  struct Level {
    bool mapping;
    bool key_next;
    bool first;
    std::set<std::string> keys;
  };

  static Status at(const yaml_mark_t& mark, const std::string& what) {
    return {ErrorCode::kParams, "line " + std::to_string(mark.line + 1) + ", column " +
                                    std::to_string(mark.column + 1) + ": " + what};
  }

  Status take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        if (m_documents++ > 0) return at(event.start_mark, "a second document; there must be one");
        return Status::ok();
      case YAML_ALIAS_EVENT:
        return at(event.start_mark, "aliases (*name) are not supported, write the value out");
      case YAML_SCALAR_EVENT:
        return scalar(event);
      case YAML_MAPPING_START_EVENT:
        if (event.data.mapping_start.tag != nullptr) return tagged(event);
        return open(event, true);
      case YAML_SEQUENCE_START_EVENT:
        if (event.data.sequence_start.tag != nullptr) return tagged(event);
        return open(event, false);
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        m_json += m_levels.back().mapping ? '}' : ']';
        m_levels.pop_back();
        return Status::ok();
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        return Status::ok();
    }
    return Status::ok();
  }

  static Status tagged(const yaml_event_t& event) {
    return at(event.start_mark, "tags (!name) are not supported");
  }

  // What stands before a value: a comma, or nothing behind its key.
  Status begin_value(const yaml_event_t& event) {
    if (m_levels.empty()) return Status::ok();
    Level& level = m_levels.back();
    if (level.mapping) {
      if (level.key_next) return at(event.start_mark, "a key must be a plain word or a quoted text");
      level.key_next = true;
      return Status::ok();
    }
    if (!std::exchange(level.first, false)) m_json += ',';
    return Status::ok();
  }

  Status open(const yaml_event_t& event, bool mapping) {
    if (Status status = begin_value(event); !status) return status;
    if (m_levels.size() >= static_cast<size_t>(json::kMaxDepth)) {
      return at(event.start_mark, "nested deeper than " + std::to_string(json::kMaxDepth) + " levels");
    }
    m_levels.push_back({mapping, mapping, true, {}});
    m_json += mapping ? '{' : '[';
    return Status::ok();
  }

  Status scalar(const yaml_event_t& event) {
    const auto& data = event.data.scalar;
    if (data.tag != nullptr) return tagged(event);
    const std::string text(reinterpret_cast<const char*>(data.value), data.length);
    if (!m_levels.empty() && m_levels.back().mapping && m_levels.back().key_next) return key(event, text);

    if (Status status = begin_value(event); !status) return status;
    if (data.style != YAML_PLAIN_SCALAR_STYLE) {
      m_json += json::quote(text);
    } else if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) {
      m_json += "null";
    } else if (is_one_of(text, {"true", "True", "TRUE"})) {
      m_json += "true";
    } else if (is_one_of(text, {"false", "False", "FALSE"})) {
      m_json += "false";
    } else if (is_not_finite(text)) {
      return at(event.start_mark, "'" + text + "' is no number that JSON has");
    } else if (const std::optional<std::string> number = number_of(text)) {
      m_json += *number;
    } else {
      m_json += json::quote(text);
    }
    return Status::ok();
  }

  Status key(const yaml_event_t& event, const std::string& text) {
    Level& level = m_levels.back();
    if (!level.keys.insert(text).second) return at(event.start_mark, "the key '" + text + "' occurs twice");
    if (!std::exchange(level.first, false)) m_json += ',';
    m_json += json::quote(text) + ':';
    level.key_next = false;
    return Status::ok();
  }

  Parser m_parser;
  std::string m_json;
  std::vector<Level> m_levels;
  int m_documents = 0;
};

class PlaceFinder {
 public:
  explicit PlaceFinder(std::string_view text) : m_parser(text) {}

  std::map<std::string, TextPlace, std::less<>> run() {
    const yaml_event_t* event = m_parser.next();
    for (; event != nullptr && event->type != YAML_STREAM_END_EVENT; event = m_parser.next()) {
      if (!take(*event)) break;
    }
    return std::move(m_places);
  }

 private:
  struct Level {
    bool mapping;
    bool key_next;
    size_t index;
    std::string path;
  };

  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_MAPPING_START_EVENT:
      case YAML_SEQUENCE_START_EVENT: {
        if (m_levels.size() >= static_cast<size_t>(json::kMaxDepth)) return false;
        if (!m_levels.empty() && m_levels.back().key_next) return false;
        const bool mapping = event.type == YAML_MAPPING_START_EVENT;
        std::string path = begin_value(event.start_mark);
        m_levels.push_back({mapping, mapping, 0, std::move(path)});
        return true;
      }
      case YAML_MAPPING_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
        m_levels.pop_back();
        return true;
      case YAML_SCALAR_EVENT:
        if (!m_levels.empty() && m_levels.back().key_next) {
          Level& level = m_levels.back();
          const std::string key(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length);
          m_key = bounded(level.path.empty() ? key : level.path + "." + key);
          level.key_next = false;
          note(m_key, event.start_mark);
        } else {
          begin_value(event.start_mark);
        }
        return true;
      case YAML_ALIAS_EVENT:
        return false;
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_START_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        return true;
    }
    return true;
  }

  // The path of the value that begins; one in a list stands where it begins, one in a mapping at its key.
  std::string begin_value(const yaml_mark_t& mark) {
    if (m_levels.empty()) return {};
    Level& level = m_levels.back();
    if (level.mapping) {
      level.key_next = true;
      return m_key;
    }
    std::string path = bounded(level.path + "[" + std::to_string(level.index++) + "]");
    note(path, mark);
    return path;
  }

  // Paths that no person wrote would take memory with the square of the text's length.
  static std::string bounded(std::string path) {
    constexpr size_t kMaxPath = 1000;
    return path.size() > kMaxPath ? "?" : std::move(path);
  }

  void note(const std::string& path, const yaml_mark_t& mark) {
    m_places.emplace(path, TextPlace{mark.line + 1, mark.column + 1});
  }

  Parser m_parser;
  std::string m_key;
  std::vector<Level> m_levels;
  std::map<std::string, TextPlace, std::less<>> m_places;
};

}  // namespace

Result<std::string> yaml_to_json(std::string_view text) {
  return Converter(text).run();
}

std::map<std::string, TextPlace, std::less<>> find_places(std::string_view text) {
  return PlaceFinder(text).run();
}

}  // namespace nvts::host
