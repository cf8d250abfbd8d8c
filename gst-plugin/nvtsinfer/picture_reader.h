// SPDX-License-Identifier: MIT
// The pictures of a video as pixels in memory.
#pragma once

#include <gst/gst.h>
#include <gst/video/video.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "nvtsinfer/preprocess.h"
#include "support/status.h"

namespace nvts::infer {

// Pictures of the formats that the element takes. Those with chroma of its own are converted to RGB by GStreamer's library,
// with the matrix and range that the caps name, as videoconvert does it.
class PictureReader {
 public:
  PictureReader();

  // kUnsupported for a format that is none of the element's.
  [[nodiscard]] Status set_format(const GstVideoInfo& info);
  [[nodiscard]] const PixelLayout& layout() const { return m_layout; }
  [[nodiscard]] uint32_t width() const { return static_cast<uint32_t>(GST_VIDEO_INFO_WIDTH(&m_info)); }
  [[nodiscard]] uint32_t height() const { return static_cast<uint32_t>(GST_VIDEO_INFO_HEIGHT(&m_info)); }

  // The pixels of one buffer, until it is destroyed or the next is read.
  class Picture {
   public:
    explicit Picture(const GstVideoFrame& frame) : m_frame(frame) {}
    ~Picture() { gst_video_frame_unmap(&m_frame); }
    Picture(const Picture&) = delete;
    Picture& operator=(const Picture&) = delete;

    [[nodiscard]] const uint8_t* pixels() const { return static_cast<const uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&m_frame, 0)); }
    [[nodiscard]] size_t stride() const { return static_cast<size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&m_frame, 0)); }

   private:
    GstVideoFrame m_frame;
  };
  // Null when the buffer's memory cannot be read.
  [[nodiscard]] std::unique_ptr<Picture> read(GstBuffer* buffer);

 private:
  struct FreeConverter {
    void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
  };
  struct UnrefBuffer {
    void operator()(GstBuffer* buffer) const { gst_buffer_unref(buffer); }
  };

  GstVideoInfo m_info;
  PixelLayout m_layout;
  // For formats that are converted.
  std::unique_ptr<GstVideoConverter, FreeConverter> m_converter;
  GstVideoInfo m_converted_info;
  std::unique_ptr<GstBuffer, UnrefBuffer> m_converted;
};

}  // namespace nvts::infer
