// SPDX-License-Identifier: MIT
#include "recording/csv_recording.h"

#include <algorithm>
#include <cmath>

#include "recording/limits.h"
#include "recording/text_fields.h"

namespace nvts::recording {
namespace {

// A row takes 40 bytes: more than two days of 20 boxes a frame at 5 frames a second.
constexpr size_t kMaxRows = 1u << 24;
constexpr size_t kFaultsKept = 20;

bool is_number_column(const std::vector<std::string_view>& fields) {
  return !fields.empty() && parse_number(fields[0]).has_value();
}

}  // namespace

CsvRecording::Columns CsvRecording::named_columns(const std::vector<std::string_view>& names) {
  Columns columns;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = names[i];
    const int index = static_cast<int>(i);
    if (name == "frame") columns.frame = index;
    if (name == "track" || name == "id") columns.track = index;
    if (name == "class") columns.class_id = index;
    if (name == "confidence" || name == "conf" || name == "score") columns.confidence = index;
    if (name == "left" || name == "x") columns.left = index;
    if (name == "top" || name == "y") columns.top = index;
    if (name == "width" || name == "w") columns.width = index;
    if (name == "height" || name == "h") columns.height = index;
  }
  return columns;
}

CsvRecording::Columns CsvRecording::mot_columns(size_t count) {
  Columns columns{0, 1, -1, count > 6 ? 6 : -1, 2, 3, 4, 5, true};
  // Ground truth has nine columns, of which the eighth is the class; ten columns end in a 3D position.
  if (count == 8 || count == 9) columns.class_id = 7;
  return columns;
}

Result<std::unique_ptr<Recording>> CsvRecording::open(const std::string& location,
                                                      const OpenOptions& options) {
  if (options.match == MatchBy::kPts) {
    return Status{ErrorCode::kRecording, location + ": a CSV file has no time stamps, use match=frame"};
  }
  std::unique_ptr<CsvRecording> recording(new CsvRecording(options));
  LineReader reader;
  if (Status status = reader.open(location); !status) return status;

  const auto fault = [&](uint64_t line, const std::string& what) {
    if (recording->m_faults.size() < kFaultsKept) {
      recording->m_faults.push_back(location + ":" + std::to_string(line) + ": " + what);
    } else {
      ++recording->m_further_faults;
    }
  };
  Columns columns;
  std::vector<std::string_view> fields;
  std::string_view line;
  while (true) {
    const LineReader::Next next = reader.next(line);
    if (next == LineReader::Next::kEnd) break;
    if (next == LineReader::Next::kDamaged) {
      fault(reader.line_number() + 1, reader.fault() + "; what was read before is used");
      break;
    }
    if (next == LineReader::Next::kTooLong) {
      fault(reader.line_number(), "the line is longer than 32 MiB; it is left out");
      continue;
    }
    if (is_blank(line)) continue;

    const bool comment = line.front() == '#';
    // A remark in brackets may follow the names of columns.
    split(comment ? line.substr(1, line.find('(') - 1) : line, ',', fields);
    if (!columns.complete() && (comment || !is_number_column(fields))) {
      columns = named_columns(fields);
      if (columns.complete() || comment) continue;
      return Status{
          ErrorCode::kRecording,
          location + ":" + std::to_string(reader.line_number()) +
              ": this is no recording; expected a header line {\"nvts\":\"recording\",...}, rows "
              "frame,id,left,top,width,height,... of numbers (MOTChallenge), or a line that names columns "
              "(frame, track, class, confidence, left, top, width, height)"};
    }
    if (comment) continue;
    if (!columns.complete()) columns = mot_columns(fields.size());

    Row row;
    bool skip = false;
    if (const char* expected = recording->parse_row(fields, columns, row, skip)) {
      fault(reader.line_number(), std::string("expected ") + expected + "; the line is left out");
    } else if (!skip) {
      if (recording->m_rows.size() >= kMaxRows) {
        return Status{ErrorCode::kLimit, location +
                                             ": a CSV file may hold at most 16,777,216 boxes; nvtsrecord's "
                                             "format has no such limit"};
      }
      recording->m_rows.push_back(row);
    }
  }
  std::stable_sort(recording->m_rows.begin(), recording->m_rows.end(),
                   [](const Row& a, const Row& b) { return a.frame < b.frame; });
  return std::unique_ptr<Recording>(std::move(recording));
}

