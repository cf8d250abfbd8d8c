// SPDX-License-Identifier: MIT
// What nvtsprobe with a script that does little costs over identity. Argument: the script's bundle.
#include <gst/gst.h>

#include <cstdio>
#include <cstdlib>

#include "scene.h"
#include "timing.h"

namespace {

using nvts::bench::median;
using nvts::bench::now_ns;
using nvts::bench::Scene;

constexpr int kRounds = 301;
constexpr int kWarmUpBuffers = 20000;
constexpr uint32_t kObjectsPerRound = 20000;

GstBuffer* g_arrived = nullptr;

// Leaves the reference to whoever pushed the buffer: held by two, identity would copy it.
GstFlowReturn arrive(GstPad*, GstObject*, GstBuffer* buffer) {
  g_arrived = buffer;
  return GST_FLOW_OK;
}

// An element between a pad that buffers are pushed into and one where they arrive.
class Stage {
 public:
  explicit Stage(GstElement* element) : m_element(GST_ELEMENT(gst_object_ref_sink(element))) {
    m_source = gst_pad_new("src", GST_PAD_SRC);
    m_sink = gst_pad_new("sink", GST_PAD_SINK);
    gst_pad_set_chain_function(m_sink, arrive);
    link(m_source, "sink");
    link(m_sink, "src");
    gst_pad_set_active(m_sink, TRUE);
    gst_pad_set_active(m_source, TRUE);
    if (gst_element_set_state(m_element, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
      std::fprintf(stderr, "%s does not start\n", GST_OBJECT_NAME(m_element));
      std::exit(1);
    }
    GstCaps* caps = gst_caps_from_string("video/x-raw,format=RGBA,width=1920,height=1080,framerate=25/1");
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(m_source, gst_event_new_stream_start("bench"));
    gst_pad_push_event(m_source, gst_event_new_caps(caps));
    gst_pad_push_event(m_source, gst_event_new_segment(&segment));
    gst_caps_unref(caps);
  }
  ~Stage() {
    gst_element_set_state(m_element, GST_STATE_NULL);
    gst_object_unref(m_element);
    gst_object_unref(m_source);
    gst_object_unref(m_sink);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // ns a buffer
  double push(Scene& scene, uint32_t buffers) {
    const double started = now_ns();
    for (uint32_t i = 0; i < buffers; ++i) {
      GstBuffer* buffer = scene.next();
      if (gst_pad_push(m_source, buffer) == GST_FLOW_OK && g_arrived == buffer) continue;
      std::fprintf(stderr, "a buffer was lost or copied\n");
      std::exit(1);
    }
    return (now_ns() - started) / buffers;
  }

 private:
  void link(GstPad* pad, const char* peer_name) {
    GstPad* peer = gst_element_get_static_pad(m_element, peer_name);
    const bool upstream = pad == m_source;
    gst_pad_link(upstream ? pad : peer, upstream ? peer : pad);
    gst_object_unref(peer);
  }

  GstElement* m_element;
  GstPad* m_source;
  GstPad* m_sink;
};

struct Cost {
  double identity;
  double over_identity;
};

Cost measure(const char* script, uint32_t objects) {
  GstElement* probe = gst_element_factory_make("nvtsprobe", nullptr);
  if (probe == nullptr) {
    std::fprintf(stderr, "there is no nvtsprobe in GST_PLUGIN_PATH\n");
    std::exit(1);
  }
  g_object_set(probe, "script", script, nullptr);
  Stage probed(probe);
  Stage plain(gst_element_factory_make("identity", nullptr));
  Scene scene(objects);

  const uint32_t buffers = kObjectsPerRound / (objects + 20);
  probed.push(scene, kWarmUpBuffers);
  plain.push(scene, kWarmUpBuffers);
  std::vector<double> identity;
  std::vector<double> over_identity;
  for (int round = 0; round < kRounds; ++round) {
    const double base = plain.push(scene, buffers);
    identity.push_back(base);
    over_identity.push_back(probed.push(scene, buffers) - base);
  }
  return {median(identity), median(over_identity)};
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s <bundle>\n", argv[0]);
    return 2;
  }
  const Cost few = measure(argv[1], 20);
  const Cost some = measure(argv[1], 120);
  const Cost many = measure(argv[1], 1020);
  std::printf(
      "{\"identityUs\":%.3f,\"batchUs\":%.3f,\"furtherObject120Ns\":%.1f,\"furtherObject1020Ns\":%.1f}\n",
      few.identity / 1e3, few.over_identity / 1e3, (some.over_identity - few.over_identity) / 100,
      (many.over_identity - few.over_identity) / 1000);
  return 0;
}
