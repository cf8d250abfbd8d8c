// SPDX-License-Identifier: MIT
#include <fstream>

#include "check.h"
#include "fixture.h"
#include "package/digest.h"

using namespace nvts;
namespace fs = std::filesystem;

namespace {

constexpr const char* kName = "nvts-plugin-a";

// What a package with this manifest is refused with.
Status refusal(const std::string& nvts, const package::Request& request = wanted(kName)) {
  const Project project;
  project.install(kName, nvts);
  return package::load(request).status();
}

std::string manifest_with(const std::string& members) {
  return R"({"kind":"processor","entry":"lib/a.nvts.js","api":"^1.0.0",)" + members + "}";
}

// An integrity file of the package as it is, with other members put in.
std::string integrity_of(const Project& project, const std::string& name = kName, const std::string& more = "") {
  std::string files;
  for (const char* file : {"package.json", "lib/a.nvts.js"}) {
    const std::string bytes = project.read(kName, file);
    files += std::string(files.empty() ? "" : ",") + "\"" + file + R"(":{"sha256":")" + package::sha256(bytes) + R"(","size":)" +
             std::to_string(bytes.size()) + "}";
  }
  return R"({"format":1,"name":")" + name + R"(","version":"1.0.0","files":{)" + files + more + "}}";
}

}  // namespace

TEST("a package comes with its bundle, defaults and the files to watch") {
  const Project project;
  project.install(kName, manifest_with(R"("defaults":{"step":3})"));
  const auto package = package::load(wanted(kName));
  REQUIRE(package.is_ok());
  CHECK_EQ(package->version, "1.0.0");
  CHECK_EQ(package->bundle.code, "globalThis.__nvts_bundle = {};\n");
  CHECK_EQ(package->bundle.path, project.package(kName) + "/lib/a.nvts.js");
  CHECK_EQ(package->defaults, R"({"step":3})");
  CHECK_EQ(package->bundle.inputs.size(), 4U);
}

TEST("links of workspaces and pnpm lead to a package, and none leads out of it") {
  const Project project;
  project.install("real/nvts-plugin-a", kManifest);
  project.write("real/nvts-plugin-a", "package.json", R"({"name":"nvts-plugin-a","version":"1.0.0","nvts":)" + std::string(kManifest) + "}");
  fs::create_symlink("real/nvts-plugin-a", project.package(kName));
  CHECK(package::load(wanted(kName)).is_ok());

  const std::string entry = project.package(kName) + "/lib/a.nvts.js";
  fs::rename(entry, project.folder().path("outside.nvts.js"));
  fs::create_symlink(project.folder().path("outside.nvts.js"), entry);
  const Status status = package::load(wanted(kName)).status();
  CHECK(status.code() == ErrorCode::kPackage);
  CHECK(contains(status.message(), "leads out of the package"));

  fs::remove_all(project.package("real/nvts-plugin-a/lib"));
  project.write("elsewhere", "a.nvts.js", "x");
  fs::create_symlink(project.package("elsewhere"), project.package(kName) + "/lib");
  CHECK(contains(package::load(wanted(kName)).status().message(), "leads out of the package"));
}

TEST("manifests that lie or cannot be read") {
  const auto message = [](const std::string& nvts) { return refusal(nvts).message(); };
  CHECK(contains(message(R"({"entry":"lib/a.nvts.js","api":"1"})"), "nvts.kind: is missing"));
  CHECK(contains(message(R"({"kind":"thing","entry":"lib/a.nvts.js","api":"1"})"), "nvts.kind: expected"));
  CHECK(contains(message(R"({"kind":"processor","entry":"../a.nvts.js","api":"1"})"), "nvts.entry: expected the path"));
  CHECK(contains(message(R"({"kind":"processor","entry":"/etc/passwd","api":"1"})"), "nvts.entry: expected the path"));
  CHECK(contains(message(R"({"kind":"processor","entry":"lib/a.nvts.js\u0000","api":"1"})"), "nvts.entry: expected the path"));
  CHECK(contains(message(R"({"kind":"processor","entry":"lib/a.nvts.js","api":1})"), "nvts.api: expected a string"));
  CHECK(contains(message(R"({"kind":"processor","entry":"lib/a.nvts.js","api":"one"})"), "nvts.api: expected a range"));
  CHECK(contains(message(manifest_with(R"("capabilities":"eval")")), "nvts.capabilities: expected a list"));
  CHECK(contains(message(manifest_with(R"("capabilities":["evil"])")), "there is no 'evil'; did you mean 'eval'?"));
  CHECK(contains(message(manifest_with(R"("defaults":[])")), "nvts.defaults: expected an object"));
  CHECK(contains(message(manifest_with(R"("budget":{"memoryMb":-1})")), "nvts.budget.memoryMb: expected a number above 0"));
  CHECK(contains(message("[]"), "package.json: nvts: "));
  CHECK(refusal("[]").code() == ErrorCode::kPackage);
}

TEST("a package for another API or engine") {
  const Status api = refusal(R"({"kind":"processor","entry":"lib/a.nvts.js","api":"^2.0.0"})");
  CHECK(api.code() == ErrorCode::kAbi);
  CHECK(contains(api.message(), "for the bundle API ^2.0.0, this nvtsprobe has 1.0.0"));
  CHECK(refusal(R"({"kind":"parser","entry":"lib/a.nvts.js","api":"1"})").is_ok());
  CHECK(refusal(manifest_with(R"("backends":["quickjs"])")).code() == ErrorCode::kUnsupported);
}

