// SPDX-License-Identifier: MIT
#include "host/params.h"

#include "fixture.h"
#include "folder.h"
#include "host/yaml.h"
#include "support/json.h"

using namespace nvts;
using namespace nvts::host;

namespace {

std::string yaml(std::string_view text) {
  const auto json = yaml_to_json(text);
  return json ? *json : json.status().message();
}

std::string error_of(const std::string& params, const std::string& file) {
  const auto read = read_params(params, file);
  return read ? "no error"
              : std::string(error_code_name(read.status().code())) + " " + read.status().message();
}

}  // namespace

TEST("without parameters there is an empty object") {
  CHECK_EQ(*read_params("", ""), "{}");
  CHECK_EQ(*read_params(" \n", ""), "{}");
}

TEST("params replace keys of params-file at the top level only") {
  check::Folder folder;
  const std::string file = folder.write("p.json", "\xef\xbb\xbf{\"a\": {\"x\": 1, \"y\": 2}, \"b\": 3}\n");
  CHECK_EQ(*read_params("{\"a\": {\"x\": 9}, \"c\": [1]}", file), "{\"a\":{\"x\": 9},\"b\":3,\"c\":[1]}");
}

TEST("an error in params says where") {
  CHECK_EQ(error_of("{\"a\": 1,}", ""),
           "NVTS_PARAMS params: line 1, column 9: a comma before '}' is one too many");
  CHECK_EQ(error_of("[1]", ""), "NVTS_PARAMS params: line 1, column 1: expected an object, found an array");
  CHECK_EQ(error_of("{\"a\":1,\"a\":2}", ""),
           "NVTS_PARAMS params: line 1, column 13: the key \"a\" occurs twice");
  CHECK_EQ(error_of("{\"a\":\"\xff\"}", ""), "NVTS_PARAMS params: is not UTF-8");
}

TEST("an error in params-file names the file") {
  check::Folder folder;
  const std::string json = folder.write("p.json", "{\n  // no\n}");
  CHECK_EQ(error_of("", json),
           "NVTS_PARAMS params-file " + json + ": line 2, column 3: JSON has no comments");
  const std::string yml = folder.write("p.yml", "a: 1\nb: [1, 2\n");
  CHECK(contains(error_of("", yml), "NVTS_PARAMS params-file " + yml + ": line 3, column 1: "));
  const std::string list = folder.write("l.yaml", "- 1\n");
  CHECK(contains(error_of("", list), "expected keys and values"));
}

TEST("a params-file that is not there, a folder or of another kind is refused") {
  check::Folder folder;
  CHECK(contains(error_of("", folder.path() + "/no.json"),
                 "NVTS_NOT_FOUND params-file " + folder.path() + "/no.json: No such file"));
  CHECK(contains(error_of("", "settings.toml"),
                 "NVTS_ARGUMENT params-file settings.toml: expected a file named *.json"));
  std::filesystem::create_directory(folder.path() + "/d.json");
  CHECK(contains(error_of("", folder.path() + "/d.json"), "is a directory"));
}

TEST("an empty YAML file is no parameters") {
  check::Folder folder;
  CHECK_EQ(*read_params("", folder.write("p.yaml", "")), "{}");
  CHECK_EQ(*read_params("", folder.write("q.yaml", "# nothing\n")), "{}");
}

TEST("YAML mappings, lists and blocks become JSON") {
  CHECK_EQ(yaml("lines:\n  - name: door\n    from: [0, 1.5]\n  - {}\ntext: |\n  a\n  \"b\"\n"),
           "{\"lines\":[{\"name\":\"door\",\"from\":[0,1.5]},{}],\"text\":\"a\\n\\\"b\\\"\\n\"}");
}

TEST("YAML scalars follow the core schema") {
  CHECK_EQ(yaml("[null, ~, , true, False, yes, off, '1', \"true\"]").substr(0, 6), "line 1");
  CHECK_EQ(yaml("[null, ~, true, False, yes, off, '1', \"true\"]"),
           "[null,null,true,false,\"yes\",\"off\",\"1\",\"true\"]");
  CHECK_EQ(yaml("[1, +2, -3, 007, 0x1F, 0o17, 1.5, .5, 2., -1e3, 1E+2, 0]"),
           "[1,2,-3,7,31,15,1.5,0.5,2,-1e3,1E+2,0]");
  CHECK_EQ(yaml("[1.2.3, 1e, e5, ., -, +, 0x, 12:30, 1_000, 2026-01-01]"),
           "[\"1.2.3\",\"1e\",\"e5\",\".\",\"-\",\"+\",\"0x\",\"12:30\",\"1_000\",\"2026-01-01\"]");
  CHECK_EQ(yaml("a:\n"), "{\"a\":null}");
}

