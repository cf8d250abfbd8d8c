// SPDX-License-Identifier: MIT
#include "recording/kitti_recording.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "recording/limits.h"
#include "recording/line_reader.h"
#include "recording/text_fields.h"

namespace nvts::recording {
namespace {

struct Place {
  uint32_t stream;
  int64_t frame;
};

// deepstream-app writes <application>_<stream>_<frame>.txt, the service maker's dumps <stream>_<frame>.txt.
std::optional<Place> place_of(std::string_view name) {
  if (!name.ends_with(".txt")) return std::nullopt;
  name.remove_suffix(4);
  std::vector<std::string_view> parts;
  split(name, '_', parts);
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  for (std::string_view part : parts) {
    if (!parse_unsigned(part)) return std::nullopt;
  }
  const uint64_t stream = *parse_unsigned(parts[parts.size() - 2]);
  const uint64_t frame = *parse_unsigned(parts.back());
  if (stream > UINT32_MAX || frame > INT32_MAX) return std::nullopt;
  return Place{static_cast<uint32_t>(stream), static_cast<int64_t>(frame)};
}

}  // namespace

Result<std::unique_ptr<Recording>> KittiRecording::open(const std::string& location,
                                                        const OpenOptions& options) {
  if (options.match == MatchBy::kPts) {
    return Status{ErrorCode::kRecording, location + ": a KITTI folder has no time stamps, use match=frame"};
  }
  DIR* folder = opendir(location.c_str());
  if (folder == nullptr) {
    return Status{ErrorCode::kIo, "cannot read the recording '" + location + "': " + std::strerror(errno)};
  }
  std::unique_ptr<KittiRecording> recording(new KittiRecording(location, options));
  while (const dirent* entry = readdir(folder)) {
    if (const auto place = place_of(entry->d_name)) {
      // Of several applications the first one counts.
      File& file = recording->m_files[place->stream][place->frame];
      if (file.name.empty() || file.name > entry->d_name) file.name = entry->d_name;
    }
  }
  closedir(folder);
  if (recording->m_files.empty()) {
    return Status{ErrorCode::kRecording,
                  location +
                      ": no file of this folder is named like a KITTI dump of deepstream-app, expected "
                      "<application>_<stream>_<frame>.txt such as 00_000_000000.txt"};
  }
  return std::unique_ptr<Recording>(std::move(recording));
}

std::optional<uint32_t> KittiRecording::first_source() {
  return m_files.begin()->first;
}

const FrameRecord* KittiRecording::find(uint32_t source, int64_t key, int64_t tolerance) {
  const auto stream = m_files.find(source);
  if (stream == m_files.end() || !is_key(key)) return nullptr;
  auto& files = stream->second;
  auto file = files.lower_bound(key);
  if (file != files.begin() && (file == files.end() || key - std::prev(file)->first < file->first - key))
    --file;
  if (std::abs(file->first - key) > tolerance) return nullptr;

  m_frame = {};
  m_frame.source_id = m_frame.pad_index = source;
  m_frame.frame_num = static_cast<int32_t>(file->first);
  m_frame.inferred = true;
  read(file->second.name, !file->second.read);
  file->second.read = true;
  return &m_frame;
}

void KittiRecording::read(const std::string& name, bool report) {
  const std::string path = m_folder + "/" + name;
  LineReader reader;
  if (Status status = reader.open(path); !status) {
    if (report) problem(status.message());
    return;
  }
  std::vector<std::string_view> fields;
  std::string_view line;
  while (reader.next(line) == LineReader::Next::kLine) {
    split_at_blanks(line, fields);
    if (fields.empty()) continue;
    ObjectRecord object;
    const char* expected = parse_object(fields, line, object);
    if (expected == nullptr) {
      m_frame.objects.push_back(std::move(object));
    } else if (report) {
      problem(path + ":" + std::to_string(reader.line_number()) + ": expected " + expected +
              "; the line is left out");
    }
  }
}

// From the right, because labels may hold blanks: <label> [track] <3> <left top right bottom> <7>
// [confidence].
const char* KittiRecording::parse_object(std::vector<std::string_view>& fields, std::string_view line,
                                         ObjectRecord& object) const {
  static constexpr char kExpected[] =
      "<label> [<track>] 0.0 0 0.0 <left> <top> <right> <bottom> and seven zeros, then the confidence";
  static constexpr size_t kWithoutConfidence = 14;
  size_t numbers = 0;
  while (numbers + 1 < fields.size() && numbers < kWithoutConfidence + 2 &&
         parse_number(fields[fields.size() - 1 - numbers])) {
    ++numbers;
  }
  if (numbers < kWithoutConfidence) return kExpected;

  const size_t first = fields.size() - numbers;
  const bool whole = fields[first].find('.') == std::string_view::npos;
  const bool tracked = numbers == kWithoutConfidence + 2 || (numbers == kWithoutConfidence + 1 && whole);
  const bool confident = numbers - (tracked ? 1 : 0) > kWithoutConfidence;
  if (tracked) {
    const auto track = parse_unsigned(fields[first]);
    if (!track) return kExpected;
    object.track_id = *track;
  }
  const size_t corner = first + (tracked ? 1 : 0) + 3;
  const auto value = [&](size_t index) { return static_cast<float>(*parse_number(fields[index])); };
  const float left = value(corner);
  const float top = value(corner + 1);
  object.box = {left, top, value(corner + 2) - left, value(corner + 3) - top};
  object.confidence = confident ? value(fields.size() - 1) : 1;
  if (tracked) object.tracker_confidence = object.confidence;

  const auto label_end =
      static_cast<size_t>(fields[first - 1].data() + fields[first - 1].size() - line.data());
  const auto label_begin = static_cast<size_t>(fields[0].data() - line.data());
  object.label = line.substr(label_begin, label_end - label_begin);
  const auto known = std::find(m_labels.begin(), m_labels.end(), object.label);
  object.class_id = known == m_labels.end() ? -1 : static_cast<int32_t>(known - m_labels.begin());
  object.border = default_border(object.class_id);
  return refuse_object(object) == nullptr ? nullptr
                                          : "a label of at most 127 bytes and a box whose right is not left "
                                            "of its left, within 1e6 pixels";
}

std::optional<Span> KittiRecording::span(uint32_t source) const {
  const auto stream = m_files.find(source);
  if (stream == m_files.end()) return std::nullopt;
  return Span{stream->second.begin()->first, stream->second.rbegin()->first, 1};
}

}  // namespace nvts::recording
