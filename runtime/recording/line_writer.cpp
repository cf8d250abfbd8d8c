// SPDX-License-Identifier: MIT
#include "recording/line_writer.h"

#include <glib.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "support/json.h"
#include "support/utf8.h"

namespace nvts::recording {
namespace {

using table::Section;

constexpr std::string_view kDrawKinds[] = {"rect", "text", "line", "arrow", "circle"};
constexpr std::string_view kArrowHeads[] = {"start", "end", "both"};

template <class Number>
void append_number(std::string& line, Number value) {
  char digits[32];
  const auto result = std::to_chars(digits, digits + sizeof digits, value);
  line.append(digits, result.ptr);
}

bool all_finite(const float* values, size_t count) {
  return std::all_of(values, values + count, [](float value) { return std::isfinite(value); });
}

}  // namespace

std::string header_line() {
  return "{\"nvts\":\"recording\",\"version\":" + std::to_string(kVersion) + "}";
}

std::string_view LineWriter::write(const table::FrameTable& table) {
  m_table = &table;
  m_frames = table.frames();
  m_objects = table.objects();
  m_draw = table.draw();
  m_line.clear();
  m_first = true;
  find_masks();

  const uint32_t frames = table.count(Section::kFrames);
  const uint64_t pts = table.header().batch_pts;
  begin('{');
  if (frames == 0 || pts != m_frames.pts[0]) {
    key("pts");
    if (pts == table::kNoTime) {
      m_line += "null";
    } else {
      decimal_string(pts);
    }
  }
  key("frames");
  begin('[');
  for (uint32_t row = 0; row < frames; ++row)
    write_frame(row);
  end(']');
  end('}');
  return m_line;
}

void LineWriter::write_frame(uint32_t row) {
  const table::Frames& frames = m_frames;
  comma();
  begin('{');
  key("source");
  integer(frames.source_id[row]);
  if (frames.pad_index[row] != frames.source_id[row]) {
    key("pad");
    integer(frames.pad_index[row]);
  }
  if (frames.batch_id[row] != row) {
    key("batch");
    integer(frames.batch_id[row]);
  }
  key("frame");
  integer(frames.frame_num[row]);
  if (frames.pts[row] != table::kNoTime) {
    key("pts");
    decimal_string(frames.pts[row]);
  }
  if (frames.ntp[row] != 0) {
    key("ntp");
    decimal_string(frames.ntp[row]);
  }
  const uint32_t width = frames.pipeline_width[row];
  const uint32_t height = frames.pipeline_height[row];
  if (width != 0 || height != 0) {
    key("size");
    integers(width, height);
  }
  if (frames.source_width[row] != width || frames.source_height[row] != height) {
    key("sourceSize");
    integers(frames.source_width[row], frames.source_height[row]);
  }
  if (frames.infer_done[row] != 0) {
    key("inferred");
    m_line += "true";
  }
  const std::string_view sensor_id = interned(frames.sensor_id[row]);
  const std::string_view sensor_name = interned(frames.sensor_name[row]);
  const std::string_view sensor_uri = interned(frames.sensor_uri[row]);
  if (!sensor_id.empty() || !sensor_name.empty() || !sensor_uri.empty()) {
    key("sensor");
    begin('{');
    optional("id", sensor_id);
    optional("name", sensor_name);
    optional("uri", sensor_uri);
    end('}');
  }
  write_objects(row);
  write_draw(row);
  write_json(row);
  end('}');
}

void LineWriter::write_objects(uint32_t frame) {
  const uint32_t total = m_table->count(Section::kObjects);
  const uint32_t first = std::min(m_frames.first_object[frame], total);
  const uint32_t count = std::min(m_frames.object_count[frame], total - first);
  if (count == 0) return;

  m_positions.assign(count, -1);
  int32_t position = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t row = first + i;
    const float values[] = {m_objects.left[row],       m_objects.top[row],
                            m_objects.width[row],      m_objects.height[row],
                            m_objects.confidence[row], m_objects.tracker_confidence[row]};
    if (all_finite(values, std::size(values))) m_positions[i] = position++;
  }
  m_left_out += count - static_cast<uint32_t>(position);
  if (position == 0) return;

