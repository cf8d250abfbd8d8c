// SPDX-License-Identifier: MIT
// A recording of any format, looked through and put onto metadata.
#include "recording/recording.h"

#include <zlib.h>

#include "folder.h"
#include "fuzz.h"
#include "meta/scene.h"
#include "recording/put_frame.h"

namespace recording = nvts::recording;

namespace {

constexpr std::string_view kHeader = "{\"nvts\":\"recording\",\"version\":1}\n";

std::string zip(const std::string& path, std::string_view text) {
  gzFile file = gzopen(path.c_str(), "wb1");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return path;
}

// Writes the input as a file of the kind that its first byte names; the result is what to open.
std::string write_input(const nvts::check::Folder& scratch, uint8_t kind, std::string_view text) {
  switch (kind % 5) {
    case 0: return scratch.write("a.jsonl", std::string(kHeader) + std::string(text));
    case 1: return zip(scratch.path("b.jsonl.gz"), std::string(kHeader) + std::string(text));
    case 2: return scratch.write("c.jsonl.gz", text);
    case 3: return scratch.write("d.csv", text);
    default: break;
  }
  const std::string folder = scratch.path("kitti");
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  for (int file = 0; file < 4 && !text.empty(); ++file) {
    scratch.write("kitti/00_00" + std::to_string(file % 2) + "_00000" + std::to_string(file) + ".txt",
                  nvts::fuzz::next_part(text));
  }
  return folder;
}

void put(const recording::FrameRecord& record) {
  static const bool ready = gst_init_check(nullptr, nullptr, nullptr) != FALSE;
  FUZZ_REQUIRE(ready);
  Scene scene;
  scene.add_object();
  FUZZ_REQUIRE(scene.pack());
  if (!recording::put_frame(record, recording::scale_to_frame(record, scene.table, 0), scene.table, 0)) return;
  if (!recording::remove_objects(scene.table, 0)) return;
  static_cast<void>(scene.bridge.commit());
  scene.bridge.release();
  FUZZ_REQUIRE(scene.pack(kAllGroups));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const nvts::check::Folder scratch;
  nvts::fuzz::Input input(data, size);
  const uint8_t kind = input.byte();
  recording::OpenOptions options;
  const uint8_t choice = input.byte();
  options.match = static_cast<recording::MatchBy>(choice % 3);
  if (choice % 2 == 1) options.labels = {"person", "", "car"};
  auto opened = recording::Recording::open(write_input(scratch, kind, input.rest()), options);
  if (!opened) {
    FUZZ_REQUIRE(!opened.status().message().empty());
    return 0;
  }
  recording::Recording& file = **opened;
  file.on_problem([](const std::string& problem) { FUZZ_REQUIRE(!problem.empty()); });
  const uint32_t first = file.first_source().value_or(0);
  const int64_t step = file.match() == recording::MatchBy::kPts ? 100'000'000 : 1;
  int64_t found = 0;
  for (int64_t key : {int64_t{0}, int64_t{1}, int64_t{2}, int64_t{3}, int64_t{9}, int64_t{1}, int64_t{0}, int64_t{-1}}) {
    for (const uint32_t source : {first, 0u, 1u}) {
      const recording::FrameRecord* record = file.find(source, key * step, step / 2);
      if (record != nullptr && found++ < 3) put(*record);
    }
  }
  static_cast<void>(file.find(first, INT64_MAX, 0));
  static_cast<void>(file.find(first, INT64_MIN, recording::kMaxKey));
  if (const auto span = file.span(first)) FUZZ_REQUIRE(span->last >= span->first);
  return 0;
}
