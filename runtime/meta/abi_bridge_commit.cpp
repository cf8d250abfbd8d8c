// SPDX-License-Identifier: MIT
// Frame table -> NvDs metadata.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "meta/abi_bridge.h"
#include "meta/frame_json_meta.h"
#include "meta/lasting_string.h"
#include "meta/meta_lock.h"
#include "table/validate.h"

namespace nvts::meta::NVTS_ABI_NAMESPACE {
namespace {

using table::Section;
namespace object_edit = table::object_edit;

NvOSD_ColorParams color(const float* rgba) {
  return {rgba[0], rgba[1], rgba[2], rgba[3]};
}

unsigned int clamp_to_unsigned(float value) {
  return value > 0.0f ? static_cast<unsigned int>(std::lround(value)) : 0u;
}

// Where a line's coordinates cannot be negative, the part outside is cut off. False when nothing is left.
bool cut_negative(float& x1, float& y1, float& x2, float& y2) {
  const auto cut = [](float& a1, float& b1, float a2, float b2) {
    if (a1 >= 0) return;
    b1 += (b2 - b1) * (-a1 / (a2 - a1));
    a1 = 0;
  };
  if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0)) return false;
  cut(x1, y1, x2, y2);
  cut(x2, y2, x1, y1);
  if (y1 < 0 && y2 < 0) return false;
  cut(y1, x1, y2, x2);
  cut(y2, x2, y1, x1);
  return true;
}

}  // namespace

// Between pack and commit the lock is free, and another branch behind a tee may have edited the same metadata. The
// rows must still be the objects they were, or an edit would hit a recycled one. Objects added since do no harm.
Status AbiBridge::check_unchanged() const {
  const Status changed(ErrorCode::kConflict,
                       "another element changed the batch's metadata while the script ran: branches behind a tee share "
                       "it, so edit before the tee or in one branch only");
  const auto find = [](GList* node, const void* data) {
    while (node != nullptr && node->data != data) node = node->next;
    return node;
  };
  GList* frame_node = m_batch->frame_meta_list;
  for (size_t f = 0; f < m_frames.size(); ++f) {
    frame_node = find(frame_node, m_frames[f]);
    if (frame_node == nullptr) return changed;
    if (m_audio) continue;
    GList* node = m_frames[f]->obj_meta_list;
    for (uint32_t row = m_first_rows[f]; row < m_first_rows[f + 1]; ++row) {
      node = find(node, m_objects[row]);
      if (node == nullptr) return changed;
      node = node->next;
    }
  }
  return Status::ok();
}

Result<CommitStats> AbiBridge::commit() {
  m_stats = {};
  const uint32_t edits = m_table.count(Section::kEdits);
  const uint32_t draws = m_table.count(Section::kDraw);
  const uint32_t json = m_table.count(Section::kJson);
  const uint32_t analytics = m_table.count(Section::kAnalytics);
  const bool classified = m_table.count(Section::kClassifiers) > m_packed_classifiers;
  const bool masked = m_table.count(Section::kMasks) != 0;
  if (edits == 0 && draws == 0 && json == 0 && analytics == 0 && !classified && !masked && m_class_maps.empty()) {
    return m_stats;
  }

  const table::PackedRows packed{static_cast<uint32_t>(m_frames.size()), m_packed_objects, m_packed_classifiers};
  if (Status status = table::validate(m_table, packed); !status) return status;
  if (m_audio && (edits != 0 || draws != 0 || analytics != 0 || classified || masked)) {
    return Status{ErrorCode::kRange, "an audio frame has no objects and no picture: only setJson and emit work on it"};
  }

  const MetaLock lock(m_batch);
  if (Status status = check_unchanged(); !status) return status;

  m_removed_rows.clear();
  m_parent_rows.clear();
  m_objects.resize(m_table.count(Section::kObjects), nullptr);
  const table::Objects c = m_table.objects();
  // Objects are added at the front of their frame's list: backwards, so that they stand there in the script's order.
  for (uint32_t i = edits; i-- > 0;) {
    const uint32_t row = m_table.edits().row[i];
    const uint32_t bits = c.edits[row];
    c.edits[row] = 0;  // a row listed twice is applied once
    if (bits != 0) edit_object(row, bits);
  }
  if (classified) add_classifiers();
  if (masked) write_masks();
  link_parents();
  if (analytics != 0) write_analytics();
  write_class_maps();
  remove_objects();
  if (draws != 0) add_draw_items();
  for (uint32_t row = 0; row < json; ++row) {
    if (m_table.json().origin[row] == table::origin::kScript) write_json(row);
  }
  return m_stats;
}

