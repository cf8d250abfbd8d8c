// SPDX-License-Identifier: MIT
#include "recording/batch_packer.h"
#include "recording/batch_reader.h"

#include "fixture.h"
#include "recording/json_line.h"
#include "recording/line_writer.h"

namespace nvts::recording {
namespace {

using table::Section;

std::unique_ptr<BatchReader> read_batches(const std::string& path, double fps = 25) {
  BatchReader::Options options;
  options.fps = fps;
  Result<std::unique_ptr<BatchReader>> reader = BatchReader::open(path, options);
  return reader ? *std::move(reader) : nullptr;
}

ObjectRecord object_of(uint64_t track) {
  ObjectRecord object;
  object.track_id = track;
  object.box = {1, 2, 3, 4};
  return object;
}

TEST("lines are read as batches of all their sources, in order") {
  const Folder folder;
  const std::string path = folder.write("two.jsonl", std::string(kHeader) +
                                                         "{\"frames\":[{\"source\":0,\"frame\":1,\"pts\":\"10\"},"
                                                         "{\"source\":5,\"frame\":3,\"pts\":\"20\"}]}\n"
                                                         "{\"frames\":[{\"source\":5,\"frame\":4,\"pts\":\"30\"}]}\n");
  const auto reader = read_batches(path);
  REQUIRE(reader != nullptr);
  const auto first = reader->next();
  REQUIRE(first && first->frames.size() == 2);
  CHECK_EQ(first->frames[1].source_id, 5u);
  const auto second = reader->next();
  REQUIRE(second && second->frames.size() == 1);
  CHECK_EQ(second->frames[0].frame_num, 4);
  CHECK(!reader->next());
}

TEST("a line that cannot be read is told and left out") {
  const Folder folder;
  const std::string path =
      folder.write("bad.jsonl", std::string(kHeader) + "{\"frames\":7}\n{\"frames\":[{\"source\":0,\"frame\":1}]}\n");
  const auto reader = read_batches(path);
  REQUIRE(reader != nullptr);
  std::string told;
  reader->on_problem([&](const std::string& problem) { told += problem; });
  const auto batch = reader->next();
  REQUIRE(batch && batch->frames.size() == 1);
  CHECK(told.find("bad.jsonl:2: ") != std::string::npos);
}

TEST("frames without a time stamp follow each other at the rate that was asked for") {
  const Folder folder;
  const std::string path = folder.write("boxes.csv", "frame,left,top,width,height\n0,1,1,2,2\n2,1,1,2,2\n");
  const auto reader = read_batches(path, 10);
  REQUIRE(reader != nullptr);
  std::vector<uint64_t> times;
  while (const auto batch = reader->next()) times.push_back(batch->frames[0].pts);
  REQUIRE(times.size() == 3);
  CHECK_EQ(times[0], 0u);
  CHECK_EQ(times[2], 200'000'000u);
}

TEST("rows are packed as metadata: no edits, tracks by key, parents flagged") {
  table::FrameTable table;
  BatchPacker packer(table);
  FrameRecord frame;
  frame.source_id = 2;
  frame.pts = 1'000'000'000;
  frame.pipeline_width = 640;
  frame.objects = {object_of(7), object_of(table::kUntracked), object_of(7000000000000000000u)};
  frame.objects[1].parent = 0;
  DrawRecord item;
  frame.draw.push_back(item);
  frame.json.emplace_back("key", "1");
  REQUIRE(packer.pack(BatchRecord{{frame}}).is_ok());
  CHECK_EQ(table.count(Section::kEdits), 0u);
  CHECK_EQ(packer.packed().objects, 3u);
  CHECK_EQ(table.frames().object_count[0], 3u);
  CHECK_EQ(table.header().batch_time, 1.0);
  CHECK_EQ(table.draw().origin[0], uint32_t{table::origin::kMetadata});
  CHECK_EQ(table.json().origin[0], uint32_t{table::origin::kMetadata});
  const table::Objects objects = table.objects();
  CHECK_EQ(objects.edits[0], 0u);
  CHECK_EQ(objects.flags[0], uint32_t{table::object_flag::kTracked | table::object_flag::kFirstSeen});
  CHECK_EQ(objects.flags[1], uint32_t{table::object_flag::kHasParent});
  CHECK_EQ(objects.track_key[1], -1);
  CHECK(objects.track_key[0] != objects.track_key[2]);
  CHECK(table::validate(table, packer.packed()).is_ok());

  REQUIRE(packer.pack(BatchRecord{{frame}}).is_ok());
  CHECK_EQ(table.objects().flags[0], uint32_t{table::object_flag::kTracked});
}

TEST("what was packed is written as the line that it came from") {
  const std::string line =
      R"({"frames":[{"source":1,"frame":7,"pts":"700000000","size":[768,576],"inferred":true,"objects":[)"
      R"({"class":0,"label":"person","track":"12","confidence":0.851,"box":[643.2,239.4,40.5,82.9],)"
      R"("mask":{"size":[2,1],"data":"AACAPwAAAAA="},"border":{"width":2,"color":[0.18,0.8,0.44,1]}}]}]})";
  std::string left_out;
  const Result<BatchRecord> batch = parse_line(line, left_out);
  REQUIRE(batch.is_ok());
  table::FrameTable table;
  BatchPacker packer(table);
  REQUIRE(packer.pack(*batch).is_ok());
  LineWriter writer;
  CHECK_EQ(std::string(writer.write(table)), line);
  CHECK_EQ(table.masks().origin[0], uint32_t{table::origin::kMetadata});
  CHECK(table::validate(table, packer.packed()).is_ok());
}

}  // namespace
}  // namespace nvts::recording
