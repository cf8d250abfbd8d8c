// SPDX-License-Identifier: MIT
#include "host/expressions.h"

#include <optional>
#include <string_view>
#include <utility>

#include "host/regexp/rehearsal.h"
#include "support/utf8.h"

namespace nvts::host {
namespace {

// A step takes the engine one to twenty nanoseconds, the rehearsal five; the bound of what need not be rehearsed counts
// steps that are hardly ever made.
constexpr double kHarmlessSteps = 1 << 20;
constexpr size_t kMostSteps = size_t{1} << 19;

constexpr size_t kShortText = 4096;
constexpr size_t kLongestText = size_t{1} << 22;
constexpr size_t kMaxKnown = 64;
constexpr size_t kMaxKnownSize = 65536;  // instructions and sets
constexpr size_t kShownUnits = 100;
constexpr size_t kMaxFlags = 16;

regexp::Flags flags_of(const std::string& flags) {
  const auto has = [&](char flag) { return flags.find(flag) != flags.npos; };
  return {.ignore_case = has('i'), .multiline = has('m'), .dot_all = has('s'), .unicode = has('u'), .sets = has('v')};
}

std::string flags_of(const regexp::Flags& flags) {
  std::string text;
  if (flags.ignore_case) text += 'i';
  if (flags.multiline) text += 'm';
  if (flags.dot_all) text += 's';
  if (flags.unicode) text += 'u';
  if (flags.sets) text += 'v';
  return text;
}

bool is_sticky(const std::string& flags) {
  return flags.find('y') != flags.npos;
}

}  // namespace

jsc::ValueRef Expressions::limit(jsc::Call& call) {
  return call.from(static_cast<double>(regexp::harmless_length(call.units(0), kHarmlessSteps)));
}

jsc::ValueRef Expressions::rehearse(jsc::Call& call) {
  const std::u16string source = call.units(0);
  const std::string flags = call.string(1, kMaxFlags);
  const size_t length = call.string_length(2).value_or(0);
  const auto start = static_cast<size_t>(call.number(3).value_or(0));
  Known& known = find(source, flags);
  if (length <= known.harmless) return call.undefined();

  auto outcome = length > kLongestText ? regexp::Outcome::kTooLong : regexp::Outcome::kUnknown;
  if (known.program && length <= kLongestText) {
    const regexp::Ask ask = [&](const regexp::Set& set, char32_t character) {
      return call.ask(4, {set.source, to_utf16(flags_of(set.flags)), regexp::to_text(character)});
    };
    regexp::Rehearsal rehearsal(*known.program, text(call, 2), kMostSteps, ask);
    outcome = rehearsal.search(start, is_sticky(flags));
  }
  if (outcome == regexp::Outcome::kDone || outcome == regexp::Outcome::kStopped) return call.undefined();
  const std::string shown = to_utf8(std::u16string_view(source).substr(0, kShownUnits));
  const std::string what = "the regular expression /" + shown + (source.size() > kShownUnits ? "..." : "") + "/" + flags +
                           " on a text of " + std::to_string(length) + " characters ";
  return call.error({ErrorCode::kLimit,
                     outcome == regexp::Outcome::kUnknown
                         ? what + "may take too long, which cannot be found out: make it simpler, or the text at most " +
                               std::to_string(known.harmless) + " characters long"
                         : what + "takes more than " + std::to_string(kMostSteps) +
                               " steps: shorten the text, or let no two repeats match the same characters"});
}

void Expressions::release() {
  if (!m_held) return;
  m_held = {};
  m_text = {};
}

Expressions::Known& Expressions::find(const std::u16string& source, const std::string& flags) {
  const std::u16string key = to_utf16(flags) + u'/' + source;
  const auto found = m_known.find(key);
  if (found != m_known.end()) return found->second;
  Known known;
  size_t size = 1;
  if (auto pattern = regexp::parse(source, flags_of(flags))) {
    known.harmless = regexp::harmless_length(*pattern, kHarmlessSteps, is_sticky(flags) || regexp::is_anchored(*pattern));
    known.program = std::make_unique<regexp::Program>(regexp::compile(*std::move(pattern)));
    size += known.program->code.size() + known.program->sets.size();
  }
  if (m_known.size() >= kMaxKnown || m_known_size + size > kMaxKnownSize) {
    m_known.clear();
    m_known_size = 0;
  }
  m_known_size += size;
  return m_known.emplace(key, std::move(known)).first->second;
}

// A script may go through a long text in many searches.
std::u16string_view Expressions::text(jsc::Call& call, size_t index) {
  if (m_held && call.is_same(index, m_held)) return m_text;
  m_text = call.units(index);
  m_held = m_text.size() > kShortText ? call.keep(index) : jsc::Value();
  return m_text;
}

}  // namespace nvts::host
