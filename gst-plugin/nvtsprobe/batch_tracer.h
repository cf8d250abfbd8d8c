// SPDX-License-Identifier: MIT
// A GStreamer tracer: GST_TRACERS=nvtsbatches GST_DEBUG=GST_TRACER:7 logs a record of each batch, in the form that
// other tracers have and tools read.
#pragma once

#include <gst/gst.h>

#include <cstdint>

namespace nvts {

struct BatchTimes {
  guint64 pts = GST_CLOCK_TIME_NONE;
  uint32_t frames = 0;
  uint32_t objects = 0;
  uint64_t pack_ns = 0;
  uint64_t script_ns = 0;
  uint64_t commit_ns = 0;
  bool failed = false;
};

[[nodiscard]] gboolean register_batch_tracer(GstPlugin* plugin);

// Does nothing, at the price of a load, unless the tracer runs.
void trace_batch(GstElement* element, const BatchTimes& batch);

}  // namespace nvts
