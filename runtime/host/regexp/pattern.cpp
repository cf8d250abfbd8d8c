// SPDX-License-Identifier: MIT
#include "host/regexp/pattern.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace nvts::host::regexp {
namespace {

using Kind = Node::Kind;

constexpr size_t kMaxUnits = 8192;
constexpr int kMaxDepth = 200;
constexpr int32_t kNone = -1;

bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_surrogate(char32_t c) { return c >= 0xd800 && c <= 0xdfff; }

int hex_digit(int32_t c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Both cases of each letter.
void fold(Set& set) {
  Set folded;
  for (char32_t c = 'a'; c <= 'z'; ++c) {
    const char32_t upper = c - 'a' + 'A';
    if (!set.contains(c) && !set.contains(upper)) continue;
    folded.add(c, c);
    folded.add(upper, upper);
  }
  set.add(folded);
  set.finish();
}

// Each has a third case beyond ASCII, which counts where an expression is of characters, and by the engine only at times.
bool has_third_case(const Set& set) {
  return set.contains('s') || set.contains('S') || set.contains('k') || set.contains('K');
}

class Parser {
 public:
  Parser(std::u16string_view source, Flags flags) : m_source(source), m_flags(flags) { m_pattern.flags = flags; }

  std::optional<Pattern> parse() {
    if (m_source.size() > kMaxUnits) return std::nullopt;
    find_groups();
    m_pattern.root = disjunction();
    if (m_failed || m_at != m_source.size()) return std::nullopt;
    m_pattern.group_count = m_group + 1;
    return std::move(m_pattern);
  }

 private:
  [[nodiscard]] int32_t peek(size_t ahead = 0) const {
    return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : kNone;
  }
  bool take(char16_t unit) {
    if (peek() != unit) return false;
    ++m_at;
    return true;
  }
  bool take(std::u16string_view text) {
    if (m_source.substr(m_at, text.size()) != text) return false;
    m_at += text.size();
    return true;
  }
  uint32_t fail() {
    m_failed = true;
    return 0;
  }

  // A whole character when the expression is of characters, else a unit.
  char32_t take_character() {
    const char32_t c = m_source[m_at++];
    if (!m_flags.code_points() || c < 0xd800 || c > 0xdbff) return c;
    const int32_t low = peek();
    if (low < 0xdc00 || low > 0xdfff) return c;
    ++m_at;
    return 0x10000 + ((c - 0xd800) << 10) + (static_cast<char32_t>(low) - 0xdc00);
  }

  uint32_t add(Node node) {
    m_pattern.nodes.push_back(std::move(node));
    return static_cast<uint32_t>(m_pattern.nodes.size() - 1);
  }
  uint32_t add_set(Set set) {
    m_pattern.sets.push_back(std::move(set));
    return add({.kind = Kind::kSet, .index = static_cast<uint32_t>(m_pattern.sets.size() - 1)});
  }
  Set asked(std::u16string source) const {
    Set set;
    set.source = std::move(source);
    set.flags = m_flags;
    return set;
  }

  // References go to groups that may stand behind them, so their number is known first.
  void find_groups() {
    size_t depth = 0;  // of sets
    uint32_t group = 0;
    for (size_t i = 0; i < m_source.size(); ++i) {
      const char16_t c = m_source[i];
      if (c == '\\') {
        ++i;
      } else if (c == '[') {
        if (depth == 0 || m_flags.sets) ++depth;
      } else if (c == ']') {
        if (depth > 0) --depth;
      } else if (c == '(' && depth == 0) {
        const bool plain = i + 1 >= m_source.size() || m_source[i + 1] != '?';
        const bool named = m_source.substr(i, 3) == u"(?<" && m_source.substr(i, 4) != u"(?<=" && m_source.substr(i, 4) != u"(?<!";
        if (plain || named) ++group;
        ++m_brackets;
        if (named) {
          const size_t end = m_source.find(u'>', i);
          if (end != m_source.npos) m_names[std::u16string(m_source.substr(i + 3, end - i - 3))].push_back(group);
        }
      }
    }
    m_groups = group;
  }

  uint32_t disjunction() {
    if (++m_depth > kMaxDepth) return fail();
    std::vector<uint32_t> choices;
    do choices.push_back(alternative());
    while (!m_failed && take(u'|'));
    --m_depth;
    return choices.size() == 1 ? choices.front() : add({.kind = Kind::kChoice, .children = std::move(choices)});
  }

  uint32_t alternative() {
    std::vector<uint32_t> terms;
    while (!m_failed && m_at < m_source.size() && peek() != '|' && peek() != ')') {
      const uint32_t group = m_group;
      const uint32_t atom = term();
      if (!m_failed) terms.push_back(quantified(atom, group + 1));
    }
    return terms.size() == 1 ? terms.front() : add({.kind = Kind::kSequence, .children = std::move(terms)});
  }

  uint32_t number() {
    uint64_t value = 0;
    while (is_digit(peek())) value = std::min<uint64_t>(value * 10 + (m_source[m_at++] - '0'), kUnbounded);
    return static_cast<uint32_t>(value);
  }

  bool braces(uint32_t* min, uint32_t* max) {
    const size_t start = m_at;
    if (take(u'{') && is_digit(peek())) {
      *min = *max = number();
      if (take(u',')) *max = is_digit(peek()) ? number() : kUnbounded;
      if (take(u'}')) return true;
    }
    m_at = start;
    return false;
  }

  uint32_t quantified(uint32_t atom, uint32_t first_group) {
    uint32_t min = 0;
    uint32_t max = kUnbounded;
    if (take(u'+')) {
      min = 1;
    } else if (take(u'?')) {
      max = 1;
    } else if (!take(u'*') && !braces(&min, &max)) {
      return atom;
    }
    return add({.kind = Kind::kLoop, .greedy = !take(u'?'), .min = min, .max = max, .first_group = first_group,
                .end_group = m_group + 1, .children = {atom}});
  }

  uint32_t term() {
    switch (peek()) {
      case '^':
        ++m_at;
        return add({.kind = Kind::kStart, .multiline = m_flags.multiline});
      case '$':
        ++m_at;
        return add({.kind = Kind::kEnd, .multiline = m_flags.multiline});
      case '(':
        ++m_at;
        return group();
      case '.': {
        ++m_at;
        Set set;
        if (!m_flags.dot_all) set = line_ends();
        set.negate();
        return add_set(std::move(set));
      }
      case '[':
        return set_of_characters();
      case '\\':
        ++m_at;
        return m_at < m_source.size() ? escape() : fail();
      case '*':
      case '+':
      case '?':
        return fail();
      default:
        return literal(take_character());
    }
  }

  uint32_t literal(char32_t c) {
    Set set;
    if (m_flags.ignore_case && c >= 128 && !is_surrogate(c)) return add_set(asked(to_text(c)));
    set.add(c, c);
    set.finish();
    if (m_flags.ignore_case && m_flags.code_points() && has_third_case(set)) return add_set(asked(to_text(c)));
    if (m_flags.ignore_case) fold(set);
    return add_set(std::move(set));
  }

  uint32_t closed(uint32_t child) {
    return take(u')') ? child : fail();
  }

  uint32_t group() {
    if (take(u"?:")) return closed(disjunction());
    for (const auto& [start, negative, behind] :
         {std::tuple{u"?=", false, false}, {u"?!", true, false}, {u"?<=", false, true}, {u"?<!", true, true}}) {
      if (!take(start)) continue;
      const uint32_t child = closed(disjunction());
      return add({.kind = Kind::kLook, .negative = negative, .behind = behind, .children = {child}});
    }
    if (take(u"?<")) {
      const size_t end = m_source.find(u'>', m_at);
      if (end == m_source.npos) return fail();
      m_at = end + 1;
    } else if (take(u'?')) {
      return modified();
    }
    const uint32_t index = ++m_group;
    const uint32_t child = closed(disjunction());
    return add({.kind = Kind::kGroup, .index = index, .children = {child}});
  }

  // (?i-s:...): other flags for a part.
  uint32_t modified() {
    const Flags outer = m_flags;
    bool on = true;
    while (!take(u':')) {
      if (take(u'i')) m_flags.ignore_case = on;
      else if (take(u'm')) m_flags.multiline = on;
      else if (take(u's')) m_flags.dot_all = on;
      else if (on && take(u'-')) on = false;
      else return fail();
    }
    const uint32_t child = closed(disjunction());
    m_flags = outer;
    return child;
  }

  uint32_t escape() {
    const int32_t c = peek();
    if (c == 'b' || c == 'B') {
      ++m_at;
      return add({.kind = Kind::kWordEdge, .negative = c == 'B', .ignore_case = m_flags.ignore_case && m_flags.code_points()});
    }
    if (c == 'k' && (m_flags.code_points() || !m_names.empty())) return named_reference();
    if (c >= '1' && c <= '9') {
      const size_t start = m_at;
      const uint32_t group = number();
      if (m_flags.code_points() || group <= m_groups) {
        return add({.kind = Kind::kReference, .ignore_case = m_flags.ignore_case, .groups = {group}});
      }
      // A character's number, were it not that engines differ on which groups count.
      if (group <= m_brackets) return fail();
      m_at = start;
    }
    const size_t start = m_at - 1;
    Set set;
    if (!class_escape(set)) return m_failed ? 0 : literal(character_escape(/*in_set=*/false));
    // Whether a property holds, and what goes for a letter where case is ignored, the engine knows.
    if (set.ranges.empty() || (m_flags.ignore_case && m_flags.code_points())) {
      set = asked(std::u16string(m_source.substr(start, m_at - start)));
    }
    return add_set(std::move(set));
  }

  uint32_t named_reference() {
    ++m_at;
    const size_t end = m_source.find(u'>', m_at);
    if (peek() != '<' || end == m_source.npos) return fail();
    const auto found = m_names.find(std::u16string(m_source.substr(m_at + 1, end - m_at - 1)));
    // A name may be written with escapes; then it is not found here.
    if (found == m_names.end()) return fail();
    m_at = end + 1;
    return add({.kind = Kind::kReference, .ignore_case = m_flags.ignore_case, .groups = found->second});
  }

  // \d and its like; a property leaves the set empty. False, with nothing taken, for any other escape.
  bool class_escape(Set& set) {
    const int32_t c = peek();
    switch (c) {
      case 'd': case 'D': set = digits(); break;
      case 's': case 'S': set = spaces(); break;
      case 'w': case 'W': set = word_characters(); break;
      case 'p': case 'P': return m_flags.code_points() && property();
      default: return false;
    }
    ++m_at;
    if (c < 'a') set.negate();
    return true;
  }

  bool property() {
    const size_t end = m_source.find(u'}', m_at);
    if (peek(1) != '{' || end == m_source.npos) return fail() != 0;
    const std::u16string_view name = m_source.substr(m_at + 2, end - m_at - 2);
    // Properties of texts, with flag v: their names are these and no others.
    if (name.find(u"_Emoji") != name.npos || name.find(u"RGI_") == 0 || name.find(u"Emoji_Keycap") == 0) return fail() != 0;
    m_at = end + 1;
    return true;
  }

  // The character of an escape, behind the backslash.
  char32_t character_escape(bool in_set) {
    const char32_t c = take_character();
    switch (c) {
      case 't': return '\t';
      case 'n': return '\n';
      case 'v': return '\v';
      case 'f': return '\f';
      case 'r': return '\r';
      case 'b': return in_set ? '\b' : 'b';
      case 'c': {
        const int32_t letter = peek();
        if (is_letter(letter) || (in_set && !m_flags.code_points() && (is_digit(letter) || letter == '_'))) {
          ++m_at;
          return static_cast<char32_t>(letter & 31);
        }
        --m_at;  // the backslash stands for itself
        return '\\';
      }
      case 'x': {
        const int high = hex_digit(peek());
        const int low = hex_digit(peek(1));
        if (high < 0 || low < 0) return 'x';
        m_at += 2;
        return static_cast<char32_t>(high * 16 + low);
      }
      case 'u':
        return unicode_escape();
      default:
        break;
    }
    if (c >= '0' && c <= '7' && !(c == '0' && m_flags.code_points())) {
      char32_t value = c - '0';
      for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7' && value * 8 + static_cast<char32_t>(peek() - '0') <= 0377; ++i) {
        value = value * 8 + static_cast<char32_t>(m_source[m_at++] - '0');
      }
      return value;
    }
    return c == '0' ? 0 : c;
  }

  int32_t four_digits(size_t ahead) const {
    int32_t value = 0;
    for (size_t i = ahead; i < ahead + 4; ++i) {
      const int digit = hex_digit(peek(i));
      if (digit < 0) return kNone;
      value = value * 16 + digit;
    }
    return value;
  }

  char32_t unicode_escape() {
    if (m_flags.code_points() && take(u'{')) {
      char32_t value = 0;
      for (; hex_digit(peek()) >= 0; ++m_at) {
        value = std::min<char32_t>(value * 16 + static_cast<char32_t>(hex_digit(peek())), kLastCodePoint + 1);
      }
      if (!take(u'}') || value > kLastCodePoint) fail();
      return value;
    }
    const int32_t unit = four_digits(0);
    if (unit == kNone) return 'u';
    m_at += 4;
    if (m_flags.code_points() && unit >= 0xd800 && unit <= 0xdbff && peek() == '\\' && peek(1) == 'u') {
      const int32_t low = four_digits(2);
      if (low >= 0xdc00 && low <= 0xdfff) {
        m_at += 6;
        return static_cast<char32_t>(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      }
    }
    return static_cast<char32_t>(unit);
  }

  uint32_t set_of_characters() {
    const size_t start = m_at++;
    if (m_flags.sets && has_operations(start)) return asked_set(start);
    const bool negative = take(u'^');
    Set set;
    bool must_ask = false;
    while (!m_failed && peek() != ']') {
      if (m_at >= m_source.size()) return fail();
      char32_t first = 0;
      const bool first_is_class = member(set, &first, &must_ask);
      if (peek() != '-' || peek(1) == ']' || peek(1) == kNone) {
        if (!first_is_class) set.add(first, first);
        continue;
      }
      ++m_at;
      char32_t last = 0;
      const bool last_is_class = member(set, &last, &must_ask);
      if (!first_is_class && !last_is_class) {
        if (first > last) return fail();
        set.add(first, last);
        continue;
      }
      set.add('-', '-');
      if (!first_is_class) set.add(first, first);
      if (!last_is_class) set.add(last, last);
    }
    if (m_failed) return 0;
    ++m_at;
    set.finish();
    if (m_flags.ignore_case) {
      must_ask = must_ask || !is_caseless_beyond_ascii(set) || (m_flags.code_points() && has_third_case(set));
      fold(set);
    }
    if (must_ask) return asked_set(start);
    if (negative) set.negate();
    return add_set(std::move(set));
  }

  // Whether no character of the set beyond ASCII has another case that is not in it: so it is when only \d, \s, \w and
  // their opposites brought such characters.
  static bool is_caseless_beyond_ascii(const Set& set) {
    const auto beyond = [](Set part) {
      part.add(0, 127);
      part.finish();
      return part.ranges;
    };
    Set others = spaces();
    others.negate();
    Set all;
    all.negate();
    const auto found = beyond(set);
    return found == beyond({}) || found == beyond(spaces()) || found == beyond(others) || found == beyond(all);
  }

  bool member(Set& set, char32_t* character, bool* must_ask) {
    if (!take(u'\\')) {
      *character = take_character();
      return false;
    }
    if (m_at >= m_source.size()) return fail() != 0;
    Set of_class;
    if (class_escape(of_class)) {
      set.add(of_class);
      *must_ask = *must_ask || of_class.ranges.empty();
      return true;
    }
    if (!m_failed) *character = character_escape(/*in_set=*/true);
    return false;
  }

  // The end of a set, behind its bracket.
  [[nodiscard]] size_t end_of_set(size_t start) const {
    size_t depth = 0;
    for (size_t i = start; i < m_source.size(); ++i) {
      if (m_source[i] == '\\') {
        ++i;
      } else if (m_source[i] == '[') {
        if (depth == 0 || m_flags.sets) ++depth;
      } else if (m_source[i] == ']' && --depth == 0) {
        return i + 1;
      }
    }
    return m_source.npos;
  }

  [[nodiscard]] bool has_operations(size_t start) const {
    const size_t end = end_of_set(start);
    if (end == m_source.npos) return false;
    const std::u16string_view text = m_source.substr(start + 1, end - start - 1);
    for (const char16_t* operation : {u"[", u"&&", u"--", u"\\q"}) {
      if (text.find(operation) != text.npos) return true;
    }
    return false;
  }

  uint32_t asked_set(size_t start) {
    const size_t end = end_of_set(start);
    if (end == m_source.npos) return fail();
    const std::u16string_view text = m_source.substr(start, end - start);
    if (text.find(u"\\q") != text.npos || (m_flags.sets && (text.find(u"_Emoji") != text.npos || text.find(u"{RGI_") != text.npos ||
                                                            text.find(u"{Emoji_Keycap") != text.npos))) {
      return fail();
    }
    m_at = end;
    return add_set(asked(std::u16string(text)));
  }

  const std::u16string_view m_source;
  Flags m_flags;
  Pattern m_pattern;
  std::map<std::u16string, std::vector<uint32_t>> m_names;
  size_t m_at = 0;
  uint32_t m_groups = 0;    // all of them
  uint32_t m_brackets = 0;  // with those that capture nothing
  uint32_t m_group = 0;   // so far
  int m_depth = 0;
  bool m_failed = false;
};

}  // namespace

std::optional<Pattern> parse(std::u16string_view source, Flags flags) {
  return Parser(source, flags).parse();
}

}  // namespace nvts::host::regexp
