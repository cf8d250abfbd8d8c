// SPDX-License-Identifier: MIT
#include "recording/put_frame.h"

#include <algorithm>
#include <cmath>

#include "table/validate.h"

namespace nvts::recording {
namespace {

using table::FrameTable;
using table::Section;

// Each section grows once, before any of its columns is taken.
Status make_room(const FrameRecord& record, FrameTable& table) {
  size_t classifiers = 0;
  size_t labels = 0;
  size_t masks = 0;
  size_t mask_values = 0;
  for (const ObjectRecord& object : record.objects) {
    if (object.mask && object.usable) {
      ++masks;
      mask_values += object.mask->values.size();
    }
    classifiers += object.classifiers.size();
    for (const ClassifierRecord& classifier : object.classifiers)
      labels += classifier.labels.size();
  }
  const auto reserve = [&](Section section, size_t rows) {
    const size_t total = table.count(section) + rows;
    return table.reserve(section, total > UINT32_MAX ? UINT32_MAX : static_cast<uint32_t>(total));
  };
  if (Status status = reserve(Section::kObjects, record.objects.size()); !status) return status;
  if (Status status = reserve(Section::kEdits, record.objects.size()); !status) return status;
  if (Status status = reserve(Section::kClassifiers, classifiers); !status) return status;
  if (Status status = reserve(Section::kClassLabels, labels); !status) return status;
  if (Status status = reserve(Section::kMasks, masks); !status) return status;
  if (Status status = reserve(Section::kMaskValues, mask_values); !status) return status;
  if (Status status = reserve(Section::kDraw, record.draw.size()); !status) return status;
  return reserve(Section::kJson, record.json.size());
}

void append_edit(FrameTable& table, uint32_t row) {
  const uint32_t edit = table.count(Section::kEdits);
  table.edits().row[edit] = row;
  table.set_count(Section::kEdits, edit + 1);
}

void put_color(const Color& color, float* lanes, uint32_t row) {
  std::copy(color.begin(), color.end(), lanes + size_t{4} * row);
}

uint32_t scaled(uint32_t value, float factor) {
  return static_cast<uint32_t>(std::min(std::lround(static_cast<double>(value) * factor), long{INT32_MAX}));
}

Status put_caption(const Caption& caption, const Scale& scale, FrameTable& table, uint32_t row) {
  Result<uint32_t> offset = table.append_text(caption.text);
  if (!offset) return offset.status();
  const int32_t font = table.strings().intern(caption.font);
  const table::Objects objects = table.objects();
  objects.text_offset[row] = *offset;
  objects.text_length[row] = caption.shown ? static_cast<int32_t>(caption.text.size()) : -1;
  objects.text_x[row] = scaled(caption.x, scale.x);
  objects.text_y[row] = scaled(caption.y, scale.y);
  objects.font_name[row] = font;
  objects.font_size[row] = caption.font_size;
  put_color(caption.color, objects.font_color, row);
  objects.has_text_background[row] = caption.background.shown ? 1 : 0;
  put_color(caption.background.color, objects.text_background_color, row);
  return Status::ok();
}

void put_classifiers(const ObjectRecord& object, FrameTable& table, uint32_t row) {
  const table::Classifiers classifiers = table.classifiers();
  const table::ClassLabels labels = table.class_labels();
  uint32_t next = table.count(Section::kClassifiers);
  uint32_t next_label = table.count(Section::kClassLabels);
  const table::Objects objects = table.objects();
  objects.first_classifier[row] = next;
  objects.classifier_count[row] = static_cast<uint32_t>(object.classifiers.size());
  for (const ClassifierRecord& classifier : object.classifiers) {
    classifiers.object[next] = row;
    classifiers.component_id[next] = classifier.component_id;
    classifiers.type[next] = table.strings().intern(classifier.type);
    classifiers.first_label[next] = next_label;
    classifiers.label_count[next] = static_cast<uint32_t>(classifier.labels.size());
    ++next;
    for (const LabelRecord& label : classifier.labels) {
      labels.label[next_label] = table.strings().intern(label.label);
      labels.class_id[next_label] = label.class_id;
      labels.label_id[next_label] = label.label_id;
      labels.class_count[next_label] = label.class_count;
      labels.probability[next_label] = label.probability;
      ++next_label;
    }
  }
  table.set_count(Section::kClassifiers, next);
  table.set_count(Section::kClassLabels, next_label);
}

void put_mask(const MaskRecord& mask, FrameTable& table, uint32_t row) {
  const uint32_t next = table.count(Section::kMasks);
  const uint32_t first = table.count(Section::kMaskValues);
  std::copy(mask.values.begin(), mask.values.end(), table.mask_values().value + first);
  const table::Masks masks = table.masks();
  masks.object[next] = row;
  masks.origin[next] = table::origin::kScript;
  masks.width[next] = mask.width;
  masks.height[next] = mask.height;
  masks.threshold[next] = mask.threshold;
  masks.first_value[next] = first;
  table.set_count(Section::kMasks, next + 1);
  table.set_count(Section::kMaskValues, first + static_cast<uint32_t>(mask.values.size()));
}

Status put_object(const ObjectRecord& object, const Scale& scale, FrameTable& table, uint32_t frame,
                  uint32_t row) {
  const int32_t label = table.strings().intern(object.label);
  const table::Objects objects = table.objects();
  objects.frame[row] = frame;
  objects.class_id[row] = object.class_id;
  objects.label[row] = label;
  objects.track_key[row] = -1;
  objects.track_serial[row] = 0;
  objects.track_id[row] = object.track_id;
  objects.confidence[row] = object.confidence;
  objects.left[row] = object.box.left * scale.x;
  objects.top[row] = object.box.top * scale.y;
  objects.width[row] = object.box.width * scale.x;
  objects.height[row] = object.box.height * scale.y;
  objects.parent[row] = -1;
  objects.flags[row] = object.track_id != table::kUntracked ? uint32_t{table::object_flag::kTracked} : 0u;
  objects.edits[row] = table::object_edit::kAdded;
  objects.component_id[row] = object.component_id;
  objects.tracker_confidence[row] = object.tracker_confidence;
  objects.detector_left[row] = object.detector_box.left * scale.x;
  objects.detector_top[row] = object.detector_box.top * scale.y;
  objects.detector_width[row] = object.detector_box.width * scale.x;
  objects.detector_height[row] = object.detector_box.height * scale.y;
  objects.tracker_left[row] = object.tracker_box.left * scale.x;
  objects.tracker_top[row] = object.tracker_box.top * scale.y;
  objects.tracker_width[row] = object.tracker_box.width * scale.x;
  objects.tracker_height[row] = object.tracker_box.height * scale.y;
  objects.border_width[row] = object.border.width;
  put_color(object.border.color, objects.border_color, row);
  objects.has_background[row] = object.background.shown ? 1 : 0;
  put_color(object.background.color, objects.background_color, row);
  put_classifiers(object, table, row);
  if (object.mask) put_mask(*object.mask, table, row);
  table.set_count(Section::kObjects, row + 1);
  append_edit(table, row);
  return put_caption(object.caption, scale, table, row);
}

// Whether the parents of an object end within the depth that the bridge allows, so that they go round in no
// circle.
bool has_sound_parents(const FrameRecord& record, size_t position) {
  int32_t parent = record.objects[position].parent;
  for (int depth = 1; depth < table::kMaxParentDepth; ++depth) {
    if (parent < 0) return true;
    if (static_cast<size_t>(parent) >= record.objects.size()) return false;
    parent = record.objects[static_cast<size_t>(parent)].parent;
  }
  return false;
}

Status put_objects(const FrameRecord& record, const Scale& scale, FrameTable& table, uint32_t frame) {
  std::vector<int32_t> rows;
  rows.reserve(record.objects.size());
  for (const ObjectRecord& object : record.objects) {
    const uint32_t row = table.count(Section::kObjects);
    rows.push_back(object.usable ? static_cast<int32_t>(row) : -1);
    if (!object.usable) continue;
    if (Status status = put_object(object, scale, table, frame, row); !status) return status;
  }
  const table::Objects objects = table.objects();
  for (size_t i = 0; i < rows.size(); ++i) {
    const int32_t parent = record.objects[i].parent;
    if (rows[i] < 0 || parent < 0 || !has_sound_parents(record, i)) continue;
    objects.parent[rows[i]] = rows[static_cast<size_t>(parent)];
  }
  return Status::ok();
}

Status put_draw_item(const DrawRecord& item, const Scale& scale, FrameTable& table, uint32_t frame) {
  Result<uint32_t> text = table.append_text(item.text);
  if (!text) return text.status();
  const int32_t font = table.strings().intern(item.font);
  const uint32_t row = table.count(Section::kDraw);
  const table::Draw draw = table.draw();
  const bool circle = item.kind == table::draw_kind::kCircle;
  draw.frame[row] = frame;
  draw.origin[row] = table::origin::kScript;
  draw.kind[row] = item.kind;
  draw.x1[row] = item.geometry[0] * scale.x;
  draw.y1[row] = item.geometry[1] * scale.y;
  draw.x2[row] = item.geometry[2] * (circle ? std::sqrt(scale.x * scale.y) : scale.x);
  draw.y2[row] = item.geometry[3] * scale.y;
  draw.width[row] = item.width;
  put_color(item.color, draw.color, row);
  draw.has_background[row] = item.background.shown ? 1 : 0;
  put_color(item.background.color, draw.background_color, row);
  draw.arrow_head[row] = item.arrow_head;
  draw.text_offset[row] = *text;
  draw.text_length[row] = static_cast<int32_t>(item.text.size());
  draw.font_name[row] = font;
  draw.font_size[row] = item.font_size;
  table.set_count(Section::kDraw, row + 1);
  return Status::ok();
}

Status put_json(const std::pair<std::string, std::string>& entry, FrameTable& table, uint32_t frame) {
  Result<uint32_t> key = table.append_text(entry.first);
  if (!key) return key.status();
  Result<uint32_t> value = table.append_text(entry.second);
  if (!value) return value.status();
  const uint32_t row = table.count(Section::kJson);
  const table::Json json = table.json();
  json.frame[row] = frame;
  json.origin[row] = table::origin::kScript;
  json.op[row] = table::json_op::kSet;
  json.key_offset[row] = *key;
  json.key_length[row] = static_cast<int32_t>(entry.first.size());
  json.value_offset[row] = *value;
  json.value_length[row] = static_cast<int32_t>(entry.second.size());
  table.set_count(Section::kJson, row + 1);
  return Status::ok();
}

}  // namespace

Scale scale_to_frame(const FrameRecord& record, const FrameTable& table, uint32_t row) {
  const table::Frames frames = table.frames();
  const uint32_t width = frames.pipeline_width[row];
  const uint32_t height = frames.pipeline_height[row];
  if (record.pipeline_width == 0 || record.pipeline_height == 0 || width == 0 || height == 0) return {};
  return {static_cast<float>(width) / static_cast<float>(record.pipeline_width),
          static_cast<float>(height) / static_cast<float>(record.pipeline_height)};
}

Status put_frame(const FrameRecord& record, const Scale& scale, FrameTable& table, uint32_t row) {
  if (Status status = make_room(record, table); !status) return status;
  if (Status status = put_objects(record, scale, table, row); !status) return status;
  for (const DrawRecord& item : record.draw) {
    if (Status status = put_draw_item(item, scale, table, row); !status) return status;
  }
  for (const auto& entry : record.json) {
    if (Status status = put_json(entry, table, row); !status) return status;
  }
  return Status::ok();
}

Status remove_objects(FrameTable& table, uint32_t row) {
  const table::Frames frames = table.frames();
  const uint32_t first = frames.first_object[row];
  const uint32_t end = std::min(first + frames.object_count[row], table.count(Section::kObjects));
  if (first >= end) return Status::ok();
  if (Status status = table.reserve(Section::kEdits, table.count(Section::kEdits) + end - first); !status) {
    return status;
  }
  for (uint32_t object = first; object < end; ++object) {
    table.objects().edits[object] |= table::object_edit::kRemoved;
    append_edit(table, object);
  }
  return Status::ok();
}

}  // namespace nvts::recording
