// SPDX-License-Identifier: MIT
#include <cmath>

#include "fixture.h"
#include "recording/json_line.h"
#include "recording/line_writer.h"
#include "recording/put_frame.h"

namespace nvts::recording {
namespace {

using table::Section;

// Reads a line, puts it into a table as the metadata would hold it after a commit, and writes that.
std::string rewrite(std::string_view line) {
  std::string left_out;
  Result<BatchRecord> batch = parse_line(line, left_out);
  if (!batch) return batch.status().message();
  if (!left_out.empty()) return left_out;

  table::FrameTable table;
  table.begin_batch();
  const auto count = static_cast<uint32_t>(batch->frames.size());
  if (!table.reserve(Section::kFrames, count)) return "too many frames";
  table.set_count(Section::kFrames, count);
  for (uint32_t row = 0; row < count; ++row) {
    const FrameRecord& record = batch->frames[row];
    table::Frames frames = table.frames();
    frames.source_id[row] = record.source_id;
    frames.pad_index[row] = record.pad_index;
    frames.batch_id[row] = record.batch_id;
    frames.frame_num[row] = record.frame_num;
    frames.pts[row] = record.pts;
    frames.ntp[row] = record.ntp;
    frames.source_width[row] = record.source_width;
    frames.source_height[row] = record.source_height;
    frames.pipeline_width[row] = record.pipeline_width;
    frames.pipeline_height[row] = record.pipeline_height;
    frames.infer_done[row] = record.inferred ? 1 : 0;
    frames.sensor_id[row] = table.strings().intern(record.sensor_id);
    frames.sensor_name[row] = table.strings().intern(record.sensor_name);
    frames.sensor_uri[row] = table.strings().intern(record.sensor_uri);
    frames.first_object[row] = table.count(Section::kObjects);
    if (Status status = put_frame(record, {}, table, row); !status) return status.message();
    frames = table.frames();
    frames.object_count[row] = table.count(Section::kObjects) - frames.first_object[row];
  }
  table.header().batch_pts = count > 0 ? table.frames().pts[0] : table::kNoTime;
  LineWriter writer;
  return std::string(writer.write(table));
}

std::string fault_of(std::string_view line) {
  std::string left_out;
  const Result<BatchRecord> batch = parse_line(line, left_out);
  return batch ? "no fault" : batch.status().message();
}

constexpr char kMinimal[] = R"({"frames":[{"source":0,"frame":0}]})";

TEST("a frame of defaults is written in the shortest form") {
  CHECK_EQ(rewrite(kMinimal), kMinimal);
}

TEST("everything about a frame survives reading and writing") {
  constexpr char kLine[] =
      R"({"frames":[{"source":3,"pad":1,"batch":2,"frame":-7,"pts":"18446744073709551614","ntp":"1700000000123456789",)"
      R"("size":[1920,1080],"sourceSize":[3840,2160],"inferred":true,)"
      R"("sensor":{"id":"cam-7","name":"Gate \"B\"","uri":"rtsp://example.org/7"}}]})";
  CHECK_EQ(rewrite(kLine), kLine);
}

TEST("everything about an object survives reading and writing") {
  constexpr char kLine[] =
      R"({"frames":[{"source":0,"frame":0,"objects":[{"class":2,"label":"Fußgänger","track":"18446744073709551614",)"
      R"("confidence":0.851,"trackerConfidence":-0.1,"box":[643.2,239.4,40.5,82.9],"detectorBox":[1,2,3,4],)"
      R"("trackerBox":[5,6,7,8.5],"component":1,"classifiers":[{"component":2,"type":"color","labels":)"
      R"([{"label":"blue","class":3,"id":1,"classes":4,"probability":0.9}]}],"border":{"width":3,"color":[1,0,0,1]},)"
      R"("background":[0,0,1,0.25],"text":{"value":"a\nb\\","at":[10,20],"font":"Serif","size":11,"color":[1,1,1,1],)"
      R"("background":[0,0,0,1]}},{"class":-1,"box":[0,0,0,0],"parent":0}]}]})";
  CHECK_EQ(rewrite(kLine), kLine);
}

TEST("a mask survives reading and writing, to the bit") {
  const std::string line =
      R"({"frames":[{"source":0,"frame":0,"objects":[{"class":0,"box":[1,2,3,4],"mask":{"size":[3,2],"data":"AAAAAAAAgD4AAAA/AACAPwAAgL8AAABA"}},{"class":1,"box":[1,2,3,4]},{"class":2,"box":[1,2,3,4],"mask":{"size":[1,1],"threshold":0.75,"data":"AACAPw=="}}]}]})";
  CHECK_EQ(rewrite(line), line);
}

