// SPDX-License-Identifier: MIT
#include "table/validate.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "support/json.h"
#include "support/utf8.h"

namespace nvts::table {
namespace {

Status range(std::string message) {
  return {ErrorCode::kRange, std::move(message)};
}

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

class Validator {
 public:
  Validator(const FrameTable& table, const PackedRows& packed) : m_table(table), m_packed(packed) {}

  Status run() {
    if (Status status = objects(); !status) return status;
    if (Status status = classifiers(); !status) return status;
    if (Status status = masks(); !status) return status;
    if (Status status = draw(); !status) return status;
    if (Status status = json(); !status) return status;
    return analytics();
  }

 private:
  // Names a row in a message; nothing is built unless there is one to write.
  struct Owner {
    const Validator& validator;
    Section section;
    uint32_t row;

    std::string operator+(const char* rest) const {
      if (section == Section::kDraw) return "drawing item " + std::to_string(row) + rest;
      const FrameTable& table = validator.m_table;
      const uint32_t packed = validator.m_packed.objects;
      std::string name = row < packed ? "object " : "added object ";
      name += std::to_string(row < packed ? row : row - packed);
      const uint32_t frame = table.objects().frame[row];
      if (frame < validator.m_packed.frames) name += " of source " + std::to_string(table.frames().source_id[frame]);
      return name + rest;
    }
  };

  Status box(const Owner& owner, const char* what, float left, float top, float width, float height) const {
    const struct {
      const char* name;
      float value;
    } sides[] = {{"left", left}, {"top", top}, {"width", width}, {"height", height}};
    for (const auto& side : sides) {
      if (!std::isfinite(side.value) || std::fabs(side.value) > kMaxCoordinate) {
        return range(owner + ": " + what + side.name + " is " + number(side.value) +
                     "; it must be a finite number within +-1000000 pixels");
      }
    }
    if (width < 0 || height < 0) {
      return range(owner + ": " + what + "size is " + number(width) + " x " + number(height) +
                   "; width and height must not be negative");
    }
    return Status::ok();
  }

  static Status color(const Owner& owner, const char* what, const float* rgba) {
    for (int lane = 0; lane < 4; ++lane) {
      if (rgba[lane] >= 0.0f && rgba[lane] <= 1.0f) continue;
      return range(owner + ": part " + std::to_string(lane) + " of " + what + " is " + number(rgba[lane]) +
                   "; red, green, blue and alpha must lie in 0..1");
    }
    return Status::ok();
  }

  static Status finite(const Owner& owner, const char* what, float value) {
    if (std::isfinite(value)) return Status::ok();
    return range(owner + ": " + what + " is " + number(value) + "; it must be finite");
  }

  // Counts bytes that the metadata will hold a copy of.
  [[nodiscard]] Status add_bytes(size_t bytes) {
    m_text_bytes += bytes;
    if (m_text_bytes <= kMaxTextBytesPerBatch) return Status::ok();
    return {ErrorCode::kLimit, "the texts and JSON values of one batch exceed " +
                                   std::to_string(kMaxTextBytesPerBatch) + " bytes"};
  }

  [[nodiscard]] Status text(const Owner& owner, uint32_t offset, int32_t length) {
    if (length < 0) return Status::ok();
    if (length > kMaxTextBytes) {
      return {ErrorCode::kLimit, owner + ": a text of " + std::to_string(length) + " bytes; at most " +
                                     std::to_string(kMaxTextBytes) + " are drawn"};
    }
    const Result<std::string_view> bytes = m_table.text(offset, length);
    return bytes ? add_bytes(bytes->size()) : range(owner + ": its text points outside the text section");
  }

  [[nodiscard]] Status string(const Owner& owner, const char* what, int32_t index) const {
    if (index == -1 || m_table.strings().contains(index)) return Status::ok();
    return range(owner + ": " + what + " is string " + std::to_string(index) + ", which does not exist");
  }

  // Rows behind the packed ones have no object of DeepStream's, neither to edit nor to remove.
  [[nodiscard]] Status row_kind(uint32_t row, uint32_t edits) const {
    const bool added = (edits & object_edit::kAdded) != 0;
    if (added == (row >= m_packed.objects)) return Status::ok();
    return range(Owner{*this, Section::kObjects, row} + ": the added flag does not fit the row");
  }

