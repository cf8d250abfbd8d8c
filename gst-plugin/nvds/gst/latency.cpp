// SPDX-License-Identifier: MIT
// Latency measurement: components leave their times as user metas of the batch.
#include <algorithm>
#include <cstring>

#include "../meta/export.h"
#include "gstnvdsmeta.h"
#include "nvds_latency_meta_internal.h"

namespace {

constexpr char kReferenceCaps[] = "timestamp/x-nvds-latency";

// Callers keep the answer: the environment does not change while a pipeline runs, and elements ask
// for every buffer.
bool exported(const char* name) {
  return g_getenv(name) != nullptr;
}

bool measuring() {
  return nvds_get_enable_latency_measurement() || nvds_get_latency_measurement_silent();
}

NvDsMetaCompLatency* latency_of(const NvDsUserMeta* user) {
  if (user->base_meta.meta_type != NVDS_LATENCY_MEASUREMENT_META) return nullptr;
  return static_cast<NvDsMetaCompLatency*>(user->user_meta_data);
}

template <typename Visit>
void for_each_latency(const NvDsBatchMeta* batch, Visit visit) {
  for (GList* l = batch->batch_user_meta_list; l; l = l->next) {
    if (auto* latency = latency_of(static_cast<NvDsUserMeta*>(l->data))) visit(*latency);
  }
}

// When the frame entered its first component. Components after the muxer handle whole batches and
// name no frame: their times stand in when no decoder or muxer measured this one.
gdouble entry_time(const NvDsBatchMeta* batch, guint source_id, guint frame_num) {
  gdouble of_frame = 0;
  gdouble of_batch = 0;
  const auto earlier = [](gdouble best, gdouble time) { return best == 0 ? time : std::min(best, time); };
  for_each_latency(batch, [&](const NvDsMetaCompLatency& latency) {
    of_batch = earlier(of_batch, latency.in_system_timestamp);
    const bool names_frame = g_str_has_prefix(latency.component_name, "nvv4l2decoder") ||
                             g_str_has_prefix(latency.component_name, "audiodecoder") ||
                             g_str_has_prefix(latency.component_name, "nvstreammux");
    if (names_frame && latency.source_id == source_id && latency.frame_num == frame_num) {
      of_frame = earlier(of_frame, latency.in_system_timestamp);
    }
  });
  return of_frame != 0 ? of_frame : of_batch;
}

void print_components(const NvDsBatchMeta* batch) {
  for_each_latency(batch, [](const NvDsMetaCompLatency& latency) {
    g_print(
        "Comp name = %s in_system_timestamp = %f out_system_timestamp = %f "
        "component latency = %f\n",
        latency.component_name, latency.in_system_timestamp, latency.out_system_timestamp,
        latency.out_system_timestamp - latency.in_system_timestamp);
  });
}

template <typename Frame>
guint fill(const NvDsBatchMeta* batch, gdouble now, NvDsFrameLatencyInfo* info) {
  guint count = 0;
  for (GList* l = batch->frame_meta_list; l && count < batch->max_frames_in_batch; l = l->next) {
    const auto* frame = static_cast<const Frame*>(l->data);
    const auto frame_num = static_cast<guint>(frame->frame_num);
    const gdouble entered = entry_time(batch, frame->source_id, frame_num);
    if (entered == 0) continue;
    info[count++] = {frame->source_id, frame_num, entered, now - entered};
  }
  return count;
}

}  // namespace

NVDS_PUBLIC gboolean nvds_get_enable_latency_measurement(void) {
  static const gboolean enabled = exported("NVDS_ENABLE_LATENCY_MEASUREMENT");
  return enabled;
}

NVDS_PUBLIC gboolean nvds_get_enable_per_component_latency_measurement(void) {
  static const gboolean enabled = exported("NVDS_ENABLE_COMPONENT_LATENCY_MEASUREMENT");
  return enabled;
}

NVDS_PUBLIC gboolean nvds_get_latency_measurement_silent(void) {
  static const gboolean silent = exported("NVDS_LATENCY_MEASUREMENT_SILENT");
  return silent;
}

