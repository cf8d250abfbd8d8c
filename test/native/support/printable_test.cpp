// SPDX-License-Identifier: MIT
#include "support/printable.h"

#include "check.h"
#include "support/utf8.h"

using nvts::printable;

TEST("ordinary text of any language stays as it is") {
  const std::string text = "a\tb caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8e\xa5 \xc2\xa0";
  CHECK_EQ(printable(text, 100), text);
}

TEST("line breaks become what is asked for") {
  CHECK_EQ(printable("a\nb", 100), "a\nb");
  CHECK_EQ(printable("a\nb\n", 100, "\\n"), "a\\nb\\n");
}

TEST("control characters are written out, so that no terminal obeys them") {
  CHECK_EQ(printable("\x1b[2J\r\x7f\x07", 100), "\\x1b[2J\\x0d\\x7f\\x07");
  CHECK_EQ(printable("\xc2\x9b" "31m", 100), "\\x9b31m");
  CHECK_EQ(printable(std::string("a\0b", 3), 100), "a\\x00b");
}

TEST("invalid UTF-8 is replaced") {
  CHECK_EQ(printable("a\xff", 100), "a\xef\xbf\xbd");
  CHECK_EQ(printable("\xc2", 100), "\xef\xbf\xbd");
}

TEST("a long text is cut between characters, and its size told") {
  CHECK_EQ(printable("abcdef", 3), "abc... (6 bytes in all)");
  const std::string cut = printable("ab\xe2\x82\xac", 4);
  CHECK(nvts::is_utf8(cut));
  CHECK(cut.find("(5 bytes in all)") != std::string::npos);
  CHECK(printable(std::string(10'000'000, '\xff'), 1000).size() < 4100);
}