TEST("a mask that is not as large as it says leaves out its object alone") {
  const auto left_out_of = [](const std::string& mask) {
    std::string left_out;
    const Result<BatchRecord> batch = parse_line(
        R"({"frames":[{"source":0,"frame":0,"objects":[{"class":0,"box":[0,0,1,1],"mask":)" + mask + R"(},{"class":1,"box":[0,0,1,1]}]}]})",
        left_out);
    if (!batch) return batch.status().message();
    CHECK(!batch->frames[0].objects[0].usable);
    CHECK(batch->frames[0].objects[1].usable);
    return left_out;
  };
  CHECK(contains(left_out_of(R"({"size":[2,1],"data":"AACAPw=="})"), "base64"));
  CHECK(contains(left_out_of(R"({"size":[1,1],"data":"AACAP!=="})"), "base64"));
  CHECK(contains(left_out_of(R"({"size":[1,1],"data":""})"), "base64"));
  CHECK(contains(left_out_of(R"({"size":[1,1],"data":"AADAfw=="})"), "finite"));
  CHECK(contains(left_out_of(R"({"size":[0,1],"data":""})"), "1 to 8192"));
  CHECK(contains(left_out_of(R"({"data":""})"), "1 to 8192"));
  CHECK(contains(left_out_of(R"({"size":[4294967295,4294967295],"data":"AACAPw=="})"), "1 to 8192"));
  CHECK_EQ(left_out_of(R"({"size":[1,1]})"), "frames[0].objects[0].mask.data: expected a string");
  CHECK_EQ(left_out_of("5"), "frames[0].objects[0].mask: expected an object");
}

TEST("masks that are not finite, or more than a line takes, are left out and counted") {
  table::FrameTable table;
  table.begin_batch();
  table.set_count(Section::kFrames, 1);
  FrameRecord record;
  record.objects.resize(3);
  record.objects[0].mask = MaskRecord{1, 1, 0.5f, {NAN}};
  record.objects[1].mask = MaskRecord{1024, 2048, 0.5f, std::vector<float>(1024 * 2048, 1)};
  record.objects[2].mask = MaskRecord{1, 1, 0.5f, {1}};
  table.frames().first_object[0] = 0;
  REQUIRE(put_frame(record, {}, table, 0).is_ok());
  table.frames().object_count[0] = 3;
  LineWriter writer;
  const std::string line(writer.write(table));
  CHECK(contains(line, "[1024,2048]"));
  CHECK(!contains(line, "[1,1],\"data\""));
  CHECK_EQ(writer.masks_left_out(), 2);
  CHECK(line.size() < (size_t{16} << 20));
}

TEST("every kind of drawing item survives reading and writing") {
  constexpr char kLine[] =
      R"({"frames":[{"source":0,"frame":0,"draw":[)"
      R"({"kind":"rect","box":[1,2,3,4],"width":2,"color":[1,0,0,1],"background":[0,1,0,0.5]},)"
      R"({"kind":"text","value":"Eingang ↑","at":[5,6],"font":"Sans","size":12,"color":[1,1,1,1]},)"
      R"({"kind":"line","from":[0,1],"to":[2,3],"width":1,"color":[0,0,1,1]},)"
      R"({"kind":"arrow","from":[0,1],"to":[2,3],"head":"both","width":1,"color":[0,0,1,1]},)"
      R"({"kind":"circle","center":[50,60],"radius":7.5,"color":[0,1,1,1]}]}]})";
  CHECK_EQ(rewrite(kLine), kLine);
}

TEST("JSON metadata stay as they are to the byte") {
  constexpr char kLine[] = R"({"frames":[{"source":0,"frame":0,"json":{"a":"{\"n\": 1.50}","b":"[]"}}]})";
  CHECK_EQ(rewrite(kLine), kLine);
}

TEST("drawing items are written by kind and JSON by key") {
  CHECK_EQ(rewrite(R"({"frames":[{"source":0,"frame":0,)"
                   R"("draw":[{"kind":"line","from":[0,0],"to":[1,1],"color":[0,0,0,1]},)"
                   R"({"kind":"rect","box":[0,0,1,1],"color":[0,0,0,1]}],"json":{"b":"1","a":"2"}}]})"),
           R"({"frames":[{"source":0,"frame":0,)"
           R"("draw":[{"kind":"rect","box":[0,0,1,1],"color":[0,0,0,1]},)"
           R"({"kind":"line","from":[0,0],"to":[1,1],"color":[0,0,0,1]}],"json":{"a":"2","b":"1"}}]})");
}

TEST("frames of several sources share a line") {
  constexpr char kLine[] =
      R"({"frames":[{"source":0,"frame":5,"pts":"1","objects":[{"class":0,"box":[1,1,1,1]}]},)"
      R"({"source":1,"frame":6,"pts":"2","objects":[{"class":1,"box":[2,2,2,2]},{"class":1,"box":[2,2,2,2],"parent":0}]}]})";
  CHECK_EQ(rewrite(kLine), kLine);
}

TEST("members that a later version may add are ignored") {
  CHECK_EQ(rewrite(R"({"later":[1],"frames":[{"source":0,"frame":0,"mask":{"x":1}}]})"), kMinimal);
}

