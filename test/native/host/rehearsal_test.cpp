// SPDX-License-Identifier: MIT
// The rehearsal of regular expressions goes the engine's ways: it finds what the engine finds, and what it finds short is
// short for the engine. Both are tried on expressions by chance, which are the same in every run.
#include <algorithm>
#include <random>

#include "check.h"
#include "host/regexp/rehearsal.h"
#include "jsc/context.h"
#include "support/cpu_clock.h"
#include "support/utf8.h"

using namespace nvts;
using namespace nvts::host::regexp;

namespace {

constexpr double kMostMs = 50;
constexpr size_t kMostSteps = size_t{1} << 19;
constexpr double kHarmlessSteps = 1 << 20;

// The engine as it is, without what the host puts before it.
class Engine {
 public:
  Engine()
      : m_search(m_context.evaluate_builtin(R"js((source, flags, text, start) => {
          let expression;
          try { expression = new RegExp(source, flags); } catch { return -2; }
          expression.lastIndex = start;
          const found = expression.exec(text);
          return found === null ? -1 : found.index * 2 ** 20 + found[0].length;
        })js")),
        m_contains(m_context.evaluate_builtin(
            "(source, flags, point) => new RegExp(`^(?:${source})$`, flags).test(String.fromCodePoint(point))")) {}

  struct Result {
    bool is_valid;
    std::optional<Rehearsal::Found> found;
  };
  Result search(const std::string& source, const std::string& flags, const std::string& text) {
    const jsc::Value source_text = m_context.make_string(source);
    const jsc::Value flags_text = m_context.make_string(flags);
    const jsc::Value subject = m_context.make_string(text);
    const jsc::Value start = m_context.make_number(0);
    jsc::Value result;
    static_cast<void>(m_context.call(m_search, {}, {source_text.get(), flags_text.get(), subject.get(), start.get()}, &result));
    const double found = m_context.to_number(result).value_or(-2);
    if (found < 0) return {found == -1, std::nullopt};
    const auto place = static_cast<uint64_t>(found);
    return {true, Rehearsal::Found{place >> 20, (place >> 20) + (place & 0xfffff)}};
  }

  std::optional<bool> contains(const Set& set, char32_t character) {
    std::string flags;
    if (set.flags.ignore_case) flags += 'i';
    if (set.flags.unicode) flags += 'u';
    if (set.flags.sets) flags += 'v';
    const jsc::Value source = m_context.make_string(to_utf8(std::u16string_view(set.source)));
    const jsc::Value flags_text = m_context.make_string(flags);
    const jsc::Value point = m_context.make_number(character);
    jsc::Value result;
    if (m_context.call(m_contains, {}, {source.get(), flags_text.get(), point.get()}, &result)) return std::nullopt;
    const jsc::Value yes = m_context.make_boolean(true);
    return result.get() == yes.get();
  }

 private:
  jsc::Context m_context;
  jsc::Value m_search;
  jsc::Value m_contains;
};

Flags read_flags(const std::string& flags) {
  const auto has = [&](char flag) { return flags.find(flag) != flags.npos; };
  return {.ignore_case = has('i'), .multiline = has('m'), .dot_all = has('s'), .unicode = has('u'), .sets = has('v')};
}

struct Rehearsed {
  Outcome outcome = Outcome::kUnknown;
  std::optional<Rehearsal::Found> found;
  bool is_harmless = false;  // by its source and the length alone
};

Rehearsed rehearse(Engine& engine, const std::string& source, const std::string& flags, const std::string& text) {
  Rehearsed result;
  const std::u16string units = to_utf16(text);
  auto pattern = parse(to_utf16(source), read_flags(flags));
  if (!pattern) return result;
  const bool sticky = flags.find('y') != flags.npos;
  result.is_harmless = units.size() <= harmless_length(*pattern, kHarmlessSteps, sticky || is_anchored(*pattern));
  Program program = compile(*std::move(pattern));
  const Ask ask = [&](const Set& set, char32_t character) { return engine.contains(set, character); };
  Rehearsal rehearsal(program, units, kMostSteps, ask);
  result.outcome = rehearsal.search(0, sticky);
  result.found = rehearsal.found();
  return result;
}

class Chance {
 public:
  explicit Chance(uint32_t seed) : m_random(seed) {}

  uint32_t below(uint32_t count) { return m_random() % count; }
  template <size_t n>
  std::string one_of(const char* const (&texts)[n]) {
    return texts[below(n)];
  }

  std::string flags() {
    std::string flags;
    for (const char* flag : {"i", "m", "s", "y"}) {
      if (below(4) == 0) flags += flag;
    }
    return flags + one_of({"", "", "u", "v"});
  }