  key("objects");
  begin('[');
  for (uint32_t i = 0; i < count; ++i) {
    if (m_positions[i] >= 0) write_object(first + i, first);
  }
  end(']');
}

void LineWriter::write_object(uint32_t row, uint32_t first) {
  const table::Objects& objects = m_objects;
  comma();
  begin('{');
  key("class");
  integer(objects.class_id[row]);
  optional("label", interned(objects.label[row]));
  if (objects.track_id[row] != table::kUntracked) {
    key("track");
    decimal_string(objects.track_id[row]);
  }
  if (objects.confidence[row] != 0) {
    key("confidence");
    number(objects.confidence[row]);
  }
  if (objects.tracker_confidence[row] != 0) {
    key("trackerConfidence");
    number(objects.tracker_confidence[row]);
  }
  const float frame_box[] = {objects.left[row], objects.top[row], objects.width[row], objects.height[row]};
  key("box");
  numbers(frame_box, 4);
  const float detector[] = {objects.detector_left[row], objects.detector_top[row],
                            objects.detector_width[row], objects.detector_height[row]};
  box("detectorBox", detector);
  const float tracker[] = {objects.tracker_left[row], objects.tracker_top[row], objects.tracker_width[row],
                           objects.tracker_height[row]};
  box("trackerBox", tracker);

  const int64_t parent = static_cast<int64_t>(objects.parent[row]) - first;
  if (objects.parent[row] >= 0 && parent >= 0 && parent < static_cast<int64_t>(m_positions.size()) &&
      m_positions[static_cast<size_t>(parent)] >= 0) {
    key("parent");
    integer(m_positions[static_cast<size_t>(parent)]);
  }
  optional("component", objects.component_id[row]);
  write_mask(row);
  write_classifiers(row);
  write_style(row);
  end('}');
}

void LineWriter::write_style(uint32_t row) {
  const table::Objects& objects = m_objects;
  if (objects.border_width[row] != 0 && all_finite(&objects.border_color[4 * row], 4)) {
    key("border");
    begin('{');
    key("width");
    integer(objects.border_width[row]);
    key("color");
    numbers(&objects.border_color[4 * row], 4);
    end('}');
  }
  if (objects.has_background[row] != 0 && all_finite(&objects.background_color[4 * row], 4)) {
    key("background");
    numbers(&objects.background_color[4 * row], 4);
  }
  if (objects.text_length[row] < 0 || !all_finite(&objects.font_color[4 * row], 4)) return;

  key("text");
  begin('{');
  key("value");
  string(text(objects.text_offset[row], objects.text_length[row]));
  key("at");
  integers(objects.text_x[row], objects.text_y[row]);
  optional("font", interned(objects.font_name[row]));
  optional("size", objects.font_size[row]);
  key("color");
  numbers(&objects.font_color[4 * row], 4);
  if (objects.has_text_background[row] != 0 && all_finite(&objects.text_background_color[4 * row], 4)) {
    key("background");
    numbers(&objects.text_background_color[4 * row], 4);
  }
  end('}');
}

// The last row of an object counts.
void LineWriter::find_masks() {
  m_masks.clear();
  m_mask_cells = 0;
  const uint32_t count = m_table->count(Section::kMasks);
  const uint32_t objects = m_table->count(Section::kObjects);
  if (count == 0) return;
  m_masks.assign(objects, -1);
  const table::Masks masks = m_table->masks();
  for (uint32_t row = 0; row < count; ++row) {
    if (masks.object[row] < objects) m_masks[masks.object[row]] = static_cast<int32_t>(row);
  }
}