  [[nodiscard]] Status object(uint32_t row, uint32_t edits) {
    const Objects c = m_table.objects();
    const Owner owner{*this, Section::kObjects, row};
    const bool added = (edits & object_edit::kAdded) != 0;
    const auto touched = [&](uint32_t bits) { return added || (edits & bits) != 0; };
    const size_t lanes = size_t{row} * 4;

    if (c.frame[row] >= m_packed.frames) return range(owner + ": it names a frame that does not exist");
    if (touched(object_edit::kClassId) && c.class_id[row] < -1) {
      return range(owner + ": classId is " + std::to_string(c.class_id[row]) + "; it must be -1 or above");
    }
    if (touched(object_edit::kLabel)) {
      if (Status status = string(owner, "label", c.label[row]); !status) return status;
      if (const size_t length = m_table.strings().at(c.label[row]).size(); length > kMaxLabelBytes) {
        return range(owner + ": a label of " + std::to_string(length) + " bytes; DeepStream holds " +
                     std::to_string(kMaxLabelBytes));
      }
    }
    if (touched(object_edit::kConfidence)) {
      if (Status status = finite(owner, "confidence", c.confidence[row]); !status) return status;
    }
    if (touched(object_edit::kTrackerConfidence)) {
      if (Status status = finite(owner, "trackerConfidence", c.tracker_confidence[row]); !status) return status;
    }
    if (touched(object_edit::kBox)) {
      Status status = box(owner, "", c.left[row], c.top[row], c.width[row], c.height[row]);
      if (!status) return status;
    }
    if (touched(object_edit::kDetectorBox)) {
      Status status = box(owner, "detector box's ", c.detector_left[row], c.detector_top[row], c.detector_width[row],
                          c.detector_height[row]);
      if (!status) return status;
    }
    if (touched(object_edit::kTrackerBox)) {
      Status status = box(owner, "tracker box's ", c.tracker_left[row], c.tracker_top[row], c.tracker_width[row],
                          c.tracker_height[row]);
      if (!status) return status;
    }
    if (touched(object_edit::kBorder)) {
      if (Status status = color(owner, "borderColor", c.border_color + lanes); !status) return status;
    }
    if (touched(object_edit::kBackground)) {
      if (Status status = color(owner, "backgroundColor", c.background_color + lanes); !status) return status;
    }
    if (touched(object_edit::kText)) {
      if (Status status = text(owner, c.text_offset[row], c.text_length[row]); !status) return status;
    }
    if (touched(object_edit::kTextStyle)) {
      if (Status status = string(owner, "fontName", c.font_name[row]); !status) return status;
      if (Status status = color(owner, "fontColor", c.font_color + lanes); !status) return status;
      if (Status status = color(owner, "textBackgroundColor", c.text_background_color + lanes); !status) return status;
    }
    if (touched(object_edit::kParent)) {
      const int32_t parent = c.parent[row];
      if (parent < -1 || parent == static_cast<int32_t>(row) ||
          (parent >= 0 && static_cast<uint32_t>(parent) >= m_table.count(Section::kObjects))) {
        return range(owner + ": parent is row " + std::to_string(parent) + ", which is no other object of the batch");
      }
      if (!ends(row)) {
        return range(owner + ": its chain of parents is longer than " + std::to_string(kMaxParentDepth) +
                     " or goes round in a circle");
      }
    }
    return Status::ok();
  }

  [[nodiscard]] bool ends(uint32_t row) const {
    const Objects c = m_table.objects();
    const uint32_t count = m_table.count(Section::kObjects);
    for (int depth = 0; depth < kMaxParentDepth; ++depth) {
      const int32_t parent = c.parent[row];
      if (parent < 0 || static_cast<uint32_t>(parent) >= count) return true;
      row = static_cast<uint32_t>(parent);
    }
    return false;
  }

  [[nodiscard]] Status objects() {
    const Objects c = m_table.objects();
    const Edits edits = m_table.edits();
    const uint32_t count = m_table.count(Section::kEdits);
    const uint32_t object_count = m_table.count(Section::kObjects);
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t row = edits.row[i];
      if (row >= object_count) return range("an edit names object row " + std::to_string(row) + ", which does not exist");
      if (Status status = row_kind(row, c.edits[row]); !status) return status;
      if ((c.edits[row] & object_edit::kRemoved) != 0) continue;
      if (Status status = object(row, c.edits[row]); !status) return status;
    }
    return Status::ok();
  }

