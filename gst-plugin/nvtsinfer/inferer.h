// SPDX-License-Identifier: MIT
// What nvtsinfer does, without GObject: pictures of buffers, or of the objects in them, go through the model, and what it gives
// goes to their metadata.
#pragma once

#include <gst/gst.h>
#include <gst/video/video.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "meta/bridge.h"
#include "nvtsinfer/infer_config.h"
#include "nvtsinfer/model.h"
#include "nvtsinfer/object_choice.h"
#include "nvtsinfer/picture_reader.h"
#include "nvtsinfer/preprocess.h"

namespace nvts::infer {

struct InferSettings {
  std::string config_file;
  std::string runtime_library;  // empty: looked up
  uint32_t threads = 0;         // 0: as many as there are cores
  uint32_t source_id = 0;       // of frames that have no metadata yet
  // In the place of what the file says.
  std::optional<uint32_t> unique_id;
  std::optional<uint32_t> batch_size;
  std::optional<uint32_t> interval;
};

class Inferer {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Inferer>> open(const InferSettings& settings);

  [[nodiscard]] const std::vector<std::string>& warnings() const { return m_warnings; }
  // Keys of the file that have no use here, as a sentence; empty when there are none.
  [[nodiscard]] const std::string& unused() const { return m_unused; }
  // The model, the library and what they use, for logs.
  [[nodiscard]] const std::string& description() const { return m_description; }
  // Buffers that are worked on at once.
  [[nodiscard]] uint32_t buffers_at_once() const { return m_choice ? 1 : m_batch; }

  // kUnsupported for a format that is none of the element's.
  [[nodiscard]] Status set_format(const GstVideoInfo& info);
  // What the frame of a buffer without batch metadata is to be. Called once for each of them.
  [[nodiscard]] meta::FrameOrigin describe_frame(GstBuffer* buffer);
  // Whether the next buffer belongs to a batch that is run; `interval` batches are passed over after each.
  [[nodiscard]] bool is_next_due();
  // The next buffer begins a batch.
  void end_batch();

  // Runs the model on at most buffers_at_once() buffers that have batch metadata.
  [[nodiscard]] Status infer(std::span<GstBuffer* const> buffers);

 private:
  Inferer(const InferConfig& config, std::shared_ptr<Model> model, uint32_t batch, uint32_t interval, uint32_t source_id);

  [[nodiscard]] Status infer_frames(std::span<GstBuffer* const> buffers);
  [[nodiscard]] Status infer_objects(GstBuffer* buffer);
  [[nodiscard]] Status miss_objects(const meta::FrameObjects& found);
  [[nodiscard]] Result<RunResult> run_model(uint32_t pictures);
  [[nodiscard]] std::shared_ptr<const meta::TensorOutput> output_of(RunResult& result, uint32_t place) const;
  [[nodiscard]] bool is_in_picture(const meta::FrameObject& object) const;
  [[nodiscard]] std::byte* picture(uint32_t place) { return m_pictures.data() + place * m_model->input().bytes_of_picture(); }

  const std::shared_ptr<Model> m_model;
  const PreprocessOptions m_preprocess;
  const uint32_t m_unique_id;
  const uint32_t m_batch;  // pictures that go through the model at once
  const uint32_t m_interval;
  const uint32_t m_source_id;
  std::optional<ObjectChoice> m_choice;  // of a secondary model
  std::vector<std::string> m_warnings;
  std::string m_unused;
  std::string m_description;

  PictureReader m_reader;
  Preprocessor m_preprocessor;
  std::vector<std::byte> m_pictures;
  uint64_t m_buffers = 0;
  int32_t m_frame_num = 0;
  uint32_t m_frames_missed = 0;  // with objects, and none to run on, until there was one
  bool m_many_frames_reported = false;
};

}  // namespace nvts::infer