TEST("a package that reaches for more than it was granted") {
  const std::string clock = manifest_with(R"("capabilities":["clock"])");
  const Status denied = refusal(clock);
  CHECK(denied.code() == ErrorCode::kDenied);
  CHECK(contains(denied.message(), "it wants the capability 'clock', which it has not been granted: set grant=clock"));
  package::Request granted = wanted(kName);
  granted.grants.clock = true;
  const Project project;
  project.install(kName, clock);
  CHECK(package::load(granted).is_ok());
  CHECK(refusal(kManifest, granted).code() == ErrorCode::kArgument);

  package::Request limited = wanted(kName);
  limited.deadline_ms = 50;
  limited.memory_limit_mb = 64;
  const std::string message = refusal(manifest_with(R"("budget":{"deadlineMs":80.5})"), limited).message();
  CHECK(contains(message, "it needs up to 80.5 ms of CPU time a batch, and deadline-ms is 50"));
  CHECK(refusal(manifest_with(R"("budget":{"memoryMb":65})"), limited).code() == ErrorCode::kDenied);
  CHECK(refusal(manifest_with(R"("budget":{"deadlineMs":50,"memoryMb":64})"), limited).is_ok());
}

TEST("interrupted installations") {
  const Project project;
  project.install(kName, kManifest);
  fs::remove(project.package(kName) + "/lib/a.nvts.js");
  CHECK(contains(package::load(wanted(kName)).status().message(), "there is no lib/a.nvts.js, its entry: its installation was interrupted"));
  project.write(kName, "lib/a.nvts.js", "\n");
  CHECK(contains(package::load(wanted(kName)).status().message(), "is empty"));
  project.write(kName, "package.json", R"({"name":"nvts-plugin-a",)");
  CHECK(package::load(wanted(kName)).status().code() == ErrorCode::kPackage);
  fs::remove(project.package(kName) + "/package.json");
  CHECK(contains(package::load(wanted(kName)).status().message(), "it has no package.json: its installation was interrupted"));
}

TEST("files that are huge, or no files") {
  const Project project;
  project.install(kName, kManifest);
  const std::string entry = project.package(kName) + "/lib/a.nvts.js";
  fs::resize_file(entry, host::kMaxScriptBytes + 1);
  CHECK(contains(package::load(wanted(kName)).status().message(), "larger than 65536 KiB"));
  fs::remove(entry);
  fs::create_directory(entry);
  CHECK(contains(package::load(wanted(kName)).status().message(), "is no regular file"));
  fs::resize_file(project.package(kName) + "/package.json", (size_t{1} << 20) + 1);
  CHECK(package::load(wanted(kName)).status().code() == ErrorCode::kPackage);
}

TEST("a package under another's name") {
  const Project project;
  project.install("nvts-plugin-b", kManifest);
  fs::create_symlink("nvts-plugin-b", project.package(kName));
  CHECK(contains(package::load(wanted(kName)).status().message(), "its package.json is that of 'nvts-plugin-b'"));
}

TEST("an integrity file is held to where it is there") {
  const Project project;
  project.install(kName, kManifest);
  const std::string good = integrity_of(project);
  const auto load_with = [&](const std::string& integrity) {
    project.write(kName, "nvts.integrity.json", integrity);
    return package::load(wanted(kName)).status();
  };
  CHECK(load_with(good).is_ok());
  CHECK(contains(load_with(integrity_of(project, "nvts-plugin-b")).message(), "is of nvts-plugin-b 1.0.0"));
  CHECK(contains(load_with(integrity_of(project, kName, R"(,"../x":{"sha256":"","size":0})")).message(), "'../x' is not the path"));
  CHECK(contains(load_with(R"({"format":1,"name":"nvts-plugin-a","version":"1.0.0","files":{}})").message(), "package.json is not named"));
  CHECK(contains(load_with(R"({"format":2,"files":{}})").message(), "format: expected 1"));
  CHECK(load_with(good.substr(0, good.size() / 2)).code() == ErrorCode::kIntegrity);
  std::string wrong_size = good;
  wrong_size.replace(wrong_size.rfind("\"size\":"), 8, "\"size\":9");
  CHECK(load_with(wrong_size).code() == ErrorCode::kIntegrity);

  CHECK(load_with(good).is_ok());
  project.write(kName, "lib/a.nvts.js", "globalThis.__nvts_bundle = [];\n");
  const Status changed = package::load(wanted(kName)).status();
  CHECK(changed.code() == ErrorCode::kIntegrity);
  CHECK(contains(changed.message(), "lib/a.nvts.js is not what was packed: its SHA-256 is "));
}

TEST("a source map counts when it is the one that was packed") {
  const Project project;
  project.install(kName, kManifest);
  project.write(kName, "lib/a.nvts.js", "globalThis.__nvts_bundle = {};\n//# sourceMappingURL=a.nvts.js.map\n");
  project.write(kName, "lib/a.nvts.js.map", "{}");
  CHECK_EQ(package::load(wanted(kName))->bundle.source_map, "{}");
  project.write(kName, "nvts.integrity.json", integrity_of(project));
  CHECK_EQ(package::load(wanted(kName))->bundle.source_map, "");
  const std::string map = R"(,"lib/a.nvts.js.map":{"sha256":")" + package::sha256("{}") + R"(","size":2})";
  project.write(kName, "nvts.integrity.json", integrity_of(project, kName, map));
  CHECK_EQ(package::load(wanted(kName))->bundle.source_map, "{}");
  project.write(kName, "lib/a.nvts.js.map", "[]");
  CHECK(package::load(wanted(kName)).status().code() == ErrorCode::kIntegrity);
}
