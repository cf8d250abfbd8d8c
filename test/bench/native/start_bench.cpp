// SPDX-License-Identifier: MIT
// How long a pipeline takes from PLAYING to the first buffer behind its nvtsprobes, and what memory it then has, with its
// scripts' processes. Arguments: the number of nvtsprobes in the line, their isolation, a bundle, a parameter file.
#include <gst/gst.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "scene.h"
#include "timing.h"

namespace {

constexpr int kBuffers = 500;
constexpr uint32_t kObjects = 20;

double g_first_buffer = 0;

GstPadProbeReturn add_metadata(GstPad*, GstPadProbeInfo* info, gpointer step) {
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  nvts::bench::add_scene(buffer, kObjects, (*static_cast<uint32_t*>(step))++);
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn note_time(GstPad*, GstPadProbeInfo*, gpointer) {
  g_first_buffer = nvts::bench::now_ns();
  return GST_PAD_PROBE_REMOVE;
}

void add_probe(GstElement* element, const char* pad_name, GstPadProbeCallback callback, gpointer data) {
  GstPad* pad = gst_element_get_static_pad(element, pad_name);
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, callback, data, nullptr);
  gst_object_unref(pad);
}

GstElement* make(const char* factory) {
  GstElement* element = gst_element_factory_make(factory, nullptr);
  if (element == nullptr) {
    std::fprintf(stderr, "there is no %s\n", factory);
    std::exit(1);
  }
  return element;
}

// Of one process, what it shares with others by its part.
long proportional_kb(const std::string& process) {
  std::ifstream rollup("/proc/" + process + "/smaps_rollup");
  for (std::string line; std::getline(rollup, line);) {
    if (line.rfind("Pss:", 0) == 0) return std::strtol(line.c_str() + 4, nullptr, 10);
  }
  return 0;
}

// Of this process and those that it has started, on whichever thread.
long proportional_kb() {
  long sum = proportional_kb("self");
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(thread.path() / "children");
    for (std::string child; children >> child;) sum += proportional_kb(child);
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s <number of nvtsprobes> <isolation> <bundle> <parameter file>\n", argv[0]);
    return 2;
  }
  uint32_t step = 0;
  GstElement* pipeline = gst_pipeline_new(nullptr);
  GstElement* source = make("fakesrc");
  g_object_set(source, "num-buffers", kBuffers, nullptr);
  gst_bin_add(GST_BIN(pipeline), source);
  add_probe(source, "src", add_metadata, &step);

  GstElement* last = source;
  const auto append = [&](GstElement* element) {
    gst_bin_add(GST_BIN(pipeline), element);
    if (!gst_element_link(last, element)) std::exit(1);
    last = element;
  };
  for (int i = 0; i < std::atoi(argv[1]); ++i) {
    GstElement* probe = make("nvtsprobe");
    g_object_set(probe, "script", argv[3], "params-file", argv[4], "spare-process", FALSE, nullptr);
    gst_util_set_object_arg(G_OBJECT(probe), "isolation", argv[2]);
    append(probe);
  }
  GstElement* sink = make("fakesink");
  append(sink);
  add_probe(sink, "sink", note_time, nullptr);

  const double started = nvts::bench::now_ns();
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  GstBus* bus = gst_element_get_bus(pipeline);
  const auto kinds = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  GstMessage* message = gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE, kinds);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    std::fprintf(stderr, "%s\n", error->message);
    return 1;
  }
  std::printf("{\"firstBufferMs\":%.2f,\"memoryKb\":%ld}\n", (g_first_buffer - started) / 1e6,
              proportional_kb());

  gst_message_unref(message);
  gst_object_unref(bus);
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(pipeline);
  return 0;
}
