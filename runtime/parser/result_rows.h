// SPDX-License-Identifier: MIT
// What a parser gave -> edits of the frame table, as nvinfer would attach it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "parser/parser.h"
#include "parser/placement.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::parser {

// Where the tensors came from.
struct TensorSource {
  uint32_t frame = 0;   // row in frames
  int32_t object = -1;  // row in objects, -1 for a whole frame
  uint32_t unique_id = 0;
  Placement placement;
};

class ResultRows {
 public:
  explicit ResultRows(table::FrameTable& table) : m_table(table) {}

  // What follows is of this frame.
  void begin_frame(uint32_t frame);

  // Appends rows for what the parser's last parse() gave. Of a segmentation there are none.
  [[nodiscard]] Status add(const Parser& parser, const TensorSource& source);

  // Appends keypoints and embeddings, a JSON value a network.
  [[nodiscard]] Status end_frame();
  // Takes back what was appended since begin_frame(), also after an error.
  void drop_frame();

 private:
  struct Box {
    float left, top, width, height;
  };

  [[nodiscard]] Status add_detections(const Parser& parser, const TensorSource& source);
  [[nodiscard]] Status add_classes(const Parser& parser, const TensorSource& source);
  [[nodiscard]] Result<uint32_t> add_object(const TensorSource& source, const Box& box, int32_t class_id,
                                            const std::string& label, float confidence, int32_t parent);
  [[nodiscard]] Status set_text(uint32_t object, const std::string& text);
  [[nodiscard]] Status add_classifier(const Parser& parser, uint32_t object, uint32_t unique_id);
  [[nodiscard]] Status add_mask(const Parser& parser, uint32_t row, uint32_t object, const Box& whole, const Box& box);
  [[nodiscard]] Status add_json(const Parser& parser, uint32_t row, const TensorSource& source, const Box& box);
  [[nodiscard]] Status mark_edited(uint32_t object, uint32_t bits);

  table::FrameTable& m_table;
  uint32_t m_frame = 0;
  std::map<uint32_t, std::string> m_json;  // by network
  std::array<uint32_t, table::kSectionCount> m_before = {};  // rows when the frame began
};

}  // namespace nvts::parser