void AbiBridge::edit_object(uint32_t row, uint32_t edits) {
  const bool added = (edits & object_edit::kAdded) != 0;
  if ((edits & object_edit::kRemoved) != 0) {
    if (!added) m_removed_rows.push_back(row);
    return;
  }
  if (added) {
    add_object(row);
    return;
  }
  write_fields(m_objects[row], row, edits);
  if ((edits & object_edit::kParent) != 0) m_parent_rows.push_back(row);
  ++m_stats.objects_edited;
}

void AbiBridge::add_object(uint32_t row) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(m_batch);
  // A recycled element keeps old values, and a rotation left in it would tilt the box.
  object->rect_params = {};
  object->mask_params = {};
  object->text_params = {};
  std::memset(object->misc_obj_info, 0, sizeof object->misc_obj_info);
  write_fields(object, row, ~0u);
  nvds_add_obj_meta_to_frame(m_frames[m_table.objects().frame[row]], object, nullptr);
  m_objects[row] = object;
  m_parent_rows.push_back(row);
  ++m_stats.objects_added;
}

void AbiBridge::write_fields(NvDsObjectMeta* object, uint32_t row, uint32_t edits) {
  const table::Objects c = m_table.objects();
  const size_t lanes = size_t{row} * 4;
  NvOSD_RectParams& rect = object->rect_params;
  if ((edits & object_edit::kClassId) != 0) object->class_id = c.class_id[row];
  if ((edits & object_edit::kLabel) != 0) {
    const std::string_view label = m_table.strings().at(c.label[row]);
    std::memset(object->obj_label, 0, sizeof object->obj_label);
    label.copy(object->obj_label, sizeof object->obj_label - 1);
  }
  if ((edits & object_edit::kTrackId) != 0) object->object_id = c.track_id[row];
  if ((edits & object_edit::kConfidence) != 0) object->confidence = c.confidence[row];
  if ((edits & object_edit::kComponentId) != 0) object->unique_component_id = c.component_id[row];
  if ((edits & object_edit::kTrackerConfidence) != 0) object->tracker_confidence = c.tracker_confidence[row];
  if ((edits & object_edit::kBox) != 0) {
    rect.left = c.left[row];
    rect.top = c.top[row];
    rect.width = c.width[row];
    rect.height = c.height[row];
  }
  if ((edits & object_edit::kDetectorBox) != 0) {
    object->detector_bbox_info.org_bbox_coords = {c.detector_left[row], c.detector_top[row], c.detector_width[row],
                                                  c.detector_height[row]};
  }
  if ((edits & object_edit::kTrackerBox) != 0) {
    object->tracker_bbox_info.org_bbox_coords = {c.tracker_left[row], c.tracker_top[row], c.tracker_width[row],
                                                 c.tracker_height[row]};
  }
  if ((edits & object_edit::kClassifiers) != 0) remove_classifiers(object);
  if ((edits & object_edit::kMask) != 0) {
    g_free(object->mask_params.data);
    object->mask_params = {};
  }
  if ((edits & object_edit::kBorder) != 0) {
    rect.border_width = c.border_width[row];
    rect.border_color = color(c.border_color + lanes);
  }
  if ((edits & object_edit::kBackground) != 0) {
    rect.has_bg_color = c.has_background[row] != 0 ? 1 : 0;
    rect.bg_color = color(c.background_color + lanes);
  }
  if ((edits & object_edit::kText) != 0) {
    g_free(object->text_params.display_text);
    object->text_params.display_text = duplicate_text(c.text_offset[row], c.text_length[row]);
  }
  if ((edits & object_edit::kTextStyle) != 0) {
    NvOSD_TextParams& text = object->text_params;
    text.x_offset = c.text_x[row];
    text.y_offset = c.text_y[row];
    text.font_params.font_name = const_cast<char*>(lasting_string(m_table.strings().at(c.font_name[row])));
    text.font_params.font_size = c.font_size[row];
    text.font_params.font_color = color(c.font_color + lanes);
    text.set_bg_clr = c.has_text_background[row] != 0 ? 1 : 0;
    text.text_bg_clr = color(c.text_background_color + lanes);
  }
}

