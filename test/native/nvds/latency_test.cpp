// SPDX-License-Identifier: MIT
// The environment is read once per process, so CTest runs this program once with the variable set
// and once without, and picks the tests by name.
#include "../check.h"
#include "fixture.h"
#include "nvds_latency_meta.h"
#include "nvds_latency_meta_internal.h"

using namespace nvts::nvds_test;

namespace {

gchar kDecoder[] = "nvv4l2decoder0";
gchar kInfer[] = "infer";

Buffer make_buffer(guint frames) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(frames);
  for (guint i = 0; i < frames; ++i) {
    NvDsFrameMeta* frame = add_frame(batch, 100);
    frame->source_id = i;
  }
  Buffer buffer(gst_buffer_new());
  gst_buffer_add_nvds_meta(buffer.get(), batch, nullptr, nvds_batch_meta_copy_func,
                           nvds_batch_meta_release_func)
      ->meta_type = NVDS_BATCH_GST_META;
  return buffer;
}

NvDsMetaCompLatency* latency_of(NvDsUserMeta* user) {
  return static_cast<NvDsMetaCompLatency*>(user->user_meta_data);
}

}  // namespace

TEST("measuring off: no timestamps are attached and nothing is measured") {
  const Buffer buffer = make_buffer(1);
  CHECK(!nvds_get_enable_latency_measurement());
  CHECK(!nvds_set_input_system_timestamp(buffer.get(), kInfer));
  CHECK(!nvds_set_output_system_timestamp(buffer.get(), kInfer));
  CHECK(!gst_buffer_get_nvds_batch_meta(buffer.get())->batch_user_meta_list);
  NvDsFrameLatencyInfo info[1];
  CHECK_EQ(nvds_measure_buffer_latency(buffer.get(), info), 0);
}

TEST("measuring on: a component's times are a user meta of the batch") {
  const Buffer buffer = make_buffer(1);
  NvDsUserMeta* user = nvds_set_input_system_timestamp(buffer.get(), kInfer);
  REQUIRE(user != nullptr);
  CHECK_EQ(user->base_meta.meta_type, NVDS_LATENCY_MEASUREMENT_META);
  CHECK_EQ(latency_of(user)->component_name, "infer");
  CHECK(latency_of(user)->in_system_timestamp > 0);
  CHECK_EQ(latency_of(user)->out_system_timestamp, 0);
  CHECK(nvds_set_output_system_timestamp(buffer.get(), kInfer));
  CHECK(latency_of(user)->out_system_timestamp >= latency_of(user)->in_system_timestamp);
  CHECK(!nvds_set_output_system_timestamp(buffer.get(), kDecoder));
}

TEST("measuring on: a frame's latency counts from its decoder") {
  const Buffer buffer = make_buffer(2);
  const gdouble now = nvds_get_current_system_timestamp();
  for (guint source = 0; source < 2; ++source) {
    auto* decoder = latency_of(nvds_set_input_system_timestamp(buffer.get(), kDecoder));
    decoder->in_system_timestamp = now - 1000 * (source + 1);
    decoder->source_id = source;
    decoder->frame_num = 100;
  }
  nvds_set_input_system_timestamp(buffer.get(), kInfer);
  NvDsFrameLatencyInfo info[2] = {};
  REQUIRE(nvds_measure_buffer_latency(buffer.get(), info) == 2);
  CHECK_EQ(info[0].source_id, 0);
  CHECK_EQ(info[0].frame_num, 100);
  CHECK_EQ(info[0].comp_in_timestamp, now - 1000);
  CHECK(info[0].latency >= 1000 && info[0].latency < 2000);
  CHECK_EQ(info[1].source_id, 1);
  CHECK(info[1].latency >= 2000);
}

TEST("measuring on: without a decoder the first component of the batch counts") {
  const Buffer buffer = make_buffer(1);
  auto* infer = latency_of(nvds_set_input_system_timestamp(buffer.get(), kInfer));
  NvDsFrameLatencyInfo info[1] = {};
  REQUIRE(nvds_measure_buffer_latency(buffer.get(), info) == 1);
  CHECK_EQ(info[0].comp_in_timestamp, infer->in_system_timestamp);
}

TEST("measuring on: a batch that no component stamped has no latency") {
  const Buffer buffer = make_buffer(1);
  NvDsFrameLatencyInfo info[1];
  CHECK_EQ(nvds_measure_buffer_latency(buffer.get(), info), 0);
}

TEST("measuring on: copies of a buffer carry the times") {
  const Buffer buffer = make_buffer(1);
  auto* infer = latency_of(nvds_set_input_system_timestamp(buffer.get(), kInfer));
  const Buffer copy(gst_buffer_copy(buffer.get()));
  GList* list = gst_buffer_get_nvds_batch_meta(copy.get())->batch_user_meta_list;
  REQUIRE(list != nullptr);
  auto* copied = latency_of(static_cast<NvDsUserMeta*>(list->data));
  CHECK(copied != infer);
  CHECK_EQ(copied->in_system_timestamp, infer->in_system_timestamp);
}

TEST("measuring on: a long component name is cut and still found") {
  const Buffer buffer = make_buffer(1);
  const std::string name(200, 'x');
  auto* element = const_cast<gchar*>(name.c_str());
  NvDsUserMeta* user = nvds_set_input_system_timestamp(buffer.get(), element);
  REQUIRE(user != nullptr);
  CHECK_EQ(std::string(latency_of(user)->component_name).size(), MAX_COMPONENT_LEN - 1);
  CHECK(nvds_set_output_system_timestamp(buffer.get(), element));
}

TEST("measuring on: a decoder's reference timestamp names it and its frame") {
  const Buffer buffer(gst_buffer_new());
  nvds_add_reference_timestamp_meta(buffer.get(), kDecoder, 12);
  const auto* meta = gst_buffer_get_reference_timestamp_meta(buffer.get(), nullptr);
  REQUIRE(meta != nullptr);
  const GstStructure* structure = gst_caps_get_structure(meta->reference, 0);
  gint frame_num = 0;
  gdouble in = 0;
  gdouble out = 0;
  CHECK_EQ(gst_structure_get_string(structure, "component_name"), "nvv4l2decoder0");
  CHECK(gst_structure_get_int(structure, "frame_num", &frame_num));
  CHECK_EQ(frame_num, 12);
  CHECK(gst_structure_get_double(structure, "in_timestamp", &in) && in > 0);
  CHECK(gst_structure_get_double(structure, "out_timestamp", &out) && out >= in);
}

TEST("measuring on: a buffer without a batch is not stamped") {
  const Buffer buffer(gst_buffer_new());
  CHECK(!nvds_set_input_system_timestamp(buffer.get(), kInfer));
  CHECK(!nvds_set_input_system_timestamp(nullptr, kInfer));
  CHECK(!nvds_set_input_system_timestamp(buffer.get(), nullptr));
  CHECK(!nvds_set_output_system_timestamp(nullptr, kInfer));
}

int main(int argc, char** argv) {
  gst_init(nullptr, nullptr);
  return nvts::check::run_all(argc, argv);
}
