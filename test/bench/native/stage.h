// SPDX-License-Identifier: MIT
// An element between a pad that buffers are pushed into and one where they arrive.
#pragma once

#include <gst/gst.h>

#include "scene.h"
#include "script_run.h"
#include "timing.h"

namespace nvts::bench {

class Stage {
 public:
  explicit Stage(GstElement* element) : m_element(GST_ELEMENT(gst_object_ref_sink(element))) {
    m_source = gst_pad_new("src", GST_PAD_SRC);
    m_sink = gst_pad_new("sink", GST_PAD_SINK);
    gst_pad_set_element_private(m_sink, this);
    gst_pad_set_chain_function(m_sink, arrive);
    link(m_source, "sink");
    link(m_sink, "src");
    gst_pad_set_active(m_sink, TRUE);
    gst_pad_set_active(m_source, TRUE);
    if (gst_element_set_state(m_element, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
      fail(std::string(GST_OBJECT_NAME(m_element)) + " does not start");
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
    for (uint32_t i = 0; i < buffers; ++i) push(scene.next());
    return (now_ns() - started) / buffers;
  }
  void push(GstBuffer* buffer) {
    if (gst_pad_push(m_source, buffer) != GST_FLOW_OK || m_arrived != buffer) fail("a buffer was lost or copied");
  }

 private:
  // Leaves the reference to whoever pushed the buffer: held by two, identity would copy it.
  static GstFlowReturn arrive(GstPad* pad, GstObject*, GstBuffer* buffer) {
    static_cast<Stage*>(gst_pad_get_element_private(pad))->m_arrived = buffer;
    return GST_FLOW_OK;
  }

  void link(GstPad* pad, const char* peer_name) {
    GstPad* peer = gst_element_get_static_pad(m_element, peer_name);
    const bool upstream = pad == m_source;
    gst_pad_link(upstream ? pad : peer, upstream ? peer : pad);
    gst_object_unref(peer);
  }

  GstElement* m_element;
  GstPad* m_source;
  GstPad* m_sink;
  GstBuffer* m_arrived = nullptr;
};

// An nvtsprobe with this script and isolation; its bus is `bus` when that is given.
inline GstElement* make_probe(const char* script, const char* isolation, GstBus* bus = nullptr) {
  GstElement* probe = gst_element_factory_make("nvtsprobe", nullptr);
  if (probe == nullptr) fail("there is no nvtsprobe in GST_PLUGIN_PATH");
  g_object_set(probe, "script", script, nullptr);
  gst_util_set_object_arg(G_OBJECT(probe), "isolation", isolation);
  if (bus != nullptr) gst_element_set_bus(probe, bus);
  return probe;
}

}  // namespace nvts::bench