  [[nodiscard]] Status classifiers() const {
    const Classifiers c = m_table.classifiers();
    const ClassLabels labels = m_table.class_labels();
    const uint32_t label_count = m_table.count(Section::kClassLabels);
    uint64_t labels_named = 0;
    for (uint32_t row = m_packed.classifiers; row < m_table.count(Section::kClassifiers); ++row) {
      if (c.object[row] == kTakenBack) continue;
      const std::string owner = "added classifier result " + std::to_string(row - m_packed.classifiers);
      if (c.object[row] >= m_table.count(Section::kObjects)) return range(owner + ": it names an object that does not exist");
      if (c.type[row] != -1 && !m_table.strings().contains(c.type[row])) return range(owner + ": unknown type string");
      if (c.label_count[row] > label_count || c.first_label[row] > label_count - c.label_count[row]) {
        return range(owner + ": its labels lie outside the section");
      }
      // Results may share labels, and each gets copies of its own.
      labels_named += c.label_count[row];
      if (labels_named > label_count) return range(owner + ": together they name more labels than there are");
      for (uint32_t l = c.first_label[row]; l < c.first_label[row] + c.label_count[row]; ++l) {
        if (labels.label[l] != -1 && !m_table.strings().contains(labels.label[l])) {
          return range(owner + ": unknown label string");
        }
        if (!std::isfinite(labels.probability[l])) {
          return range(owner + ": a probability is " + number(labels.probability[l]) + "; it must be finite");
        }
      }
    }
    return Status::ok();
  }

  [[nodiscard]] Status masks() const {
    const Masks c = m_table.masks();
    const float* values = m_table.mask_values().value;
    const uint64_t used = m_table.count(Section::kMaskValues);
    uint64_t cells_named = 0;
    for (uint32_t row = 0; row < m_table.count(Section::kMasks); ++row) {
      if (c.origin[row] != origin::kScript || c.object[row] == kTakenBack) continue;
      if (c.object[row] >= m_table.count(Section::kObjects)) return range("a mask names an object that does not exist");
      const Owner owner{*this, Section::kObjects, c.object[row]};
      const uint32_t width = c.width[row], height = c.height[row], first = c.first_value[row];
      if (width == 0 || height == 0 || width > kMaxMaskSide || height > kMaxMaskSide) {
        return range(owner + ": a mask of " + std::to_string(width) + " x " + std::to_string(height) +
                     "; a side has 1 to " + std::to_string(kMaxMaskSide) + " cells");
      }
      const uint64_t cells = uint64_t{width} * height;
      // Masks may share values, and each gets copies of its own.
      cells_named += cells;
      if (first > used || cells > used - first || cells_named > used) {
        return range(owner + ": its mask lies outside of the values that there are");
      }
      if (Status status = finite(owner, "the threshold of its mask", c.threshold[row]); !status) return status;
      for (uint64_t i = 0; i < cells; ++i) {
        if (Status status = finite(owner, "a value of its mask", values[first + i]); !status) return status;
      }
    }
    return Status::ok();
  }

  Status draw() {
    const Draw c = m_table.draw();
    const uint32_t count = m_table.count(Section::kDraw);
    m_items.assign(m_packed.frames, 0);
    for (uint32_t row = 0; row < count; ++row) {
      if (c.origin[row] != origin::kScript) continue;
      if (c.frame[row] >= m_packed.frames) return range("a drawing item names a frame that does not exist");
      if (++m_items[c.frame[row]] > kMaxDrawItemsPerFrame) {
        return {ErrorCode::kLimit, "a frame of source " + std::to_string(m_table.frames().source_id[c.frame[row]]) +
                                       " has more than " + std::to_string(kMaxDrawItemsPerFrame) + " drawing items"};
      }
      const Owner owner{*this, Section::kDraw, row};
      if (c.kind[row] > draw_kind::kCircle) return range(owner + ": unknown kind " + std::to_string(c.kind[row]));
      const bool sized = c.kind[row] == draw_kind::kRect || c.kind[row] == draw_kind::kCircle;
      Status status = box(owner, "", c.x1[row], c.y1[row], sized ? c.x2[row] : std::fabs(c.x2[row]),
                          c.kind[row] == draw_kind::kRect ? c.y2[row] : std::fabs(c.y2[row]));
      if (!status) return status;
      if (status = color(owner, "color", c.color + size_t{row} * 4); !status) return status;
      if (status = color(owner, "backgroundColor", c.background_color + size_t{row} * 4); !status) return status;
      if (c.arrow_head[row] > arrow_head::kBoth) return range(owner + ": unknown arrow head");
      if (status = string(owner, "fontName", c.font_name[row]); !status) return status;
      if (status = text(owner, c.text_offset[row], c.text_length[row]); !status) return status;
      if (c.kind[row] == draw_kind::kText && c.text_length[row] < 0) return range(owner + ": a text item without text");
    }
    return Status::ok();
  }

