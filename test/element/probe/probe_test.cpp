// SPDX-License-Identifier: MIT
// nvtsprobe under the treatment that pipelines and other people's metadata give it.
#include <gst/check/gstharness.h>
#include <gstnvdsmeta.h>

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>

#include "check.h"
#include "isolation.h"
#include "session_harness.h"

namespace {

const std::string kCount = NVTS_TEST_SCRIPTS "/count.nvts.js";
const std::string kReadEverything = NVTS_TEST_SCRIPTS "/read-everything.ts";

guint64 stat(GstElement* element, const char* name) {
  GstStructure* stats = nullptr;
  g_object_get(element, "stats", &stats, nullptr);
  guint64 value = 0;
  gst_structure_get_uint64(stats, name, &value);
  gst_structure_free(stats);
  return value;
}

// A pipeline from a launch line with an element named "p".
struct Line {
  GstElement* pipeline = nullptr;
  GstElement* probe = nullptr;

  explicit Line(const std::string& text) {
    gst_init(nullptr, nullptr);
    pipeline = gst_parse_launch(text.c_str(), nullptr);
    if (pipeline != nullptr) probe = gst_bin_get_by_name(GST_BIN(pipeline), "p");
  }
  ~Line() {
    if (pipeline == nullptr) return;
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(probe);
    gst_object_unref(pipeline);
  }

  // True when the stream ended, false when it failed or hung.
  bool run_to_end() {
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    GstBus* bus = gst_element_get_bus(pipeline);
    GstMessage* message = gst_bus_timed_pop_filtered(
        bus, 30 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
    const bool ended = message != nullptr && GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
    if (message != nullptr) gst_message_unref(message);
    gst_object_unref(bus);
    return ended;
  }
  bool reach(GstState state) {
    gst_element_set_state(pipeline, state);
    // A signal of the engine's collector ends the wait early, which GStreamer takes for a failure.
    for (int wait = 0; wait < 30; ++wait) {
      if (gst_element_get_state(pipeline, nullptr, nullptr, GST_SECOND) == GST_STATE_CHANGE_SUCCESS) return true;
      g_usleep(10'000);
    }
    return false;
  }
};

long resident_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word == "VmRSS:") {
      long kib = 0;
      status >> kib;
      return kib;
    }
  }
  return 0;
}

constexpr guint kDeadlineMs = nvts::check::kUnderSanitizer ? 1000 : 50;

// nvtsprobe alone, fed with metadata made here.
struct Fed {
  GstHarness* harness;
  guint64 pts = 0;

  explicit Fed(const std::string& script, const char* params = "{}", guint deadline_ms = kDeadlineMs) {
    gst_init(nullptr, nullptr);
    GstElement* element = gst_element_factory_make("nvtsprobe", nullptr);
    nvts::element_test::set_isolation(element);
    g_object_set(element, "script", script.c_str(), "params", params, "deadline-ms", deadline_ms, nullptr);
    harness = gst_harness_new_with_element(element, "sink", "src");
    gst_harness_set_src_caps_str(harness, "video/x-raw,format=RGBA,width=64,height=48,framerate=30/1");
    gst_object_unref(element);
  }
  ~Fed() { gst_harness_teardown(harness); }

  GstBuffer* batch(guint frames, NvDsBatchMeta** out) {
    GstBuffer* buffer = gst_harness_create_buffer(harness, 64);
    GST_BUFFER_PTS(buffer) = pts += GST_SECOND / 30;
    NvDsBatchMeta* batch = nvds_create_batch_meta(frames);
    NvDsMeta* meta =
        gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
    meta->meta_type = NVDS_BATCH_GST_META;
    batch->base_meta.batch_meta = batch;
    for (guint i = 0; i < frames; ++i) {
      NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
      frame->source_id = i;
      frame->buf_pts = GST_BUFFER_PTS(buffer);
      nvds_add_frame_meta_to_batch(batch, frame);
    }
    *out = batch;
    return buffer;
  }

