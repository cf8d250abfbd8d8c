// SPDX-License-Identifier: MIT
#include "support/json.h"

#include <cmath>

#include "check.h"

using namespace nvts;

namespace {

std::string error_of(std::string_view text) {
  const auto kind = json::check(text);
  return kind ? "" : kind.status().message();
}

}  // namespace

TEST("every kind of value is accepted") {
  for (const char* text :
       {"{}", "[]", " [1, -2.5e+3, 0, true, false, null, \"x\"] ", "\"\\u00e9\\n\\\\\"", "-0.5"}) {
    CHECK_EQ(error_of(text), "");
  }
  CHECK(*json::check("{\"a\":[]}") == json::Kind::kObject);
}

TEST("what JSON does not have is refused with line and column") {
  CHECK_EQ(error_of("{\n  \"a\": 1,\n  // note\n}"), "line 3, column 3: JSON has no comments");
  CHECK_EQ(error_of("{\"a\":1,}"), "line 1, column 8: a comma before '}' is one too many");
  CHECK_EQ(error_of("[01]"), "line 1, column 3: a number must not begin with 0");
  CHECK_EQ(error_of("{a:1}"), "line 1, column 2: expected a key in double quotes");
  CHECK_EQ(error_of("[1 2]"), "line 1, column 4: expected ',' or ']'");
  CHECK_EQ(error_of("{} x"), "line 1, column 4: there is text behind the value");
  CHECK_EQ(error_of("\"a\nb\""), "line 1, column 3: a control character in a string must be escaped");
  for (const char* text : {"", "  ", "nul", "+1", ".5", "1.", "1e", "'a'", "\"\\x\"", "\"\\u12g4\"", "\"open",
                           "[", "{\"a\"", "NaN", "undefined", "\"\\"}) {
    CHECK(!error_of(text).empty());
  }
}

TEST("nesting beyond the limit is refused before it can exhaust the stack") {
  const std::string deep(1000000, '[');
  CHECK(error_of(deep).find("nested deeper than 64 levels") != std::string::npos);
  std::string allowed(json::kMaxDepth, '[');
  allowed.append(json::kMaxDepth, ']');
  CHECK_EQ(error_of(allowed), "");
}

TEST("members gives decoded keys and the text of values") {
  const auto members = json::members(" { \"a\\u00e9\\ud83c\\udfa5\" : [1, {\"b\":2}] , \"c\":\"}\" } ");
  REQUIRE(members.is_ok());
  REQUIRE((*members).size() == 2);
  CHECK_EQ((*members)[0].key, "a\xc3\xa9\xf0\x9f\x8e\xa5");
  CHECK_EQ((*members)[0].value, "[1, {\"b\":2}]");
  CHECK_EQ((*members)[1].value, "\"}\"");
}

TEST("a pair of surrogates at the end of a string is one character") {
  CHECK_EQ(*json::string_value("\"\\ud83c\\udfa5\""), "\xf0\x9f\x8e\xa5");
  CHECK_EQ(*json::string_value("\"\\ud83c\""), "\xef\xbf\xbd");
  CHECK_EQ(*json::string_value("\"\\ud83c\\n\""), "\xef\xbf\xbd\n");
}

TEST("a key that occurs twice is refused, also when it is escaped differently") {
  CHECK(!json::members("{\"a\":1,\"\\u0061\":2}").is_ok());
  CHECK(json::members("{\"a\":{\"b\":1},\"b\":2}").is_ok());
}

TEST("members of something else than an object are refused") {
  CHECK_EQ(json::members("[1]").status().message(), "line 1, column 1: expected an object, found an array");
}

TEST("quote and string_value are inverse") {
  const std::string text = std::string("a\"\\\n\t\x01 \xe2\x82\xac/") + '\0' + "z";
  CHECK_EQ(*json::string_value(json::quote(text)), text);
}

TEST("a number's text is the shortest that reads back as the same float, and always JSON") {
  CHECK_EQ(json::number(0.1f), "0.1");
  CHECK_EQ(json::number(16777216), "16777216");
  CHECK_EQ(json::number(-1.5e-30f), "-1.5e-30");
  for (const float none : {INFINITY, -INFINITY, NAN}) CHECK_EQ(json::number(none), "0");
}