TEST("what JSON or a parameter file does not have is refused with its place") {
  CHECK_EQ(yaml("a: .inf"), "line 1, column 4: '.inf' is no number that JSON has");
  CHECK_EQ(yaml("a: &x 1\nb: *x"),
           "line 2, column 4: aliases (*name) are not supported, write the value out");
  CHECK_EQ(yaml("a: !!str 1"), "line 1, column 4: tags (!name) are not supported");
  CHECK_EQ(yaml("a: 1\na: 2"), "line 2, column 1: the key 'a' occurs twice");
  CHECK_EQ(yaml("? [1]\n: 2"), "line 1, column 3: a key must be a plain word or a quoted text");
  CHECK_EQ(yaml("a: 1\n---\nb: 2"), "line 2, column 1: a second document; there must be one");
  CHECK(contains(yaml(std::string(200, '[')), "nested deeper than 64 levels"));
  CHECK(contains(yaml("a: \x01"), "line 1"));
}

TEST("YAML that multiplies itself by aliases is refused at the first") {
  CHECK(contains(yaml("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"), "line 2, column 8: aliases"));
}

TEST("text that is cut off anywhere is refused or read, never more") {
  const std::string text = "a: {b: [1, \"x\\u00e9\"], c: 'y'}\nd: |\n  z\n";
  for (size_t length = 0; length < text.size(); ++length) {
    const auto json = yaml_to_json(std::string_view(text).substr(0, length));
    CHECK(json.is_ok() || json.status().message().find("line ") == 0);
  }
}

TEST("a fault of a parameter is told with its place in params-file") {
  check::Folder folder;
  const std::string file = folder.write("p.yaml", "a: 1\ncameras:\n  - rules:\n      - { kind: x, line: [[1, 2],\n          [3, y]] }\n");
  const auto placed = [&](const std::string& message) { return with_places(message, "{\"a\": 2}", file); };
  CHECK_EQ(placed("NVTS_PARAMS in load: a parameter is wrong: cameras[0].rules[0].kind: no"),
           "NVTS_PARAMS in load: a parameter is wrong: " + file + ":4:11: cameras[0].rules[0].kind: no");
  CHECK_EQ(placed("2 parameters are wrong:\n    cameras[0].rules[0].line[1][1]: no\n    cameras[0].sources: missing"),
           "2 parameters are wrong:\n    " + file + ":5:15: cameras[0].rules[0].line[1][1]: no\n    " + file + ":3:5: cameras[0].sources: missing");
  // From `params`, which replaces the file's.
  CHECK_EQ(placed("a parameter is wrong: a: no"), "a parameter is wrong: a: no");
  CHECK_EQ(placed("a parameter is wrong: b.c: missing"), "a parameter is wrong: b.c: missing");
  CHECK_EQ(placed("the parameters: [0]: x\n"), "the parameters: [0]: x\n");
  CHECK_EQ(with_places("a: b", "", folder.path() + "/none.yaml"), "a: b");
}

TEST("a fault in JSON is told with its place") {
  check::Folder folder;
  const std::string file = folder.write("p.json", "\xef\xbb\xbf{\n\t\"cameras\": [\n\t\t{ \"rules\": [{ \"kind\": \"x\" }] }\n\t]\n}\n");
  CHECK_EQ(with_places("a parameter is wrong: cameras[0].rules[0].kind: no", "", file),
           "a parameter is wrong: " + file + ":3:17: cameras[0].rules[0].kind: no");
}

TEST("the text of a .txt or .ini file is the parameter ini, and its faults are told with their lines") {
  check::Folder folder;
  const std::string text = "[property]\nenable=1\n";
  const std::string file = folder.write("config.txt", "\xef\xbb\xbf" + text);
  CHECK_EQ(*read_params("", file), "{\"ini\":" + json::quote(text) + "}");
  CHECK_EQ(*read_params("{\"mode\":\"fixed\"}", folder.write("config.ini", "")), "{\"ini\":\"\",\"mode\":\"fixed\"}");
  CHECK_EQ(error_of("", folder.write("latin.ini", "roi-caf\xe9=1")), "NVTS_PARAMS params-file " + folder.path() + "/latin.ini: is not UTF-8");
  CHECK_EQ(with_places("NVTS_PARAMS in setup: the config is wrong: line 2, [property] enable: no", "", file),
           "NVTS_PARAMS in setup: the config is wrong: " + file + ":2: [property] enable: no");
  CHECK_EQ(with_places("2 things are wrong:\n  line 12, a: no\n  the config: line 3 or\n  line x, b", "", file),
           "2 things are wrong:\n  " + file + ":12: a: no\n  the config: line 3 or\n  line x, b");
  CHECK_EQ(with_places("1 is wrong: line 2, a: no", "{\"ini\":\"x\"}", file), "1 is wrong: line 2, a: no");
}

TEST("places of a text that is cut off, deep or long are those up to there") {
  CHECK_EQ(find_places("a: 1\nb: [1, 2\n").size(), 4u);
  CHECK(find_places(std::string(100000, '[')).size() <= 64);
  CHECK_EQ(find_places("a: 1\n? [b]\n: 1\nc: 1\n").size(), 1u);
  CHECK_EQ(find_places("a: &x 1\nb: *x\nc: 1\n").count("c"), 0u);
  const std::string key(600, 'k');
  CHECK_EQ(find_places(key + ": { " + key + ": { a: 1 } }\nc: 1\n").size(), 4u);
}
