// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace nvts::recording {
namespace {

TEST("MOT detections: frames and pixels count from 1, -1 is untracked") {
  const Folder folder;
  auto opened = open(folder.write("det.txt", "1,-1,11,21,30,40,0.75,-1,-1,-1\n2,-1,1,1,5,5,-1,-1,-1,-1\n"));
  REQUIRE(opened->recording != nullptr);
  CHECK(opened->recording->match() == MatchBy::kFrame);
  const FrameRecord* frame = opened->recording->find(0, 0, 0);
  REQUIRE(frame != nullptr && frame->objects.size() == 1);
  const ObjectRecord& object = frame->objects[0];
  CHECK_EQ(object.box.left, 10.0f);
  CHECK_EQ(object.box.top, 20.0f);
  CHECK_EQ(object.box.width, 30.0f);
  CHECK_EQ(object.confidence, 0.75f);
  CHECK_EQ(object.class_id, 0);
  CHECK_EQ(object.track_id, table::kUntracked);
  CHECK_EQ(opened->recording->find(0, 1, 0)->objects[0].confidence, 1.0f);
}

TEST("MOT ground truth: the eighth column is the class, rows not to be considered are left out") {
  const Folder folder;
  auto opened = open(folder.write("gt.txt", "2,7,1,1,5,5,1,1,0.9\n1,7,1,1,5,5,1,1,1\n1,8,1,1,5,5,0,12,1\n"));
  REQUIRE(opened->recording != nullptr);
  const FrameRecord* frame = opened->recording->find(0, 0, 0);
  REQUIRE(frame != nullptr && frame->objects.size() == 1);
  CHECK_EQ(frame->objects[0].track_id, 7);
  CHECK_EQ(frame->objects[0].class_id, 1);
  CHECK_EQ(opened->recording->find(0, 1, 0)->objects.size(), 1);
  CHECK(opened->problems.empty());
}

TEST("keys that no video has are found nowhere") {
  const Folder folder;
  auto opened = open(folder.write("det.txt", "1,-1,11,21,30,40,0.75,-1,-1,-1\n"));
  REQUIRE(opened->recording != nullptr);
  for (const int64_t key : {INT64_MIN, INT64_MAX, kMaxKey + 1}) {
    CHECK(opened->recording->find(0, key, kMaxKey) == nullptr);
  }
}

TEST("named columns count from 0, and a remark may follow them") {
  const Folder folder;
  OpenOptions options;
  options.labels = {"person", "bicycle", "car"};
  auto opened = open(folder.write("a.csv",
                                  "# frame,class,confidence,left,top,width,height   (a net, score >= 0.2)\n"
                                  "0,2,0.8,731.9,51.4,35.1,42.9\n3,0,0.5,1,2,3,4\n"),
                     options);
  REQUIRE(opened->recording != nullptr);
  const FrameRecord* frame = opened->recording->find(0, 0, 0);
  REQUIRE(frame != nullptr && frame->objects.size() == 1);
  CHECK_EQ(frame->objects[0].label, "car");
  CHECK_EQ(frame->objects[0].class_id, 2);
  CHECK_EQ(frame->objects[0].box.left, 731.9f);
  CHECK_EQ(frame->objects[0].confidence, 0.8f);
  CHECK_EQ(frame->objects[0].border.width, 2);
  CHECK(opened->problems.empty());
}

TEST("tracks of 64 bits stay exact") {
  const Folder folder;
  auto opened = open(
      folder.write("a.csv", "frame,track,class,left,top,width,height\n0,18446744073709551614,0,1,2,3,4\n"));
  REQUIRE(opened->recording != nullptr);
  CHECK_EQ(opened->recording->find(0, 0, 0)->objects[0].track_id, 18446744073709551614ull);
}

TEST("a frame without rows inside the recording is a frame without objects") {
  const Folder folder;
  auto opened = open(folder.write("a.csv", "# frame,left,top,width,height\n0,1,2,3,4\n5,1,2,3,4\n"));
  REQUIRE(opened->recording != nullptr);
  const FrameRecord* frame = opened->recording->find(0, 3, 0);
  REQUIRE(frame != nullptr);
  CHECK_EQ(frame->frame_num, 3);
  CHECK(frame->objects.empty());
  CHECK(opened->recording->find(0, 6, 0) == nullptr);
}

TEST("a damaged row is left out and told, with file and line") {
  const Folder folder;
  const std::string path =
      folder.write("a.csv", "# frame,left,top,width,height\n0,1,2,3,4\n0,1,nan,3,4\n0,1,2,-3,4\nx\n");
  auto opened = open(path);
  REQUIRE(opened->recording != nullptr);
  CHECK_EQ(opened->recording->find(0, 0, 0)->objects.size(), 1);
  REQUIRE(opened->problems.size() == 3);
  CHECK_EQ(opened->problems[0],
           path + ":3: expected numbers for left, top, width and height; the line is left out");
  CHECK(contains(opened->problems[1], ":4: expected a box"));
  CHECK(contains(opened->problems[2], ":5: expected a frame number"));
}

TEST("a file of thousands of damaged rows tells of some and counts the rest") {
  const Folder folder;
  std::string text = "# frame,left,top,width,height\n";
  for (int i = 0; i < 5000; ++i)
    text += "0,a,b,c,d\n";
  auto opened = open(folder.write("a.csv", text));
  REQUIRE(opened->recording != nullptr);
  (void)opened->recording->find(0, 0, 0);
  REQUIRE(opened->problems.size() == 21);
  CHECK(contains(opened->problems.back(), "4980 further"));
}

TEST("text that is no CSV is refused at the start, with what could be read") {
  const Folder folder;
  auto opened = open(folder.write("a.csv", "hello world\n"));
  CHECK(opened->recording == nullptr);
  CHECK(contains(opened->status.message(), "a.csv:1: this is no recording; expected"));
}

TEST("time stamps are refused, since a CSV file has none") {
  const Folder folder;
  OpenOptions options;
  options.match = MatchBy::kPts;
  auto opened = open(folder.write("a.csv", "1,1,1,1,1,1,1\n"), options);
  CHECK(contains(opened->status.message(), "match=frame"));
}

TEST("the boxes belong to the source that was asked for") {
  const Folder folder;
  OpenOptions options;
  options.csv_source = 4;
  auto opened = open(folder.write("a.csv", "1,1,1,1,1,1,1\n"), options);
  REQUIRE(opened->recording != nullptr);
  CHECK(opened->recording->find(0, 0, 0) == nullptr);
  REQUIRE(opened->recording->find(4, 0, 0) != nullptr);
  CHECK_EQ(opened->recording->first_source().value_or(0), 4);
}

}  // namespace
}  // namespace nvts::recording