  std::string text(uint32_t length) {
    std::string text;
    const uint32_t kinds = 1 + below(16);
    for (uint32_t i = 0; i < length; ++i) {
      static constexpr const char* kCharacters[] = {"a", "b", "A", " ", "1", "_", "\n", "k", "\xc3\xa9", "\xc3\x89", "\xc5\xbf",
                                                    "s", "\xf0\x9f\x98\x80", "\xe2\x84\xaa", "-", "\xc7\x86"};
      text += kCharacters[below(kinds)];
    }
    return text;
  }

  std::string expression(int depth) {
    std::string source;
    const uint32_t choices = 1 + (below(3) == 0 ? below(3) : 0);
    for (uint32_t i = 0; i < choices; ++i) {
      if (i > 0) source += '|';
      for (uint32_t terms = below(4) + (i == 0 ? 1 : 0); terms > 0; --terms) source += term(depth);
    }
    return source;
  }

 private:
  std::string term(int depth) {
    if (below(12) == 0) return one_of({"^", "$", "\\b", "\\B"});
    return atom(depth) + quantifier();
  }

  std::string quantifier() {
    if (below(2) == 0) return "";
    return one_of({"*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*", "+", "{,2}"}) + (below(4) == 0 ? "?" : "");
  }

  std::string atom(int depth) {
    if (depth > 0 && below(3) == 0) {
      const std::string start = one_of({"(", "(", "(?:", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "(?i:"});
      return start + expression(depth - 1) + ")";
    }
    return one_of({"a", "b", "a", "s", "k", "A", ".", ".", "\\w", "\\W", "\\d", "\\D", "\\s", "\\S", "[ab]", "[^a]", "[a-k]", "[^\\s]",
                   "[\\w-]", "[\\W1]", "\\1", "\\2", "\\k<n>", "\xc3\xa9", "\\u00e9", "[\xc3\xa9-\xc3\xbc]", "\\x61", "\\cA", "[\\b]", "\\0",
                   "\\101", "\\8", "\\-", "\\p{L}", "\\P{Lu}", "[\\p{Ll}_]", "[[a-z]--[aeiou]]", "\\u{1f600}", "\xf0\x9f\x98\x80",
                   "[^]", "[]", "{", "]", "\\q", "[a&&b]", "[^\xf0\x9f\x98\x80]"});
  }

  std::mt19937 m_random;
};

}  // namespace

// The engine errs at times: it looks for `[ab](?=(^a)??)` at the text's start only, and with flag u begins in the middle of
// a character.
TEST("the rehearsal finds what the engine finds") {
  Engine engine;
  Chance chance(1);
  int compared = 0;
  int different = 0;
  int unknown = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string source = chance.expression(3);
    const std::string flags = chance.flags();
    const std::string text = chance.text(chance.below(14));
    const Rehearsed rehearsed = rehearse(engine, source, flags, text);
    if (rehearsed.outcome == Outcome::kTooLong) continue;
    const Engine::Result result = engine.search(source, flags, text);
    if (!result.is_valid) continue;
    ++(rehearsed.outcome == Outcome::kUnknown ? unknown : compared);
    if (rehearsed.outcome != Outcome::kDone) continue;
    const auto show = [](const auto& found) {
      return found ? std::to_string(found->start) + " to " + std::to_string(found->end) : std::string("nothing");
    };
    if (show(rehearsed.found) == show(result.found)) continue;
    ++different;
    std::printf("     %s instead of %s: /%s/%s on '%s'\n", show(rehearsed.found).c_str(), show(result.found).c_str(),
                source.c_str(), flags.c_str(), text.c_str());
  }
  std::printf("     %d compared, %d different, %d that cannot be rehearsed\n", compared, different, unknown);
  CHECK(compared > 1000);
  CHECK(different <= compared / 1000);
  CHECK(unknown < compared / 10);
}

TEST("what the rehearsal lets through takes the engine no longer than the deadline") {
  Engine engine;
  Chance chance(2);
  double worst = 0;
  int passed = 0;
  int refused = 0;
  for (int i = 0; i < 1500; ++i) {
    const std::string source = chance.expression(3);
    const std::string flags = chance.flags();
    const std::string text = chance.text(1u << (3 + chance.below(10)));
    const Rehearsed rehearsed = rehearse(engine, source, flags, text);
    if (rehearsed.outcome != Outcome::kDone && !rehearsed.is_harmless) {
      ++refused;
      continue;
    }
    const double start = thread_cpu_ms();
    if (!engine.search(source, flags, text).is_valid) continue;
    const double took = thread_cpu_ms() - start;
    ++passed;
    if (!CHECK(took < kMostMs)) std::fprintf(stderr, "  %.0f ms by /%s/%s on '%s'\n", took, source.c_str(), flags.c_str(), text.c_str());
    worst = std::max(worst, took);
  }
  std::printf("     %d passed, %d refused, %.1f ms at most\n", passed, refused, worst);
  CHECK(passed > 300);
  CHECK(refused > 10);
}