void LineWriter::write_mask(uint32_t row) {
  if (m_masks.empty() || m_masks[row] < 0) return;
  const table::Masks masks = m_table->masks();
  const auto mask = static_cast<uint32_t>(m_masks[row]);
  const uint64_t cells = uint64_t{masks.width[mask]} * masks.height[mask];
  const uint64_t first = masks.first_value[mask];
  const bool fits = first + cells <= m_table->count(Section::kMaskValues) && m_mask_cells + cells <= kMaxMaskCells;
  const float* values = fits ? m_table->mask_values().value + first : nullptr;
  if (!fits || !std::isfinite(masks.threshold[mask]) || !all_finite(values, cells)) {
    ++m_masks_left_out;
    return;
  }
  m_mask_cells += static_cast<uint32_t>(cells);
  key("mask");
  begin('{');
  key("size");
  integers(masks.width[mask], masks.height[mask]);
  if (masks.threshold[mask] != kMaskThreshold) {
    key("threshold");
    number(masks.threshold[mask]);
  }
  key("data");
  static_assert(std::endian::native == std::endian::little);
  gchar* text = g_base64_encode(reinterpret_cast<const guchar*>(values), cells * sizeof(float));
  m_line += '"';
  m_line += text;
  m_line += '"';
  g_free(text);
  m_first = false;
  end('}');
}

void LineWriter::write_classifiers(uint32_t row) {
  const table::Classifiers classifiers = m_table->classifiers();
  const table::ClassLabels labels = m_table->class_labels();
  const uint32_t total = m_table->count(Section::kClassifiers);
  const uint32_t label_total = m_table->count(Section::kClassLabels);
  const uint32_t first = std::min(m_objects.first_classifier[row], total);
  const uint32_t count = std::min(m_objects.classifier_count[row], total - first);
  if (count == 0) return;

  key("classifiers");
  begin('[');
  for (uint32_t c = first; c < first + count; ++c) {
    comma();
    begin('{');
    optional("component", classifiers.component_id[c]);
    optional("type", interned(classifiers.type[c]));
    key("labels");
    begin('[');
    const uint32_t first_label = std::min(classifiers.first_label[c], label_total);
    const uint32_t label_count = std::min(classifiers.label_count[c], label_total - first_label);
    for (uint32_t l = first_label; l < first_label + label_count; ++l) {
      comma();
      begin('{');
      key("label");
      string(interned(labels.label[l]));
      optional("class", labels.class_id[l]);
      optional("id", labels.label_id[l]);
      optional("classes", labels.class_count[l]);
      if (labels.probability[l] != 0 && std::isfinite(labels.probability[l])) {
        key("probability");
        number(labels.probability[l]);
      }
      end('}');
    }
    end(']');
    end('}');
  }
  end(']');
}

// DeepStream keeps the items of a frame by kind, so this is the only order that outlives a replay.
void LineWriter::write_draw(uint32_t frame) {
  const uint32_t count = m_table->count(Section::kDraw);
  m_rows.clear();
  for (uint32_t row = 0; row < count; ++row) {
    const float geometry[] = {m_draw.x1[row], m_draw.y1[row], m_draw.x2[row], m_draw.y2[row]};
    if (m_draw.frame[row] == frame && m_draw.kind[row] <= table::draw_kind::kCircle &&
        all_finite(geometry, 4) && all_finite(&m_draw.color[4 * row], 4) &&
        all_finite(&m_draw.background_color[4 * row], 4)) {
      m_rows.push_back(row);
    }
  }
  if (m_rows.empty()) return;
  std::stable_sort(m_rows.begin(), m_rows.end(),
                   [this](uint32_t a, uint32_t b) { return m_draw.kind[a] < m_draw.kind[b]; });

  key("draw");
  begin('[');
  for (uint32_t row : m_rows)
    write_draw_item(row);
  end(']');
}

