// SPDX-License-Identifier: MIT
#include "parser/result_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "support/json.h"
#include "support/utf8.h"
#include "table/validate.h"

namespace nvts::parser {
namespace {

using table::Section;

// How nvinfer draws an object.
constexpr uint32_t kBorderWidth = 3;
constexpr std::array<float, 4> kBorder = {1, 0, 0, 1};
constexpr uint32_t kFontSize = 10;
constexpr std::array<float, 4> kWhite = {1, 1, 1, 1};
constexpr std::array<float, 4> kBlack = {0, 0, 0, 1};
constexpr float kTextAbove = 10;
// Of a mask's cells, probabilities: the middle.
constexpr float kMaskThreshold = 0.5f;
constexpr std::string_view kJsonEnd = "]}";

void append_numbers(std::string& text, const char* name, const float* values, size_t count) {
  text += std::string(",\"") + name + "\":[";
  for (size_t i = 0; i < count; ++i) {
    if (i != 0) text += ',';
    json::append_number(text, values[i]);
  }
  text += ']';
}

// Which of `cells` cells over [from, from + size) are left of it when it is cut to [cut_from, cut_from + cut_size): at
// least one.
struct Cells {
  uint32_t first;
  uint32_t count;
};
Cells cut_cells(uint32_t cells, float from, float size, float cut_from, float cut_size) {
  const auto edge = [&](float at) {
    const float cell = size > 0 ? std::round((at - from) / size * static_cast<float>(cells)) : 0;
    return static_cast<uint32_t>(std::clamp(cell, 0.0f, static_cast<float>(cells)));
  };
  const uint32_t first = std::min(edge(cut_from), cells - 1);
  return {first, std::max(edge(cut_from + cut_size), first + 1) - first};
}

}  // namespace

void ResultRows::begin_frame(uint32_t frame) {
  m_frame = frame;
  m_json.clear();
  for (size_t i = 0; i < m_before.size(); ++i) m_before[i] = m_table.count(static_cast<Section>(i));
}

void ResultRows::drop_frame() {
  const auto before = [this](Section section) { return m_before[static_cast<size_t>(section)]; };
  for (uint32_t i = before(Section::kEdits); i < m_table.count(Section::kEdits); ++i) {
    m_table.objects().edits[m_table.edits().row[i]] = 0;
  }
  for (size_t i = 0; i < m_before.size(); ++i) m_table.set_count(static_cast<Section>(i), m_before[i]);
}

Status ResultRows::add(const Parser& parser, const TensorSource& source) {
  switch (parser.output()) {
    case Output::kDetections:
    case Output::kMasks: return add_detections(parser, source);
    case Output::kClasses: return add_classes(parser, source);
    case Output::kEmbedding: {
      const Region& region = source.placement.region();
      if (parser.results().rows() > 0) {
        return add_json(parser, 0, source, {region.left, region.top, region.width, region.height});
      }
      return Status::ok();
    }
    case Output::kSegmentation: break;
  }
  return Status::ok();
}

Status ResultRows::add_detections(const Parser& parser, const TensorSource& source) {
  const OutputBlock& from = parser.results();
  const Placement& placement = source.placement;
  const Region& region = placement.region();
  for (uint32_t row = 0; row < from.rows(); ++row) {
    const float left = placement.x(from.left()[row]), top = placement.y(from.top()[row]);
    const Box whole{left, top, placement.x(from.left()[row] + from.width()[row]) - left,
                    placement.y(from.top()[row] + from.height()[row]) - top};
    // The part within the picture: the network may see things in what the picture is padded with.
    Box box;
    box.left = std::max(left, region.left);
    box.top = std::max(top, region.top);
    box.width = std::min(left + whole.width, region.left + region.width) - box.left;
    box.height = std::min(top + whole.height, region.top + region.height) - box.top;
    if (!(box.width > 0 && box.height > 0)) continue;

    const int32_t class_id = from.class_id()[row];
    const std::string* label = parser.label(0, static_cast<uint32_t>(class_id));
    const auto object = add_object(source, box, class_id, label != nullptr ? *label : "", from.confidence()[row],
                                   source.object);
    if (!object) return object.status();
    if (Status status = set_text(*object, label != nullptr ? *label : std::to_string(class_id)); !status) return status;
    if (from.mask_width()[row] > 0 && from.mask_height()[row] > 0) {
      if (Status status = add_mask(parser, row, *object, whole, box); !status) return status;
    }
    if (parser.keypoints() == 0 && parser.embedding() == 0) continue;
    if (Status status = add_json(parser, row, source, box); !status) return status;
  }
  return Status::ok();
}

Status ResultRows::add_classes(const Parser& parser, const TensorSource& source) {
  const OutputBlock& from = parser.results();
  if (from.rows() == 0) return Status::ok();
  std::string words;
  for (uint32_t row = 0; row < from.rows() && words.size() < size_t{table::kMaxTextBytes}; ++row) {
    const std::string* label =
        parser.label(static_cast<uint32_t>(from.attribute()[row]), static_cast<uint32_t>(from.class_id()[row]));
    if (label != nullptr && !label->empty()) words += (words.empty() ? "" : " ") + *label;
  }

  auto object = static_cast<uint32_t>(source.object);
  if (source.object < 0) {
    // What is said of a whole frame hangs on an object of its size.
    const Region& region = source.placement.region();
    const auto added = add_object(source, {region.left, region.top, region.width, region.height}, -1, "", 1, -1);
    if (!added) return added.status();
    object = *added;
    if (Status status = set_text(object, words); !status) return status;
  } else if (!words.empty()) {
    const table::Objects c = m_table.objects();
    const auto before = m_table.text(c.text_offset[object], c.text_length[object]);
    std::string text = before && !before->empty() ? std::string(*before) + " " + words : words;
    if (Status status = set_text(object, text); !status) return status;
    if (Status status = mark_edited(object, table::object_edit::kText); !status) return status;
  }
  return add_classifier(parser, object, source.unique_id);
}

Status ResultRows::add_classifier(const Parser& parser, uint32_t object, uint32_t unique_id) {
  const OutputBlock& from = parser.results();
  const auto first = m_table.append_rows(Section::kClassLabels, from.rows());
  if (!first) return first.status();
  const auto row = m_table.append_rows(Section::kClassifiers);
  if (!row) return row.status();
  const table::Classifiers c = m_table.classifiers();
  c.object[*row] = object;
  c.component_id[*row] = static_cast<int32_t>(unique_id);
  c.type[*row] = -1;
  c.first_label[*row] = *first;
  c.label_count[*row] = from.rows();
  const table::ClassLabels labels = m_table.class_labels();
  for (uint32_t i = 0; i < from.rows(); ++i) {
    const auto attribute = static_cast<uint32_t>(from.attribute()[i]);
    const auto class_id = static_cast<uint32_t>(from.class_id()[i]);
    const std::string* label = parser.label(attribute, class_id);
    labels.label[*first + i] = label != nullptr ? m_table.strings().intern(*label) : -1;
    labels.class_id[*first + i] = class_id;
    labels.label_id[*first + i] = attribute;
    labels.class_count[*first + i] = parser.label_count(attribute);
    labels.probability[*first + i] = from.confidence()[i];
  }
  return Status::ok();
}

Result<uint32_t> ResultRows::add_object(const TensorSource& source, const Box& box, int32_t class_id,
                                        const std::string& label, float confidence, int32_t parent) {
  const auto appended = m_table.append_rows(Section::kObjects);
  if (!appended) return appended.status();
  const uint32_t row = *appended;
  const int32_t label_index = m_table.strings().intern(utf8_prefix(label, table::kMaxLabelBytes));
  const int32_t font = m_table.strings().intern("Serif");
  const table::Objects c = m_table.objects();
  const auto color = [&](float* column, const std::array<float, 4>& rgba) {
    std::copy(rgba.begin(), rgba.end(), column + size_t{row} * 4);
  };
  c.frame[row] = source.frame;
  c.class_id[row] = class_id;
  c.label[row] = label_index;
  c.track_key[row] = -1;
  c.track_serial[row] = 0;
  c.track_id[row] = table::kUntracked;
  c.confidence[row] = confidence;
  c.left[row] = c.detector_left[row] = box.left;
  c.top[row] = c.detector_top[row] = box.top;
  c.width[row] = c.detector_width[row] = box.width;
  c.height[row] = c.detector_height[row] = box.height;
  c.parent[row] = parent;
  c.flags[row] = 0;
  c.edits[row] = 0;
  c.component_id[row] = static_cast<int32_t>(source.unique_id);
  c.first_classifier[row] = c.classifier_count[row] = 0;
  c.tracker_confidence[row] = 0;
  c.tracker_left[row] = c.tracker_top[row] = c.tracker_width[row] = c.tracker_height[row] = 0;
  c.border_width[row] = kBorderWidth;
  color(c.border_color, kBorder);
  c.has_background[row] = 0;
  color(c.background_color, kBlack);
  c.text_offset[row] = 0;
  c.text_length[row] = -1;
  c.text_x[row] = static_cast<uint32_t>(std::max(box.left, 0.0f));
  c.text_y[row] = static_cast<uint32_t>(std::max(box.top - kTextAbove, 0.0f));
  c.font_name[row] = font;
  c.font_size[row] = kFontSize;
  color(c.font_color, kWhite);
  c.has_text_background[row] = 1;
  color(c.text_background_color, kBlack);
  if (Status status = mark_edited(row, table::object_edit::kAdded); !status) return status;
  return row;
}

Status ResultRows::set_text(uint32_t object, const std::string& text) {
  const std::string_view cut = utf8_prefix(text, table::kMaxTextBytes);
  const auto at = m_table.append_text(cut);
  if (!at) return at.status();
  const table::Objects c = m_table.objects();
  c.text_offset[object] = *at;
  c.text_length[object] = cut.empty() ? -1 : static_cast<int32_t>(cut.size());
  return Status::ok();
}

// Of the cells those over the part of the box that is left.
Status ResultRows::add_mask(const Parser& parser, uint32_t row, uint32_t object, const Box& whole, const Box& box) {
  const OutputBlock& from = parser.results();
  const auto width = static_cast<uint32_t>(from.mask_width()[row]), height = static_cast<uint32_t>(from.mask_height()[row]);
  const Cells columns = cut_cells(width, whole.left, whole.width, box.left, box.width);
  const Cells lines = cut_cells(height, whole.top, whole.height, box.top, box.height);
  if (columns.count > table::kMaxMaskSide || lines.count > table::kMaxMaskSide) {
    return {ErrorCode::kRange, "row " + std::to_string(row) + " of the results has a mask of " + std::to_string(columns.count) +
                                   " x " + std::to_string(lines.count) + " cells, a side may have " +
                                   std::to_string(table::kMaxMaskSide)};
  }
  const auto first = m_table.append_rows(Section::kMaskValues, columns.count * lines.count);
  if (!first) return first.status();
  const auto mask = m_table.append_rows(Section::kMasks);
  if (!mask) return mask.status();
  const float* cells = from.values() + from.first_value()[row] + size_t{3} * parser.keypoints();
  float* to = m_table.mask_values().value + *first;
  for (uint32_t line = 0; line < lines.count; ++line) {
    std::copy_n(cells + size_t{lines.first + line} * width + columns.first, columns.count, to + size_t{line} * columns.count);
  }
  const table::Masks c = m_table.masks();
  c.object[*mask] = object;
  c.origin[*mask] = table::origin::kScript;
  c.width[*mask] = columns.count;
  c.height[*mask] = lines.count;
  c.threshold[*mask] = kMaskThreshold;
  c.first_value[*mask] = *first;
  return Status::ok();
}

// The metadata has no place for them. The box is that of the object that they belong to.
Status ResultRows::add_json(const Parser& parser, uint32_t row, const TensorSource& source, const Box& box) {
  const OutputBlock& from = parser.results();
  std::string& text = m_json[source.unique_id];
  text += text.empty() ? "{\"uniqueId\":" + std::to_string(source.unique_id) + ",\"objects\":[" : ",";
  const auto field = [&](const char* name, float value) {
    text += name;
    json::append_number(text, value);
  };
  field("{\"left\":", box.left);
  field(",\"top\":", box.top);
  field(",\"width\":", box.width);
  field(",\"height\":", box.height);
  if (parser.output() == Output::kEmbedding) {
    const table::Objects c = m_table.objects();
    if (source.object >= 0 && c.track_id[source.object] != table::kUntracked) {
      text += ",\"trackId\":\"" + std::to_string(c.track_id[source.object]) + '"';
    }
  } else {
    text += ",\"classId\":" + std::to_string(from.class_id()[row]);
    field(",\"confidence\":", from.confidence()[row]);
  }
  const float* values = from.values() + from.first_value()[row];
  if (parser.keypoints() > 0 && from.value_count()[row] > 0) {
    std::vector<float> points(values, values + size_t{3} * parser.keypoints());
    for (size_t i = 0; i < points.size(); i += 3) {
      points[i] = source.placement.x(points[i]);
      points[i + 1] = source.placement.y(points[i + 1]);
    }
    append_numbers(text, "keypoints", points.data(), points.size());
  }
  if (parser.embedding() > 0 && from.value_count()[row] > 0) {
    const size_t cells = static_cast<size_t>(from.mask_width()[row]) * static_cast<size_t>(from.mask_height()[row]);
    append_numbers(text, "embedding", values + size_t{3} * parser.keypoints() + cells, parser.embedding());
  }
  text += '}';
  if (text.size() + kJsonEnd.size() <= size_t{table::kMaxJsonBytes}) return Status::ok();
  return {ErrorCode::kLimit, "the keypoints and embeddings of a frame take " + std::to_string(text.size()) +
                                 " bytes of JSON or more, a value may have " + std::to_string(table::kMaxJsonBytes) +
                                 ": raise the threshold"};
}

Status ResultRows::end_frame() {
  for (auto& [unique_id, text] : m_json) {
    text += kJsonEnd;
    const std::string key = "nvts-parser-" + std::to_string(unique_id);
    const auto key_at = m_table.append_text(key);
    if (!key_at) return key_at.status();
    const auto value_at = m_table.append_text(text);
    if (!value_at) return value_at.status();
    const auto row = m_table.append_rows(Section::kJson);
    if (!row) return row.status();
    const table::Json c = m_table.json();
    c.frame[*row] = m_frame;
    c.origin[*row] = table::origin::kScript;
    c.op[*row] = table::json_op::kSet;
    c.key_offset[*row] = *key_at;
    c.key_length[*row] = static_cast<int32_t>(key.size());
    c.value_offset[*row] = *value_at;
    c.value_length[*row] = static_cast<int32_t>(text.size());
  }
  return Status::ok();
}

Status ResultRows::mark_edited(uint32_t object, uint32_t bits) {
  if (m_table.objects().edits[object] == 0) {
    const auto row = m_table.append_rows(Section::kEdits);
    if (!row) return row.status();
    m_table.edits().row[*row] = object;
  }
  m_table.objects().edits[object] |= bits;
  return Status::ok();
}

}  // namespace nvts::parser