const char* CsvRecording::parse_row(const std::vector<std::string_view>& fields, const Columns& columns,
                                    Row& row, bool& skip) const {
  const auto field = [&](int column) {
    return column >= 0 && static_cast<size_t>(column) < fields.size() ? fields[static_cast<size_t>(column)]
                                                                      : std::string_view();
  };
  const auto frame = parse_number(field(columns.frame));
  if (!frame || *frame != std::floor(*frame) || *frame < (columns.mot ? 1 : 0) || *frame > INT32_MAX) {
    return columns.mot ? "a frame number from 1" : "a frame number from 0";
  }
  float box[4];
  const int box_columns[] = {columns.left, columns.top, columns.width, columns.height};
  for (size_t i = 0; i < 4; ++i) {
    const auto value = parse_number(field(box_columns[i]));
    if (!value) return "numbers for left, top, width and height";
    box[i] = static_cast<float>(*value);
  }
  row.frame = static_cast<int32_t>(*frame) - (columns.mot ? 1 : 0);
  row.box = {box[0], box[1], box[2], box[3]};
  if (columns.mot) {
    row.box.left -= 1;
    row.box.top -= 1;
  }
  if (!fits(row.box)) return "a box of a size that is not negative, within 1e6 pixels";

  row.track = table::kUntracked;
  if (columns.track >= 0) {
    const std::string_view text = field(columns.track);
    const auto exact = parse_unsigned(text);
    const auto number = parse_number(text);
    if (!number) return "a whole number for the track";
    if (exact) {
      row.track = *exact;
    } else if (*number >= 0 && *number == std::floor(*number) && *number < 9007199254740992.0) {
      row.track = static_cast<uint64_t>(*number);
    } else if (*number != -1) {
      return "a whole number for the track, -1 for none";
    }
  }
  row.class_id = 0;
  if (columns.class_id >= 0) {
    const auto value = parse_number(field(columns.class_id));
    if (!value || *value != std::floor(*value) || *value < -1 || *value > INT32_MAX) return "a class from -1";
    row.class_id = static_cast<int32_t>(*value);
  }
  row.confidence = 1;
  if (columns.confidence >= 0) {
    const auto value = parse_number(field(columns.confidence));
    if (!value) return "a number for the confidence";
    // MOTChallenge: in ground truth 0 marks boxes that are not to be considered; -1 stands for unknown.
    if (columns.mot && columns.class_id >= 0 && *value == 0) skip = true;
    row.confidence = columns.mot && *value == -1 ? 1 : static_cast<float>(*value);
  }
  return nullptr;
}

void CsvRecording::report_faults() {
  for (const std::string& fault : m_faults)
    problem(fault);
  if (m_further_faults > 0) problem("and " + std::to_string(m_further_faults) + " further lines");
  m_faults.clear();
  m_further_faults = 0;
}

const FrameRecord* CsvRecording::find(uint32_t source, int64_t key, int64_t tolerance) {
  report_faults();
  if (source != m_source || m_rows.empty() || !is_key(key)) return nullptr;
  auto row = std::lower_bound(m_rows.begin(), m_rows.end(), key,
                              [](const Row& entry, int64_t frame) { return entry.frame < frame; });
  const bool before_is_nearer =
      row != m_rows.begin() && (row == m_rows.end() || key - std::prev(row)->frame < row->frame - key);
  const int32_t frame = before_is_nearer ? std::prev(row)->frame : row->frame;
  // A frame inside the recording that has no rows is a frame without objects.
  const bool empty =
      tolerance == 0 && frame != key && key >= m_rows.front().frame && key <= m_rows.back().frame;
  if (!empty && std::abs(frame - key) > tolerance) return nullptr;

  m_frame = {};
  m_frame.source_id = m_frame.pad_index = m_source;
  m_frame.inferred = true;
  m_frame.frame_num = empty ? static_cast<int32_t>(key) : frame;
  row = std::lower_bound(m_rows.begin(), m_rows.end(), m_frame.frame_num,
                         [](const Row& entry, int32_t number) { return entry.frame < number; });
  for (; row != m_rows.end() && row->frame == m_frame.frame_num; ++row) {
    ObjectRecord object;
    object.class_id = row->class_id;
    if (row->class_id >= 0 && static_cast<size_t>(row->class_id) < m_labels.size()) {
      object.label = m_labels[static_cast<size_t>(row->class_id)];
    }
    object.track_id = row->track;
    object.confidence = row->confidence;
    object.box = row->box;
    object.border = default_border(row->class_id);
    object.usable = refuse_object(object) == nullptr;
    m_frame.objects.push_back(std::move(object));
  }
  return &m_frame;
}

std::optional<Span> CsvRecording::span(uint32_t source) const {
  if (source != m_source || m_rows.empty()) return std::nullopt;
  return Span{m_rows.front().frame, m_rows.back().frame, 1};
}

}  // namespace nvts::recording
