// SPDX-License-Identifier: MIT
#include "host/regexp/program.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace nvts::host::regexp {
namespace {

using Kind = Node::Kind;
using Op = Instruction::Op;

constexpr size_t kLongest = size_t{1} << 20;

class Compiler {
 public:
  explicit Compiler(Pattern pattern) : m_pattern(std::move(pattern)) {}

  Program compile() {
    m_program.group_count = m_pattern.group_count;
    m_program.register_count = 2 * m_pattern.group_count;
    m_program.code_points = m_pattern.flags.code_points();
    m_program.anchored = is_anchored(m_pattern);
    emit(m_pattern.root, /*back=*/false);
    add({.op = Op::kMatch});
    m_program.sets = std::move(m_pattern.sets);
    return std::move(m_program);
  }

 private:
  uint32_t add(Instruction instruction) {
    m_program.code.push_back(instruction);
    return static_cast<uint32_t>(m_program.code.size() - 1);
  }
  uint32_t next() const { return static_cast<uint32_t>(m_program.code.size()); }
  Instruction& at(uint32_t index) { return m_program.code[index]; }

  void emit(uint32_t index, bool back) {
    const Node& node = m_pattern.nodes[index];
    switch (node.kind) {
      case Kind::kSet:
        add({.op = Op::kSet, .back = back, .a = node.index});
        return;
      case Kind::kSequence: {
        const size_t count = node.children.size();
        for (size_t i = 0; i < count; ++i) emit(node.children[back ? count - 1 - i : i], back);
        return;
      }
      case Kind::kChoice:
        emit_choice(node, back);
        return;
      case Kind::kGroup:
        add({.op = Op::kSave, .a = 2 * node.index + (back ? 1 : 0)});
        emit(node.children[0], back);
        add({.op = Op::kSave, .a = 2 * node.index + (back ? 0 : 1)});
        return;
      case Kind::kLoop:
        emit_loop(node, back);
        return;
      case Kind::kLook: {
        const uint32_t look = add({.op = Op::kLook, .negative = node.negative});
        emit(node.children[0], node.behind);
        add({.op = Op::kMatch});
        at(look).a = next();
        return;
      }
      case Kind::kReference:
        m_program.references.push_back(node.groups);
        add({.op = Op::kReference, .back = back, .ignore_case = node.ignore_case,
             .a = static_cast<uint32_t>(m_program.references.size() - 1)});
        return;
      case Kind::kStart:
        add({.op = Op::kStart, .multiline = node.multiline});
        return;
      case Kind::kEnd:
        add({.op = Op::kEnd, .multiline = node.multiline});
        return;
      case Kind::kWordEdge:
        add({.op = Op::kWordEdge, .negative = node.negative, .ignore_case = node.ignore_case});
        return;
    }
  }

  void emit_choice(const Node& node, bool back) {
    std::vector<uint32_t> ends;
    for (size_t i = 0; i < node.children.size(); ++i) {
      const bool last = i + 1 == node.children.size();
      const uint32_t choice = last ? 0 : add({.op = Op::kTry});
      emit(node.children[i], back);
      if (last) break;
      ends.push_back(add({.op = Op::kJump}));
      at(choice).a = next();
    }
    for (const uint32_t end : ends) at(end).a = next();
  }

  void emit_loop(const Node& node, bool back) {
    const auto loop = static_cast<uint32_t>(m_program.loops.size());
    const Node& body = m_pattern.nodes[node.children[0]];
    m_program.loops.push_back({node.min, node.max, node.greedy, 0, node.first_group, node.end_group});
    if (body.kind == Kind::kSet) {
      add({.op = Op::kRepeat, .back = back, .a = body.index, .b = loop});
      return;
    }
    m_program.loops[loop].count = m_program.register_count;
    m_program.register_count += 2;
    add({.op = Op::kLoopStart, .b = loop});
    const uint32_t start = add({.op = Op::kLoop, .b = loop});
    emit(node.children[0], back);
    add({.op = Op::kLoopEnd, .a = start, .b = loop});
    at(start).a = next();
  }

