// SPDX-License-Identifier: MIT
#include "table/string_table.h"

#include "check.h"
#include "table/frame_table.h"

using namespace nvts::table;

TEST("the same bytes have one index, the empty string has -1") {
  StringTable strings;
  const int32_t car = strings.intern("car");
  CHECK_EQ(strings.intern("person"), car + 1);
  CHECK_EQ(strings.intern(std::string("car")), car);
  CHECK_EQ(strings.intern(""), -1);
  CHECK_EQ(strings.at(car), "car");
}

TEST("an index that does not exist is the empty string") {
  StringTable strings;
  CHECK_EQ(strings.at(-1), "");
  CHECK_EQ(strings.at(0), "");
  CHECK_EQ(strings.at(INT32_MAX), "");
  CHECK(!strings.contains(-5));
}

TEST("strings stay distinct over many rehashes") {
  StringTable strings;
  for (int i = 0; i < 20000; ++i)
    CHECK_EQ(strings.intern("label" + std::to_string(i)), i);
  for (int i = 0; i < 20000; ++i)
    CHECK_EQ(strings.intern("label" + std::to_string(i)), i);
}

TEST("bytes that are no UTF-8 and bytes with a zero are kept as they are") {
  StringTable strings;
  const std::string zero("a\0b", 3);
  CHECK_EQ(strings.at(strings.intern("\xff\xfe")), "\xff\xfe");
  CHECK_EQ(strings.at(strings.intern(zero)), zero);
}

TEST("a batch after too many strings begins a new generation, before that none does") {
  FrameTable table;
  const uint32_t generation = table.strings().generation();
  for (int i = 0; i < 16384; ++i)
    static_cast<void>(table.strings().intern("plate" + std::to_string(i)));
  table.begin_batch();
  CHECK_EQ(table.strings().generation(), generation);
  static_cast<void>(table.strings().intern("one more"));
  CHECK_EQ(table.strings().generation(), generation);
  table.begin_batch();
  CHECK_EQ(table.strings().generation(), generation + 1);
  CHECK_EQ(table.header().string_generation, generation + 1);
  CHECK_EQ(table.header().string_count, 0u);
}

TEST("a few long strings begin a new generation too") {
  FrameTable table;
  for (char c = 'a'; c < 'a' + 3; ++c)
    static_cast<void>(table.strings().intern(std::string(2 << 20, c)));
  table.begin_batch();
  CHECK_EQ(table.strings().size(), 0u);
  CHECK_EQ(table.strings().bytes(), 0u);
}
