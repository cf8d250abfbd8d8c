// SPDX-License-Identifier: MIT
#include "common/batch_meta_buffer.h"

namespace nvts {

Result<GstBuffer*> buffer_with_batch_meta(GstBuffer* input, const meta::FrameOrigin& origin) {
  if (meta::has_batch_meta(input)) return input;
  GstBuffer* buffer = gst_buffer_is_writable(input) ? input : gst_buffer_copy(input);
  if (Status status = meta::attach_batch_meta(buffer, origin); !status) {
    if (buffer != input) gst_buffer_unref(buffer);
    return status;
  }
  return buffer;
}

FrameSize frame_size(const GstCaps* caps) {
  gint width = 0;
  gint height = 0;
  if (caps != nullptr && gst_caps_get_size(caps) > 0) {
    const GstStructure* structure = gst_caps_get_structure(caps, 0);
    gst_structure_get_int(structure, "width", &width);
    gst_structure_get_int(structure, "height", &height);
  }
  return {static_cast<uint32_t>(MAX(width, 0)), static_cast<uint32_t>(MAX(height, 0))};
}

}  // namespace nvts
