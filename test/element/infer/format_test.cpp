// SPDX-License-Identifier: MIT
// Pictures with chroma of its own against the same in RGB.
#include <gst/video/video.h>

#include <cmath>
#include <string>

#include "infer_harness.h"

namespace nvts::infer_test {
namespace {

const onnx::Tensor kPicture{"images", onnx::Type::kFloat, {"1", "3", "4", "6"}};

// As videoconvert does it.
GstBuffer* converted(GstBuffer* from, const GstVideoInfo& from_info, const GstVideoInfo& to_info) {
  GstBuffer* to = gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&to_info), nullptr);
  GST_BUFFER_PTS(to) = GST_BUFFER_PTS(from);
  GstVideoConverter* converter = gst_video_converter_new(&from_info, &to_info, nullptr);
  GstVideoFrame source, target;
  gst_video_frame_map(&source, &from_info, from, GST_MAP_READ);
  gst_video_frame_map(&target, &to_info, to, GST_MAP_WRITE);
  gst_video_converter_frame(converter, &source, &target);
  gst_video_frame_unmap(&target);
  gst_video_frame_unmap(&source);
  gst_video_converter_free(converter);
  return to;
}

GstVideoInfo info_of(const std::string& format) {
  gst_init(nullptr, nullptr);
  GstCaps* caps = gst_caps_from_string(("video/x-raw,width=6,height=4,framerate=10/1,format=" + format).c_str());
  GstVideoInfo info;
  gst_video_info_from_caps(&info, caps);
  gst_caps_unref(caps);
  return info;
}

// What a model that gives its input back gives for the picture.
std::vector<float> seen(const Options& options, GstBuffer* buffer) {
  InferHarness infer(onnx::identity(kPicture, "1").bytes(), options);
  if (!infer.started()) return {};
  GstBuffer* out = infer.pass(gst_buffer_ref(buffer));
  std::vector<float> values;
  if (const NvDsInferTensorMeta* tensors = tensors_of(out)) values = values_of<float>(tensors);
  if (out != nullptr) gst_buffer_unref(out);
  return values;
}

double worst(const std::vector<float>& a, const std::vector<float>& b) {
  double difference = a.size() == b.size() && !a.empty() ? 0 : INFINITY;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference = std::max(difference, std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return difference;
}

GstBuffer* colours() {
  const GstVideoInfo info = info_of("RGB");
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr);
  GstMapInfo map;
  gst_buffer_map(buffer, &map, GST_MAP_WRITE);
  for (guint y = 0; y < kHeight; ++y) {
    for (guint x = 0; x < kWidth; ++x) {
      guint8* pixel = map.data + y * static_cast<gsize>(GST_VIDEO_INFO_PLANE_STRIDE(&info, 0)) + gsize{x} * 3;
      pixel[0] = static_cast<guint8>(x / 2 * 100);
      pixel[1] = static_cast<guint8>(y / 2 * 200);
      pixel[2] = static_cast<guint8>(30 + x * 20);
    }
  }
  gst_buffer_unmap(buffer, &map);
  GST_BUFFER_PTS(buffer) = 0;
  return buffer;
}

TEST("NV12 and I420 are seen as videoconvert makes RGB of them, by the matrix and range of the caps") {
  NEEDS_RUNTIME();
  GstBuffer* picture = colours();
  std::vector<std::vector<float>> of_matrix;
  for (const char* format : {"NV12", "I420"}) {
    for (const char* colorimetry : {"bt601", "bt709", "1:4:0:0"}) {
      const std::string more = std::string(",colorimetry=(string)") + colorimetry;
      const GstVideoInfo yuv_info = info_of(format + more);
      const GstVideoInfo rgb_info = info_of("RGB");
      // The same samples each time, so that the matrix makes other colours of them.
      GstBuffer* yuv = converted(picture, rgb_info, info_of(std::string(format) + ",colorimetry=(string)bt601"));
      GstBuffer* rgb = converted(yuv, yuv_info, rgb_info);
      const std::vector<float> direct = seen({.format = format, .caps = more}, yuv);
      CHECK(worst(direct, seen({}, rgb)) <= 2);
      of_matrix.push_back(direct);
      gst_buffer_unref(yuv);
      gst_buffer_unref(rgb);
    }
  }
  CHECK(worst(of_matrix[0], of_matrix[1]) > 8);
  CHECK(worst(of_matrix[0], of_matrix[2]) > 8);
  gst_buffer_unref(picture);
}

TEST("a picture in NV12 passes as it came") {
  NEEDS_RUNTIME();
  GstBuffer* picture = colours();
  GstBuffer* yuv = converted(picture, info_of("RGB"), info_of("NV12"));
  InferHarness infer(onnx::identity(kPicture, "1").bytes(), {.format = "NV12"});
  REQUIRE(infer.started());
  GstMemory* memory = gst_buffer_peek_memory(yuv, 0);
  GstBuffer* out = infer.pass(yuv);
  REQUIRE(tensors_of(out) != nullptr);
  CHECK(gst_buffer_peek_memory(out, 0) == memory);
  gst_buffer_unref(out);
  gst_buffer_unref(picture);
}

TEST("a buffer that is smaller than its caps say passes with a warning, and the next one is inferred") {
  NEEDS_RUNTIME();
  InferHarness infer(onnx::identity(kPicture, "1").bytes(), {.format = "NV12"});
  REQUIRE(infer.started());
  GstBuffer* out = infer.pass(gst_harness_create_buffer(infer.harness(), 7));
  REQUIRE(out != nullptr);
  CHECK(tensors_of(out) == nullptr);
  CHECK(infer.said().warnings.find("the picture of a buffer cannot be read") != std::string::npos);
  gst_buffer_unref(out);
  const GstVideoInfo info = info_of("NV12");
  out = infer.pass(gst_harness_create_buffer(infer.harness(), GST_VIDEO_INFO_SIZE(&info)));
  CHECK(tensors_of(out) != nullptr);
  gst_buffer_unref(out);
}

}  // namespace
}  // namespace nvts::infer_test