  // The buffer comes out, whatever the script made of it.
  bool pass(GstBuffer* buffer) {
    if (gst_harness_push(harness, buffer) != GST_FLOW_OK) return false;
    GstBuffer* out = gst_harness_try_pull(harness);
    if (out == nullptr) return false;
    gst_buffer_unref(out);
    return true;
  }
  guint64 errors() { return stat(harness->element, "errors"); }
  guint64 objects() { return stat(harness->element, "objects"); }
};

NvDsObjectMeta* add_object(NvDsBatchMeta* batch, NvDsFrameMeta* frame, guint64 id) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
  object->object_id = id;
  object->rect_params.width = object->rect_params.height = 10;
  std::strcpy(object->obj_label, "person");
  nvds_add_obj_meta_to_frame(frame, object, nullptr);
  return object;
}

NvDsFrameMeta* first_frame(NvDsBatchMeta* batch) {
  return nvds_get_nth_frame_meta(batch->frame_meta_list, 0);
}

}  // namespace

TEST("NULL to PLAYING to NULL, sixty times, leaks nothing that grows") {
  Line line("videotestsrc num-buffers=3 ! video/x-raw,width=64,height=48 ! nvtsprobe name=p script=\"" + kCount +
            "\" ! fakesink");
  REQUIRE(line.pipeline != nullptr);
  // The allocator gives memory back when it finds the time; a leak, a context of a megabyte, shows in every round.
  long least_growth = LONG_MAX;
  guint64 buffers = 0;
  for (int round = 0; round < 6; ++round) {
    const long before = resident_kib();
    for (int cycle = 0; cycle < 10; ++cycle) {
      REQUIRE(line.run_to_end());
      gst_element_set_state(line.pipeline, GST_STATE_NULL);
      buffers += 3;
    }
    if (round > 0) least_growth = std::min(least_growth, resident_kib() - before);
  }
  CHECK_EQ(stat(line.probe, "buffers"), buffers);
  CHECK_EQ(stat(line.probe, "errors"), 0);
  CHECK(least_growth < 5 * 1024);
}

TEST("an element that is started again gives a call as much time as before") {
  if (nvts::element_test::runs_in_process()) SKIP("the script is not in a process of its own");
  const nvts::check::Folder folder;
  const std::string script = folder.write("waits.nvts.js",
                                          nvts::element_test::bundle("capabilities: ['clock'], run() { const end = Date.now() + 2500; "
                                                                     "while (Date.now() < end); }"));
  Line line("videotestsrc num-buffers=1 ! video/x-raw,width=64,height=48 ! nvtsprobe name=p deadline-ms=0 grant=clock script=\"" +
            script + "\" ! fakesink");
  REQUIRE(line.pipeline != nullptr);
  for (int start = 0; start < 2; ++start) {
    CHECK(line.run_to_end());
    CHECK(line.reach(GST_STATE_READY));
  }
  CHECK_EQ(stat(line.probe, "errors"), 0);
}

TEST("pause, play, and pause again") {
  Line line("videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=100/1 ! nvtsprobe name=p script=\"" +
            kCount + "\" ! fakesink");
  REQUIRE(line.pipeline != nullptr);
  for (int i = 0; i < 5; ++i) {
    gst_element_set_state(line.pipeline, GST_STATE_PLAYING);
    g_usleep(50000);
    gst_element_set_state(line.pipeline, GST_STATE_PAUSED);
  }
  CHECK(stat(line.probe, "buffers") > 5);
  CHECK_EQ(stat(line.probe, "errors"), 0);
}

TEST("flushing seeks forwards and backwards") {
  Line line("videotestsrc num-buffers=3000 ! video/x-raw,width=64,height=48 ! nvtsprobe name=p script=\"" +
            kReadEverything + "\" ! fakesink sync=true");
  REQUIRE(line.pipeline != nullptr);
  REQUIRE(line.reach(GST_STATE_PAUSED));
  for (const gint64 second : {20, 5, 40, 0, 80}) {
    CHECK(gst_element_seek_simple(line.pipeline, GST_FORMAT_TIME,
                                  static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE),
                                  second * static_cast<gint64>(GST_SECOND)));
    REQUIRE(line.reach(GST_STATE_PLAYING));
    g_usleep(30000);
    REQUIRE(line.reach(GST_STATE_PAUSED));
  }
  CHECK(stat(line.probe, "buffers") > 5);
  CHECK_EQ(stat(line.probe, "errors"), 0);
}

