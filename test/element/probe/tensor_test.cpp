// SPDX-License-Identifier: MIT
// nvtsprobe with a parser: what it promises of scripts holds for it.
#include <gstnvdsmeta.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "check.h"
#include "meta/network_output.h"
#include "parser/bundles.h"
#include "session_harness.h"

using namespace nvts::element_test;
using nvts::check::Folder;

namespace {

const std::string kBoxes =
    "told() { return JSON.stringify({ labels: model.labels }); },\n"
    "parse([b]) { const t = new Float32Array(b);\n"
    "if (t[5] === 7) throw new Error('seven'); if (t[5] === 8) for (;;);\n"
    "put(0, t.subarray(0, 4), t[4], t[5]); return 1; },\n";

class TensorHarness : public SessionHarness {
 public:
  using SessionHarness::SessionHarness;

  // Pushes a buffer with a frame for each of these classes that a network gives. What their objects are labelled, frame by
  // frame, "(dropped)" when it did not come out.
  std::string pass(const std::vector<float>& classes, bool with_host_memory = true) {
    std::vector<std::unique_ptr<NetworkOutput>> outputs;
    GstBuffer* buffer = gst_harness_create_buffer(harness(), 64);
    GST_BUFFER_PTS(buffer) = m_pts += GST_SECOND / 30;
    NvDsBatchMeta* batch = nvds_create_batch_meta(static_cast<guint>(classes.size()));
    NvDsMeta* meta =
        gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
    meta->meta_type = NVDS_BATCH_GST_META;
    batch->base_meta.batch_meta = batch;
    for (const float class_id : classes) {
      NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
      frame->source_id = static_cast<guint>(outputs.size());
      frame->source_frame_width = frame->pipeline_width = 1000;
      frame->source_frame_height = frame->pipeline_height = 500;
      nvds_add_frame_meta_to_batch(batch, frame);
      outputs.push_back(std::make_unique<NetworkOutput>(std::vector<unsigned int>{6}, std::vector<float>{0, 0, 50, 50, 1, class_id}));
      if (!with_host_memory) outputs.back()->meta.out_buf_ptrs_host = nullptr;
      outputs.back()->attach(frame);
    }
    if (gst_harness_push(harness(), buffer) != GST_FLOW_OK) return "(dropped)";
    GstBuffer* out = gst_harness_try_pull(harness());
    if (out == nullptr) return "(dropped)";
    std::string labels;
    for (guint i = 0; i < classes.size(); ++i) {
      const NvDsFrameMeta* passed = nvds_get_nth_frame_meta(gst_buffer_get_nvds_batch_meta(out)->frame_meta_list, i);
      if (i > 0) labels += '|';
      for (GList* node = passed->obj_meta_list; node != nullptr; node = node->next) {
        labels += static_cast<NvDsObjectMeta*>(node->data)->text_params.display_text;
      }
    }
    gst_buffer_unref(out);
    return labels;
  }
  std::string pass(float class_id, bool with_host_memory = true) { return pass(std::vector<float>{class_id}, with_host_memory); }

