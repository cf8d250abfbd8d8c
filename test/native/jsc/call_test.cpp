// SPDX-License-Identifier: MIT
#include "check.h"
#include "jsc/context.h"

using namespace nvts;
using namespace nvts::jsc;

namespace {

struct Seen {
  std::vector<std::string> strings;
  std::vector<double> numbers;
};

ValueRef record(void* self, Call& call) {
  auto* seen = static_cast<Seen*>(self);
  for (size_t i = 0; i < call.count(); ++i) {
    if (call.string_length(i)) seen->strings.push_back(call.string(i, 100));
    if (const auto number = call.number(i)) seen->numbers.push_back(*number);
  }
  return call.from(static_cast<double>(call.count()));
}

}  // namespace

TEST("text crosses in both directions with characters of every length") {
  Context context;
  Seen seen;
  context.set_property(context.global(), "record", context.make_function(record, &seen));
  context.set_property(context.global(), "text", context.make_string("a\xc3\xa9\xf0\x9f\x8e\xa5"));
  CHECK(!context.evaluate("record(text, text.length, 'plain', '\\ud800x')"));
  REQUIRE(seen.strings.size() == 3);
  CHECK_EQ(seen.strings[0], "a\xc3\xa9\xf0\x9f\x8e\xa5");
  CHECK_EQ(seen.strings[1], "plain");
  CHECK_EQ(seen.strings[2], "\xef\xbf\xbdx");
  CHECK_EQ(seen.numbers[0], 4.0);
}

TEST("text with a zero byte or without valid UTF-8 arrives") {
  Context context;
  CHECK_EQ(*context.to_string(context.make_string(std::string_view("a\0b", 3))), std::string("a\0b", 3));
  CHECK_EQ(*context.to_string(context.make_string("\xff")), "\xef\xbf\xbd");
  CHECK_EQ(*context.to_string(context.make_string("")), "");
}

TEST("arguments of the wrong type are not converted, so no code of the script runs") {
  Context context;
  Seen seen;
  context.set_property(context.global(), "record", context.make_function(record, &seen));
  const auto error = context.evaluate(
      "record({ valueOf() { throw 1 }, toString() { throw 2 } }, null, undefined, Symbol(), 3n, true, [], "
      "new String('x'))");
  CHECK(!error);
  CHECK(seen.strings.empty());
  CHECK(seen.numbers.empty());
}

TEST("a native function is a function to the script and returns its value") {
  Context context;
  Seen seen;
  context.set_property(context.global(), "record", context.make_function(record, &seen));
  CHECK(
      !context.evaluate("if (typeof record !== 'function' || record(1, 2, 3) !== 3) throw new Error('no')"));
}

TEST("a call passes this and arguments and gives the result") {
  Context context;
  REQUIRE(!context.evaluate("globalThis.box = { base: 10, add(a, b) { return this.base + a + b } }"));
  const Value box = context.property(context.global(), "box");
  const Value one = context.make_number(1);
  const Value two = context.make_number(2);
  Value sum;
  CHECK(!context.call(context.property(box, "add"), box, {one.get(), two.get()}, &sum));
  CHECK_EQ(*context.to_number(sum), 13.0);
}

TEST("a property that is not there, throws or belongs to no object is undefined") {
  Context context;
  REQUIRE(!context.evaluate("globalThis.trap = { get bad() { throw 1 } }"));
  const Value trap = context.property(context.global(), "trap");
  CHECK(!context.is_object(context.property(trap, "bad")));
  CHECK(!context.is_object(context.property(trap, "missing")));
  CHECK(!context.is_object(context.property(context.make_number(1), "x")));
}

TEST("the heap's size is known and grows with what the script keeps") {
  Context context;
  const uint64_t before = context.heap_bytes();
  REQUIRE(!context.evaluate("globalThis.kept = Array.from({ length: 100000 }, (_, i) => ({ i }))"));
  CHECK(context.heap_bytes() > before + 1000000);
}