void AbiBridge::remove_classifiers(NvDsObjectMeta* object) {
  for (GList* node = object->classifier_meta_list; node != nullptr;) {
    auto* classifier = static_cast<NvDsClassifierMeta*>(node->data);
    node = node->next;
    if (classifier != nullptr) nvds_remove_classifier_meta_from_obj(object, classifier);
  }
}

// Those behind the packed ones are the script's. From the last to the first, each put before the others: the library's functions
// walk to the end of a list for each of its elements, and a script may add 100,000.
void AbiBridge::add_classifiers() {
  const table::Classifiers c = m_table.classifiers();
  std::vector<GList*> added(m_objects.size(), nullptr);
  for (uint32_t row = m_table.count(Section::kClassifiers); row-- > m_packed_classifiers;) {
    if (c.object[row] == table::kTakenBack || m_objects[c.object[row]] == nullptr) continue;  // taken back, or added and removed again
    NvDsClassifierMeta* classifier = nvds_acquire_classifier_meta_from_pool(m_batch);
    classifier->unique_component_id = c.component_id[row];
    classifier->classifier_type = lasting_string(m_table.strings().at(c.type[row]));
    classifier->num_labels = c.label_count[row];
    for (uint32_t l = c.first_label[row] + c.label_count[row]; l-- > c.first_label[row];) {
      classifier->label_info_list = g_list_prepend(classifier->label_info_list, make_label(l));
    }
    GList*& list = added[c.object[row]];
    list = g_list_prepend(list, classifier);
  }
  for (size_t i = 0; i < added.size(); ++i) {
    if (added[i] != nullptr) m_objects[i]->classifier_meta_list = g_list_concat(m_objects[i]->classifier_meta_list, added[i]);
  }
}

NvDsLabelInfo* AbiBridge::make_label(uint32_t row) {
  const table::ClassLabels labels = m_table.class_labels();
  NvDsLabelInfo* label = nvds_acquire_label_info_meta_from_pool(m_batch);
  const std::string_view text = m_table.strings().at(labels.label[row]);
  std::memset(label->result_label, 0, sizeof label->result_label);
  text.copy(label->result_label, sizeof label->result_label - 1);
  label->pResult_label = text.size() < sizeof label->result_label ? nullptr : g_strndup(text.data(), text.size());
  label->result_class_id = labels.class_id[row];
  label->label_id = labels.label_id[row];
  label->num_classes = labels.class_count[row];
  label->result_prob = labels.probability[row];
  return label;
}

void AbiBridge::write_masks() {
  const table::Masks c = m_table.masks();
  for (uint32_t row = 0; row < m_table.count(Section::kMasks); ++row) {
    if (c.origin[row] != table::origin::kScript || c.object[row] == table::kTakenBack) continue;
    NvDsObjectMeta* object = m_objects[c.object[row]];
    if (object == nullptr) continue;  // added and removed again
    const gsize bytes = gsize{c.width[row]} * c.height[row] * sizeof(float);
    NvOSD_MaskParams& mask = object->mask_params;
    g_free(mask.data);
    mask.data = static_cast<float*>(g_memdup2(m_table.mask_values().value + c.first_value[row], bytes));
    mask.size = static_cast<unsigned int>(bytes);
    mask.threshold = c.threshold[row];
    mask.width = c.width[row];
    mask.height = c.height[row];
  }
}

