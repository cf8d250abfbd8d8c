// SPDX-License-Identifier: MIT
#include "recording/json_line.h"

#include <json-glib/json-glib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>

#include "recording/limits.h"
#include "recording/line_writer.h"
#include "support/json.h"
#include "support/utf8.h"

namespace nvts::recording {
namespace {

struct Unref {
  void operator()(JsonParser* parser) const { g_object_unref(parser); }
};

// What the checker says without its count of lines, which is always one.
std::string without_line(const std::string& message) {
  static constexpr std::string_view kPrefix = "line 1, ";
  return message.starts_with(kPrefix) ? message.substr(kPrefix.size()) : message;
}

struct Document {
  std::unique_ptr<JsonParser, Unref> parser;
  JsonObject* root = nullptr;
};

Result<Document> parse(std::string_view line) {
  // Strict, and bounded in depth: json-glib's parser recurses, and takes comments and more that is not JSON.
  if (!is_utf8(line)) return Status{ErrorCode::kRecording, "the line is not UTF-8"};
  if (const Result<json::Kind> kind = json::check(line); !kind || *kind != json::Kind::kObject) {
    return Status{
        ErrorCode::kRecording,
        (kind ? std::string() : without_line(kind.status().message()) + "; ") + "a JSON object was expected"};
  }
  Document document{std::unique_ptr<JsonParser, Unref>(json_parser_new()), nullptr};
  GError* error = nullptr;
  if (!json_parser_load_from_data(document.parser.get(), line.data(), static_cast<gssize>(line.size()),
                                  &error)) {
    std::string reason = error != nullptr ? error->message : "it is not JSON";
    g_clear_error(&error);
    return Status{ErrorCode::kRecording, reason};
  }
  document.root = json_node_get_object(json_parser_get_root(document.parser.get()));
  return document;
}

bool is_number(JsonNode* node) {
  if (node == nullptr || !JSON_NODE_HOLDS_VALUE(node)) return false;
  const GType type = json_node_get_value_type(node);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

// Reads members of one object. The first fault is kept, and everything read after it is a default.
class Fields {
 public:
  Fields(JsonObject* object, std::string path, std::string& fault)
      : m_object(object), m_path(std::move(path)), m_fault(fault) {}

  [[nodiscard]] bool failed() const { return !m_fault.empty(); }
  [[nodiscard]] JsonNode* find(const char* name) const {
    JsonNode* node = json_object_get_member(m_object, name);
    return node == nullptr || JSON_NODE_HOLDS_NULL(node) ? nullptr : node;
  }
  [[nodiscard]] bool has(const char* name) const { return json_object_has_member(m_object, name); }

  void expect(const char* name, const char* expected) const {
    if (!failed()) m_fault = m_path + name + ": expected " + expected;
  }

  template <class Integer>
  void integer(const char* name, Integer& value, bool required = false) const {
    JsonNode* node = find(name);
    if (node == nullptr) {
      if (required) expect(name, "a whole number");
      return;
    }
    const int64_t number = is_number(node) && json_node_get_value_type(node) == G_TYPE_INT64
                               ? json_node_get_int(node)
                               : INT64_MIN;
    if (number < static_cast<int64_t>(std::numeric_limits<Integer>::min()) ||
        number > static_cast<int64_t>(std::numeric_limits<Integer>::max())) {
      expect(name, std::is_signed_v<Integer> ? "a whole number of 32 bits"
                                             : "a whole number of 32 bits, not below 0");
      return;
    }
    value = static_cast<Integer>(number);
  }

  // 64 bits as a decimal string.
  void decimal(const char* name, uint64_t& value) const {
    JsonNode* node = find(name);
    if (node == nullptr) return;
    const char* text = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : nullptr;
    if (text != nullptr) {
      const char* end = text + std::strlen(text);
      const auto result = std::from_chars(text, end, value);
      if (result.ec == std::errc() && result.ptr == end) return;
    }
    expect(name, "a string of decimal digits, at most 18446744073709551615");
  }

  void number(const char* name, float& value) const {
    JsonNode* node = find(name);
    if (node == nullptr) return;
    if (!is_number(node)) return expect(name, "a number");
    value = static_cast<float>(json_node_get_double(node));
    if (!std::isfinite(value)) expect(name, "a finite number");
  }

  void boolean(const char* name, bool& value) const {
    JsonNode* node = find(name);
    if (node == nullptr) return;
    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_BOOLEAN) {
      return expect(name, "true or false");
    }
    value = json_node_get_boolean(node) != FALSE;
  }

  void string(const char* name, std::string& value, bool required = false) const {
    JsonNode* node = find(name);
    if (node == nullptr) {
      if (required) expect(name, "a string");
      return;
    }
    const char* text = JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
                           ? json_node_get_string(node)
                           : nullptr;
    if (text == nullptr || !is_utf8(text)) return expect(name, "a string");
    value = text;
  }

  void numbers(const char* name, float* values, guint count, bool required = false) const {
    JsonNode* node = find(name);
    if (node == nullptr && !required) return;
    const std::string expected = "an array of " + std::to_string(count) + " numbers";
    if (node == nullptr || !JSON_NODE_HOLDS_ARRAY(node) ||
        json_array_get_length(json_node_get_array(node)) != count) {
      return expect(name, expected.c_str());
    }
    for (guint i = 0; i < count; ++i) {
      JsonNode* element = json_array_get_element(json_node_get_array(node), i);
      if (!is_number(element)) return expect(name, expected.c_str());
      values[i] = static_cast<float>(json_node_get_double(element));
      if (!std::isfinite(values[i])) return expect(name, "finite numbers");
    }
  }

  void integers(const char* name, uint32_t& first, uint32_t& second) const {
    float values[2];
    JsonNode* node = find(name);
    if (node == nullptr) return;
    numbers(name, values, 2);
    if (failed()) return;
    JsonArray* array = json_node_get_array(node);
    const int64_t a = json_array_get_int_element(array, 0);
    const int64_t b = json_array_get_int_element(array, 1);
    if (std::min(a, b) < 0 || std::max(a, b) > UINT32_MAX)
      return expect(name, "two whole numbers, not below 0");
    first = static_cast<uint32_t>(a);
    second = static_cast<uint32_t>(b);
  }

  void box(const char* name, Box& value, bool required = false) const {
    float values[4] = {value.left, value.top, value.width, value.height};
    numbers(name, values, 4, required);
    value = {values[0], values[1], values[2], values[3]};
  }

  void background(Background& value) const {
    value.shown = find("background") != nullptr;
    numbers("background", value.color.data(), 4);
  }

  template <class Visit>
  void each(const char* name, Visit visit, bool required = false) const {
    JsonNode* node = find(name);
    if (node == nullptr && !required) return;
    if (node == nullptr || !JSON_NODE_HOLDS_ARRAY(node)) return expect(name, "an array");
    JsonArray* array = json_node_get_array(node);
    const guint count = json_array_get_length(array);
    for (guint i = 0; i < count && !failed(); ++i) {
      const std::string element = std::string(name) + "[" + std::to_string(i) + "]";
      JsonNode* child = json_array_get_element(array, i);
      if (!JSON_NODE_HOLDS_OBJECT(child)) return expect(element.c_str(), "an object");
      visit(Fields(json_node_get_object(child), m_path + element + ".", m_fault));
    }
  }

  [[nodiscard]] std::optional<Fields> child(const char* name) const {
    JsonNode* node = find(name);
    if (node == nullptr) return std::nullopt;
    if (!JSON_NODE_HOLDS_OBJECT(node)) {
      expect(name, "an object");
      return std::nullopt;
    }
    return Fields(json_node_get_object(node), m_path + name + ".", m_fault);
  }

  [[nodiscard]] JsonObject* object() const { return m_object; }
  [[nodiscard]] const std::string& path() const { return m_path; }

 private:
  JsonObject* m_object;
  std::string m_path;
  std::string& m_fault;
};

ClassifierRecord read_classifier(const Fields& fields) {
  ClassifierRecord classifier;
  fields.integer("component", classifier.component_id);
  fields.string("type", classifier.type);
  fields.each("labels", [&](const Fields& entry) {
    LabelRecord label;
    entry.string("label", label.label);
    entry.integer("class", label.class_id);
    entry.integer("id", label.label_id);
    entry.integer("classes", label.class_count);
    entry.number("probability", label.probability);
    classifier.labels.push_back(std::move(label));
  });
  return classifier;
}

// Whatever is no base64 of the mask's size leaves it without values.
MaskRecord read_mask(const Fields& fields) {
  MaskRecord mask;
  mask.threshold = kMaskThreshold;
  fields.integers("size", mask.width, mask.height);
  fields.number("threshold", mask.threshold);
  std::string text;
  fields.string("data", text, true);
  const uint64_t bytes = uint64_t{mask.width} * mask.height * sizeof(float);
  if (fields.failed() || bytes == 0 || text.size() != (bytes + 2) / 3 * 4) return mask;
  gsize decoded = 0;
  g_base64_decode_inplace(text.data(), &decoded);
  if (decoded != bytes) return mask;
  mask.values.resize(bytes / sizeof(float));
  std::memcpy(mask.values.data(), text.data(), bytes);
  return mask;
}

Caption read_caption(const Fields& fields) {
  Caption caption;
  caption.shown = true;
  fields.string("value", caption.text, true);
  fields.integers("at", caption.x, caption.y);
  fields.string("font", caption.font);
  fields.integer("size", caption.font_size);
  fields.numbers("color", caption.color.data(), 4);
  fields.background(caption.background);
  return caption;
}

ObjectRecord read_object(const Fields& fields) {
  ObjectRecord object;
  fields.integer("class", object.class_id, true);
  fields.string("label", object.label);
  fields.decimal("track", object.track_id);
  fields.number("confidence", object.confidence);
  fields.number("trackerConfidence", object.tracker_confidence);
  fields.box("box", object.box, true);
  fields.box("detectorBox", object.detector_box);
  fields.box("trackerBox", object.tracker_box);
  fields.integer("parent", object.parent);
  fields.integer("component", object.component_id);
  fields.each("classifiers",
              [&](const Fields& entry) { object.classifiers.push_back(read_classifier(entry)); });
  if (const auto mask = fields.child("mask")) object.mask = read_mask(*mask);
  if (const auto border = fields.child("border")) {
    border->integer("width", object.border.width);
    border->numbers("color", object.border.color.data(), 4);
  }
  fields.background(object.background);
  if (const auto text = fields.child("text")) object.caption = read_caption(*text);
  return object;
}

std::optional<uint32_t> index_of(std::string_view name, std::initializer_list<std::string_view> names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<uint32_t>(found - names.begin());
}

DrawRecord read_draw_item(const Fields& fields) {
  DrawRecord item;
  std::string name;
  fields.string("kind", name, true);
  const auto kind = index_of(name, {"rect", "text", "line", "arrow", "circle"});
  if (!kind) {
    fields.expect("kind", "rect, text, line, arrow or circle");
    return item;
  }
  item.kind = *kind;
  float* geometry = item.geometry.data();
  switch (item.kind) {
    case table::draw_kind::kRect:
      fields.numbers("box", geometry, 4, true);
      break;
    case table::draw_kind::kText:
      fields.string("value", item.text, true);
      fields.numbers("at", geometry, 2, true);
      fields.string("font", item.font);
      fields.integer("size", item.font_size);
      break;
    case table::draw_kind::kLine:
    case table::draw_kind::kArrow:
      fields.numbers("from", geometry, 2, true);
      fields.numbers("to", geometry + 2, 2, true);
      break;
    case table::draw_kind::kCircle:
      fields.numbers("center", geometry, 2, true);
      fields.number("radius", geometry[2]);
      break;
  }
  if (fields.has("head")) {
    std::string head;
    fields.string("head", head);
    const auto end = index_of(head, {"start", "end", "both"});
    if (!end) fields.expect("head", "start, end or both");
    item.arrow_head = end.value_or(table::arrow_head::kStart);
  }
  fields.integer("width", item.width);
  fields.numbers("color", item.color.data(), 4);
  fields.background(item.background);
  return item;
}

void read_json(const Fields& fields, FrameRecord& frame, std::string& left_out) {
  const auto entries = fields.child("json");
  if (!entries) return;
  GList* names = json_object_get_members(entries->object());
  for (GList* name = names; name != nullptr && !fields.failed(); name = name->next) {
    const auto* key = static_cast<const char*>(name->data);
    std::string value;
    entries->string(key, value, true);
    if (const char* reason = fields.failed() ? nullptr : refuse_json(key, value)) {
      left_out = entries->path() + key + " " + reason;
      continue;
    }
    frame.json.emplace_back(key, std::move(value));
  }
  g_list_free(names);
}

FrameRecord read_frame(const Fields& fields, uint32_t position, std::string& left_out) {
  FrameRecord frame;
  fields.integer("source", frame.source_id, true);
  frame.pad_index = frame.source_id;
  fields.integer("pad", frame.pad_index);
  frame.batch_id = position;
  fields.integer("batch", frame.batch_id);
  fields.integer("frame", frame.frame_num, true);
  fields.decimal("pts", frame.pts);
  fields.decimal("ntp", frame.ntp);
  fields.integers("size", frame.pipeline_width, frame.pipeline_height);
  frame.source_width = frame.pipeline_width;
  frame.source_height = frame.pipeline_height;
  fields.integers("sourceSize", frame.source_width, frame.source_height);
  fields.boolean("inferred", frame.inferred);
  if (const auto sensor = fields.child("sensor")) {
    sensor->string("id", frame.sensor_id);
    sensor->string("name", frame.sensor_name);
    sensor->string("uri", frame.sensor_uri);
  }
  fields.each("objects", [&](const Fields& entry) {
    ObjectRecord object = read_object(entry);
    if (const char* reason = entry.failed() ? nullptr : refuse_object(object)) {
      object.usable = false;
      left_out = entry.path() + " " + reason;
    }
    frame.objects.push_back(std::move(object));
  });
  fields.each("draw", [&](const Fields& entry) {
    DrawRecord item = read_draw_item(entry);
    const char* reason = entry.failed() ? nullptr : refuse_draw_item(item);
    if (reason == nullptr && frame.draw.size() >= kMaxDrawItems)
      reason = "is one drawing item too many for a frame";
    if (reason != nullptr) {
      left_out = entry.path() + " " + reason;
      return;
    }
    frame.draw.push_back(std::move(item));
  });
  read_json(fields, frame, left_out);
  return frame;
}

}  // namespace

Status parse_header(std::string_view line) {
  static constexpr char kExpected[] =
      "expected the header of a recording, {\"nvts\":\"recording\",\"version\":1}";
  Result<Document> document = parse(line);
  if (!document) return {ErrorCode::kRecording, document.status().message() + "; " + kExpected};

  std::string fault;
  std::string kind;
  int32_t version = 0;
  const Fields fields(document->root, "", fault);
  fields.string("nvts", kind);
  fields.integer("version", version, true);
  if (kind != "recording" || !fault.empty()) return {ErrorCode::kRecording, kExpected};
  if (version < 1 || version > kVersion) {
    return {ErrorCode::kRecording, "this is version " + std::to_string(version) +
                                       " of the format, expected version " + std::to_string(kVersion) +
                                       " (a newer nvtsprobe made it?)"};
  }
  return Status::ok();
}

Result<BatchRecord> parse_line(std::string_view line, std::string& left_out) {
  Result<Document> document = parse(line);
  if (!document) return document.status();

  BatchRecord batch;
  std::string fault;
  const Fields fields(document->root, "", fault);
  fields.each(
      "frames",
      [&](const Fields& entry) {
        batch.frames.push_back(read_frame(entry, static_cast<uint32_t>(batch.frames.size()), left_out));
      },
      true);
  if (!fault.empty()) return Status{ErrorCode::kRecording, fault};
  return batch;
}

}  // namespace nvts::recording
