// SPDX-License-Identifier: MIT
// What counts as a change of a file, and when.
#include "nvtsprobe/file_watch.h"

#include <filesystem>
#include <string>

#include "check.h"
#include "folder.h"

namespace {

using nvts::FileWatch;
using nvts::check::Folder;

}  // namespace

TEST("a change counts once, when it has lasted for a poll") {
  Folder folder;
  const std::string path = folder.write("a", "1");
  FileWatch watch;
  watch.set({path});
  CHECK(watch.poll().changed.empty());
  folder.write("a", "22");
  CHECK(watch.poll().changed.empty());
  const auto changes = watch.poll();
  REQUIRE(changes.changed.size() == 1);
  CHECK_EQ(changes.changed.front(), path);
  CHECK(watch.poll().changed.empty());
}

TEST("a file that is still being written is left alone") {
  Folder folder;
  const std::string path = folder.write("a", "1");
  FileWatch watch;
  watch.set({path});
  std::string text = "1";
  for (int i = 0; i < 5; ++i) {
    folder.write("a", text += "x");
    CHECK(watch.poll().changed.empty());
  }
  CHECK_EQ(watch.poll().changed.size(), 1);
}

TEST("a file that is replaced by another of its name has changed") {
  Folder folder;
  const std::string path = folder.write("a", "1");
  FileWatch watch;
  watch.set({path});
  const auto time = std::filesystem::last_write_time(path);
  const std::string other = folder.write("b", "2");
  std::filesystem::last_write_time(other, time);
  std::filesystem::rename(other, path);
  static_cast<void>(watch.poll());
  CHECK_EQ(watch.poll().changed.size(), 1);
}

TEST("a file that vanishes is told of, and of its return") {
  Folder folder;
  const std::string path = folder.write("a", "1");
  FileWatch watch;
  watch.set({path});
  std::filesystem::remove(path);
  static_cast<void>(watch.poll());
  auto changes = watch.poll();
  CHECK_EQ(changes.vanished.size(), 1);
  CHECK(changes.changed.empty());
  CHECK(watch.poll().vanished.empty());
  folder.write("a", "1");
  static_cast<void>(watch.poll());
  changes = watch.poll();
  CHECK(changes.vanished.empty());
  CHECK_EQ(changes.changed.size(), 1);
}

TEST("a file that is gone for less than a poll has not vanished") {
  Folder folder;
  const std::string path = folder.write("a", "1");
  FileWatch watch;
  watch.set({path});
  std::filesystem::remove(path);
  CHECK(watch.poll().vanished.empty());
  folder.write("a", "2");
  CHECK(watch.poll().changed.empty());
  const auto changes = watch.poll();
  CHECK(changes.vanished.empty());
  CHECK_EQ(changes.changed.size(), 1);
}

TEST("what changed between settle and set is told") {
  Folder folder;
  const std::string path = folder.write("a", "1");
  FileWatch watch;
  watch.set({path});
  watch.settle();
  folder.write("a", "22");
  watch.set({path, folder.write("b", "1")});
  static_cast<void>(watch.poll());
  CHECK_EQ(watch.poll().changed.size(), 1);
}

TEST("files that are not looked at any more are not told of") {
  Folder folder;
  const std::string path = folder.write("a", "1");
  FileWatch watch;
  watch.set({path});
  watch.set({});
  folder.write("a", "22");
  static_cast<void>(watch.poll());
  CHECK(watch.poll().changed.empty());
}

CHECK_MAIN()
