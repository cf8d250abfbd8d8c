// SPDX-License-Identifier: MIT
#include "check.h"
#include "metadata_harness.h"

namespace nvts::element_test {
namespace {

using Classes = std::vector<gint>;

// Frame i of each source holds one object of class i + 1000 * source.
std::string recording(int frames, const std::vector<int>& sources = {0}) {
  std::string text = "{\"nvts\":\"recording\",\"version\":1}\n";
  for (int i = 0; i < frames; ++i) {
    text += "{\"frames\":[";
    for (const int source : sources) {
      if (source != sources[0]) text += ",";
      text += "{\"source\":" + std::to_string(source) + ",\"frame\":" + std::to_string(i) + ",\"pts\":\"" +
              std::to_string(i) + "00000000\",\"objects\":[{\"class\":" + std::to_string(i + 1000 * source) +
              ",\"box\":[1,2,3,4]}]}";
    }
    text += "]}\n";
  }
  return text;
}

TEST("each frame of a batch gets what was recorded of its source") {
  const Folder folder;
  MetadataHarness replayer("nvtsreplay", folder.write("a.jsonl", recording(10, {0, 3})));
  for (guint64 i = 0; i < 10; ++i) {
    GstBuffer* buffer = replayer.pass(replayer.batch(i, {3, 5, 0}));
    REQUIRE(buffer != nullptr);
    CHECK(classes_of(buffer, 0) == Classes({static_cast<gint>(3000 + i)}));
    CHECK(classes_of(buffer, 1).empty());
    CHECK(classes_of(buffer, 2) == Classes({static_cast<gint>(i)}));
    gst_buffer_unref(buffer);
  }
}

TEST("a buffer that others hold stays as it is, and its pixels are shared") {
  const Folder folder;
  MetadataHarness replayer("nvtsreplay", folder.write("a.jsonl", recording(1)));
  GstBuffer* in = replayer.buffer(0);
  GstBuffer* out = replayer.pass(gst_buffer_ref(in));
  REQUIRE(out != nullptr);
  CHECK(out != in);
  CHECK(batch_of(in) == nullptr);
  CHECK(classes_of(out) == Classes({0}));
  CHECK(gst_buffer_peek_memory(in, 0) == gst_buffer_peek_memory(out, 0));
  gst_buffer_unref(out);
  gst_buffer_unref(in);
}

TEST("a buffer that is free gets its metadata without a copy") {
  const Folder folder;
  MetadataHarness replayer("nvtsreplay", folder.write("a.jsonl", recording(1)));
  GstBuffer* in = replayer.buffer(0);
  GstBuffer* out = replayer.pass(in);
  CHECK(out == in);
  CHECK(classes_of(out) == Classes({0}));
  gst_buffer_unref(out);
}

TEST("video without time stamps is told of match=frame, once") {
  const Folder folder;
  MetadataHarness replayer("nvtsreplay", folder.write("a.jsonl", recording(3)));
  GstBus* bus = gst_bus_new();
  gst_element_set_bus(replayer.harness()->element, bus);
  for (int i = 0; i < 3; ++i) {
    GstBuffer* buffer = replayer.buffer(0);
    GST_BUFFER_PTS(buffer) = GST_CLOCK_TIME_NONE;
    GstBuffer* out = replayer.pass(buffer);
    REQUIRE(out != nullptr);
    CHECK(classes_of(out).empty());
    gst_buffer_unref(out);
  }
  GstMessage* message = gst_bus_pop_filtered(bus, GST_MESSAGE_WARNING);
  CHECK(message != nullptr);
  if (message != nullptr) {
    GError* error = nullptr;
    gst_message_parse_warning(message, &error, nullptr);
    CHECK(std::string(error->message).find("match=frame") != std::string::npos);
    g_error_free(error);
    gst_message_unref(message);
  }
  CHECK(gst_bus_pop_filtered(bus, GST_MESSAGE_WARNING) == nullptr);
  gst_element_set_bus(replayer.harness()->element, nullptr);
  gst_object_unref(bus);
}

// The classes on the buffer that is shown after a flushing seek of a paused pipeline.
Classes classes_after_seek(const std::string& replay, GstClockTime to) {
  gst_init(nullptr, nullptr);
  const std::string line = "videotestsrc ! video/x-raw,width=64,height=48,framerate=10/1 ! " + replay +
                           " ! fakesink name=sink enable-last-sample=true";
  GstElement* pipeline = gst_parse_launch(line.c_str(), nullptr);
  GstElement* sink = gst_bin_get_by_name(GST_BIN(pipeline), "sink");
  gst_element_set_state(pipeline, GST_STATE_PAUSED);
  gst_element_get_state(pipeline, nullptr, nullptr, 10 * GST_SECOND);
  for (const GstClockTime target : {to, GstClockTime{100 * GST_MSECOND}, to}) {
    gst_element_seek_simple(pipeline, GST_FORMAT_TIME,
                            static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE),
                            static_cast<gint64>(target));
    gst_element_get_state(pipeline, nullptr, nullptr, 10 * GST_SECOND);
  }
  GstSample* sample = nullptr;
  g_object_get(sink, "last-sample", &sample, nullptr);
  const Classes classes = sample != nullptr ? classes_of(gst_sample_get_buffer(sample)) : Classes({-99});
  if (sample != nullptr) gst_sample_unref(sample);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(sink);
  gst_object_unref(pipeline);
  return classes;
}

TEST("after a seek the frame of that time is found") {
  const Folder folder;
  const std::string location = folder.write("a.jsonl", recording(600));
  CHECK(classes_after_seek("nvtsreplay location=" + location, 45 * GST_SECOND) == Classes({450}));
}

TEST("after a seek frames are counted from the time, with match=frame") {
  const Folder folder;
  const std::string location = folder.write("a.jsonl", recording(600));
  CHECK(classes_after_seek("nvtsreplay match=frame location=" + location, 45 * GST_SECOND) == Classes({450}));
}

TEST("a seek beyond the end finds the place in the loop") {
  const Folder folder;
  const std::string location = folder.write("a.jsonl", recording(100));
  CHECK(classes_after_seek("nvtsreplay loop=true location=" + location, 45 * GST_SECOND) == Classes({50}));
}

TEST("starting and stopping many times replays from the start each time") {
  const Folder folder;
  MetadataHarness replayer("nvtsreplay", folder.write("a.jsonl", recording(3)));
  GstElement* element = replayer.harness()->element;
  for (int round = 0; round < 30; ++round) {
    gst_element_set_state(element, GST_STATE_NULL);
    gst_harness_play(replayer.harness());
    gst_harness_set_src_caps_str(replayer.harness(), MetadataHarness::kCaps);
    for (guint64 i = 0; i < 3; ++i) {
      GstBuffer* out = replayer.pass(replayer.buffer(i));
      REQUIRE(out != nullptr);
      CHECK(classes_of(out) == Classes({static_cast<gint>(i)}));
      gst_buffer_unref(out);
    }
  }
}

TEST("a change of caps in mid-stream changes the scale") {
  const Folder folder;
  std::string text = recording(2);
  for (size_t at = text.find("\"objects\""); at != std::string::npos;
       at = text.find("\"objects\"", at + 30)) {
    text.insert(at, "\"size\":[64,48],");
  }
  MetadataHarness replayer("nvtsreplay", folder.write("a.jsonl", text));
  const auto left = [](GstBuffer* buffer) {
    const auto* frame = frame_of(buffer);
    return static_cast<NvDsObjectMeta*>(frame->obj_meta_list->data)->rect_params.left;
  };
  GstBuffer* out = replayer.pass(replayer.buffer(0));
  REQUIRE(classes_of(out).size() == 1);
  CHECK_EQ(left(out), 1.0f);
  gst_buffer_unref(out);
  gst_harness_set_src_caps_str(replayer.harness(),
                               "video/x-raw,format=BGRx,width=128,height=48,framerate=10/1");
  out = replayer.pass(replayer.buffer(1));
  REQUIRE(classes_of(out).size() == 1);
  CHECK_EQ(left(out), 2.0f);
  gst_buffer_unref(out);
}

}  // namespace
}  // namespace nvts::element_test

CHECK_MAIN()
