// SPDX-License-Identifier: MIT
// The frame table as a hostile script leaves it: any byte written, then committed to real metadata. A refused commit
// must leave the metadata as they were.
#include "fuzz.h"
#include "host/events.h"
#include "meta/scene.h"

namespace {

using nvts::fuzz::Input;

constexpr uint32_t kMaxRows = 200;

uint32_t hostile_index(Input& input, uint32_t count) {
  switch (input.below(4)) {
    case 0: return input.take<uint32_t>();
    case 1: return count;
    default: return input.below(count + 1);
  }
}

void write_bytes(Input& input, FrameTable& table) {
  const std::string_view bytes = input.text(64);
  const uint32_t room = table.block().bytes() - static_cast<uint32_t>(bytes.size());
  // The header and the first sections are where it hurts most.
  const uint32_t at = input.byte() % 2 == 0 ? input.below(table::kHeaderBytes) : input.take<uint32_t>() % room;
  std::memcpy(table.block().memory().get() + at, bytes.data(), bytes.size());
}

void change_object(Input& input, FrameTable& table) {
  const table::Objects c = table.objects();
  const uint32_t row = input.below(table.count(Section::kObjects));
  if (table.count(Section::kObjects) == 0) return;
  switch (input.below(12)) {
    case 0: c.frame[row] = hostile_index(input, table.count(Section::kFrames)); break;
    case 1: c.label[row] = static_cast<int32_t>(hostile_index(input, table.strings().size())); break;
    case 2: c.parent[row] = static_cast<int32_t>(hostile_index(input, table.count(Section::kObjects))); break;
    case 3: c.left[row] = input.number(); break;
    case 4: c.width[row] = input.number(); break;
    case 5: c.confidence[row] = input.number(); break;
    case 6: c.border_color[row * 4 + 1] = input.number(); break;
    case 7: c.font_name[row] = static_cast<int32_t>(hostile_index(input, table.strings().size())); break;
    case 8:
      c.text_offset[row] = hostile_index(input, table.count(Section::kText));
      c.text_length[row] = static_cast<int32_t>(hostile_index(input, table.count(Section::kText)));
      break;
    case 9: c.class_id[row] = input.take<int32_t>(); break;
    case 10: c.track_id[row] = input.take<uint64_t>(); break;
    default: c.tracker_left[row] = input.number(); break;
  }
}

void append_classifier(Input& input, FrameTable& table) {
  const uint32_t row = table.count(Section::kClassifiers);
  const uint32_t label = table.count(Section::kClassLabels);
  if (!table.reserve(Section::kClassifiers, row + 1) || !table.reserve(Section::kClassLabels, label + 1)) return;
  table.set_count(Section::kClassifiers, row + 1);
  table.set_count(Section::kClassLabels, label + 1);
  const table::Classifiers c = table.classifiers();
  c.object[row] = hostile_index(input, table.count(Section::kObjects));
  c.type[row] = static_cast<int32_t>(hostile_index(input, table.strings().size()));
  c.first_label[row] = hostile_index(input, label);
  c.label_count[row] = hostile_index(input, label + 1);
  const table::ClassLabels labels = table.class_labels();
  labels.label[label] = static_cast<int32_t>(hostile_index(input, table.strings().size()));
  labels.probability[label] = input.number();
}

void append_mask(Input& input, FrameTable& table) {
  const uint32_t row = table.count(Section::kMasks), first = table.count(Section::kMaskValues);
  if (row > kMaxRows || !table.reserve(Section::kMasks, row + 1) || !table.reserve(Section::kMaskValues, first + 4)) return;
  table.set_count(Section::kMasks, row + 1);
  table.set_count(Section::kMaskValues, first + 4);
  for (uint32_t i = 0; i < 4; ++i) table.mask_values().value[first + i] = input.number();
  const table::Masks c = table.masks();
  c.object[row] = hostile_index(input, table.count(Section::kObjects));
  c.origin[row] = table::origin::kScript;
  c.width[row] = hostile_index(input, 3);
  c.height[row] = hostile_index(input, 3);
  c.threshold[row] = input.number();
  c.first_value[row] = hostile_index(input, first + 1);
}

void change_draw(Input& input, Scene& scene) {
  const uint32_t row = scene.append_draw(input.below(7));
  const table::Draw c = scene.table.draw();
  if (input.byte() % 2 == 0) return;
  c.frame[row] = hostile_index(input, scene.table.count(Section::kFrames));
  c.x1[row] = input.number();
  c.y2[row] = input.number();
  c.text_offset[row] = hostile_index(input, scene.table.count(Section::kText));
  c.text_length[row] = static_cast<int32_t>(hostile_index(input, scene.table.count(Section::kText)));
}

void append_event(Input& input, FrameTable& table) {
  const uint32_t row = table.count(Section::kEvents);
  const auto at = table.append_text("type{\"a\":1}");
  if (!at || !table.reserve(Section::kEvents, row + 1)) return;
  table.set_count(Section::kEvents, row + 1);
  const table::Events c = table.events();
  c.frame[row] = static_cast<int32_t>(hostile_index(input, table.count(Section::kFrames)));
  c.type_offset[row] = *at;
  c.type_length[row] = 4;
  c.data_offset[row] = *at + input.below(8);
  c.data_length[row] = 7;
}

void act(Input& input, Scene& scene) {
  FrameTable& table = scene.table;
  const bool full = table.count(Section::kObjects) > kMaxRows || table.count(Section::kDraw) > kMaxRows ||
                    table.count(Section::kEdits) > kMaxRows || table.count(Section::kJson) > kMaxRows;
  switch (input.below(12)) {
    case 0: write_bytes(input, table); break;
    case 1:
      if (!full && table.count(Section::kFrames) > 0) scene.append_object(input.below(table.count(Section::kFrames)));
      break;
    case 2:
      if (!full) scene.edit(input.below(std::max(table.count(Section::kObjects), 1u)), input.take<uint32_t>());
      break;
    case 3: change_object(input, table); break;
    case 4:
      if (!full) change_draw(input, scene);
      break;
    case 5:
      if (!full) scene.append_json(std::string(input.text(20)), std::string(input.text(60)), input.below(3));
      break;
    case 6: append_classifier(input, table); break;
    case 7: static_cast<void>(table.strings().intern(input.text(200))); break;
    case 8: static_cast<void>(scene.bridge.pack_more(input.byte())); break;
    case 9: static_cast<void>(table.reserve(static_cast<Section>(input.below(9)), input.take<uint16_t>())); break;
    case 10: append_mask(input, table); break;
    default: append_event(input, table); break;
  }
}

// What a commit can change of the objects.
std::string describe_objects(const Scene& scene) {
  std::string text;
  for (const GList* f = scene.batch->frame_meta_list; f != nullptr; f = f->next) {
    const auto* frame = static_cast<const NvDsFrameMeta*>(f->data);
    text += "frame " + std::to_string(g_list_length(frame->display_meta_list)) + " " +
            std::to_string(g_list_length(frame->frame_user_meta_list)) + "\n";
    for (const GList* o = frame->obj_meta_list; o != nullptr; o = o->next) {
      const auto* object = static_cast<const NvDsObjectMeta*>(o->data);
      text.append(reinterpret_cast<const char*>(&object->class_id), sizeof object->class_id);
      text.append(reinterpret_cast<const char*>(&object->object_id), sizeof object->object_id);
      text.append(reinterpret_cast<const char*>(&object->confidence), sizeof object->confidence);
      text.append(reinterpret_cast<const char*>(&object->rect_params), sizeof object->rect_params);
      text.append(reinterpret_cast<const char*>(&object->parent), sizeof object->parent);
      text += object->obj_label;
      text += object->text_params.display_text != nullptr ? object->text_params.display_text : "";
      text += std::to_string(g_list_length(object->classifier_meta_list)) + " " + std::to_string(object->mask_params.size);
    }
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool ready = gst_init_check(nullptr, nullptr, nullptr) != FALSE;
  FUZZ_REQUIRE(ready);
  Input input(data, size);
  const uint32_t frames = 1 + input.below(3);
  Scene scene(frames);
  for (uint32_t i = input.below(6); i > 0; --i) {
    NvDsObjectMeta* object = scene.add_object(i % frames, i);
    if (i == 2) object->parent = scene.frame(i % frames)->obj_meta_list != nullptr
                                     ? static_cast<NvDsObjectMeta*>(scene.frame(i % frames)->obj_meta_list->data)
                                     : nullptr;
  }
  FUZZ_REQUIRE(scene.pack(input.byte()));
  while (!input.empty()) act(input, scene);

  const std::string before = describe_objects(scene);
  std::vector<nvts::host::Event> events;
  static_cast<void>(nvts::host::read_events(scene.table, &events));
  const auto committed = scene.bridge.commit();
  if (!committed) {
    FUZZ_REQUIRE(describe_objects(scene) == before);
    FUZZ_REQUIRE(!committed.status().message().empty());
  }
  scene.bridge.release();
  // Whatever came of it can be read, copied and freed.
  FUZZ_REQUIRE(scene.pack(kAllGroups));
  FUZZ_REQUIRE(scene.bridge.commit());
  gst_buffer_unref(gst_buffer_copy(scene.buffer));
  return 0;
}
