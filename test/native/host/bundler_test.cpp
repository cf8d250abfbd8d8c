// SPDX-License-Identifier: MIT
// Sources that are bundled on the fly, with a stand-in for the SDK.
#include <chrono>
#include <cstdlib>

#include "fixture.h"
#include "folder.h"
#include "host/subprocess.h"

using namespace nvts;
using namespace nvts::host;

namespace {

// An esbuild of this clone's node_modules, empty when there is none.
std::string installed_esbuild() {
  for (const char* place :
       {"@esbuild/linux-x64/bin/esbuild", "@esbuild/linux-arm64/bin/esbuild", "esbuild/bin/esbuild"}) {
    const std::string path = std::string(NVTS_SOURCE_DIR "/node_modules/") + place;
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return "";
}

class Variable {
 public:
  Variable(const char* name, const std::string& value) : m_name(name) {
    if (const char* before = std::getenv(name)) m_before = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (m_before)
      ::setenv(m_name, m_before->c_str(), 1);
    else
      ::unsetenv(m_name);
  }

 private:
  const char* m_name;
  std::optional<std::string> m_before;
};

void write_sdk(const check::Folder& folder) {
  folder.write(
      "node_modules/@nvtsprobe/sdk/package.json",
      R"({"name":"@nvtsprobe/sdk","type":"module","exports":{".":"./index.js","./host":"./host.js"}})");
  folder.write("node_modules/@nvtsprobe/sdk/index.js",
               "export const defineProcessor = (definition) => definition;\n");
  folder.write("node_modules/@nvtsprobe/sdk/host.js",
               "export function bindBundle(module) {\n  const processor = module.default;\n  return {\n"
               "    abi: 1, kind: 'processor', name: 'test', attach() {}, notify() {},\n"
               "    load(host) { globalThis.host = host; processor.setup?.(); },\n    run() { "
               "processor.onFrame(); },\n  };\n}\n");
}

}  // namespace

TEST("a TypeScript source is bundled, run, and its errors name its own lines") {
  const std::string esbuild = installed_esbuild();
  if (esbuild.empty()) SKIP("no esbuild in node_modules");
  const Variable variable("NVTS_ESBUILD", esbuild);
  check::Folder folder;
  write_sdk(folder);
  folder.write("src/lib/count.ts",
               "export function count(values: number[]): number {\n  if (values.length > 1) {\n"
               "    throw new RangeError('too many');\n  }\n  return values.length;\n}\n");
  const std::string script = folder.write(
      "src/count er's.ts",
      "import { defineProcessor } from '@nvtsprobe/sdk';\nimport { count } from './lib/count.js';\n\n"
      "type Unused = { a: string };\nlet calls: number[] = [];\n"
      "export default defineProcessor({\n  onFrame() {\n    calls.push(1);\n    count(calls);\n  },\n});\n");
  Result<Bundle> bundle = load_bundle(script);
  REQUIRE(CHECK_EQ(bundle.is_ok() ? "" : bundle.status().message(), ""));
  Runner runner;
  CHECK_EQ(describe(runner.load(*bundle)), "no error");
  CHECK_EQ(describe(runner.run()), "no error");
  const auto error = runner.run();
  CHECK_EQ(describe(error), "NVTS_SCRIPT run: RangeError: too many");
  CHECK_EQ(error->location.substr(0, folder.path().size() + 21), folder.path() + "/src/lib/count.ts:3:1");
  CHECK(contains(error->stack, "  at count (" + folder.path() + "/src/lib/count.ts:3:"));
  CHECK(contains(error->stack, "\n  at onFrame (" + folder.path() + "/src/count er's.ts:9:"));
  CHECK(contains(error->stack, "\n  at run (" + folder.path() + "/node_modules/@nvtsprobe/sdk/host.js:6:"));
}

TEST("an error thrown by a package is located at the author's line") {
  const std::string esbuild = installed_esbuild();
  if (esbuild.empty()) SKIP("no esbuild in node_modules");
  const Variable variable("NVTS_ESBUILD", esbuild);
  check::Folder folder;
  write_sdk(folder);
  folder.write("node_modules/geo/index.js",
               "export const area = () => { throw new Error('no polygon'); };\n");
  const std::string script = folder.write(
      "zone.ts", "import { area } from 'geo';\nexport default {\n  onFrame() {\n    area();\n  },\n};\n");
  Result<Bundle> bundle = load_bundle(script);
  REQUIRE(bundle.is_ok());
  Runner runner;
  REQUIRE(!runner.load(*bundle));
  const auto error = runner.run();
  REQUIRE(error.has_value());
  CHECK_EQ(error->location.substr(0, folder.path().size() + 10), folder.path() + "/zone.ts:4");
  CHECK(contains(error->stack.substr(0, error->stack.find('\n')), "node_modules/geo/index.js:1:"));
}

TEST("what esbuild finds wrong is told with file, line and column") {
  const std::string esbuild = installed_esbuild();
  if (esbuild.empty()) SKIP("no esbuild in node_modules");
  const Variable variable("NVTS_ESBUILD", esbuild);
  check::Folder folder;
  write_sdk(folder);
  const auto syntax =
      load_bundle(folder.write("syntax.ts", "const a = 1;\nconst b = ;\nexport default a;\n"));
  CHECK(syntax.status().code() == ErrorCode::kBundler);
  CHECK_EQ(syntax.status().message(),
           "script " + folder.path() + "/syntax.ts: cannot be bundled\nsyntax.ts:2:10: Unexpected \";\"");
  const auto missing =
      load_bundle(folder.write("import.ts", "import './nowhere.js';\nimport 'not-installed';\n"));
  CHECK(contains(missing.status().message(),
                 "\nimport.ts:1:7: Could not resolve \"./nowhere.js\"\nimport.ts:2:7: Could not resolve "
                 "\"not-installed\""));
}

TEST("without esbuild the message says what was searched and what to do") {
  const Variable variable("NVTS_ESBUILD", "");
  const Variable path("PATH", "/nonexistent");
  check::Folder folder;
  const auto bundle = load_bundle(folder.write("a.ts", "export default 1;"));
  if (bundle.is_ok() || contains(bundle.status().message(), "Could not resolve"))
    SKIP("esbuild lies above this program");
  CHECK(bundle.status().code() == ErrorCode::kBundler);
  CHECK(contains(bundle.status().message(), "esbuild, which makes a bundle of a source file, was not found"));
  CHECK(contains(bundle.status().message(), folder.path() + " upward"));
  CHECK(contains(bundle.status().message(), "npm i -D esbuild"));
}

TEST("an esbuild that is named but is no program is told") {
  const Variable variable("NVTS_ESBUILD", "/nonexistent/esbuild");
  check::Folder folder;
  const auto bundle = load_bundle(folder.write("a.ts", "export default 1;"));
  CHECK(contains(bundle.status().message(), "NVTS_ESBUILD names /nonexistent/esbuild, which is no program"));
}

TEST("an esbuild beside the script is found upward") {
  const Variable variable("NVTS_ESBUILD", "");
  check::Folder folder;
  const std::string fake = folder.write("node_modules/.bin/esbuild",
                                        "#!/bin/sh\ncat >/dev/null\necho 'globalThis.__nvts_bundle = 1;'\n");
  std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
  const auto bundle = load_bundle(folder.write("src/deep/a.ts", "export default 1;"));
  REQUIRE(bundle.is_ok());
  CHECK_EQ((*bundle).code, "globalThis.__nvts_bundle = 1;\n");
}

TEST("an esbuild beside the SDK is found, where pnpm links the SDK alone") {
  namespace fs = std::filesystem;
  const Variable variable("NVTS_ESBUILD", "");
  check::Folder folder;
  const std::string store = "node_modules/.pnpm/@nvtsprobe+sdk@1.0.0/node_modules/";
  folder.write(store + "@nvtsprobe/sdk/package.json", "{}");
  const std::string fake =
      folder.write(store + "esbuild/bin/esbuild", "#!/bin/sh\ncat >/dev/null\necho 'globalThis.__nvts_bundle = 2;'\n");
  fs::permissions(fake, fs::perms::owner_all);
  fs::create_directories(folder.path("node_modules/@nvtsprobe"));
  fs::create_directory_symlink("../.pnpm/@nvtsprobe+sdk@1.0.0/node_modules/@nvtsprobe/sdk", folder.path("node_modules/@nvtsprobe/sdk"));
  const auto bundle = load_bundle(folder.write("src/a.ts", "export default 1;"));
  REQUIRE(bundle.is_ok());
  CHECK_EQ((*bundle).code, "globalThis.__nvts_bundle = 2;\n");
}

TEST("an esbuild that fails, dies or prints nothing is told") {
  check::Folder folder;
  const std::string script = folder.write("a.ts", "export default 1;");
  for (const auto& [code, expected] :
       {std::pair{"exit 0", "ended with code 0"}, std::pair{"echo broken >&2; exit 3", "broken"},
        std::pair{"kill -9 $$", "ended with code 137"}}) {
    const std::string fake = folder.write("esbuild", std::string("#!/bin/sh\n") + code + "\n");
    std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
    const Variable variable("NVTS_ESBUILD", fake);
    const auto bundle = load_bundle(script);
    CHECK(bundle.status().code() == ErrorCode::kBundler);
    CHECK(contains(bundle.status().message(), expected));
  }
}

TEST("a program that does not end is killed in time") {
  const auto start = std::chrono::steady_clock::now();
  const auto result = run_command({{"/bin/sleep", "60"}, {}, "/", "", std::chrono::milliseconds(50)});
  CHECK(result.status().code() == ErrorCode::kDeadline);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST("a program that prints too much is refused") {
  Command command;
  command.arguments = {"/bin/sh", "-c", "head -c 100000 /dev/zero"};
  command.folder = "/";
  command.max_output = 1000;
  CHECK(run_command(command).status().code() == ErrorCode::kArgument);
}
