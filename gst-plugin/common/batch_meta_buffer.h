// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include "meta/bridge.h"
#include "support/status.h"

namespace nvts {

// For GstBaseTransform::prepare_output_buffer of a passthrough element: the buffer to work on, which carries batch
// metadata. That is `input` itself when it has some, or can be given some; else a copy of its shell that shares the
// memory, never the pixels. `origin` describes the frame when one has to be made.
[[nodiscard]] Result<GstBuffer*> buffer_with_batch_meta(GstBuffer* input, const meta::FrameOrigin& origin);

// Width and height of a frame in these caps, 0 where they have none (audio). Any memory: feature will do.
struct FrameSize {
  uint32_t width = 0;
  uint32_t height = 0;
};
[[nodiscard]] FrameSize frame_size(const GstCaps* caps);

}  // namespace nvts
