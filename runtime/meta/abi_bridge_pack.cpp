// SPDX-License-Identifier: MIT
// NvDs metadata -> frame table.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "meta/abi_bridge.h"
#include "meta/frame_json_meta.h"
#include "meta/meta_lock.h"
#include "table/validate.h"

namespace nvts::meta::NVTS_ABI_NAMESPACE {
namespace {

using table::Section;

// Longer texts are cut: nothing legible is longer, and a text without end mark must not be followed for ever.
constexpr size_t kMaxText = 4096;

// Fetches what pack_objects reads of an object. A batch's metadata is larger than the nearer caches, and every object
// would be waited for.
void prefetch(const NvDsObjectMeta* object) {
  if (object == nullptr) return;
  __builtin_prefetch(&object->class_id);
  __builtin_prefetch(&object->confidence);
  __builtin_prefetch(&object->rect_params.height);
  __builtin_prefetch(object->obj_label);
  __builtin_prefetch(&object->classifier_meta_list);
}

constexpr uint32_t kStylesAhead = 4;

// The same for pack_style.
void prefetch_style(const NvDsObjectMeta* object) {
  __builtin_prefetch(&object->rect_params.border_color);
  __builtin_prefetch(&object->rect_params.bg_color);
  __builtin_prefetch(&object->text_params);
  __builtin_prefetch(&object->text_params.font_params.font_color);
  __builtin_prefetch(&object->text_params.text_bg_clr);
}

bool is_valid_box(float left, float top, float width, float height) {
  return std::isfinite(left + top) && std::isfinite(width + height) && width >= 0 && height >= 0;
}

void store(const NvOSD_ColorParams& from, float* to) {
  to[0] = static_cast<float>(from.red);
  to[1] = static_cast<float>(from.green);
  to[2] = static_cast<float>(from.blue);
  to[3] = static_cast<float>(from.alpha);
}

// The elements of a list that grows at the front, oldest first. A list longer than the section could ever hold is
// taken for one without end.
Status oldest_first(GList* list, Section section, std::vector<void*>* elements) {
  const uint32_t most = table::kSections[static_cast<size_t>(section)].max_rows;
  elements->clear();
  for (; list != nullptr; list = list->next) {
    if (elements->size() == most) return {ErrorCode::kLimit, "a metadata list has no end"};
    if (list->data != nullptr) elements->push_back(list->data);
  }
  std::reverse(elements->begin(), elements->end());
  return Status::ok();
}

}  // namespace

Status AbiBridge::pack(NvDsBatchMeta* batch, uint32_t groups, const FrameTime& frame_time) {
  const MetaLock lock(batch);
  m_batch = batch;
  m_audio = batch->frame_meta_pool->element_size == sizeof(NvDsAudioFrameMeta);
  m_frames.clear();
  m_objects.clear();
  m_class_maps.clear();
  m_child_rows.clear();
  m_first_rows.clear();
  if (Status status = m_audio ? pack_audio_frames(frame_time) : pack_frames(frame_time); !status) return status;
  m_packed_objects = m_table.count(Section::kObjects);
  m_packed_classifiers = m_table.count(Section::kClassifiers);
  m_first_rows.push_back(m_packed_objects);
  resolve_parents();
  if (Status status = pack_groups(groups); !status) return status;
  m_table.publish_strings();
  return Status::ok();
}

Status AbiBridge::pack_more(uint32_t groups) {
  const MetaLock lock(m_batch);
  if (Status status = check_unchanged(); !status) return status;
  if (Status status = pack_groups(groups); !status) return status;
  m_table.publish_strings();
  return Status::ok();
}

void AbiBridge::release() {
  m_batch = nullptr;
  m_frames.clear();
  m_objects.clear();
  m_class_maps.clear();
}

int32_t AbiBridge::intern(const char* text, size_t max) {
  if (text == nullptr || *text == '\0') return -1;
  return m_table.strings().intern({text, strnlen(text, max)});
}

// Objects of a class nearly always carry the same label, and texts the same font: `last`, which one of them had, is looked
// at first.
int32_t AbiBridge::intern_known(const char* text, size_t max, KnownText& last) {
  if (text == nullptr || *text == '\0') return -1;
  const uint32_t generation = m_table.strings().generation();
  if (last.generation == generation && std::strncmp(last.text, text, MAX_LABEL_SIZE) == 0) return last.index;
  const int32_t index = intern(text, max);
  const size_t length = strnlen(text, MAX_LABEL_SIZE);
  // Of a longer text only the beginning could be compared.
  if (length == MAX_LABEL_SIZE) return index;
  std::memcpy(last.text, text, length + 1);
  last.index = index;
  last.generation = generation;
  return index;
}

Status AbiBridge::pack_frames(const FrameTime& frame_time) {
  for (GList* node = m_batch->frame_meta_list; node != nullptr; node = node->next) {
    auto* frame = static_cast<NvDsFrameMeta*>(node->data);
    if (frame == nullptr) continue;
    Result<uint32_t> row = m_table.append_rows(Section::kFrames);
    if (!row) return row.status();
    m_frames.push_back(frame);

    const table::Frames c = m_table.frames();
    const uint32_t r = *row;
    const double time = frame_time(frame->source_id, frame->buf_pts);
    c.source_id[r] = frame->source_id;
    c.pad_index[r] = frame->pad_index;
    c.batch_id[r] = frame->batch_id;
    c.frame_num[r] = frame->frame_num;
    c.pts[r] = frame->buf_pts;
    c.ntp[r] = frame->ntp_timestamp;
    c.time[r] = time;
    c.source_width[r] = frame->source_frame_width;
    c.source_height[r] = frame->source_frame_height;
    c.pipeline_width[r] = frame->pipeline_width != 0 ? frame->pipeline_width : frame->source_frame_width;
    c.pipeline_height[r] = frame->pipeline_height != 0 ? frame->pipeline_height : frame->source_frame_height;
    c.infer_done[r] = frame->bInferDone ? 1 : 0;
#if NVDS_ABI >= 80000
    c.sensor_id[r] = intern(frame->sensorInfo_meta.sensor_id, kMaxText);
    c.sensor_name[r] = intern(frame->sensorInfo_meta.sensor_name, kMaxText);
    c.sensor_uri[r] = intern(frame->sensorInfo_meta.uri, kMaxText);
#else
    c.sensor_id[r] = c.sensor_name[r] = c.sensor_uri[r] = -1;
#endif
    c.first_object[r] = m_table.count(Section::kObjects);
    m_first_rows.push_back(c.first_object[r]);
    c.object_count[r] = 0;
    if (frame->obj_meta_list == nullptr) continue;
    if (Status status = pack_objects(r, frame, time); !status) return status;
    m_table.frames().object_count[r] = m_table.count(Section::kObjects) - m_table.frames().first_object[r];
  }
  return Status::ok();
}

Status AbiBridge::pack_audio_frames(const FrameTime& frame_time) {
  for (GList* node = m_batch->frame_meta_list; node != nullptr; node = node->next) {
    auto* frame = static_cast<NvDsAudioFrameMeta*>(node->data);
    if (frame == nullptr) continue;
    Result<uint32_t> row = m_table.append_rows(Section::kFrames);
    if (!row) return row.status();
    m_frames.push_back(reinterpret_cast<NvDsFrameMeta*>(frame));

    const table::Frames c = m_table.frames();
    const uint32_t r = *row;
    c.source_id[r] = frame->source_id;
    c.pad_index[r] = frame->pad_index;
    c.batch_id[r] = frame->batch_id;
    c.frame_num[r] = frame->frame_num;
    c.pts[r] = frame->buf_pts;
    c.ntp[r] = frame->ntp_timestamp;
    c.time[r] = frame_time(frame->source_id, frame->buf_pts);
    c.source_width[r] = c.source_height[r] = c.pipeline_width[r] = c.pipeline_height[r] = 0;
    c.infer_done[r] = frame->bInferDone ? 1 : 0;
    c.sensor_id[r] = c.sensor_name[r] = c.sensor_uri[r] = -1;
    c.first_object[r] = c.object_count[r] = 0;
    m_first_rows.push_back(0);
  }
  return Status::ok();
}

Status AbiBridge::pack_objects(uint32_t frame_row, const NvDsFrameMeta* frame, double time) {
  table::TrackKeys& tracks = m_table.tracks();
  table::Objects c = m_table.objects();
  uint32_t capacity = m_table.capacity(Section::kObjects);
  uint32_t row = m_table.count(Section::kObjects);
  uint32_t classifiers = m_table.count(Section::kClassifiers);

  constexpr int kObjectsAhead = 4;
  const GList* ahead = frame->obj_meta_list;
  for (int i = 0; i < kObjectsAhead && ahead != nullptr; ++i) ahead = ahead->next;

  for (GList* node = frame->obj_meta_list; node != nullptr; node = node->next) {
    if (ahead != nullptr) {
      prefetch(static_cast<const NvDsObjectMeta*>(ahead->data));
      ahead = ahead->next;
    }
    auto* object = static_cast<NvDsObjectMeta*>(node->data);
    if (object == nullptr) continue;
    if (row == capacity) {
      m_table.set_count(Section::kObjects, row);
      if (Status status = m_table.reserve(Section::kObjects, row + 1); !status) return status;
      capacity = m_table.capacity(Section::kObjects);
      c = m_table.objects();
    }
    m_objects.push_back(object);

    const NvOSD_RectParams& rect = object->rect_params;
    uint32_t flags = 0;
    c.frame[row] = frame_row;
    c.class_id[row] = object->class_id;
    KnownText& class_label = m_class_labels[static_cast<uint32_t>(object->class_id) % m_class_labels.size()];
    c.label[row] = intern_known(object->obj_label, MAX_LABEL_SIZE, class_label);
    c.track_id[row] = object->object_id;
    if (object->object_id != table::kUntracked) {
      const table::TrackRef track = tracks.touch(frame->source_id, object->object_id, time);
      c.track_key[row] = track.key;
      c.track_serial[row] = track.serial;
      flags = table::object_flag::kTracked | (track.first_seen ? table::object_flag::kFirstSeen : 0u);
    } else {
      c.track_key[row] = -1;
      c.track_serial[row] = 0;
    }
    c.confidence[row] = object->confidence;
    c.left[row] = rect.left;
    c.top[row] = rect.top;
    c.width[row] = rect.width;
    c.height[row] = rect.height;
    if (!is_valid_box(rect.left, rect.top, rect.width, rect.height)) flags |= table::object_flag::kInvalidBox;
    c.parent[row] = -1;
    if (object->parent != nullptr) {
      flags |= table::object_flag::kHasParent;
      m_child_rows.push_back(row);
    }
    c.flags[row] = flags;
    c.edits[row] = 0;
    c.component_id[row] = object->unique_component_id;
    c.first_classifier[row] = classifiers;
    c.classifier_count[row] = 0;
    if (object->classifier_meta_list != nullptr) {
      m_table.set_count(Section::kObjects, row + 1);
      if (Status status = pack_classifiers(row, object); !status) return status;
      c = m_table.objects();
      classifiers = m_table.count(Section::kClassifiers);
      c.classifier_count[row] = classifiers - c.first_classifier[row];
    }
    ++row;
  }
  m_table.set_count(Section::kObjects, row);
  return Status::ok();
}

Status AbiBridge::pack_classifiers(uint32_t object_row, const NvDsObjectMeta* object) {
  for (GList* node = object->classifier_meta_list; node != nullptr; node = node->next) {
    const auto* classifier = static_cast<const NvDsClassifierMeta*>(node->data);
    if (classifier == nullptr) continue;
    Result<uint32_t> row = m_table.append_rows(Section::kClassifiers);
    if (!row) return row.status();
    const uint32_t first_label = m_table.count(Section::kClassLabels);

    for (GList* label_node = classifier->label_info_list; label_node != nullptr; label_node = label_node->next) {
      const auto* label = static_cast<const NvDsLabelInfo*>(label_node->data);
      if (label == nullptr) continue;
      Result<uint32_t> label_row = m_table.append_rows(Section::kClassLabels);
      if (!label_row) return label_row.status();
      const table::ClassLabels c = m_table.class_labels();
      c.label[*label_row] = label->pResult_label != nullptr ? intern(label->pResult_label, kMaxText)
                                                            : intern(label->result_label, MAX_LABEL_SIZE);
      c.class_id[*label_row] = label->result_class_id;
      c.label_id[*label_row] = label->label_id;
      c.class_count[*label_row] = label->num_classes;
      c.probability[*label_row] = label->result_prob;
    }

    const table::Classifiers c = m_table.classifiers();
    c.object[*row] = object_row;
    c.component_id[*row] = classifier->unique_component_id;
    c.type[*row] = intern(classifier->classifier_type, kMaxText);
    c.first_label[*row] = first_label;
    c.label_count[*row] = m_table.count(Section::kClassLabels) - first_label;
  }
  return Status::ok();
}

// Pointers become rows. A parent that is no object of this batch may point anywhere and is never followed.
void AbiBridge::resolve_parents() {
  if (m_child_rows.empty()) return;
  std::unordered_map<const NvDsObjectMeta*, int32_t> row_of;
  row_of.reserve(m_objects.size());
  for (size_t row = 0; row < m_objects.size(); ++row) row_of.emplace(m_objects[row], static_cast<int32_t>(row));

  const table::Objects c = m_table.objects();
  for (const uint32_t row : m_child_rows) {
    const auto parent = row_of.find(m_objects[row]->parent);
    if (parent != row_of.end()) {
      c.parent[row] = parent->second;
    } else {
      c.flags[row] |= table::object_flag::kDanglingParent;
    }
  }
}

// Packs those of `groups` that this batch does not hold yet.
Status AbiBridge::pack_groups(uint32_t groups) {
  const uint32_t missing = groups & ~m_table.header().packed_groups;
  if ((missing & table::kGroupStyle) != 0) {
    if (Status status = pack_style(); !status) return status;
  }
  if ((missing & table::kGroupDetail) != 0) pack_detail();
  if ((missing & table::kGroupDisplay) != 0 && !m_audio) {
    if (Status status = pack_display(); !status) return status;
  }
  if ((missing & table::kGroupJson) != 0) {
    if (Status status = pack_json(); !status) return status;
  }
  if ((missing & table::kGroupAnalytics) != 0 && !m_audio) {
    if (Status status = pack_analytics(); !status) return status;
  }
  if ((missing & table::kGroupMask) != 0) {
    if (Status status = pack_masks(); !status) return status;
  }
  m_table.header().packed_groups |= missing;
  return Status::ok();
}

Status AbiBridge::pack_style() {
  table::Objects c = m_table.objects();
  uint8_t* bytes = m_table.text_bytes().bytes;
  uint32_t capacity = m_table.capacity(Section::kText);
  uint32_t used = m_table.count(Section::kText);
  for (uint32_t row = 0; row < m_packed_objects; ++row) {
    if (row + kStylesAhead < m_packed_objects) prefetch_style(m_objects[row + kStylesAhead]);
    if (row + 1 < m_packed_objects) __builtin_prefetch(m_objects[row + 1]->text_params.display_text);
    const NvOSD_RectParams& rect = m_objects[row]->rect_params;
    const NvOSD_TextParams& text = m_objects[row]->text_params;
    c.text_offset[row] = 0;
    c.text_length[row] = -1;
    if (text.display_text != nullptr) {
      const auto length = static_cast<uint32_t>(strnlen(text.display_text, kMaxText));
      if (length > capacity - used) {
        m_table.set_count(Section::kText, used);
        if (Status status = m_table.reserve(Section::kText, used + length); !status) return status;
        c = m_table.objects();
        bytes = m_table.text_bytes().bytes;
        capacity = m_table.capacity(Section::kText);
      }
      std::memcpy(bytes + used, text.display_text, length);
      c.text_offset[row] = used;
      c.text_length[row] = static_cast<int32_t>(length);
      used += length;
    }
    c.border_width[row] = rect.border_width;
    store(rect.border_color, c.border_color + size_t{row} * 4);
    c.has_background[row] = rect.has_bg_color != 0 ? 1 : 0;
    store(rect.bg_color, c.background_color + size_t{row} * 4);
    c.text_x[row] = text.x_offset;
    c.text_y[row] = text.y_offset;
    c.font_name[row] = intern_known(text.font_params.font_name, kMaxText, m_font);
    c.font_size[row] = text.font_params.font_size;
    store(text.font_params.font_color, c.font_color + size_t{row} * 4);
    c.has_text_background[row] = text.set_bg_clr != 0 ? 1 : 0;
    store(text.text_bg_clr, c.text_background_color + size_t{row} * 4);
  }
  m_table.set_count(Section::kText, used);
  return Status::ok();
}

void AbiBridge::pack_detail() {
  const table::Objects c = m_table.objects();
  for (uint32_t row = 0; row < m_packed_objects; ++row) {
    const NvDsObjectMeta* object = m_objects[row];
    const NvBbox_Coords& detector = object->detector_bbox_info.org_bbox_coords;
    const NvBbox_Coords& tracker = object->tracker_bbox_info.org_bbox_coords;
    c.tracker_confidence[row] = object->tracker_confidence;
    c.detector_left[row] = detector.left;
    c.detector_top[row] = detector.top;
    c.detector_width[row] = detector.width;
    c.detector_height[row] = detector.height;
    c.tracker_left[row] = tracker.left;
    c.tracker_top[row] = tracker.top;
    c.tracker_width[row] = tracker.width;
    c.tracker_height[row] = tracker.height;
  }
}

Status AbiBridge::pack_display() {
  const auto append = [this](uint32_t frame, uint32_t kind, const NvOSD_ColorParams& color) -> Result<uint32_t> {
    Result<uint32_t> row = m_table.append_rows(Section::kDraw);
    if (!row) return row;
    const table::Draw c = m_table.draw();
    const uint32_t r = *row;
    c.frame[r] = frame;
    c.origin[r] = table::origin::kMetadata;
    c.kind[r] = kind;
    c.x1[r] = c.y1[r] = c.x2[r] = c.y2[r] = 0;
    c.width[r] = 0;
    store(color, c.color + size_t{r} * 4);
    c.has_background[r] = 0;
    std::fill_n(c.background_color + size_t{r} * 4, 4, 0.0f);
    c.arrow_head[r] = 0;
    c.text_offset[r] = 0;
    c.text_length[r] = -1;
    c.font_name[r] = -1;
    c.font_size[r] = 0;
    return row;
  };
  const auto set_ends = [](const table::Draw& c, uint32_t row, const auto& stroke) {
    c.x1[row] = static_cast<float>(stroke.x1);
    c.y1[row] = static_cast<float>(stroke.y1);
    c.x2[row] = static_cast<float>(stroke.x2);
    c.y2[row] = static_cast<float>(stroke.y2);
  };
  const auto used = [](guint claimed) { return std::min<guint>(claimed, MAX_ELEMENTS_IN_DISPLAY_META); };

  for (uint32_t frame = 0; frame < m_frames.size(); ++frame) {
    Status status = oldest_first(m_frames[frame]->display_meta_list, Section::kDraw, &m_scratch);
    if (!status) return status;
    for (const void* element : m_scratch) {
      const auto* display = static_cast<const NvDsDisplayMeta*>(element);
      for (guint i = 0; i < used(display->num_rects); ++i) {
        const NvOSD_RectParams& rect = display->rect_params[i];
        Result<uint32_t> row = append(frame, table::draw_kind::kRect, rect.border_color);
        if (!row) return row.status();
        const table::Draw c = m_table.draw();
        c.x1[*row] = rect.left;
        c.y1[*row] = rect.top;
        c.x2[*row] = rect.width;
        c.y2[*row] = rect.height;
        c.width[*row] = rect.border_width;
        c.has_background[*row] = rect.has_bg_color != 0 ? 1 : 0;
        store(rect.bg_color, c.background_color + size_t{*row} * 4);
      }
      for (guint i = 0; i < used(display->num_lines); ++i) {
        const NvOSD_LineParams& line = display->line_params[i];
        Result<uint32_t> row = append(frame, table::draw_kind::kLine, line.line_color);
        if (!row) return row.status();
        const table::Draw c = m_table.draw();
        set_ends(c, *row, line);
        c.width[*row] = line.line_width;
      }
      for (guint i = 0; i < used(display->num_arrows); ++i) {
        const NvOSD_ArrowParams& arrow = display->arrow_params[i];
        Result<uint32_t> row = append(frame, table::draw_kind::kArrow, arrow.arrow_color);
        if (!row) return row.status();
        const table::Draw c = m_table.draw();
        set_ends(c, *row, arrow);
        c.width[*row] = arrow.arrow_width;
        c.arrow_head[*row] = static_cast<uint32_t>(arrow.arrow_head);
      }
      for (guint i = 0; i < used(display->num_circles); ++i) {
        const NvOSD_CircleParams& circle = display->circle_params[i];
        Result<uint32_t> row = append(frame, table::draw_kind::kCircle, circle.circle_color);
        if (!row) return row.status();
        const table::Draw c = m_table.draw();
        c.x1[*row] = static_cast<float>(circle.xc);
        c.y1[*row] = static_cast<float>(circle.yc);
        c.x2[*row] = static_cast<float>(circle.radius);
#if NVDS_ABI >= 80000
        c.width[*row] = circle.circle_width;
#endif
        c.has_background[*row] = circle.has_bg_color != 0 ? 1 : 0;
        store(circle.bg_color, c.background_color + size_t{*row} * 4);
      }
      for (guint i = 0; i < used(display->num_labels); ++i) {
        const NvOSD_TextParams& text = display->text_params[i];
        if (text.display_text == nullptr) continue;
        Result<uint32_t> row = append(frame, table::draw_kind::kText, text.font_params.font_color);
        if (!row) return row.status();
        const size_t length = strnlen(text.display_text, kMaxText);
        Result<uint32_t> at = m_table.append_text({text.display_text, length});
        if (!at) return at.status();
        const table::Draw c = m_table.draw();
        c.x1[*row] = static_cast<float>(text.x_offset);
        c.y1[*row] = static_cast<float>(text.y_offset);
        c.has_background[*row] = text.set_bg_clr != 0 ? 1 : 0;
        store(text.text_bg_clr, c.background_color + size_t{*row} * 4);
        c.text_offset[*row] = *at;
        c.text_length[*row] = static_cast<int32_t>(length);
        c.font_name[*row] = intern(text.font_params.font_name, kMaxText);
        c.font_size[*row] = text.font_params.font_size;
      }
    }
  }
  return Status::ok();
}

Status AbiBridge::pack_json() {
  for (uint32_t frame = 0; frame < m_frames.size(); ++frame) {
    GList* list = m_audio ? reinterpret_cast<NvDsAudioFrameMeta*>(m_frames[frame])->frame_user_meta_list
                          : m_frames[frame]->frame_user_meta_list;
    if (Status status = oldest_first(list, Section::kJson, &m_scratch); !status) return status;
    for (const void* element : m_scratch) {
      const NvtsFrameJson* entry = frame_json(static_cast<const NvDsUserMeta*>(element));
      if (entry == nullptr) continue;
      const std::string_view key(entry->key);
      const std::string_view value(entry->json);
      Result<uint32_t> key_at = m_table.append_text(key);
      if (!key_at) return key_at.status();
      Result<uint32_t> value_at = m_table.append_text(value);
      if (!value_at) return value_at.status();
      Result<uint32_t> row = m_table.append_rows(Section::kJson);
      if (!row) return row.status();
      const table::Json c = m_table.json();
      c.frame[*row] = frame;
      c.origin[*row] = table::origin::kMetadata;
      c.op[*row] = table::json_op::kSet;
      c.key_offset[*row] = *key_at;
      c.key_length[*row] = static_cast<int32_t>(key.size());
      c.value_offset[*row] = *value_at;
      c.value_length[*row] = static_cast<int32_t>(value.size());
    }
  }
  return Status::ok();
}

// Pose models are known to keep keypoints in there, with a size that does not fit: that is no mask.
Status AbiBridge::pack_masks() {
  for (uint32_t object = 0; object < m_packed_objects; ++object) {
    const NvOSD_MaskParams& mask = m_objects[object]->mask_params;
    if (mask.data == nullptr || mask.width == 0 || mask.height == 0 || mask.width > table::kMaxMaskSide ||
        mask.height > table::kMaxMaskSide) {
      continue;
    }
    const uint32_t cells = mask.width * mask.height;
    if (mask.size / sizeof(float) < cells) continue;
    Result<uint32_t> first = m_table.append_rows(Section::kMaskValues, cells);
    if (!first) return first.status();
    std::memcpy(m_table.mask_values().value + *first, mask.data, cells * sizeof(float));
    Result<uint32_t> row = m_table.append_rows(Section::kMasks);
    if (!row) return row.status();
    const table::Masks c = m_table.masks();
    c.object[*row] = object;
    c.origin[*row] = table::origin::kMetadata;
    c.width[*row] = mask.width;
    c.height[*row] = mask.height;
    c.threshold[*row] = mask.threshold;
    c.first_value[*row] = *first;
  }
  return Status::ok();
}

}  // namespace nvts::meta::NVTS_ABI_NAMESPACE