void LineWriter::write_draw_item(uint32_t row) {
  const uint32_t kind = m_draw.kind[row];
  const float from[] = {m_draw.x1[row], m_draw.y1[row]};
  const float to[] = {m_draw.x2[row], m_draw.y2[row]};
  comma();
  begin('{');
  key("kind");
  string(kDrawKinds[kind]);
  switch (kind) {
    case table::draw_kind::kRect: {
      const float rect[] = {from[0], from[1], to[0], to[1]};
      key("box");
      numbers(rect, 4);
      break;
    }
    case table::draw_kind::kText:
      key("value");
      string(text(m_draw.text_offset[row], m_draw.text_length[row]));
      key("at");
      numbers(from, 2);
      optional("font", interned(m_draw.font_name[row]));
      optional("size", m_draw.font_size[row]);
      break;
    case table::draw_kind::kLine:
    case table::draw_kind::kArrow:
      key("from");
      numbers(from, 2);
      key("to");
      numbers(to, 2);
      if (kind == table::draw_kind::kArrow && m_draw.arrow_head[row] <= table::arrow_head::kBoth) {
        key("head");
        string(kArrowHeads[m_draw.arrow_head[row]]);
      }
      break;
    case table::draw_kind::kCircle:
      key("center");
      numbers(from, 2);
      key("radius");
      number(to[0]);
      break;
  }
  optional("width", m_draw.width[row]);
  key("color");
  numbers(&m_draw.color[4 * row], 4);
  if (m_draw.has_background[row] != 0) {
    key("background");
    numbers(&m_draw.background_color[4 * row], 4);
  }
  end('}');
}

// By key, because user metadata has no order of its own.
void LineWriter::write_json(uint32_t frame) {
  const table::Json json = m_table->json();
  const uint32_t count = m_table->count(Section::kJson);
  m_rows.clear();
  for (uint32_t row = 0; row < count; ++row) {
    if (json.frame[row] == frame && json.op[row] == table::json_op::kSet) m_rows.push_back(row);
  }
  if (m_rows.empty()) return;
  const auto name = [&](uint32_t row) { return text(json.key_offset[row], json.key_length[row]); };
  std::stable_sort(m_rows.begin(), m_rows.end(), [&](uint32_t a, uint32_t b) { return name(a) < name(b); });

  key("json");
  begin('{');
  for (uint32_t row : m_rows) {
    comma();
    string(name(row));
    m_line += ':';
    string(text(json.value_offset[row], json.value_length[row]));
    m_first = false;
  }
  end('}');
}

void LineWriter::begin(char bracket) {
  m_line += bracket;
  m_first = true;
}

void LineWriter::end(char bracket) {
  m_line += bracket;
  m_first = false;
}

void LineWriter::comma() {
  if (!m_first) m_line += ',';
  m_first = false;
}

void LineWriter::key(std::string_view name) {
  comma();
  m_line += '"';
  m_line += name;
  m_line += "\":";
}

void LineWriter::string(std::string_view text) {
  m_line += json::quote(to_utf8(text));
}

void LineWriter::decimal_string(uint64_t value) {
  m_line += '"';
  append_number(m_line, value);
  m_line += '"';
}

void LineWriter::number(float value) {
  // Negative zero would come back from some JSON readers as the integer 0.
  append_number(m_line, value == 0 ? 0.0f : value);
}

void LineWriter::integer(int64_t value) {
  append_number(m_line, value);
}

void LineWriter::numbers(const float* values, size_t count) {
  m_line += '[';
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) m_line += ',';
    number(values[i]);
  }
  m_line += ']';
}

void LineWriter::optional(std::string_view name, std::string_view text) {
  if (text.empty()) return;
  key(name);
  string(text);
}

void LineWriter::optional(std::string_view name, int64_t value) {
  if (value == 0) return;
  key(name);
  integer(value);
}

void LineWriter::integers(uint32_t first, uint32_t second) {
  m_line += '[';
  append_number(m_line, first);
  m_line += ',';
  append_number(m_line, second);
  m_line += ']';
}

void LineWriter::box(std::string_view name, const float* values) {
  if (!all_finite(values, 4) || std::all_of(values, values + 4, [](float value) { return value == 0; }))
    return;
  key(name);
  numbers(values, 4);
}

std::string_view LineWriter::text(uint32_t offset, int32_t length) const {
  const Result<std::string_view> bytes = m_table->text(offset, std::max(length, 0));
  return bytes ? *bytes : std::string_view();
}

std::string_view LineWriter::interned(int32_t index) const {
  return m_table->strings().at(index);
}

}  // namespace nvts::recording