 private:
  GstClockTime m_pts = 0;
};

// The error with which the element refuses to start.
std::string refusal(const char* properties, const std::string& script) {
  gst_init(nullptr, nullptr);
  const std::string line = "fakesrc num-buffers=1 ! nvtsprobe script=\"" + script + "\" " + properties + " ! fakesink";
  GstElement* pipeline = gst_parse_launch(line.c_str(), nullptr);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  GstBus* bus = gst_element_get_bus(pipeline);
  GstMessage* message = gst_bus_timed_pop_filtered(bus, 30 * GST_SECOND,
                                                   static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
  std::string text = "(started)";
  if (message != nullptr && GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    text = error->message;
    g_error_free(error);
  }
  if (message != nullptr) gst_message_unref(message);
  gst_object_unref(bus);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(pipeline);
  return text;
}

}  // namespace

TEST("a parser's objects are on the buffer that comes out, and are counted") {
  Folder folder;
  TensorHarness probe(folder.write("p.nvts.js", nvts::parser::bundle(kBoxes)),
                      {{"labels-file", folder.write("labels.txt", "car\nperson\n")}});
  CHECK_EQ(probe.pass(1), "person");
  CHECK_EQ(probe.pass(0), "car");
  CHECK_EQ(probe.stat("edits"), 2);
  CHECK_EQ(probe.stat("errors"), 0);
}

TEST("what a bundle logs at its top level is told once, whether a parser, a processor, or neither comes of it") {
  Folder folder;
  const std::string log = "console.log('top');\n";
  const std::vector<std::string> top = {"top"};
  SessionHarness parser(folder.write("parser.nvts.js", log + nvts::parser::bundle(kBoxes)));
  CHECK(parser.logs() == top);
  CHECK_EQ(parser.stat("log-lines"), 1);
  SessionHarness processor(folder.write("processor.nvts.js", log + bundle("")));
  CHECK(processor.logs() == top);
  processor.set("script", folder.write("neither.nvts.js", log + "throw new Error('no');"));
  CHECK_EQ(processor.await_text("nvts-reload", "result", "failed", "code"), "NVTS_SCRIPT");
  CHECK(processor.logs() == top);
}

TEST("a frame on which the parser fails passes without objects, or is dropped, and the error is told with its place") {
  Folder folder;
  const std::string script = folder.write("p.nvts.js", nvts::parser::bundle(kBoxes));
  TensorHarness probe(script);
  CHECK_EQ(probe.pass(7), "");
  CHECK_EQ(probe.await_text("nvts-script-error", "hook", "parse", "code"), "NVTS_SCRIPT");
  CHECK_EQ(probe.pass(1, false), "");
  CHECK(contains(probe.await_text("nvts-script-error", "code", "NVTS_TENSOR", "message"), "disable-output-host-copy"));
  CHECK_EQ(probe.pass(1), "1");
  CHECK_EQ(probe.stat("errors"), 2);
  TensorHarness dropping(script, {{"on-error", "drop"}});
  CHECK_EQ(dropping.pass(7), "(dropped)");
  CHECK_EQ(dropping.pass(2), "2");
}

TEST("frames of a batch on which the parser does not fail keep their objects") {
  Folder folder;
  const std::string script = folder.write("p.nvts.js", nvts::parser::bundle(kBoxes));
  TensorHarness probe(script);
  CHECK_EQ(probe.pass({1, 7, 2}), "1||2");
  CHECK_EQ(probe.await_text("nvts-script-error", "hook", "parse", "consequence"),
           "the buffer goes on with the script's edits of other frames (on-error=pass)");
  CHECK_EQ(probe.stat("errors"), 1);
  CHECK_EQ(probe.stat("edits"), 2);
  TensorHarness stopped(script, {{"deadline-ms", "20"}});
  CHECK_EQ(stopped.pass({1, 8, 2}), "1||");
  TensorHarness dropping(script, {{"on-error", "drop"}});
  CHECK_EQ(dropping.pass({1, 7}), "(dropped)");
}

TEST("a parser that fails again and again is not called for a while, but for one that still serves other frames") {
  Folder folder;
  TensorHarness probe(folder.write("p.nvts.js", nvts::parser::bundle(kBoxes)),
                      {{"breaker-failures", "3"}, {"breaker-backoff-ms", "3600000"}});
  for (int i = 0; i < 5; ++i) CHECK_EQ(probe.pass({1, 7}), "1|");
  CHECK_EQ(probe.stat("breaker-opened"), 0);
  for (int i = 0; i < 3; ++i) CHECK_EQ(probe.pass(7), "");
  CHECK_EQ(probe.await_text("nvts-breaker", nullptr, nullptr, "state"), "open");
  CHECK_EQ(probe.pass(1), "");
  CHECK_EQ(probe.stat("breaker-opened"), 1);
}

TEST("a parser that never ends is stopped, and built anew") {
  Folder folder;
  TensorHarness probe(folder.write("p.nvts.js", nvts::parser::bundle(kBoxes)), {{"deadline-ms", "20"}});
  CHECK_EQ(probe.pass(1), "1");
  CHECK_EQ(probe.pass(8), "");
  CHECK_EQ(probe.await_text("nvts-script-error", "hook", "parse", "code"), "NVTS_DEADLINE");
  CHECK_EQ(probe.await_text("nvts-script-rebuilt", nullptr, nullptr, "code"), "(absent)");
  CHECK_EQ(probe.pass(1), "1");
}

TEST("the process of a parser that was killed costs nothing between two buffers: another one takes its place") {
  if (runs_in_process()) SKIP("the parser has no process of its own");
  Folder folder;
  TensorHarness probe(folder.write("p.nvts.js", nvts::parser::bundle(kBoxes)));
  CHECK_EQ(probe.pass(1), "1");
  for (int i = 0; i < 3000 && probe.stat("spare-process-id") == 0; ++i) {
    CHECK_EQ(probe.pass(1), "1");
    g_usleep(2000);
  }
  const auto first = static_cast<pid_t>(probe.stat("process-id"));
  REQUIRE(first > 0);
  CHECK_EQ(::kill(first, SIGKILL), 0);
  // Long enough to be looked at before the next buffer.
  g_usleep(50000);
  CHECK_EQ(probe.pass(1), "1");
  CHECK_EQ(probe.pass(2), "2");
  CHECK(probe.stat("process-id") != static_cast<guint64>(first));
}

TEST("a parser is exchanged while the video runs, for another or for a processor, and back when the new one fails") {
  Folder folder;
  const std::string script = folder.write("p.nvts.js", nvts::parser::bundle(kBoxes));
  TensorHarness probe(script);
  CHECK_EQ(probe.pass(1), "1");
  folder.write("p.nvts.js", nvts::parser::bundle("parse() { put(0, [0, 0, 9, 9], 1, 5); return 1; },"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "code"), "(absent)");
  CHECK_EQ(probe.pass(1), "5");
  CHECK_EQ(probe.await_text("nvts-reload", "result", "kept", "code"), "(absent)");
  // What the new one gives for the first frame does not stay beside what the old one gives for both.
  folder.write("p.nvts.js", nvts::parser::bundle("n: 0, parse() { if (this.n++ > 0) throw new Error('no'); put(0, [0, 0, 9, 9], 1, 6); return 1; },"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "code"), "(absent)");
  CHECK_EQ(probe.pass({1, 1}), "5|5");
  CHECK_EQ(probe.await_text("nvts-reload", "result", "rolled-back", "code"), "NVTS_SCRIPT");
  folder.write("p.nvts.js", bundle("run() {},"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "code"), "(absent)");
  CHECK_EQ(probe.pass(1), "");
}

TEST("what a parser cannot have is refused when the element starts") {
  Folder folder;
  const std::string parser = folder.write("p.nvts.js", nvts::parser::bundle(kBoxes));
  const std::string processor = folder.write("s.nvts.js", bundle(""));
  CHECK(contains(refusal("labels-file=/nowhere/labels.txt", parser), "labels-file /nowhere/labels.txt"));
  const std::string labels = "labels-file=" + folder.write("labels.txt", "car");
  CHECK(contains(refusal(labels.c_str(), processor), "labels-file is for parsers of tensors"));
}

CHECK_MAIN()