TEST("an object that is not finite is left out, and its children lose their parent") {
  table::FrameTable table;
  table.begin_batch();
  std::string left_out;
  Result<BatchRecord> batch = parse_line(
      R"({"frames":[{"source":0,"frame":0,"objects":[{"class":1,"box":[1,1,1,1]},{"class":2,"box":[2,2,2,2],"parent":0}]}]})",
      left_out);
  REQUIRE(batch.is_ok());
  table.set_count(Section::kFrames, 1);
  REQUIRE(put_frame(batch->frames[0], {}, table, 0).is_ok());
  table.frames().object_count[0] = 2;
  table.objects().left[0] = NAN;
  LineWriter writer;
  const std::string line(writer.write(table));
  CHECK(contains(line, R"("objects":[{"class":2,"box":[2,2,2,2]}])"));
  CHECK_EQ(writer.left_out(), 1);
}

TEST("labels that are not UTF-8 are written with replacement characters") {
  table::FrameTable table;
  table.begin_batch();
  FrameRecord record;
  record.objects.resize(1);
  record.objects[0].label = "caf\xe9";
  table.set_count(Section::kFrames, 1);
  REQUIRE(put_frame(record, {}, table, 0).is_ok());
  table.frames().object_count[0] = 1;
  LineWriter writer;
  CHECK(contains(std::string(writer.write(table)), "\"caf\xef\xbf\xbd\""));
}

TEST("a fault names the place and what was expected") {
  CHECK_EQ(fault_of(R"({"frames":[{"source":0,"frame":0,"objects":[{"class":0,"box":[1,2,3]}]}]})"),
           "frames[0].objects[0].box: expected an array of 4 numbers");
  CHECK_EQ(fault_of(R"({"frames":[{"source":0,"frame":1.5}]})"),
           "frames[0].frame: expected a whole number of 32 bits");
  CHECK_EQ(fault_of(R"({"frames":[{"source":-1,"frame":1}]})"),
           "frames[0].source: expected a whole number of 32 bits, not below 0");
  CHECK_EQ(fault_of(R"({"frames":[{"source":0,"frame":1,"pts":12}]})"),
           "frames[0].pts: expected a string of decimal digits, at most 18446744073709551615");
  CHECK_EQ(fault_of(R"({"frames":[{"source":0,"frame":1,"draw":[{"kind":"star"}]}]})"),
           "frames[0].draw[0].kind: expected rect, text, line, arrow or circle");
  CHECK_EQ(fault_of(R"({"frames":{}})"), "frames: expected an array");
  CHECK_EQ(fault_of("{}"), "frames: expected an array");
}

TEST("text that is not JSON is refused") {
  CHECK(contains(fault_of(R"({"frames":[{"source":0,)"), "a JSON object was expected"));
  CHECK(contains(fault_of("/* c */ {}"), "a JSON object was expected"));
  CHECK(contains(fault_of("[]"), "a JSON object was expected"));
  CHECK(contains(fault_of(""), "a JSON object was expected"));
  CHECK(contains(fault_of("{\"a\":\"\xff\"}"), "not UTF-8"));
}

TEST("deep nesting is refused before it is parsed") {
  const std::string deep = "{\"frames\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
  CHECK(contains(fault_of(deep), "a JSON object was expected"));
}

TEST("an object that metadata cannot hold is left out alone") {
  const auto left_out_of = [](const std::string& object) {
    std::string left_out;
    const Result<BatchRecord> batch = parse_line(
        R"({"frames":[{"source":0,"frame":0,"objects":[)" + object + R"(,{"class":0,"box":[1,1,1,1]}]}]})",
        left_out);
    if (!batch) return batch.status().message();
    CHECK(!batch->frames[0].objects[0].usable);
    CHECK(batch->frames[0].objects[1].usable);
    return left_out;
  };
  CHECK(
      contains(left_out_of(R"({"class":-2,"box":[1,1,1,1]})"), "frames[0].objects[0]. has a class below -1"));
  CHECK(contains(left_out_of(R"({"class":0,"box":[1,1,-1,1]})"), "negative size"));
  CHECK(contains(left_out_of(R"({"class":0,"box":[2000000,1,1,1]})"), "1e6"));
  CHECK(contains(left_out_of(R"({"class":0,"box":[1,1,1,1],"label":")" + std::string(128, 'x') + "\"}"),
                 "label"));
  CHECK(contains(left_out_of(R"({"class":0,"box":[1,1,1,1],"background":[0,0,0,2]})"), "colour"));
}

TEST("JSON metadata that do not parse are left out") {
  std::string left_out;
  const Result<BatchRecord> batch =
      parse_line(R"({"frames":[{"source":0,"frame":0,"json":{"a":"{","b":"1"}}]})", left_out);
  REQUIRE(batch.is_ok());
  REQUIRE(batch->frames[0].json.size() == 1);
  CHECK_EQ(batch->frames[0].json[0].first, "b");
  CHECK(contains(left_out, "json.a"));
}

TEST("the header is known by its content, and a newer version is refused") {
  CHECK(parse_header(header_line()).is_ok());
  CHECK(parse_header(R"({"nvts":"recording","version":1,"note":"x"})").is_ok());
  CHECK(contains(parse_header(R"({"nvts":"recording","version":2})").message(), "version 2"));
  CHECK(contains(parse_header(R"({"frames":[]})").message(), "expected the header"));
  CHECK(contains(parse_header(R"({"nvts":"recor)").message(), "expected the header"));
}

}  // namespace
}  // namespace nvts::recording