TEST("a batch without frames, and one of 1,000") {
  Fed fed(kReadEverything);
  NvDsBatchMeta* batch = nullptr;
  CHECK(fed.pass(fed.batch(0, &batch)));
  CHECK(fed.pass(fed.batch(1000, &batch)));
  CHECK_EQ(fed.errors(), 0);
  CHECK_EQ(stat(fed.harness->element, "frames"), 1000);
}

TEST("50,000 objects are read, edited and partly removed") {
  // The default deadline is for batches of a usual size.
  Fed fed(kReadEverything, "{\"edit\":true}", 0);
  NvDsBatchMeta* batch = nullptr;
  GstBuffer* buffer = fed.batch(1, &batch);
  for (guint64 i = 0; i < 50000; ++i) add_object(batch, first_frame(batch), i);
  gst_buffer_ref(buffer);
  CHECK(fed.pass(buffer));
  CHECK_EQ(fed.errors(), 0);
  CHECK_EQ(fed.objects(), 50000);
  CHECK_EQ(first_frame(batch)->num_obj_meta, 40000);
  auto* object = static_cast<NvDsObjectMeta*>(first_frame(batch)->obj_meta_list->data);
  CHECK_EQ(object->obj_label, "edited 1");
  CHECK_EQ(object->text_params.display_text, "edited 1");
  gst_buffer_unref(buffer);
}

TEST("hostile metadata is read without harm") {
  Fed fed(kReadEverything, "{\"edit\":true}");
  NvDsBatchMeta* batch = nullptr;
  GstBuffer* buffer = fed.batch(1, &batch);
  NvDsFrameMeta* frame = first_frame(batch);
  NvDsObjectMeta* a = add_object(batch, frame, 1);
  NvDsObjectMeta* b = add_object(batch, frame, UNTRACKED_OBJECT_ID);
  NvDsObjectMeta* c = add_object(batch, frame, 3);
  NvDsObjectMeta* d = add_object(batch, frame, 4);
  a->parent = b;
  b->parent = a;
  c->parent = reinterpret_cast<NvDsObjectMeta*>(0xdeadbeef);
  std::memset(a->obj_label, 'x', sizeof a->obj_label);
  std::memset(b->obj_label, 0xff, sizeof b->obj_label);
  a->rect_params.left = NAN;
  c->rect_params.width = -INFINITY;
  d->confidence = NAN;
  frame->num_obj_meta = 4000000;
  CHECK(fed.pass(buffer));
  CHECK_EQ(fed.errors(), 0);
}

TEST("an object list without end passes unedited, with a message") {
  Fed fed(kReadEverything);
  NvDsBatchMeta* batch = nullptr;
  GstBuffer* buffer = fed.batch(1, &batch);
  NvDsFrameMeta* frame = first_frame(batch);
  add_object(batch, frame, 1);
  add_object(batch, frame, 2);
  GList* last = g_list_last(frame->obj_meta_list);
  last->next = frame->obj_meta_list;
  gst_buffer_ref(buffer);
  CHECK(fed.pass(buffer));
  CHECK_EQ(fed.errors(), 1);
  last->next = nullptr;
  gst_buffer_unref(buffer);
}

TEST("timestamps that are absent, jump or go backwards do no harm") {
  Fed fed(kReadEverything);
  NvDsBatchMeta* batch = nullptr;
  const guint64 times[] = {0, GST_CLOCK_TIME_NONE, 3600 * GST_SECOND, 5, G_MAXINT64};
  for (const guint64 pts : times) {
    GstBuffer* buffer = fed.batch(1, &batch);
    GST_BUFFER_PTS(buffer) = pts;
    first_frame(batch)->buf_pts = pts;
    CHECK(fed.pass(buffer));
  }
  CHECK_EQ(fed.errors(), 0);
}

CHECK_MAIN()
