// SPDX-License-Identifier: MIT
#include "recording/recording.h"

#include <sys/stat.h>

#include <array>

#include "recording/csv_recording.h"
#include "recording/jsonl_recording.h"
#include "recording/kitti_recording.h"
#include "recording/line_reader.h"

namespace nvts::recording {

Result<std::unique_ptr<Recording>> Recording::open(const std::string& location, const OpenOptions& options) {
  struct stat info {};
  if (stat(location.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
    return KittiRecording::open(location, options);

  LineReader reader;
  if (Status status = reader.open(location); !status) return status;
  std::string_view line;
  switch (reader.next(line)) {
    case LineReader::Next::kLine:
      break;
    case LineReader::Next::kEnd:
      return Status{ErrorCode::kRecording,
                    location + ": the file is empty, expected a recording or a MOT CSV file"};
    case LineReader::Next::kTooLong:
      return Status{ErrorCode::kRecording,
                    location + ":1: the line is too long, expected the header of a recording"};
    case LineReader::Next::kDamaged:
      return Status{ErrorCode::kRecording, location + ": " + reader.fault()};
  }
  const size_t begin = line.find_first_not_of(" \t");
  const char first = begin == std::string_view::npos ? '\0' : line[begin];
  if (first == '{') return JsonlRecording::open(location, options);
  return CsvRecording::open(location, options);
}

Result<std::vector<std::string>> read_labels(const std::string& path) {
  LineReader reader;
  if (Status status = reader.open(path); !status) {
    return Status{status.code(), "the labels: " + status.message()};
  }
  std::vector<std::string> labels;
  std::string_view line;
  while (reader.next(line) == LineReader::Next::kLine)
    labels.emplace_back(line);
  while (!labels.empty() && labels.back().empty())
    labels.pop_back();
  return labels;
}

Border default_border(int32_t class_id) {
  static constexpr std::array<Color, 8> kPalette = {{{0.18f, 0.80f, 0.44f, 1},
                                                     {0.20f, 0.60f, 0.86f, 1},
                                                     {0.95f, 0.61f, 0.07f, 1},
                                                     {0.91f, 0.30f, 0.24f, 1},
                                                     {0.61f, 0.35f, 0.71f, 1},
                                                     {0.10f, 0.74f, 0.61f, 1},
                                                     {0.95f, 0.77f, 0.06f, 1},
                                                     {0.93f, 0.45f, 0.72f, 1}}};
  return {2, kPalette[class_id > 0 ? static_cast<size_t>(class_id) % kPalette.size() : 0]};
}

}  // namespace nvts::recording
