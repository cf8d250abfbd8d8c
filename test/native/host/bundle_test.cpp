// SPDX-License-Identifier: MIT
#include "host/bundle.h"

#include <sys/stat.h>

#include "fixture.h"
#include "folder.h"

using namespace nvts;
using namespace nvts::host;

namespace {

std::string error_of(const std::string& path) {
  const auto bundle = load_bundle(path);
  return bundle ? "no error"
                : std::string(error_code_name(bundle.status().code())) + " " + bundle.status().message();
}

constexpr const char* kMap = R"({"version":3,"sources":["../src/a.ts"],"mappings":"AAAA"})";

}  // namespace

TEST("a bundle is known by its name or by what it sets") {
  check::Folder folder;
  CHECK_EQ(load_bundle(folder.write("a.nvts.js", "1;")).is_ok(), true);
  CHECK_EQ((*load_bundle(folder.write("b.js", "globalThis.__nvts_bundle = {};"))).code,
           "globalThis.__nvts_bundle = {};");
}

TEST("a map beside the bundle is found, with and without a comment") {
  check::Folder folder;
  const std::string plain = folder.write("dist/a.nvts.js", "1;");
  folder.write("dist/a.nvts.js.map", kMap);
  const auto beside = load_bundle(plain);
  CHECK_EQ((*beside).source_map, kMap);
  CHECK_EQ((*beside).map_folder, folder.path() + "/dist");

  const std::string named = folder.write("dist/b.nvts.js", "1;\n//# sourceMappingURL=maps/b.map\n");
  folder.write("dist/maps/b.map", kMap);
  const auto commented = load_bundle(named);
  CHECK_EQ((*commented).code, "1;\n");
  CHECK_EQ((*commented).source_map, kMap);
  CHECK_EQ((*commented).map_folder, folder.path() + "/dist/maps");
}

TEST("a map within the bundle is cut off its code") {
  check::Folder folder;
  const auto bundle = load_bundle(
      folder.write("a.nvts.js", "1;\n//# sourceMappingURL=data:application/json;base64,aGVsbG8="));
  CHECK_EQ((*bundle).code, "1;\n");
  CHECK_EQ((*bundle).source_map, "hello");
}

TEST("a map that cannot be read costs nothing but the map") {
  check::Folder folder;
  for (const char* comment : {"missing.map", "https://example.org/a.map", "data:application/json,{}",
                              "data:;base64,**", "data:", ""}) {
    const auto bundle =
        load_bundle(folder.write("a.nvts.js", std::string("1;\n//# sourceMappingURL=") + comment));
    REQUIRE(bundle.is_ok());
    CHECK_EQ((*bundle).source_map, "");
  }
}

TEST("a file that is missing, empty, a folder, no script or not readable is named with the reason") {
  check::Folder folder;
  const std::string at = folder.path();
  CHECK_EQ(error_of(at + "/no.ts"), "NVTS_NOT_FOUND script " + at + "/no.ts: No such file or directory");
  CHECK_EQ(error_of(folder.write("empty.ts", " \n")),
           "NVTS_ARGUMENT script " + at + "/empty.ts: the file is empty");
  CHECK_EQ(error_of(at), "NVTS_ARGUMENT script " + at + ": is a directory, expected a file");
  CHECK(contains(error_of(folder.write("video.mp4", "x")), "expected a bundle made by `nvts build`"));
  CHECK(contains(error_of(""), "NVTS_ARGUMENT"));
  if (::geteuid() == 0) return;
  const std::string secret = folder.write("secret.ts", "x");
  ::chmod(secret.c_str(), 0);
  CHECK_EQ(error_of(secret), "NVTS_IO script " + secret + ": Permission denied");
}

TEST("a file above 64 MiB is refused before it is read") {
  check::Folder folder;
  const std::string path = folder.write("huge.nvts.js", "");
  std::filesystem::resize_file(path, kMaxScriptBytes + 1);
  CHECK(contains(error_of(path), "NVTS_ARGUMENT script " + path + ": larger than 65536 KiB"));
}