NVDS_PUBLIC gdouble nvds_get_current_system_timestamp(void) {
  return static_cast<gdouble>(g_get_real_time()) / 1000.0;
}

NVDS_PUBLIC void* nvds_set_latency_metadata_ptr(void) {
  return g_new0(NvDsMetaCompLatency, 1);
}

NVDS_PUBLIC gpointer nvds_copy_latency_meta(gpointer data, gpointer) {
  const auto* user = static_cast<NvDsUserMeta*>(data);
  if (!user || !user->user_meta_data) return nullptr;
  return g_memdup2(user->user_meta_data, sizeof(NvDsMetaCompLatency));
}

NVDS_PUBLIC void nvds_release_latency_meta(gpointer data, gpointer) {
  auto* user = static_cast<NvDsUserMeta*>(data);
  if (user) g_clear_pointer(&user->user_meta_data, g_free);
}

NVDS_PUBLIC NvDsUserMeta* nvds_set_input_system_timestamp(GstBuffer* buffer, gchar* element_name) {
  if (!measuring() || !element_name) return nullptr;
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
  if (!user) return nullptr;
  auto* latency = static_cast<NvDsMetaCompLatency*>(nvds_set_latency_metadata_ptr());
  g_strlcpy(latency->component_name, element_name, sizeof latency->component_name);
  latency->in_system_timestamp = nvds_get_current_system_timestamp();
  user->user_meta_data = latency;
  user->base_meta.meta_type = NVDS_LATENCY_MEASUREMENT_META;
  user->base_meta.copy_func = nvds_copy_latency_meta;
  user->base_meta.release_func = nvds_release_latency_meta;
  nvds_add_user_meta_to_batch(batch, user);
  return user;
}

NVDS_PUBLIC gboolean nvds_set_output_system_timestamp(GstBuffer* buffer, gchar* element_name) {
  if (!measuring() || !element_name) return FALSE;
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (!batch) return FALSE;
  const gdouble now = nvds_get_current_system_timestamp();
  gboolean found = FALSE;
  nvds_acquire_meta_lock(batch);
  for_each_latency(batch, [&](NvDsMetaCompLatency& latency) {
    // Names are cut at the field's size on the way in, so they are compared as far.
    if (std::strncmp(latency.component_name, element_name, MAX_COMPONENT_LEN - 1) != 0) return;
    latency.out_system_timestamp = now;
    found = TRUE;
  });
  nvds_release_meta_lock(batch);
  return found;
}

NVDS_PUBLIC guint nvds_measure_buffer_latency(GstBuffer* buf, NvDsFrameLatencyInfo* latency_info) {
  NvDsBatchMeta* batch = measuring() ? gst_buffer_get_nvds_batch_meta(buf) : nullptr;
  if (!batch || !latency_info) return 0;
  const gdouble now = nvds_get_current_system_timestamp();
  nvds_acquire_meta_lock(batch);
  if (nvds_get_enable_per_component_latency_measurement() && !nvds_get_latency_measurement_silent()) {
    print_components(batch);
  }
  const bool video = batch->frame_meta_pool->meta_type == NVDS_FRAME_META;
  const guint count = video ? fill<NvDsFrameMeta>(batch, now, latency_info)
                            : fill<NvDsAudioFrameMeta>(batch, now, latency_info);
  nvds_release_meta_lock(batch);
  return count;
}

// nvstreammux reads these fields by name and turns them into a latency meta of the batch.
NVDS_PUBLIC void nvds_add_reference_timestamp_meta(GstBuffer* buffer, gchar* element_name, guint frame_id) {
  if (!buffer || !element_name || !measuring()) return;
  const gdouble now = nvds_get_current_system_timestamp();
  GstCaps* caps = gst_caps_new_simple(kReferenceCaps, "component_name", G_TYPE_STRING, element_name,
                                      "frame_num", G_TYPE_INT, static_cast<gint>(frame_id), "in_timestamp",
                                      G_TYPE_DOUBLE, now, "out_timestamp", G_TYPE_DOUBLE, now, nullptr);
  gst_buffer_add_reference_timestamp_meta(buffer, caps, 0, GST_CLOCK_TIME_NONE);
  gst_caps_unref(caps);
}
