// SPDX-License-Identifier: MIT
// How a batch's metadata rides on a GstBuffer.
#ifndef NVTS_GSTNVDSMETA_H
#define NVTS_GSTNVDSMETA_H

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include "nvds_audio_meta.h"
#include "nvds_latency_meta.h"
#include "nvdsmeta.h"

#ifdef __cplusplus
extern "C" {
#endif

GType nvds_meta_api_get_type(void);
const GstMetaInfo* nvds_meta_get_info(void);

#define NVDS_META_API_TYPE (nvds_meta_api_get_type())
#define NVDS_META_INFO (nvds_meta_get_info())
#define NVDS_META_STRING "nvdsmeta"

typedef enum {
  NVDS_GST_INVALID_META = -1,
  NVDS_BATCH_GST_META = NVDS_GST_CUSTOM_META + 1,
  NVDS_DECODER_GST_META,
  NVDS_DEWARPER_GST_META,
  NVDS_BUFFER_GST_AS_FRAME_USER_META,
  NVDS_RESERVED_GST_META = NVDS_GST_CUSTOM_META + 4096,
  NVDS_GST_META_FORCE32 = 0x7FFFFFFF
} GstNvDsMetaType;

typedef struct _NvDsMeta {
  GstMeta meta;
  gpointer meta_data;
  gpointer user_data;
  gint meta_type;  // a GstNvDsMetaType; it says what meta_data is
  NvDsMetaCopyFunc copyfunc;
  NvDsMetaReleaseFunc freefunc;
  // How a muxer turns meta_data into a frame's user meta, and releases that again.
  NvDsMetaCopyFunc gst_to_nvds_meta_transform_func;
  NvDsMetaReleaseFunc gst_to_nvds_meta_release_func;
} NvDsMeta;

NvDsMeta* gst_buffer_add_nvds_meta(GstBuffer* buffer, gpointer meta_data, gpointer user_data,
                                   NvDsMetaCopyFunc copy_func, NvDsMetaReleaseFunc release_func);
// The meta that was added last, or NULL.
NvDsMeta* gst_buffer_get_nvds_meta(GstBuffer* buffer);
NvDsBatchMeta* gst_buffer_get_nvds_batch_meta(GstBuffer* buffer);

void nvds_copy_gst_meta_to_frame_meta(GstBuffer* src_gst_buffer, NvDsBatchMeta* batch_meta,
                                      NvDsFrameMeta* frame_meta);
void nvds_copy_gst_meta_to_audio_frame_meta(GstBuffer* src_gst_buffer, NvDsBatchMeta* batch_meta,
                                            NvDsAudioFrameMeta* frame_meta);

#ifdef __cplusplus
}
#endif

#endif