void AbiBridge::link_parents() {
  const table::Objects c = m_table.objects();
  for (const uint32_t row : m_parent_rows) {
    m_objects[row]->parent = c.parent[row] < 0 ? nullptr : m_objects[c.parent[row]];
  }
}

void AbiBridge::remove_objects() {
  if (m_removed_rows.empty()) return;
  std::vector<const NvDsObjectMeta*> gone;
  gone.reserve(m_removed_rows.size());
  for (const uint32_t row : m_removed_rows) gone.push_back(m_objects[row]);
  std::sort(gone.begin(), gone.end());
  for (NvDsObjectMeta* object : m_objects) {
    if (object == nullptr || object->parent == nullptr) continue;
    if (std::binary_search(gone.begin(), gone.end(), object->parent)) object->parent = nullptr;
  }
  for (const uint32_t row : m_removed_rows) {
    // The frame comes from what was packed: the table's column is in the script's reach.
    const auto next = std::upper_bound(m_first_rows.begin(), m_first_rows.end(), row);
    nvds_remove_obj_meta_from_frame(m_frames[next - m_first_rows.begin() - 1], m_objects[row]);
    ++m_stats.objects_removed;
  }
}

// A display meta holds 16 items of each kind, so a frame gets as many of them as it needs.
void AbiBridge::add_draw_items() {
  std::vector<NvDsDisplayMeta*> current(m_frames.size(), nullptr);
  const auto room = [&](uint32_t frame, guint NvDsDisplayMeta::* counter) {
    NvDsDisplayMeta*& display = current[frame];
    if (display == nullptr || display->*counter == MAX_ELEMENTS_IN_DISPLAY_META) {
      display = nvds_acquire_display_meta_from_pool(m_batch);
      display->num_rects = display->num_labels = display->num_lines = display->num_arrows = display->num_circles = 0;
      nvds_add_display_meta_to_frame(m_frames[frame], display);
    }
    ++m_stats.draw_items;
    return (display->*counter)++;
  };

  const table::Draw c = m_table.draw();
  for (uint32_t row = 0; row < m_table.count(Section::kDraw); ++row) {
    if (c.origin[row] != table::origin::kScript) continue;
    const uint32_t frame = c.frame[row];
    const NvOSD_ColorParams front = color(c.color + size_t{row} * 4);
    const NvOSD_ColorParams back = color(c.background_color + size_t{row} * 4);
    switch (c.kind[row]) {
      case table::draw_kind::kRect: {
        const guint i = room(frame, &NvDsDisplayMeta::num_rects);
        NvOSD_RectParams& rect = current[frame]->rect_params[i];
        rect = {};
        rect.left = c.x1[row];
        rect.top = c.y1[row];
        rect.width = c.x2[row];
        rect.height = c.y2[row];
        rect.border_width = c.width[row];
        rect.border_color = front;
        rect.has_bg_color = c.has_background[row] != 0 ? 1 : 0;
        rect.bg_color = back;
        break;
      }
      case table::draw_kind::kText: {
        const guint i = room(frame, &NvDsDisplayMeta::num_labels);
        NvOSD_TextParams& text = current[frame]->text_params[i];
        text = {};
        text.display_text = duplicate_text(c.text_offset[row], c.text_length[row]);
        text.x_offset = clamp_to_unsigned(c.x1[row]);
        text.y_offset = clamp_to_unsigned(c.y1[row]);
        const char* font = lasting_string(m_table.strings().at(c.font_name[row]));
        text.font_params = {const_cast<char*>(font != nullptr ? font : "Serif"), c.font_size[row], front};
        text.set_bg_clr = c.has_background[row] != 0 ? 1 : 0;
        text.text_bg_clr = back;
        break;
      }
      case table::draw_kind::kLine:
      case table::draw_kind::kArrow: {
        float x1 = c.x1[row], y1 = c.y1[row], x2 = c.x2[row], y2 = c.y2[row];
        if (!cut_negative(x1, y1, x2, y2)) break;
        const unsigned int ends[4] = {clamp_to_unsigned(x1), clamp_to_unsigned(y1), clamp_to_unsigned(x2),
                                      clamp_to_unsigned(y2)};
        if (c.kind[row] == table::draw_kind::kLine) {
          const guint i = room(frame, &NvDsDisplayMeta::num_lines);
          current[frame]->line_params[i] = {ends[0], ends[1], ends[2], ends[3], c.width[row], front};
        } else {
          const guint i = room(frame, &NvDsDisplayMeta::num_arrows);
          current[frame]->arrow_params[i] = {ends[0], ends[1], ends[2], ends[3], c.width[row],
                                             static_cast<NvOSD_Arrow_Head_Direction>(c.arrow_head[row]), front, 0};
        }
        break;
      }
      case table::draw_kind::kCircle: {
        const guint i = room(frame, &NvDsDisplayMeta::num_circles);
        NvOSD_CircleParams& circle = current[frame]->circle_params[i];
        circle = {};
        circle.xc = clamp_to_unsigned(c.x1[row]);
        circle.yc = clamp_to_unsigned(c.y1[row]);
        circle.radius = clamp_to_unsigned(c.x2[row]);
        circle.circle_color = front;
        circle.has_bg_color = c.has_background[row] != 0 ? 1 : 0;
        circle.bg_color = back;
#if NVDS_ABI >= 80000
        circle.circle_width = c.width[row];
#endif
        break;
      }
    }
  }
}

