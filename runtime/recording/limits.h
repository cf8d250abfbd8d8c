// SPDX-License-Identifier: MIT
// What the metadata can hold. One value beyond the limits of table/validate.h would make the bridge refuse a
// whole batch, so records are checked one by one before.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "recording/record.h"
#include "support/json.h"
#include "support/utf8.h"
#include "table/validate.h"

namespace nvts::recording {

using table::kMaxCoordinate;

inline constexpr size_t kMaxDrawItems = table::kMaxDrawItemsPerFrame;

inline bool fits(const Box& box) {
  return std::abs(box.left) <= kMaxCoordinate && std::abs(box.top) <= kMaxCoordinate && box.width >= 0 &&
         box.width <= kMaxCoordinate && box.height >= 0 && box.height <= kMaxCoordinate;
}

inline bool fits(const Color& color) {
  return std::all_of(color.begin(), color.end(), [](float part) { return part >= 0 && part <= 1; });
}

inline const char* refuse_mask(const MaskRecord& mask) {
  if (mask.width == 0 || mask.height == 0 || mask.width > table::kMaxMaskSide || mask.height > table::kMaxMaskSide) {
    return "has a mask whose sides are not 1 to 8192 cells";
  }
  if (mask.values.size() != size_t{mask.width} * mask.height) {
    return "has a mask whose data are not base64 of a 32-bit float for each cell";
  }
  const bool finite = std::all_of(mask.values.begin(), mask.values.end(), [](float value) { return std::isfinite(value); });
  return finite ? nullptr : "has a mask with values that are no finite numbers";
}

// Why the metadata cannot hold it, null when it can.
inline const char* refuse_object(const ObjectRecord& object) {
  if (!fits(object.box)) return "has a box of negative size or beyond 1e6 pixels";
  if (!fits(object.detector_box) || !fits(object.tracker_box)) {
    return "has a detector or tracker box of negative size or beyond 1e6 pixels";
  }
  if (object.class_id < -1) return "has a class below -1";
  if (object.label.size() > table::kMaxLabelBytes) return "has a label of more than 127 bytes";
  if (object.caption.text.size() > size_t{table::kMaxTextBytes}) return "has a text of more than 4096 bytes";
  if (!fits(object.border.color) || !fits(object.background.color) || !fits(object.caption.color) ||
      !fits(object.caption.background.color)) {
    return "has a colour outside 0..1";
  }
  return object.mask ? refuse_mask(*object.mask) : nullptr;
}

inline const char* refuse_draw_item(const DrawRecord& item) {
  if (std::any_of(item.geometry.begin(), item.geometry.end(),
                  [](float value) { return std::abs(value) > kMaxCoordinate; })) {
    return "lies beyond 1e6 pixels";
  }
  const bool rect = item.kind == table::draw_kind::kRect;
  const bool circle = item.kind == table::draw_kind::kCircle;
  if (((rect || circle) && item.geometry[2] < 0) || (rect && item.geometry[3] < 0))
    return "has a negative size";
  if (item.text.size() > size_t{table::kMaxTextBytes}) return "has a text of more than 4096 bytes";
  if (!fits(item.color) || !fits(item.background.color)) return "has a colour outside 0..1";
  return nullptr;
}

inline const char* refuse_json(const std::string& key, const std::string& value) {
  if (key.empty() || key.size() > size_t{table::kMaxJsonKeyBytes}) return "has no key of 1 to 256 bytes";
  if (value.size() > size_t{table::kMaxJsonBytes}) return "has a value of more than 1 MiB";
  if (!is_utf8(value) || !json::check(value)) return "has a value that is not the text of JSON";
  return nullptr;
}

}  // namespace nvts::recording
