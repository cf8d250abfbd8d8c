// SPDX-License-Identifier: MIT
// Metadata as a faulty plugin upstream may leave them, packed. What the library itself could not survive (freed
// elements, pointers to nowhere that it must follow) is left out.
#include "fuzz.h"
#include "meta/scene.h"

namespace {

using nvts::fuzz::Input;

char* hostile_text(Input& input) {
  switch (input.below(4)) {
    case 0: return nullptr;
    case 1: return g_strdup("");
    case 2: return g_strnfill(20000, static_cast<gchar>('!' + input.below(90)));
    default: {
      const std::string_view text = input.text(100);
      return g_strndup(text.data(), text.size());
    }
  }
}

NvOSD_ColorParams hostile_color(Input& input) {
  return {input.number(), input.number(), input.number(), input.number()};
}

void hostile_text_params(Input& input, NvOSD_TextParams& text) {
  static char font[] = "Serif";
  g_free(text.display_text);
  text.display_text = hostile_text(input);
  text.x_offset = input.take<unsigned int>();
  text.y_offset = input.take<unsigned int>();
  text.font_params = {input.byte() % 2 == 0 ? nullptr : font, input.take<unsigned int>(), hostile_color(input)};
  text.set_bg_clr = input.take<int>();
}

void hostile_rect(Input& input, NvOSD_RectParams& rect) {
  rect.left = input.number();
  rect.top = input.number();
  rect.width = input.number();
  rect.height = input.number();
  rect.border_width = input.take<unsigned int>();
  rect.border_color = hostile_color(input);
  rect.has_bg_color = input.take<unsigned int>();
}

void add_classifier(Input& input, Scene& scene, NvDsObjectMeta* object) {
  static const char kType[] = "colour";
  NvDsClassifierMeta* classifier = nvds_acquire_classifier_meta_from_pool(scene.batch);
  classifier->classifier_type = input.byte() % 2 == 0 ? nullptr : kType;
  classifier->num_labels = input.take<guint>();
  for (uint32_t i = input.below(4); i > 0; --i) {
    NvDsLabelInfo* label = nvds_acquire_label_info_meta_from_pool(scene.batch);
    std::memset(label->result_label, static_cast<int>(input.byte()), sizeof label->result_label);
    label->pResult_label = hostile_text(input);
    label->result_prob = input.number();
    label->num_classes = input.take<guint>();
    nvds_add_label_info_meta_to_classifier(classifier, label);
  }
  nvds_add_classifier_meta_to_object(object, classifier);
}

void hostile_object(Input& input, Scene& scene, guint frame) {
  NvDsObjectMeta* object = scene.add_object(frame, input.take<guint64>());
  object->class_id = input.take<gint>();
  object->confidence = input.number();
  hostile_rect(input, object->rect_params);
  object->tracker_bbox_info.org_bbox_coords.left = input.number();
  if (input.byte() % 2 == 0) std::memset(object->obj_label, 'x', sizeof object->obj_label);  // no end mark
  hostile_text_params(input, object->text_params);
  switch (input.below(4)) {
    case 0: object->parent = object; break;
    case 1: object->parent = reinterpret_cast<NvDsObjectMeta*>(uintptr_t{16}); break;
    case 2: object->parent = static_cast<NvDsObjectMeta*>(scene.frame(frame)->obj_meta_list->data); break;
    default: break;
  }
  for (uint32_t i = input.below(3); i > 0; --i) add_classifier(input, scene, object);
}

void hostile_display(Input& input, Scene& scene, guint frame) {
  NvDsDisplayMeta* display = nvds_acquire_display_meta_from_pool(scene.batch);
  display->num_rects = input.take<guint>();
  display->num_lines = input.take<guint>();
  display->num_arrows = input.take<guint>();
  display->num_circles = input.take<guint>();
  display->num_labels = input.below(5);
  for (guint i = 0; i < display->num_labels; ++i) hostile_text_params(input, display->text_params[i]);
  hostile_rect(input, display->rect_params[0]);
  nvds_add_display_meta_to_frame(scene.frame(frame), display);
}

// A script's edits of every field of every object, as far as they can be.
void edit_all(Input& input, Scene& scene) {
  const uint32_t count = scene.table.count(Section::kObjects);
  for (uint32_t row = 0; row < count; ++row) {
    scene.edit(row, row % 3 == 2 ? object_edit::kRemoved : input.take<uint32_t>() & 0x3fff);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input input(data, size);
  static const bool ready = gst_init_check(nullptr, nullptr, nullptr) != FALSE;
  FUZZ_REQUIRE(ready);
  const guint frames = 1 + input.below(3);
  Scene scene(frames);
  GST_BUFFER_PTS(scene.buffer) = input.take<GstClockTime>();
  const uint32_t groups = input.byte();
  // Lists of the library's own making hold no empty nodes; those of others might.
  const bool empty_nodes = input.byte() % 4 == 0;
  const auto claimed_frames = input.take<guint>();
  while (!input.empty()) {
    const guint frame = input.below(frames);
    if (input.byte() % 4 == 0) {
      hostile_display(input, scene, frame);
    } else {
      hostile_object(input, scene, frame);
    }
    scene.frame(frame)->buf_pts = input.take<guint64>();
    scene.frame(frame)->source_frame_width = input.take<guint>();
    scene.frame(frame)->num_obj_meta = input.take<guint>();
  }
  scene.batch->num_frames_in_batch = claimed_frames;

  NvDsFrameMeta* first = scene.frame();
  if (empty_nodes) first->obj_meta_list = g_list_append(first->obj_meta_list, nullptr);
  const Status packed = scene.pack(groups);
  if (empty_nodes) first->obj_meta_list = g_list_delete_link(first->obj_meta_list, g_list_last(first->obj_meta_list));
  if (!packed) return 0;

  FUZZ_REQUIRE(scene.bridge.pack_more(kAllGroups));
  edit_all(input, scene);
  static_cast<void>(scene.bridge.commit());
  scene.bridge.release();
  FUZZ_REQUIRE(scene.pack(kAllGroups));
  gst_buffer_unref(gst_buffer_copy(scene.buffer));
  return 0;
}
