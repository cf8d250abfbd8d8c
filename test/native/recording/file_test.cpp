// SPDX-License-Identifier: MIT
#include "recording/recording_file.h"

#include <unistd.h>

#include "fixture.h"
#include "recording/line_reader.h"

namespace nvts::recording {
namespace {

std::vector<std::string> lines_of(const std::string& path, std::string* fault = nullptr) {
  LineReader reader;
  std::vector<std::string> lines;
  if (!reader.open(path)) return lines;
  std::string_view line;
  while (true) {
    const LineReader::Next next = reader.next(line);
    if (next == LineReader::Next::kLine) {
      lines.emplace_back(line);
    } else if (next != LineReader::Next::kTooLong) {
      break;
    }
  }
  if (fault != nullptr) *fault = reader.fault();
  return lines;
}

void write_lines(const std::string& path, int count) {
  auto file = RecordingFile::create(path);
  REQUIRE(file.is_ok());
  for (int i = 0; i < count; ++i)
    CHECK((*file)->write_line("line " + std::to_string(i)).is_ok());
  CHECK((*file)->close().is_ok());
}

TEST("a plain and a gzip file hold the same lines") {
  const Folder folder;
  write_lines(folder.path("a.jsonl"), 5000);
  write_lines(folder.path("a.jsonl.gz"), 5000);
  CHECK(folder.read("a.jsonl").starts_with(kHeader));
  CHECK(folder.read("a.jsonl.gz").starts_with("\x1f\x8b"));
  CHECK_EQ(lines_of(folder.path("a.jsonl")).size(), 5001);
  CHECK(lines_of(folder.path("a.jsonl")) == lines_of(folder.path("a.jsonl.gz")));
}

TEST("a gzip file is complete after a flush, and writing may go on") {
  const Folder folder;
  auto file = RecordingFile::create(folder.path("a.gz"));
  REQUIRE(file.is_ok());
  CHECK((*file)->write_line("one").is_ok());
  CHECK((*file)->flush().is_ok());
  std::string fault;
  CHECK_EQ(lines_of(folder.path("a.gz"), &fault).size(), 2);
  CHECK_EQ(fault, "");
  CHECK((*file)->write_line("two").is_ok());
  CHECK((*file)->close().is_ok());
  CHECK_EQ(lines_of(folder.path("a.gz")).size(), 3);
}

TEST("a file that cannot be made is named, with the reason") {
  const auto file = RecordingFile::create("/nonexistent/folder/a.jsonl");
  REQUIRE(!file.is_ok());
  CHECK(file.status().code() == ErrorCode::kIo);
  CHECK(contains(file.status().message(), "/nonexistent/folder/a.jsonl"));
  CHECK(contains(file.status().message(), "No such file"));
}

TEST("a full disk is an error") {
  if (access("/dev/full", W_OK) != 0) SKIP("this system has no /dev/full");
  const auto file = RecordingFile::create("/dev/full");
  REQUIRE(!file.is_ok());
  CHECK(contains(file.status().message(), "No space left"));
}

TEST("a gzip file that was cut off gives the lines before the cut, and the fault") {
  const Folder folder;
  write_lines(folder.path("a.gz"), 50000);
  const std::string whole = folder.read("a.gz");
  folder.write("cut.gz", whole.substr(0, whole.size() / 2));
  std::string fault;
  const std::vector<std::string> lines = lines_of(folder.path("cut.gz"), &fault);
  CHECK(lines.size() > 1000);
  CHECK(lines.size() < 50000);
  CHECK(contains(fault, "cut off"));
}

TEST("damaged gzip data are a fault") {
  const Folder folder;
  write_lines(folder.path("a.gz"), 50000);
  std::string whole = folder.read("a.gz");
  for (size_t i = whole.size() / 2; i < whole.size() / 2 + 50; ++i)
    whole[i] = static_cast<char>(~whole[i]);
  folder.write("bad.gz", whole);
  std::string fault;
  CHECK(lines_of(folder.path("bad.gz"), &fault).size() < 50000);
  CHECK(contains(fault, "damaged"));
}

TEST("a line longer than the limit is passed over") {
  const Folder folder;
  folder.write("a", "one\n" + std::string(LineReader::kMaxLineBytes + 10, 'x') + "\ntwo\n");
  const std::vector<std::string> lines = lines_of(folder.path("a"));
  REQUIRE(lines.size() == 2);
  CHECK_EQ(lines[1], "two");
}

TEST("a gzip file that unpacks to far too much is a fault") {
  const Folder folder;
  auto file = RecordingFile::create(folder.path("bomb.gz"));
  REQUIRE(file.is_ok());
  const std::string blanks(size_t{1} << 20, ' ');
  for (int i = 0; i < 32; ++i)
    CHECK((*file)->write_line(blanks).is_ok());
  CHECK((*file)->close().is_ok());
  std::string fault;
  CHECK(lines_of(folder.path("bomb.gz"), &fault).size() < 20);
  CHECK(contains(fault, "unpacks to more than 500 times its size"));
}

TEST("reading goes on from a place noted before, in plain and gzip files") {
  const Folder folder;
  write_lines(folder.path("a.jsonl"), 3000);
  write_lines(folder.path("a.gz"), 3000);
  for (const char* name : {"a.jsonl", "a.gz"}) {
    LineReader reader;
    REQUIRE(reader.open(folder.path(name)).is_ok());
    std::string_view line;
    for (int i = 0; i < 1000; ++i)
      CHECK(reader.next(line) == LineReader::Next::kLine);
    const LinePosition place = reader.position();
    while (reader.next(line) == LineReader::Next::kLine) {
    }
    REQUIRE(reader.seek(place).is_ok());
    CHECK(reader.next(line) == LineReader::Next::kLine);
    CHECK_EQ(line, "line 999");
    CHECK_EQ(reader.line_number(), 1001);
  }
}

TEST("carriage returns at line ends are no part of a line") {
  const Folder folder;
  folder.write("a", "one\r\ntwo\r\n");
  CHECK(lines_of(folder.path("a")) == std::vector<std::string>({"one", "two"}));
}

}  // namespace
}  // namespace nvts::recording
