// SPDX-License-Identifier: MIT
#include "host/regexp/rehearsal.h"

#include <algorithm>

namespace nvts::host::regexp {
namespace {

using Op = Instruction::Op;

constexpr uint32_t kUnset = UINT32_MAX;
// The engine runs a small expression to answer.
constexpr size_t kStepsToAsk = 512;
constexpr size_t kMaxAnswers = 1024;

bool is_high(char32_t unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low(char32_t unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

char32_t lower(char32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

}  // namespace

Rehearsal::Rehearsal(Program& program, std::u16string_view text, size_t most_steps, const Ask& ask)
    : m_program(program), m_text(text), m_most_steps(most_steps), m_ask(ask),
      m_registers(program.register_count, kUnset) {}

Outcome Rehearsal::search(size_t start, bool at_one_place) {
  const bool once = at_one_place || m_program.anchored;
  for (auto place = static_cast<uint32_t>(start); place <= m_text.size(); ++place) {
    if (match(0, place)) {
      m_found = Found{place, m_end};
      break;
    }
    if (m_outcome != Outcome::kDone || once) break;
    const bool pair = m_program.code_points && place + 1 < m_text.size() && is_high(m_text[place]) && is_low(m_text[place + 1]);
    if (pair) ++place;
  }
  return m_outcome;
}

bool Rehearsal::stop(Outcome outcome) {
  m_outcome = outcome;
  return false;
}

// Leaves the ways that it did not go above those that were there before, when it matches.
bool Rehearsal::match(uint32_t instruction, uint32_t place) {
  const size_t base = m_ways.size();
  for (;;) {
    if (++m_steps > m_most_steps) return stop(Outcome::kTooLong);
    const Instruction& now = m_program.code[instruction];
    bool goes_on = true;
    uint32_t next = instruction + 1;
    switch (now.op) {
      case Op::kMatch:
        m_end = place;
        return true;
      case Op::kSet:
        goes_on = take(now, &place);
        break;
      case Op::kRepeat:
        goes_on = repeat(instruction, &place);
        break;
      case Op::kSave:
        set_register(now.a, place);
        break;
      case Op::kTry:
        m_ways.push_back({Way::Kind::kTry, now.a, place, 0});
        break;
      case Op::kJump:
        next = now.a;
        break;
      case Op::kLoopStart:
        set_register(m_program.loops[now.b].count, 0);
        break;
      case Op::kLoop: {
        const Loop& loop = m_program.loops[now.b];
        const uint32_t turns = m_registers[loop.count];
        if (turns >= loop.max || (turns >= loop.min && !loop.greedy)) {
          if (turns < loop.max) m_ways.push_back({Way::Kind::kTurn, instruction, place, 0});
          next = now.a;
        } else {
          if (turns >= loop.min) m_ways.push_back({Way::Kind::kTry, now.a, place, 0});
          begin_turn(loop, place);
        }
        break;
      }
      case Op::kLoopEnd: {
        // A turn that took nothing is none, beyond those that must be.
        const Loop& loop = m_program.loops[now.b];
        goes_on = m_registers[loop.count + 1] != place || m_registers[loop.count] <= loop.min;
        next = now.a;
        break;
      }
      case Op::kLook:
        goes_on = look(now, instruction, place);
        next = now.a;
        break;
      case Op::kReference:
        goes_on = refer(now, &place);
        break;
      case Op::kStart:
        goes_on = place == 0 || (now.multiline && is_line_end(place - 1));
        break;
      case Op::kEnd:
        goes_on = place == m_text.size() || (now.multiline && is_line_end(place));
        break;
      case Op::kWordEdge: {
        const bool before = place > 0 && is_word(place - 1, now.ignore_case);
        const bool after = place < m_text.size() && is_word(place, now.ignore_case);
        goes_on = (before != after) != now.negative;
        break;
      }
    }
    if (m_outcome != Outcome::kDone) return false;
    if (goes_on) {
      instruction = next;
    } else if (!go_back(base, &instruction, &place)) {
      return false;
    }
  }
}

bool Rehearsal::go_back(size_t base, uint32_t* instruction, uint32_t* place) {
  while (m_ways.size() > base) {
    if (++m_steps > m_most_steps) return stop(Outcome::kTooLong);
    const Way way = m_ways.back();
    m_ways.pop_back();
    if (way.kind == Way::Kind::kUndo) {
      m_registers[way.index] = way.place;
      continue;
    }
    *place = way.place;
    *instruction = way.index;
    if (way.kind == Way::Kind::kTry) return true;
    const Instruction& repeated = m_program.code[way.index];
    ++*instruction;
    if (way.kind == Way::Kind::kTurn) {
      begin_turn(m_program.loops[repeated.b], way.place);
      return true;
    }
    if (way.kind == Way::Kind::kGiveBack) {
      char32_t character = 0;
      static_cast<void>(read(!repeated.back, place, &character));
      if (*place != way.limit) m_ways.push_back({way.kind, way.index, *place, way.limit});
      return true;
    }
    const Loop& loop = m_program.loops[repeated.b];
    if (!take(repeated, place)) {
      if (m_outcome != Outcome::kDone) return false;
      continue;
    }
    if (way.limit + 1 < loop.max) m_ways.push_back({way.kind, way.index, *place, way.limit + 1});
    return true;
  }
  return false;
}

bool Rehearsal::look(const Instruction& look, uint32_t index, uint32_t place) {
  const size_t base = m_ways.size();
  const bool found = match(index + 1, place);
  if (m_outcome != Outcome::kDone) return false;
  if (found && look.negative) {
    for (; m_ways.size() > base; m_ways.pop_back()) {
      const Way& way = m_ways.back();
      if (way.kind == Way::Kind::kUndo) m_registers[way.index] = way.place;
    }
  } else if (found) {
    // What it captured stays until the way is gone back, the other ways through it do not.
    m_steps += m_ways.size() - base;
    const auto first = m_ways.begin() + static_cast<ptrdiff_t>(base);
    m_ways.erase(std::remove_if(first, m_ways.end(), [](const Way& way) { return way.kind != Way::Kind::kUndo; }),
                 m_ways.end());
  }
  return found != look.negative;
}

bool Rehearsal::repeat(uint32_t index, uint32_t* place) {
  const Instruction& repeated = m_program.code[index];
  const Loop& loop = m_program.loops[repeated.b];
  uint32_t count = 0;
  for (; count < loop.min; ++count) {
    if (++m_steps > m_most_steps) return stop(Outcome::kTooLong);
    if (!take(repeated, place)) return false;
  }
  if (count == loop.max) return true;
  if (!loop.greedy) {
    m_ways.push_back({Way::Kind::kTakeMore, index, *place, count});
    return true;
  }
  const uint32_t least = *place;
  for (; count < loop.max; ++count) {
    if (++m_steps > m_most_steps) return stop(Outcome::kTooLong);
    if (!take(repeated, place)) break;
  }
  if (m_outcome != Outcome::kDone) return false;
  if (*place != least) m_ways.push_back({Way::Kind::kGiveBack, index, *place, least});
  return true;
}

void Rehearsal::begin_turn(const Loop& loop, uint32_t place) {
  set_register(loop.count, m_registers[loop.count] + 1);
  set_register(loop.count + 1, place);
  m_steps += loop.end_group - loop.first_group;
  for (uint32_t group = loop.first_group; group < loop.end_group; ++group) {
    if (m_registers[2 * group] == kUnset && m_registers[2 * group + 1] == kUnset) continue;
    set_register(2 * group, kUnset);
    set_register(2 * group + 1, kUnset);
  }
}

bool Rehearsal::refer(const Instruction& reference, uint32_t* place) {
  for (const uint32_t group : m_program.references[reference.a]) {
    if (group >= m_program.group_count) continue;
    const uint32_t first = m_registers[2 * group];
    const uint32_t end = m_registers[2 * group + 1];
    if (first == kUnset || end == kUnset) continue;
    const uint32_t length = end - first;
    if (reference.back ? *place < length : m_text.size() - *place < length) return false;
    const uint32_t start = reference.back ? *place - length : *place;
    for (uint32_t i = 0; i < length; ++i) {
      if (++m_steps > m_most_steps) return stop(Outcome::kTooLong);
      const char32_t a = m_text[first + i];
      const char32_t b = m_text[start + i];
      if (a == b) continue;
      if (!reference.ignore_case) return false;
      if (a >= 128 || b >= 128) return stop(Outcome::kUnknown);
      if (lower(a) != lower(b)) return false;
    }
    *place = reference.back ? start : start + length;
    return true;
  }
  return true;
}

bool Rehearsal::take(const Instruction& instruction, uint32_t* place) {
  uint32_t moved = *place;
  char32_t character = 0;
  if (!read(instruction.back, &moved, &character) || !contains(instruction.a, character)) return false;
  *place = moved;
  return true;
}

bool Rehearsal::read(bool back, uint32_t* place, char32_t* character) const {
  const uint32_t at = *place;
  if (back ? at == 0 : at == m_text.size()) return false;
  *character = m_text[back ? at - 1 : at];
  *place = back ? at - 1 : at + 1;
  if (!m_program.code_points) return true;
  if (back && is_low(*character) && at > 1 && is_high(m_text[at - 2])) {
    *character = 0x10000 + ((m_text[at - 2] - char32_t{0xd800}) << 10) + (*character - 0xdc00);
    *place = at - 2;
  } else if (!back && is_high(*character) && at + 1 < m_text.size() && is_low(m_text[at + 1])) {
    *character = 0x10000 + ((*character - 0xd800) << 10) + (m_text[at + 1] - char32_t{0xdc00});
    *place = at + 2;
  }
  return true;
}

bool Rehearsal::contains(uint32_t index, char32_t character) {
  const Set& set = m_program.sets[index];
  if (set.source.empty()) return set.contains(character);
  const uint64_t key = uint64_t{index} << 32 | character;
  const auto known = m_program.answers.find(key);
  if (known != m_program.answers.end()) return known->second;
  m_steps += kStepsToAsk;
  const std::optional<bool> answer = m_ask(set, character);
  if (!answer) return stop(Outcome::kStopped);
  if (m_program.answers.size() >= kMaxAnswers) m_program.answers.clear();
  m_program.answers.emplace(key, *answer);
  return *answer;
}

bool Rehearsal::is_line_end(uint32_t index) const {
  const char32_t c = m_text[index];
  return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

bool Rehearsal::is_word(uint32_t index, bool ignore_case) const {
  static const Set kWords = word_characters();
  const char32_t c = m_text[index];
  return kWords.contains(c) || (ignore_case && (c == 0x17f || c == 0x212a));
}

void Rehearsal::set_register(uint32_t index, uint32_t value) {
  m_ways.push_back({Way::Kind::kUndo, index, m_registers[index], 0});
  m_registers[index] = value;
}

}  // namespace nvts::host::regexp
