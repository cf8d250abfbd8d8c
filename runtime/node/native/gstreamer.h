// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <memory>

#include "support/status.h"

namespace nvts::node {

struct UnrefObject {
  void operator()(void* object) const { gst_object_unref(object); }
};
using ElementPointer = std::unique_ptr<GstElement, UnrefObject>;

// Once in a process: starts GStreamer, which reads its registry (seconds when that is new), and finds nvtsprobe's
// plugin beside this library where GStreamer's own search has not. From any thread.
[[nodiscard]] Status start_gstreamer();

// Lets GStreamer's tracer "leaks" log what there is (GST_TRACERS=leaks GST_DEBUG=GST_TRACER:7). For tests.
void log_live_objects();

}  // namespace nvts::node
