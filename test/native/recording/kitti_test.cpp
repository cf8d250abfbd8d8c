// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace nvts::recording {
namespace {

constexpr char kZeros[] = " 0.0 0.0 0.0 0.0 0.0 0.0 0.0";

// The one object of a folder that holds this line for frame 0 of stream 0.
ObjectRecord object_of(const std::string& line, const OpenOptions& options = {}) {
  const Folder folder;
  folder.write("00_000_000000.txt", line + "\n");
  auto opened = open(folder.path(""), options);
  const FrameRecord* frame = opened->recording != nullptr ? opened->recording->find(0, 0, 0) : nullptr;
  CHECK(frame != nullptr && frame->objects.size() == 1);
  return frame != nullptr && frame->objects.size() == 1 ? frame->objects[0] : ObjectRecord{};
}

TEST("a detector's line gives label, box and confidence") {
  const ObjectRecord object = object_of("Person 0.0 0 0.0 10.500000 20.000000 40.500000 80.000000" +
                                        std::string(kZeros) + " 0.812500");
  CHECK_EQ(object.label, "Person");
  CHECK_EQ(object.box.left, 10.5f);
  CHECK_EQ(object.box.width, 30.0f);
  CHECK_EQ(object.box.height, 60.0f);
  CHECK_EQ(object.confidence, 0.8125f);
  CHECK_EQ(object.track_id, table::kUntracked);
}

TEST("a tracker's line gives the track too, exact to 64 bits") {
  const ObjectRecord object =
      object_of("Person 18446744073709551614 0.0 0 0.0 1.0 2.0 3.0 4.0" + std::string(kZeros) + " 0.5");
  CHECK_EQ(object.track_id, 18446744073709551614ull);
  CHECK_EQ(object.tracker_confidence, 0.5f);
}

TEST("lines of releases without confidence are read") {
  CHECK_EQ(object_of("Car 0.0 0 0.0 1.00 2.00 3.00 5.00" + std::string(kZeros)).confidence, 1.0f);
  const ObjectRecord tracked = object_of("Car 7 0.0 0 0.0 1.00 2.00 3.00 5.00" + std::string(kZeros));
  CHECK_EQ(tracked.track_id, 7);
  CHECK_EQ(tracked.box.height, 3.0f);
}

TEST("labels may hold blanks, and get their class from the list of labels") {
  OpenOptions options;
  options.labels = {"person", "traffic light"};
  const ObjectRecord object =
      object_of("traffic light 0.0 0 0.0 1.0 2.0 3.0 4.0" + std::string(kZeros) + " 0.5", options);
  CHECK_EQ(object.label, "traffic light");
  CHECK_EQ(object.class_id, 1);
}

TEST("a label that is not in the list has class -1") {
  CHECK_EQ(object_of("cat 0.0 0 0.0 1.0 2.0 3.0 4.0" + std::string(kZeros) + " 0.5").class_id, -1);
}

TEST("file names tell stream and frame") {
  const Folder folder;
  const std::string line = "a 0.0 0 0.0 1.0 2.0 3.0 4.0" + std::string(kZeros) + " 0.5\n";
  folder.write("00_002_000017.txt", line);
  folder.write("003_000004.txt", line);
  folder.write("notes.txt", "not a dump");
  auto opened = open(folder.path(""));
  REQUIRE(opened->recording != nullptr);
  CHECK(opened->recording->find(2, 17, 0) != nullptr);
  CHECK(opened->recording->find(3, 4, 0) != nullptr);
  CHECK(opened->recording->find(2, 4, 0) == nullptr);
  CHECK_EQ(opened->recording->span(2)->first, 17);
}

TEST("a damaged line is left out and told once, with file and line") {
  const Folder folder;
  folder.write("00_000_000000.txt",
               "a 0.0 0 0.0 1.0 2.0\nb 0.0 0 0.0 1.0 2.0 3.0 4.0" + std::string(kZeros) + "\n");
  auto opened = open(folder.path(""));
  REQUIRE(opened->recording != nullptr);
  for (int i = 0; i < 2; ++i)
    CHECK_EQ(opened->recording->find(0, 0, 0)->objects.size(), 1);
  REQUIRE(opened->problems.size() == 1);
  CHECK(contains(opened->problems[0], "00_000_000000.txt:1: expected <label>"));
}

TEST("a folder without dumps is refused, with the names that are expected") {
  const Folder folder;
  auto opened = open(folder.path(""));
  CHECK(opened->recording == nullptr);
  CHECK(contains(opened->status.message(), "00_000_000000.txt"));
}

}  // namespace
}  // namespace nvts::recording
