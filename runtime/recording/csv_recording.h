// SPDX-License-Identifier: MIT
// Boxes in CSV files: MOTChallenge's columns, or columns that the file names itself.
#pragma once

#include "recording/line_reader.h"
#include "recording/recording.h"

namespace nvts::recording {

class CsvRecording final : public Recording {
 public:
  // Reads the whole file, because such files need not be sorted by frame.
  [[nodiscard]] static Result<std::unique_ptr<Recording>> open(const std::string& location,
                                                               const OpenOptions& options);

  std::optional<uint32_t> first_source() override { return m_source; }
  const FrameRecord* find(uint32_t source, int64_t key, int64_t tolerance) override;
  std::optional<Span> span(uint32_t source) const override;

 private:
  struct Row {
    int32_t frame;
    int32_t class_id;
    uint64_t track;
    float confidence;
    Box box;
  };
  // Which column holds what, -1 when none does.
  struct Columns {
    int frame = -1;
    int track = -1;
    int class_id = -1;
    int confidence = -1;
    int left = -1;
    int top = -1;
    int width = -1;
    int height = -1;
    bool mot = false;  // MOTChallenge's conventions
    [[nodiscard]] bool complete() const {
      return frame >= 0 && left >= 0 && top >= 0 && width >= 0 && height >= 0;
    }
  };

  explicit CsvRecording(const OpenOptions& options)
      : Recording(MatchBy::kFrame), m_source(options.csv_source), m_labels(options.labels) {}

  [[nodiscard]] static Columns named_columns(const std::vector<std::string_view>& names);
  [[nodiscard]] static Columns mot_columns(size_t count);
  // Null when the row is good or is one to pass over in silence (`skip`), else what was expected.
  [[nodiscard]] const char* parse_row(const std::vector<std::string_view>& fields, const Columns& columns,
                                      Row& row, bool& skip) const;
  void report_faults();

  uint32_t m_source;
  std::vector<std::string> m_labels;
  std::vector<Row> m_rows;  // by frame
  std::vector<std::string> m_faults;
  uint64_t m_further_faults = 0;
  FrameRecord m_frame;
};

}  // namespace nvts::recording
