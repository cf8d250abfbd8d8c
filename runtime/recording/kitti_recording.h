// SPDX-License-Identifier: MIT
// Folders that deepstream-app fills: gie-kitti-output-dir and kitti-track-output-dir.
#pragma once

#include <map>

#include "recording/recording.h"

namespace nvts::recording {

class KittiRecording final : public Recording {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Recording>> open(const std::string& location,
                                                               const OpenOptions& options);

  std::optional<uint32_t> first_source() override;
  const FrameRecord* find(uint32_t source, int64_t key, int64_t tolerance) override;
  std::optional<Span> span(uint32_t source) const override;

 private:
  KittiRecording(std::string folder, const OpenOptions& options)
      : Recording(MatchBy::kFrame), m_folder(std::move(folder)), m_labels(options.labels) {}

  void read(const std::string& name, bool report);
  // Null when the line is good, else what was expected.
  [[nodiscard]] const char* parse_object(std::vector<std::string_view>& fields, std::string_view line,
                                         ObjectRecord& object) const;

  struct File {
    std::string name;
    bool read = false;  // its faults have been told
  };

  std::string m_folder;
  std::vector<std::string> m_labels;
  std::map<uint32_t, std::map<int64_t, File>> m_files;  // by stream and frame number
  FrameRecord m_frame;
};

}  // namespace nvts::recording
