// SPDX-License-Identifier: MIT
// What a recording says about a frame, whatever file format it came from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "table/frame_table.h"

namespace nvts::recording {

using Color = std::array<float, 4>;  // red, green, blue, alpha in 0..1

struct Box {
  float left = 0;
  float top = 0;
  float width = 0;
  float height = 0;
};

struct Border {
  uint32_t width = 0;
  Color color{};
};

struct Background {
  bool shown = false;
  Color color{};
};

struct Caption {
  bool shown = false;
  std::string text;
  uint32_t x = 0;
  uint32_t y = 0;
  std::string font;
  uint32_t font_size = 0;
  Color color{};
  Background background;
};

struct LabelRecord {
  std::string label;
  uint32_t class_id = 0;
  uint32_t label_id = 0;
  uint32_t class_count = 0;
  float probability = 0;
};

struct ClassifierRecord {
  int32_t component_id = 0;
  std::string type;
  std::vector<LabelRecord> labels;
};

struct MaskRecord {
  uint32_t width = 0;  // cells, together they cover the object's box
  uint32_t height = 0;
  float threshold = 0;
  std::vector<float> values;  // row after row; of another number where the recording is damaged
};

struct ObjectRecord {
  // False for an object that the metadata cannot hold: it keeps its place, because parents are given by
  // position.
  bool usable = true;
  int32_t class_id = 0;
  std::string label;
  uint64_t track_id = table::kUntracked;
  float confidence = 0;
  float tracker_confidence = 0;
  Box box;
  Box detector_box;
  Box tracker_box;
  int32_t parent = -1;  // position in the frame's objects
  int32_t component_id = 0;
  std::optional<MaskRecord> mask;
  std::vector<ClassifierRecord> classifiers;
  Border border;
  Background background;
  Caption caption;
};

struct DrawRecord {
  uint32_t kind = table::draw_kind::kRect;
  std::array<float, 4> geometry{};  // x1, y1, x2, y2 as the frame table defines them for each kind
  uint32_t width = 0;
  Color color{};
  Background background;
  uint32_t arrow_head = table::arrow_head::kStart;
  std::string text;
  std::string font;
  uint32_t font_size = 0;
};

struct FrameRecord {
  uint32_t source_id = 0;
  uint32_t pad_index = 0;
  uint32_t batch_id = 0;
  int32_t frame_num = 0;
  uint64_t pts = table::kNoTime;
  uint64_t ntp = 0;
  uint32_t source_width = 0;
  uint32_t source_height = 0;
  uint32_t pipeline_width = 0;
  uint32_t pipeline_height = 0;
  bool inferred = false;
  std::string sensor_id;
  std::string sensor_name;
  std::string sensor_uri;
  std::vector<ObjectRecord> objects;
  std::vector<DrawRecord> draw;
  std::vector<std::pair<std::string, std::string>> json;  // key and JSON text
};

struct BatchRecord {
  std::vector<FrameRecord> frames;
};

}  // namespace nvts::recording
