// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstring>
#include <limits>

#include "check.h"
#include "metadata_harness.h"

namespace nvts::element_test {
namespace {

NvOSD_RectParams bordered(float left, float top, float width, float height) {
  NvOSD_RectParams params = rect(left, top, width, height);
  params.border_width = 2;
  params.border_color = {1, 0, 0, 1};
  return params;
}

guint8 red_at(GstBuffer* buffer, guint x, guint y) {
  guint8 pixel[4] = {};
  gst_buffer_extract(buffer, (y * 64 + x) * 4, pixel, 4);
  return pixel[2];
}

TEST("numbers that mean nothing neither crash nor spoil the rest") {
  MetadataHarness osd("nvtsosd", "");
  GstBuffer* buffer = osd.batch(0, {0});
  NvDsFrameMeta* frame = frame_of(buffer);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const float bad : {NAN, kInfinity, -kInfinity, 1e30f, -1e30f}) {
    add_object(frame, 0, bordered(bad, 1, 1, 1));
    add_object(frame, 0, bordered(1, bad, 1, 1));
    add_object(frame, 0, bordered(1, 1, bad, 1));
    add_object(frame, 0, bordered(1, 1, 1, bad));
    NvDsObjectMeta* object = add_object(frame, 0, bordered(1, 1, 1, 1));
    object->rect_params.border_color = {bad, bad, bad, bad};
    object->rect_params.border_width = 0xffffffff;
    object->confidence = bad;
    object->text_params.display_text = g_strdup("\xff\xfe not UTF-8");
    object->text_params.x_offset = 0xffffffff;
    object->text_params.font_params.font_size = 0xffffffff;
  }
  add_object(frame, 0, bordered(10, 10, 20, 20));
  GstBuffer* out = osd.pass(buffer);
  REQUIRE(out != nullptr);
  CHECK_EQ(red_at(out, 10, 20), 255);
  gst_buffer_unref(out);
}

TEST("fifty thousand objects are drawn") {
  MetadataHarness osd("nvtsosd", "");
  GstBuffer* buffer = osd.batch(0, {0});
  for (int i = 0; i < 50000; ++i)
    add_object(frame_of(buffer), i % 80, bordered(10, 10, 20, 20));
  GstBuffer* out = osd.pass(buffer);
  REQUIRE(out != nullptr);
  CHECK_EQ(red_at(out, 10, 20), 255);
  gst_buffer_unref(out);
}

TEST("a batch of several frames, or of none, is drawn as it is given") {
  MetadataHarness osd("nvtsosd", "");
  GstBuffer* tiled = osd.batch(0, {0, 1});
  add_object(frame_of(tiled, 0), 0, bordered(4, 4, 10, 10));
  add_object(frame_of(tiled, 1), 0, bordered(40, 4, 10, 10));
  frame_of(tiled, 0)->pipeline_width = 1920;  // of a tile: no measure for the picture
  GstBuffer* out = osd.pass(tiled);
  REQUIRE(out != nullptr);
  CHECK_EQ(red_at(out, 4, 8), 255);
  CHECK_EQ(red_at(out, 40, 8), 255);
  gst_buffer_unref(out);
  CHECK(osd.swallow(osd.batch(1, {})));
}

TEST("a picture that others hold stays black, and the metadata go on with the drawn one") {
  MetadataHarness osd("nvtsosd", "");
  GstBuffer* in = osd.batch(0, {0});
  add_object(frame_of(in), 5, bordered(10, 10, 20, 20));
  GstBuffer* out = osd.pass(gst_buffer_ref(in));
  REQUIRE(out != nullptr);
  CHECK_EQ(red_at(in, 10, 20), 0);
  CHECK_EQ(red_at(out, 10, 20), 255);
  CHECK(classes_of(out) == std::vector<gint>({5}));
  gst_buffer_unref(out);
  gst_buffer_unref(in);
}

TEST("a change of caps in mid-stream is followed") {
  MetadataHarness osd("nvtsosd", "");
  CHECK(osd.swallow(osd.batch(0, {0})));
  gst_harness_set_src_caps_str(osd.harness(), "video/x-raw,format=RGBA,width=32,height=96,framerate=10/1");
  GstBuffer* buffer = osd.batch(1, {0});
  frame_of(buffer)->pipeline_width = 32;
  frame_of(buffer)->pipeline_height = 96;
  add_object(frame_of(buffer), 0, bordered(10, 20, 10, 10));
  GstBuffer* out = osd.pass(buffer);
  REQUIRE(out != nullptr);
  guint8 pixel[4] = {};
  gst_buffer_extract(out, (25 * 32 + 10) * 4, pixel, 4);
  CHECK_EQ(pixel[0], 255);
  CHECK_EQ(pixel[2], 0);
  gst_buffer_unref(out);
}

}  // namespace
}  // namespace nvts::element_test

CHECK_MAIN()
