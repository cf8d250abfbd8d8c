// SPDX-License-Identifier: MIT
// Per-component and per-frame latency, carried as user metadata. Times are milliseconds.
#ifndef NVTS_NVDS_LATENCY_META_H
#define NVTS_NVDS_LATENCY_META_H

#include <glib.h>
#include <gmodule.h>

#include "nvdsmeta.h"

#define MAX_COMPONENT_LEN 64

#ifdef __cplusplus
extern "C" {
#endif

// Spelled out so that the header stands on its own; GStreamer declares the same.
typedef struct _GstBuffer GstBuffer;

typedef struct _NvDsMetaSubCompLatency {
  gchar sub_comp_name[MAX_COMPONENT_LEN];
  gdouble in_system_timestamp;
  gdouble out_system_timestamp;
} NvDsMetaSubCompLatency;

typedef struct _NvDsMetaCompLatency {
  gchar component_name[MAX_COMPONENT_LEN];
  gdouble in_system_timestamp;
  gdouble out_system_timestamp;
  guint source_id;
  guint frame_num;
  guint pad_index;
  NvDsMetaSubCompLatency sub_comp_latencies[16];
  guint num_sub_comps;
} NvDsMetaCompLatency;

typedef struct NvDsFrameLatencyInfo {
  guint source_id;
  guint frame_num;
  gdouble comp_in_timestamp;
  gdouble latency;
} NvDsFrameLatencyInfo;

NvDsUserMeta* nvds_set_input_system_timestamp(GstBuffer* buffer, gchar* element_name);
gboolean nvds_set_output_system_timestamp(GstBuffer* buffer, gchar* element_name);

// latency_info must have room for max_frames_in_batch entries; returns how many were written.
guint nvds_measure_buffer_latency(GstBuffer* buf, NvDsFrameLatencyInfo* latency_info);

// Marks a buffer that has no batch yet (a decoder's output) as the start of the measurement.
void nvds_add_reference_timestamp_meta(GstBuffer* buffer, gchar* element_name, guint frame_id);

// NVDS_ENABLE_LATENCY_MEASUREMENT is set in the environment.
gboolean nvds_get_enable_latency_measurement(void);
// NVDS_LATENCY_MEASUREMENT_SILENT is set in the environment.
gboolean nvds_get_latency_measurement_silent(void);

#define nvds_enable_latency_measurement (nvds_get_enable_latency_measurement())
#define nvds_latency_measurement_silent (nvds_get_latency_measurement_silent())

#ifdef __cplusplus
}
#endif

#endif
