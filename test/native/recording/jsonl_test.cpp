// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace nvts::recording {
namespace {

constexpr int64_t kMs = 1'000'000;

std::string recording_of(int frames, uint32_t source = 0) {
  std::string text = kHeader;
  for (int i = 0; i < frames; ++i)
    text += frame_line(source, i, static_cast<uint64_t>(i * 100 * kMs));
  return text;
}

int32_t frame_at(Opened& opened, uint32_t source, int64_t key, int64_t tolerance) {
  const FrameRecord* frame = opened.recording->find(source, key, tolerance);
  return frame != nullptr ? frame->frame_num : -1;
}

TEST("the nearest frame within the tolerance is found") {
  const Folder folder;
  auto opened = open(folder.write("a.jsonl", recording_of(10)));
  REQUIRE(opened->recording != nullptr);
  CHECK(opened->recording->match() == MatchBy::kPts);
  CHECK_EQ(frame_at(*opened, 0, 0, 50 * kMs), 0);
  CHECK_EQ(frame_at(*opened, 0, 130 * kMs, 50 * kMs), 1);
  CHECK_EQ(frame_at(*opened, 0, 170 * kMs, 50 * kMs), 2);
  CHECK_EQ(frame_at(*opened, 0, 440 * kMs, 20 * kMs), -1);
  CHECK_EQ(frame_at(*opened, 0, 500 * kMs, 0), 5);
}

TEST("beyond the end nothing is found, and the span is known") {
  const Folder folder;
  auto opened = open(folder.write("a.jsonl", recording_of(10)));
  REQUIRE(opened->recording != nullptr);
  CHECK(!opened->recording->span(0).has_value());
  CHECK_EQ(frame_at(*opened, 0, 2000 * kMs, 50 * kMs), -1);
  const std::optional<Span> span = opened->recording->span(0);
  REQUIRE(span.has_value());
  CHECK_EQ(span->first, 0);
  CHECK_EQ(span->last, 900 * kMs);
  CHECK_EQ(span->period(), 1000 * kMs);
}

TEST("any order of keys finds the same frames, in plain and gzip files") {
  const Folder folder;
  folder.write("a.jsonl", recording_of(3000));
  auto file = RecordingFile::create(folder.path("a.gz"));
  REQUIRE(file.is_ok());
  for (int i = 0; i < 3000; ++i) {
    std::string line = frame_line(0, i, static_cast<uint64_t>(i * 100 * kMs));
    line.pop_back();
    CHECK((*file)->write_line(line).is_ok());
  }
  CHECK((*file)->close().is_ok());
  for (const char* name : {"a.jsonl", "a.gz"}) {
    auto opened = open(folder.path(name));
    REQUIRE(opened->recording != nullptr);
    for (int frame : {2999, 0, 1500, 1499, 1498, 10, 2000, 1, 2, 700, 699, 2999, 257, 256, 255}) {
      CHECK_EQ(frame_at(*opened, 0, frame * 100 * kMs, 40 * kMs), frame);
    }
  }
}

TEST("frame numbers are the keys when asked for, or where there are no time stamps") {
  const Folder folder;
  OpenOptions by_frame;
  by_frame.match = MatchBy::kFrame;
  auto opened = open(folder.write("a.jsonl", recording_of(10)), by_frame);
  REQUIRE(opened->recording != nullptr);
  CHECK_EQ(frame_at(*opened, 0, 7, 0), 7);
  CHECK_EQ(frame_at(*opened, 0, 3, 0), 3);

  auto untimed =
      open(folder.write("b.jsonl", std::string(kHeader) + R"({"frames":[{"source":0,"frame":4}]})" + "\n"));
  REQUIRE(untimed->recording != nullptr);
  CHECK(untimed->recording->match() == MatchBy::kFrame);
  CHECK_EQ(frame_at(*untimed, 0, 4, 0), 4);
}

TEST("time stamps that are asked for but absent are refused at the start") {
  const Folder folder;
  OpenOptions by_pts;
  by_pts.match = MatchBy::kPts;
  auto opened =
      open(folder.write("b.jsonl", std::string(kHeader) + R"({"frames":[{"source":0,"frame":4}]})"), by_pts);
  CHECK(opened->recording == nullptr);
  CHECK(contains(opened->status.message(), "match=frame"));
}

TEST("sources that lag behind each other are all found") {
  const Folder folder;
  std::string text = kHeader;
  for (int i = 0; i < 1000; ++i) {
    text += frame_line(1, i, static_cast<uint64_t>(i * 100 * kMs));
    if (i >= 100) text += frame_line(2, i - 100, static_cast<uint64_t>((i - 100) * 100 * kMs));
  }
  auto opened = open(folder.write("a.jsonl", text));
  REQUIRE(opened->recording != nullptr);
  CHECK_EQ(opened->recording->first_source().value_or(99), 1);
  for (int i = 0; i < 900; ++i) {
    CHECK_EQ(frame_at(*opened, 1, i * 100 * kMs, 40 * kMs), i);
    CHECK_EQ(frame_at(*opened, 2, i * 100 * kMs, 40 * kMs), i);
  }
}

TEST("a source that the recording does not have does not disturb the others") {
  const Folder folder;
  auto opened = open(folder.write("a.jsonl", recording_of(3000)));
  REQUIRE(opened->recording != nullptr);
  for (int i = 0; i < 3000; ++i) {
    CHECK_EQ(frame_at(*opened, 7, i * 100 * kMs, 40 * kMs), -1);
    CHECK_EQ(frame_at(*opened, 0, i * 100 * kMs, 40 * kMs), i);
  }
}

TEST("a damaged line is left out and told once, with file and line") {
  const Folder folder;
  const std::string path =
      folder.write("a.jsonl", std::string(kHeader) + frame_line(0, 0, 0) + "{\"frames\":[{\"sour\n" +
                                  frame_line(0, 2, 200 * kMs));
  auto opened = open(path);
  REQUIRE(opened->recording != nullptr);
  for (int round = 0; round < 2; ++round) {
    CHECK_EQ(frame_at(*opened, 0, 0, 0), 0);
    CHECK_EQ(frame_at(*opened, 0, 100 * kMs, 0), -1);
    CHECK_EQ(frame_at(*opened, 0, 200 * kMs, 0), 2);
  }
  REQUIRE(opened->problems.size() == 1);
  CHECK(opened->problems[0].starts_with(path + ":3: "));
  CHECK(contains(opened->problems[0], "left out"));
}

TEST("a recording that was cut off is used up to the cut") {
  const Folder folder;
  const std::string whole = recording_of(10);
  auto opened = open(folder.write("a.jsonl", whole.substr(0, whole.size() - 20)));
  REQUIRE(opened->recording != nullptr);
  CHECK_EQ(frame_at(*opened, 0, 800 * kMs, 0), 8);
  CHECK_EQ(frame_at(*opened, 0, 900 * kMs, 0), -1);
  CHECK_EQ(opened->problems.size(), 1);
}

TEST("a header that cannot be read is refused at the start, with file and line") {
  const Folder folder;
  const auto refusal = [&](std::string_view text) {
    auto opened = open(folder.write("a.jsonl", text));
    CHECK(opened->recording == nullptr);
    CHECK(opened->status.code() == ErrorCode::kRecording);
    return opened->status.message();
  };
  CHECK(contains(refusal("{\"nvts\":\"recor"), "a.jsonl:1: "));
  CHECK(contains(refusal("{\"nvts\":\"recording\",\"version\":9}\n"), "version 9"));
  CHECK(contains(refusal("{\"frames\":[]}\n"), "expected the header"));
  CHECK(contains(refusal(""), "empty"));
  CHECK(contains(refusal(std::string("\x7f"
                                     "ELF\0\0",
                                     6)),
                 "this is no recording"));
}

TEST("a file that does not exist is not found") {
  auto opened = open("/nonexistent/a.jsonl");
  CHECK(opened->status.code() == ErrorCode::kNotFound);
}

TEST("a recording of the header alone has no frames and no faults") {
  const Folder folder;
  auto opened = open(folder.write("a.jsonl", kHeader));
  REQUIRE(opened->recording != nullptr);
  CHECK_EQ(frame_at(*opened, 0, 0, 50 * kMs), -1);
  CHECK(opened->problems.empty());
}

TEST("a new source in every line does not grow memory without end") {
  const Folder folder;
  std::string text = kHeader;
  for (uint32_t i = 0; i < 20000; ++i)
    text += frame_line(i, 0, i * 100 * kMs);
  auto opened = open(folder.write("a.jsonl", text));
  REQUIRE(opened->recording != nullptr);
  CHECK_EQ(frame_at(*opened, 0, 5'000'000 * kMs, 50 * kMs), -1);
  CHECK_EQ(frame_at(*opened, 0, 0, 50 * kMs), 0);
}

TEST("random damage neither crashes nor hangs") {
  const Folder folder;
  std::string text = kHeader;
  for (int i = 0; i < 20; ++i) {
    text +=
        R"({"frames":[{"source":0,"frame":)" + std::to_string(i) + R"(,"pts":")" +
        std::to_string(i * 100 * kMs) +
        R"(","size":[768,576],"objects":[{"class":0,"label":"p","track":"1","box":[1,2,3,4],"text":{"value":"x",)" +
        R"("at":[1,2],"color":[1,1,1,1]}}],"draw":[{"kind":"line","from":[0,0],"to":[1,1],"color":[0,0,0,1]}]}]})" +
        "\n";
  }
  uint32_t seed = 1;
  const auto random = [&seed](uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
  };
  for (int round = 0; round < 300; ++round) {
    std::string mangled = text;
    for (int hit = 0; hit < 5; ++hit) {
      const auto at = sizeof kHeader + random(static_cast<uint32_t>(mangled.size() - sizeof kHeader));
      if (random(2) == 0) {
        mangled[at] = static_cast<char>(random(256));
      } else {
        mangled.erase(at, random(30));
      }
    }
    auto opened = open(folder.write("a.jsonl", mangled));
    REQUIRE(opened->recording != nullptr);
    for (int i = 0; i < 20; ++i)
      (void)opened->recording->find(0, i * 100 * kMs, 50 * kMs);
  }
}

}  // namespace
}  // namespace nvts::recording
