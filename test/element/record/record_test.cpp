// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstring>
#include <filesystem>

#include "check.h"
#include "meta/network_output.h"
#include "metadata_harness.h"

namespace nvts::element_test {
namespace {

constexpr char kHeader[] = "{\"nvts\":\"recording\",\"version\":1}\n";

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

TEST("a batch of several sources comes back from replay as it was recorded") {
  const Folder folder;
  {
    MetadataHarness recorder("nvtsrecord", folder.path("a.jsonl"));
    for (guint64 i = 0; i < 50; ++i) {
      GstBuffer* buffer = recorder.batch(i, {4, 0, 9});
      for (guint f = 0; f < 3; ++f) {
        NvDsObjectMeta* parent =
            add_object(frame_of(buffer, f), static_cast<gint>(f), rect(1, 2, 3, static_cast<float>(i)));
        NvDsObjectMeta* child = add_object(frame_of(buffer, f), 7, rect(0.1f, 0.2f, 0.3f, 0.4f));
        child->parent = parent;
        child->object_id = 0xFFFFFFFFFFFFFFFE - i;
        child->text_params.display_text = g_strdup("text");
      }
      REQUIRE(recorder.swallow(buffer));
    }
  }
  {
    MetadataHarness replayer("nvtsreplay", folder.path("a.jsonl"));
    MetadataHarness recorder("nvtsrecord", folder.path("b.jsonl"));
    for (guint64 i = 0; i < 50; ++i) {
      GstBuffer* buffer = replayer.pass(replayer.batch(i, {4, 0, 9}));
      REQUIRE(buffer != nullptr);
      REQUIRE(recorder.swallow(buffer));
    }
  }
  const std::string recorded = folder.read("a.jsonl");
  CHECK_EQ(count(recorded, "\"class\":7"), 150);
  CHECK(recorded == folder.read("b.jsonl"));
}

TEST("masks come back from replay as they were recorded") {
  const Folder folder;
  const float cells[] = {0.125f, 0.5f, 0.875f, 1.0f, 0.0f, -3.5f};
  {
    MetadataHarness recorder("nvtsrecord", folder.path("a.jsonl"));
    GstBuffer* buffer = recorder.batch(0, {0});
    NvOSD_MaskParams& mask = add_object(frame_of(buffer, 0), 1, rect(1, 2, 30, 40))->mask_params;
    mask.data = static_cast<float*>(g_memdup2(cells, sizeof cells));
    mask.size = sizeof cells;
    mask.threshold = 0.25f;
    mask.width = 3;
    mask.height = 2;
    add_object(frame_of(buffer, 0), 2, rect(1, 2, 30, 40));
    REQUIRE(recorder.swallow(buffer));
  }
  MetadataHarness replayer("nvtsreplay", folder.path("a.jsonl"));
  GstBuffer* buffer = replayer.pass(replayer.batch(0, {0}));
  REQUIRE(buffer != nullptr);
  for (NvDsObjectMetaList* node = frame_of(buffer)->obj_meta_list; node != nullptr; node = node->next) {
    const auto* object = static_cast<const NvDsObjectMeta*>(node->data);
    const NvOSD_MaskParams& mask = object->mask_params;
    if (object->class_id == 2) {
      CHECK(mask.data == nullptr);
      continue;
    }
    REQUIRE(mask.size == sizeof cells);
    CHECK_EQ(mask.width, 3);
    CHECK_EQ(mask.height, 2);
    CHECK_EQ(mask.threshold, 0.25f);
    CHECK(std::memcmp(mask.data, cells, sizeof cells) == 0);
  }
  gst_buffer_unref(buffer);
}

TEST("buffers pass untouched, with and without metadata") {
  const Folder folder;
  MetadataHarness recorder("nvtsrecord", folder.path("a.jsonl"));
  GstBuffer* plain = recorder.buffer(0);
  GstBuffer* out = recorder.pass(gst_buffer_ref(plain));
  CHECK(out == plain);
  CHECK(batch_of(out) == nullptr);
  gst_buffer_unref(out);
  gst_buffer_unref(plain);
}

TEST("the file is complete after EOS, before the element stops") {
  const Folder folder;
  MetadataHarness recorder("nvtsrecord", folder.path("a.jsonl"));
  REQUIRE(recorder.swallow(recorder.batch(0, {0})));
  gst_harness_push_event(recorder.harness(), gst_event_new_eos());
  CHECK_EQ(
      folder.read("a.jsonl"),
      std::string(kHeader) + "{\"frames\":[{\"source\":0,\"frame\":0,\"pts\":\"0\",\"size\":[64,48]}]}\n");
}

TEST("every start replaces the file, many times over") {
  const Folder folder;
  gst_init(nullptr, nullptr);
  const std::string line =
      "videotestsrc num-buffers=5 ! nvtsrecord location=" + folder.path("a.jsonl") + " ! fakesink";
  GstElement* pipeline = gst_parse_launch(line.c_str(), nullptr);
  REQUIRE(pipeline != nullptr);
  for (int i = 0; i < 30; ++i) {
    folder.write("a.jsonl", "old");
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    CHECK(gst_element_get_state(pipeline, nullptr, nullptr, 10 * GST_SECOND) == GST_STATE_CHANGE_SUCCESS);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    CHECK_EQ(folder.read("a.jsonl"), kHeader);
  }
  gst_object_unref(pipeline);
}

TEST("what a start that failed was to write is forgotten") {
  const Folder folder;
  MetadataHarness recorder("nvtsrecord", folder.path("a.jsonl"));
  const auto start = [&](const std::string& location, const std::string& tensors) {
    GstElement* element = recorder.harness()->element;
    gst_element_set_state(element, GST_STATE_NULL);
    g_object_set(element, "location", location.c_str(), "tensors", tensors.c_str(), nullptr);
    return gst_element_set_state(element, GST_STATE_PLAYING) == GST_STATE_CHANGE_SUCCESS;
  };
  REQUIRE(!start(folder.path("nowhere/a.jsonl"), folder.path("tensors")));
  REQUIRE(start(folder.path("b.jsonl"), ""));

  NetworkOutput output({1}, {0});
  GstBuffer* buffer = recorder.batch(0, {0});
  output.attach(frame_of(buffer));
  REQUIRE(recorder.swallow(buffer));
  gst_harness_push_event(recorder.harness(), gst_event_new_eos());
  CHECK_EQ(count(folder.read("b.jsonl"), "\"frame\":0"), 1);
  CHECK(std::filesystem::is_empty(folder.path("tensors")));
}

TEST("metadata that are out of the ordinary are recorded as far as JSON can") {
  const Folder folder;
  MetadataHarness recorder("nvtsrecord", folder.path("a.jsonl"));
  GstBuffer* buffer = recorder.batch(0, {0});
  NvDsFrameMeta* frame = frame_of(buffer);
  std::memset(add_object(frame, 1, rect(0, 0, 1, 1))->obj_label, 'x', MAX_LABEL_SIZE);  // no end mark
  std::strcpy(add_object(frame, 2, rect(0, 0, 1, 1))->obj_label, "caf\xe9");            // no UTF-8
  add_object(frame, 3, rect(NAN, 0, 1, 1));
  NvDsObjectMeta* loop = add_object(frame, 4, rect(0, 0, 1, 1));
  loop->parent = loop;
  REQUIRE(recorder.swallow(buffer));
  REQUIRE(recorder.swallow(recorder.batch(1, {})));  // no frames
  REQUIRE(recorder.swallow(recorder.batch(2, std::vector<guint>(1000, 1))));
  gst_harness_push_event(recorder.harness(), gst_event_new_eos());

  const std::string text = folder.read("a.jsonl");
  CHECK_EQ(count(text, "\n"), 4);
  CHECK_EQ(count(text, std::string(128, 'x')), 1);
  CHECK_EQ(count(text, "caf\xef\xbf\xbd"), 1);
  CHECK_EQ(count(text, "\"class\":3"), 0);
  CHECK_EQ(count(text, "\"class\":4"), 1);
  CHECK_EQ(count(text, "\"source\":1"), 1000);
  CHECK_EQ(count(text, "{\"pts\":\"100000000\",\"frames\":[]}"), 1);
}

}  // namespace
}  // namespace nvts::element_test

CHECK_MAIN()
