// SPDX-License-Identifier: MIT
#include "package/find.h"

#include "check.h"
#include "fixture.h"

using namespace nvts;
namespace fs = std::filesystem;

TEST("names of plugin packages, and tricks with paths") {
  for (const char* name : {"nvts-plugin-a", "@me/nvts-plugin-a.b", "nvts-plugin-0"}) CHECK(package::is_plugin_name(name));
  for (const std::string_view name :
       {std::string_view("a"), std::string_view("nvts-plugin-"), std::string_view("nvts-plugin-A"),
        std::string_view("../nvts-plugin-a"), std::string_view("/nvts-plugin-a"), std::string_view("@a/../nvts-plugin-b"),
        std::string_view("@a/nvts-plugin-b/c"), std::string_view("@../nvts-plugin-a"), std::string_view("nvts-plugin-a\0", 14),
        std::string_view("nvts-plugin-a/.."), std::string_view("nvts-plugin-.."), std::string_view("@/nvts-plugin-a"),
        std::string_view("@a"), std::string_view("")}) {
    CHECK(!package::is_plugin_name(name));
  }
  CHECK(!package::is_plugin_name("nvts-plugin-" + std::string(210, 'a')));
  const Status status = package::find_package("../nvts-plugin-a").status();
  CHECK(status.code() == ErrorCode::kArgument);
  CHECK(contains(status.message(), "is no name of a plugin package"));
}

TEST("the nearest node_modules counts, then NVTS_PACKAGE_PATH") {
  const Project project;
  project.install("nvts-plugin-a", kManifest);
  const std::string below = project.folder().path("x/y");
  fs::create_directories(below);
  fs::current_path(below);
  CHECK_EQ(*package::find_package("nvts-plugin-a"), project.package("nvts-plugin-a"));
  fs::create_directories(project.folder().path("x/node_modules/nvts-plugin-a"));
  CHECK_EQ(*package::find_package("nvts-plugin-a"), project.folder().path("x/node_modules/nvts-plugin-a"));

  const check::Folder other;
  fs::create_directories(other.path("@me/nvts-plugin-b"));
  fs::create_directories(other.path("p/node_modules/nvts-plugin-c"));
  ::setenv("NVTS_PACKAGE_PATH", ("::" + other.path() + ":" + other.path("p")).c_str(), 1);
  CHECK_EQ(*package::find_package("@me/nvts-plugin-b"), other.path("@me/nvts-plugin-b"));
  CHECK_EQ(*package::find_package("nvts-plugin-c"), other.path("p/node_modules/nvts-plugin-c"));
}

TEST("what is not installed is told with where it was looked for") {
  const Project project;
  const Status status = package::find_package("nvts-plugin-none").status();
  CHECK(status.code() == ErrorCode::kNotFound);
  CHECK(contains(status.message(), project.folder().path()));
  CHECK(contains(status.message(), "npm install nvts-plugin-none"));
  fs::create_symlink("/nonexistent", project.package("nvts-plugin-none"));
  CHECK(contains(package::find_package("nvts-plugin-none").status().message(), "a link that leads nowhere"));
}
