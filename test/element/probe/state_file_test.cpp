// SPDX-License-Identifier: MIT
// What a state is on disk, and what becomes of one that is not as it should be.
#include "nvtsprobe/state_file.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "check.h"
#include "folder.h"

namespace {

using nvts::ErrorCode;
using nvts::StateFile;
using nvts::check::Folder;

const std::string kState = "{\"counts\":[1,2,3]}";

std::unique_ptr<StateFile> open(const std::string& path) {
  auto file = StateFile::open(path);
  return file ? *std::move(file) : nullptr;
}

// What read() says of a file with this content.
std::string complaint(const Folder& folder, const std::string& content) {
  folder.write("state", content);
  const auto file = open(folder.path("state"));
  if (file == nullptr) return "cannot be opened";
  const auto state = file->read("counter");
  if (state) return "";
  return state.status().code() == ErrorCode::kState ? state.status().message() : "another code";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST("a state comes back as it was written") {
  Folder folder;
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  CHECK(file->write("counter", "an earlier one"));
  CHECK(file->write("counter", kState));
  const auto state = file->read("counter");
  REQUIRE(state.is_ok());
  CHECK_EQ(state->value_or("(none)"), kState);
  CHECK(!std::filesystem::exists(folder.path("state.tmp")));
}

TEST("a state of many bytes, with line ends and zeros") {
  Folder folder;
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  std::string big(std::size_t{8} << 20, '\n');
  for (size_t i = 0; i < big.size(); i += 7) big[i] = static_cast<char>(i);
  CHECK(file->write("a \"script\"\n", big));
  const auto state = file->read("a \"script\"\n");
  REQUIRE(state.is_ok());
  CHECK(*state == big);
}

TEST("no file is no state") {
  Folder folder;
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  const auto state = file->read("counter");
  REQUIRE(state.is_ok());
  CHECK(!state->has_value());
}

TEST("damaged files are told apart") {
  Folder folder;
  {
    const auto file = open(folder.path("state"));
    REQUIRE(file != nullptr);
    CHECK(file->write("counter", kState));
  }
  const std::string whole = folder.read("state");
  CHECK_EQ(complaint(folder, whole), "");
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) CHECK(complaint(folder, whole.substr(0, bytes)) != "");
  CHECK(contains(complaint(folder, whole.substr(0, whole.size() - 4)), "damaged: it holds 14 bytes of 18"));
  CHECK(contains(complaint(folder, whole + "x"), "damaged"));
  std::string flipped = whole;
  flipped[flipped.size() - 3] ^= 1;
  CHECK(contains(complaint(folder, flipped), "checksum"));
  CHECK(contains(complaint(folder, ""), "no state that nvtsprobe saved"));
  CHECK(contains(complaint(folder, "{\"counts\":1}"), "no state that nvtsprobe saved"));
  CHECK(contains(complaint(folder, "nvts-state 2\n{}\n"), "another version of nvtsprobe ('nvts-state 2')"));
  CHECK(contains(complaint(folder, "nvts-state 1\nno JSON\n"), "second line"));
  CHECK(contains(complaint(folder, "nvts-state 1\n{\"script\":5,\"bytes\":0,\"sha256\":\"\"}\n"), "second line"));
  CHECK(contains(complaint(folder, std::string(std::size_t{20} << 20, 'x')), "larger than"));
}

TEST("the state of another script is refused by name") {
  Folder folder;
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  CHECK(file->write("tracker", kState));
  const auto state = file->read("counter");
  REQUIRE(!state.is_ok());
  CHECK(contains(state.status().message(), "that of script 'tracker', this is 'counter'"));
}

TEST("what was set aside before is kept, up to a number of files") {
  Folder folder;
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  for (int i = 1; i <= StateFile::kMaxAside + 2; ++i) {
    folder.write("state", "rubbish " + std::to_string(i));
    CHECK(file->set_aside().is_ok());
  }
  CHECK_EQ(folder.read("state.bad"), "rubbish 1");
  for (int i = 2; i < StateFile::kMaxAside; ++i) {
    CHECK_EQ(folder.read("state.bad-" + std::to_string(i)), "rubbish " + std::to_string(i));
  }
  CHECK_EQ(folder.read("state.bad-9"), "rubbish 11");
  CHECK(!std::filesystem::exists(folder.path("state.bad-10")));
}

TEST("a file that is set aside is kept, and the next write leaves it alone") {
  Folder folder;
  folder.write("state", "rubbish");
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  const auto aside = file->set_aside();
  REQUIRE(aside.is_ok());
  CHECK(file->write("counter", kState));
  CHECK_EQ(folder.read("state.bad"), "rubbish");
}

TEST("one path is one element's, by whatever name it goes") {
  Folder folder;
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  ::symlink(folder.path("state").c_str(), folder.path("link").c_str());
  CHECK(file->write("counter", kState));
  for (const char* name : {"state", "./state", "link"}) {
    const auto second = StateFile::open(folder.path(name));
    REQUIRE(!second.is_ok());
    CHECK(second.status().code() == ErrorCode::kConflict);
  }
}

TEST("a path is free again when its element has gone") {
  Folder folder;
  for (int i = 0; i < 3; ++i) CHECK(open(folder.path("state")) != nullptr);
}

TEST("another process's lock is respected") {
  Folder folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t other = ::fork();
  if (other == 0) {
    const auto file = open(folder.path("state"));
    const char byte = file != nullptr ? 'y' : 'n';
    static_cast<void>(!::write(ready[1], &byte, 1));
    for (;;) ::pause();
  }
  char byte = 'n';
  CHECK_EQ(::read(ready[0], &byte, 1), 1);
  CHECK_EQ(byte, 'y');
  const auto file = StateFile::open(folder.path("state"));
  REQUIRE(!file.is_ok());
  CHECK(file.status().code() == ErrorCode::kConflict);
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  CHECK(open(folder.path("state")) != nullptr);
}

TEST("a path that cannot be a file is refused when it is opened") {
  Folder folder;
  CHECK(StateFile::open(folder.path("")).status().code() == ErrorCode::kArgument);
  CHECK(StateFile::open(folder.path("absent/state")).status().code() == ErrorCode::kIo);
}

TEST("a write that fails leaves the state before") {
  Folder folder;
  const auto file = open(folder.path("state"));
  REQUIRE(file != nullptr);
  CHECK(file->write("counter", kState));
  // A folder in the place of the temporary file stops root, too.
  std::filesystem::create_directory(folder.path("state.tmp"));
  CHECK(!file->write("counter", "later"));
  const auto state = file->read("counter");
  REQUIRE(state.is_ok());
  CHECK_EQ(state->value_or(""), kState);
}

CHECK_MAIN()