  [[nodiscard]] Status json() {
    const Json c = m_table.json();
    const uint32_t count = m_table.count(Section::kJson);
    m_items.assign(m_packed.frames, 0);
    for (uint32_t row = 0; row < count; ++row) {
      if (c.origin[row] != origin::kScript) continue;
      if (c.frame[row] >= m_packed.frames) return range("JSON metadata names a frame that does not exist");
      if (++m_items[c.frame[row]] > kMaxJsonEntriesPerFrame) {
        return {ErrorCode::kLimit, "a frame of source " + std::to_string(m_table.frames().source_id[c.frame[row]]) +
                                       " has more than " + std::to_string(kMaxJsonEntriesPerFrame) +
                                       " changes of JSON metadata"};
      }
      const Result<std::string_view> key = m_table.text(c.key_offset[row], c.key_length[row]);
      if (!key || key->empty() || c.key_length[row] > kMaxJsonKeyBytes || key->find('\0') != std::string_view::npos) {
        return range("a key of JSON metadata must have 1 to " + std::to_string(kMaxJsonKeyBytes) +
                     " bytes, none of them 0");
      }
      if (c.op[row] == json_op::kRemove) continue;
      const std::string owner = "JSON metadata '" + std::string(*key) + "'";
      if (c.op[row] != json_op::kSet) return range(owner + ": unknown operation");
      if (c.value_length[row] > kMaxJsonBytes) {
        return {ErrorCode::kLimit, owner + ": " + std::to_string(c.value_length[row]) + " bytes; at most " +
                                       std::to_string(kMaxJsonBytes) + " are carried"};
      }
      // Before the text is looked through: many rows may point to one that is long.
      if (Status status = add_bytes(key->size() + static_cast<size_t>(std::max(c.value_length[row], 0))); !status) {
        return status;
      }
      const Result<std::string_view> value = m_table.text(c.value_offset[row], c.value_length[row]);
      if (!value || !is_utf8(*value) || !json::check(*value)) return range(owner + ": the value is no valid JSON");
    }
    return Status::ok();
  }

  // Whether the field of such a row belongs to an object, not to a frame.
  static bool is_of_object(uint32_t kind) { return kind >= analytics_kind::kObject; }

  [[nodiscard]] Status analytics() const {
    constexpr double kMaxCount = 9007199254740991;  // what a double holds exactly
    const Analytics c = m_table.analytics();
    const uint32_t count = m_table.count(Section::kAnalytics);
    bool begun = false;
    for (uint32_t row = 0; row < count; ++row) {
      if (c.origin[row] != origin::kScript) continue;
      const auto refuse = [&](const std::string& what) { return range("analytics row " + std::to_string(row) + what); };
      const uint32_t kind = c.kind[row];
      const int32_t object = c.object[row];
      if (kind > analytics_kind::kObjectStatus) return refuse(": unknown kind " + std::to_string(kind));
      if (c.frame[row] >= m_packed.frames) return refuse(": it names a frame that does not exist");
      if (is_of_object(kind)) {
        if (object < 0 || static_cast<uint32_t>(object) >= m_table.count(Section::kObjects) ||
            m_table.objects().frame[object] != c.frame[row]) {
          return refuse(": it names an object that its frame does not have");
        }
      } else if (object != -1) {
        return refuse(": what belongs to a frame names object " + std::to_string(object));
      }
      if (!(c.value[row] >= 0 && c.value[row] <= kMaxCount) || c.value[row] != std::floor(c.value[row])) {
        return refuse(": its value is " + number(c.value[row]) + "; it must be a whole number from 0");
      }
      if (kind == analytics_kind::kFrame || kind == analytics_kind::kObject) {
        if (c.value[row] > UINT32_MAX) return refuse(": the unique id has more than 32 bits");
        begun = true;
        continue;
      }
      const bool follows = begun && c.origin[row - 1] == origin::kScript && c.frame[row - 1] == c.frame[row] &&
                           c.object[row - 1] == object;
      if (!follows) return refuse(": it follows no row of the same frame or object");
      if (kind != analytics_kind::kClassCount && c.key[row] != -1 && !m_table.strings().contains(c.key[row])) {
        return refuse(": its label is string " + std::to_string(c.key[row]) + ", which does not exist");
      }
    }
    return Status::ok();
  }

  const FrameTable& m_table;
  const PackedRows m_packed;
  std::vector<uint32_t> m_items;  // of each frame, of the section that is looked at
  size_t m_text_bytes = 0;
};

}  // namespace

Status validate(const FrameTable& table, const PackedRows& packed) {
  return Validator(table, packed).run();
}

}  // namespace nvts::table