void AbiBridge::write_json(uint32_t row) {
  const table::Json c = m_table.json();
  const uint32_t frame = c.frame[row];
  const std::string_view key = *m_table.text(c.key_offset[row], c.key_length[row]);
  auto* audio_frame = m_audio ? reinterpret_cast<NvDsAudioFrameMeta*>(m_frames[frame]) : nullptr;
  GList* list = m_audio ? audio_frame->frame_user_meta_list : m_frames[frame]->frame_user_meta_list;

  NvDsUserMeta* existing = nullptr;
  for (GList* node = list; node != nullptr && existing == nullptr; node = node->next) {
    auto* meta = static_cast<NvDsUserMeta*>(node->data);
    const NvtsFrameJson* entry = frame_json(meta);
    if (entry != nullptr && key == entry->key) existing = meta;
  }

  ++m_stats.json_entries;
  if (c.op[row] == table::json_op::kRemove) {
    if (existing == nullptr) return;
    if (m_audio) {
      nvds_remove_user_meta_from_audio_frame(audio_frame, existing);
    } else {
      nvds_remove_user_meta_from_frame(m_frames[frame], existing);
    }
    return;
  }
  const std::string_view value = *m_table.text(c.value_offset[row], c.value_length[row]);
  if (existing != nullptr) {
    replace_frame_json(existing, value);
    return;
  }
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(m_batch);
  set_frame_json(meta, key, value);
  if (m_audio) {
    nvds_add_user_meta_to_audio_frame(audio_frame, meta);
  } else {
    nvds_add_user_meta_to_frame(m_frames[frame], meta);
  }
}

char* AbiBridge::duplicate_text(uint32_t offset, int32_t length) const {
  if (length < 0) return nullptr;
  const std::string_view text = *m_table.text(offset, length);
  return g_strndup(text.data(), text.size());
}

}  // namespace nvts::meta::NVTS_ABI_NAMESPACE

namespace nvts::meta {

std::unique_ptr<LayoutBridge> NVTS_CONCAT(make_bridge_, NVDS_ABI)(table::FrameTable& table) {
  return std::make_unique<NVTS_ABI_NAMESPACE::AbiBridge>(table);
}

}  // namespace nvts::meta
