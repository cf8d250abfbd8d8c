// SPDX-License-Identifier: MIT
#include "support/utf8.h"

#include "check.h"

using namespace nvts;

TEST("valid UTF-8 of every length is left as it is") {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xa5";
  CHECK(is_utf8(text));
  CHECK_EQ(to_utf8(text), text);
  CHECK_EQ(to_utf8(to_utf16(text)), text);
  CHECK_EQ(to_utf16(text).size(), 5u);
}

TEST("an ill-formed byte becomes one U+FFFD and the next character stays") {
  CHECK(
      !is_utf8("a\xff"
               "b"));
  CHECK_EQ(to_utf8("a\xff"
                   "b"),
           "a\xef\xbf\xbd"
           "b");
  CHECK_EQ(to_utf8("\xe2\x82"
                   "b"),
           "\xef\xbf\xbd"
           "b");
  CHECK_EQ(to_utf8("\xf0\x9f\x8e"), "\xef\xbf\xbd");
}

TEST("overlong forms, surrogates and characters beyond Unicode are ill-formed") {
  CHECK(!is_utf8("\xc0\x80"));
  CHECK(!is_utf8("\xe0\x80\x80"));
  CHECK(!is_utf8("\xed\xa0\x80"));
  CHECK(!is_utf8("\xf4\x90\x80\x80"));
}

TEST("a lone surrogate becomes U+FFFD") {
  CHECK_EQ(to_utf8(std::u16string{0xd83c, u'x'}), "\xef\xbf\xbdx");
  CHECK_EQ(to_utf8(std::u16string{0xdc00}), "\xef\xbf\xbd");
}

TEST("a prefix never cuts a character") {
  CHECK_EQ(utf8_prefix("a\xe2\x82\xac", 3), "a");
  CHECK_EQ(utf8_prefix("a\xe2\x82\xac", 4), "a\xe2\x82\xac");
}