  Pattern m_pattern;
  Program m_program;
};

// In how many ways a part can match from one place, and how many steps it takes to go all of them.
struct Work {
  double ways;
  double steps;
};

Work work_of(const Pattern& pattern, uint32_t index, double length);

// A loop around what can match in several ways has no bound of use, unless it turns a few times only.
Work work_of_loop(const Pattern& pattern, const Node& node, double length) {
  constexpr double kFewTurns = 8;
  const double turns = std::min<double>(node.max == kUnbounded ? std::numeric_limits<double>::infinity() : node.max,
                                        node.min + length);
  const Work body = work_of(pattern, node.children[0], length);
  const double groups = node.end_group - node.first_group;
  if (body.ways <= 1) return {turns - std::min<double>(node.min, turns) + 1, (turns + 1) * (body.steps + groups + 1)};
  if (turns > kFewTurns) return {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Work all{1, 1};
  double ways = 1;
  for (double turn = 1; turn <= turns; ++turn) {
    all.steps += ways * (body.steps + groups + 1);
    ways *= body.ways;
    all.ways += ways;
  }
  return all;
}

Work work_of(const Pattern& pattern, uint32_t index, double length) {
  const Node& node = pattern.nodes[index];
  switch (node.kind) {
    case Kind::kSequence: {
      Work all{1, 1};
      for (const uint32_t child : node.children) {
        const Work work = work_of(pattern, child, length);
        all.steps += all.ways * work.steps;
        all.ways *= work.ways;
      }
      return all;
    }
    case Kind::kChoice: {
      Work all{0, 0};
      for (const uint32_t child : node.children) {
        const Work work = work_of(pattern, child, length);
        all.steps += work.steps + 1;
        all.ways += work.ways;
      }
      return all;
    }
    case Kind::kGroup: {
      const Work work = work_of(pattern, node.children[0], length);
      return {work.ways, work.steps + 2 * work.ways};
    }
    case Kind::kLoop:
      return work_of_loop(pattern, node, length);
    case Kind::kLook:
      return {1, work_of(pattern, node.children[0], length).steps + 1};
    case Kind::kReference:
      return {1, length + 1};
    case Kind::kSet:
    case Kind::kStart:
    case Kind::kEnd:
    case Kind::kWordEdge:
      break;
  }
  return {1, 1};
}

bool starts_anchored(const Pattern& pattern, uint32_t index) {
  const Node& node = pattern.nodes[index];
  const auto is = [&](uint32_t child) { return starts_anchored(pattern, child); };
  switch (node.kind) {
    case Kind::kStart: return !node.multiline;
    case Kind::kSequence: return !node.children.empty() && is(node.children.front());
    case Kind::kGroup: return is(node.children.front());
    case Kind::kChoice: return std::all_of(node.children.begin(), node.children.end(), is);
    default: return false;
  }
}

}  // namespace

bool is_anchored(const Pattern& pattern) {
  return starts_anchored(pattern, pattern.root);
}

Program compile(Pattern pattern) {
  return Compiler(std::move(pattern)).compile();
}

size_t harmless_length(const Pattern& pattern, double most_steps, bool at_one_place) {
  const auto steps = [&](size_t length) {
    const double places = at_one_place ? 1 : static_cast<double>(length) + 1;
    return places * (work_of(pattern, pattern.root, static_cast<double>(length)).steps + 1);
  };
  size_t harmless = 0;
  for (size_t step = kLongest; step > 0; step /= 2) {
    if (harmless + step <= kLongest && steps(harmless + step) <= most_steps) harmless += step;
  }
  return harmless;
}

size_t harmless_length(std::u16string_view source, double most_steps) {
  size_t harmless = kLongest;
  bool is_read = false;
  for (const Flags flags : {Flags{.multiline = true}, Flags{.multiline = true, .unicode = true}, Flags{.multiline = true, .sets = true}}) {
    const auto pattern = parse(source, flags);
    if (!pattern) continue;
    is_read = true;
    harmless = std::min(harmless, harmless_length(*pattern, most_steps, /*at_one_place=*/false));
  }
  return is_read ? harmless : 0;
}

}  // namespace nvts::host::regexp
