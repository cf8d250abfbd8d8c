// SPDX-License-Identifier: MIT
// The parts of latency measurement that elements use to carry their own measurements.
#ifndef NVTS_NVDS_LATENCY_META_INTERNAL_H
#define NVTS_NVDS_LATENCY_META_INTERNAL_H

#include <glib.h>

#ifdef __cplusplus
extern "C" {
#endif

// A zeroed NvDsMetaCompLatency, freed by nvds_release_latency_meta.
void* nvds_set_latency_metadata_ptr(void);
// Copy and release functions of a user meta of type NVDS_LATENCY_MEASUREMENT_META.
gpointer nvds_copy_latency_meta(gpointer data, gpointer user_data);
void nvds_release_latency_meta(gpointer data, gpointer user_data);
gdouble nvds_get_current_system_timestamp(void);
// NVDS_ENABLE_COMPONENT_LATENCY_MEASUREMENT is set in the environment.
gboolean nvds_get_enable_per_component_latency_measurement(void);

#define nvds_enable_component_latency_measurement (nvds_get_enable_per_component_latency_measurement())

#ifdef __cplusplus
}
#endif

#endif
