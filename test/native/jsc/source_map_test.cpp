// SPDX-License-Identifier: MIT
#include "jsc/source_map.h"

#include "check.h"
#include "jsc/context.h"

using namespace nvts;
using namespace nvts::jsc;

namespace {

std::string map_with(const std::string& mappings) {
  return R"({"version":3,"sources":["src/a.ts","src/b.ts"],"names":[],"mappings":")" + mappings + "\"}";
}

std::string found(const SourceMap& map, uint32_t line, uint32_t column) {
  const auto position = map.find(line, column);
  if (!position) return "";
  return position->file + ":" + std::to_string(position->line) + ":" + std::to_string(position->column);
}

}  // namespace

TEST("a position is that of the last segment that begins at or before it") {
  // Line 1: column 0 is a.ts:1:1, column 8 is a.ts:3:5. Line 3: column 4 is b.ts:2:1.
  const auto map = SourceMap::parse(map_with("AAAA,QAEI;;ICDJ"), "/home/me");
  REQUIRE(map.is_ok());
  CHECK_EQ(found(*map, 1, 1), "/home/me/src/a.ts:1:1");
  CHECK_EQ(found(*map, 1, 8), "/home/me/src/a.ts:1:1");
  CHECK_EQ(found(*map, 1, 9), "/home/me/src/a.ts:3:5");
  CHECK_EQ(found(*map, 1, 4000), "/home/me/src/a.ts:3:5");
  CHECK_EQ(found(*map, 3, 20), "/home/me/src/b.ts:2:1");
}

TEST("an unknown column means the line's first segment") {
  const auto map = SourceMap::parse(map_with("IAAA,QAEI"), "/m");
  CHECK_EQ(found(*map, 1, 0), "/m/src/a.ts:1:1");
}

TEST("a line without segments or beyond the map has no position") {
  const auto map = SourceMap::parse(map_with("AAAA;;AACA"), "/m");
  CHECK_EQ(found(*map, 2, 1), "");
  CHECK_EQ(found(*map, 4, 1), "");
  CHECK_EQ(found(*map, 0, 1), "");
  CHECK_EQ(found(*map, UINT32_MAX, 1), "");
}

TEST("sources are resolved against root and folder, addresses are left") {
  const auto map = SourceMap::parse(
      R"({"sourceRoot":"../src","sources":["a.ts","file:///abs/b.ts","webpack://x/c.ts","my%20file%.ts",null],"mappings":"AAAA,CCAA,CCAA,CCAA"})",
      "/p/dist");
  REQUIRE(map.is_ok());
  CHECK_EQ(found(*map, 1, 1), "/p/src/a.ts:1:1");
  CHECK_EQ(found(*map, 1, 2), "/abs/b.ts:1:1");
  CHECK_EQ(found(*map, 1, 3), "webpack://x/c.ts:1:1");
  CHECK_EQ(found(*map, 1, 4), "/p/src/my file%.ts:1:1");
}

TEST("a damaged map is refused, never followed") {
  for (const char* mappings :
       {"!!!", "AA$A", "A\\u0000AA", "AAAAAAA", "gggggggggggggB", "AAAD", "ADAA", "AEAA", "D", "AAA+"}) {
    CHECK(!SourceMap::parse(map_with(mappings), "/m").is_ok());
  }
  for (const char* json : {"", "x", "[]", "{}", "{\"mappings\":5,\"sources\":[]}", "{\"mappings\":\"\"}",
                           "{\"mappings\":\"\",\"sources\":{}}", "{\"sources\":[],\"mappings\":\"AAAA\"}"}) {
    CHECK(!SourceMap::parse(json, "/m").is_ok());
  }
}

TEST("a map of millions of lines is refused") {
  CHECK(!SourceMap::parse(map_with(std::string(size_t{5} << 20, ';')), "/m").is_ok());
}

TEST("base64 with and without padding is decoded, anything else refused") {
  CHECK_EQ(*decode_base64("aGVsbG8="), "hello");
  CHECK_EQ(*decode_base64("aGVsbG8"), "hello");
  CHECK_EQ(*decode_base64(""), "");
  CHECK(!decode_base64("aGVs bG8"));
}

TEST("an error's stack names the author's lines, through a map that a context was given") {
  Context context;
  // Generated line 2 is a.ts line 41.
  context.set_source({"bundle.js", map_with("AAAA;AAwCA"), "/home/me"});
  const auto error = context.evaluate("const x = 1;\nthrow new Error('boom');");
  REQUIRE(error.has_value());
  REQUIRE(!error->stack.empty());
  CHECK_EQ(format_location(error->stack[0]), "/home/me/src/a.ts:41:1");
}

TEST("with a broken map an error names the bundle's lines") {
  Context context;
  context.set_source({"bundle.js", map_with("!!"), "/home/me"});
  const auto error = context.evaluate("\nthrow new Error('boom');");
  REQUIRE(error.has_value());
  REQUIRE(!error->stack.empty());
  CHECK_EQ(format_location(error->stack[0]).find("bundle.js:2:"), 0u);
}
