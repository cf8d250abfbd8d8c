// SPDX-License-Identifier: MIT
// Raw network outputs as user metadata of a frame, an object or a region.
#ifndef NVTS_GSTNVDSINFER_H
#define NVTS_GSTNVDSINFER_H

#include <gst/gst.h>

#include "nvdsinfer.h"

G_BEGIN_DECLS

typedef void (*gst_nvinfer_raw_output_generated_callback)(GstBuffer* buf, NvDsInferNetworkInfo* network_info,
                                                          NvDsInferLayerInfo* layers_info, guint num_layers,
                                                          guint batch_size, gpointer user_data);

// user_meta_data of type NVDSINFER_TENSOR_OUTPUT_META. A layer's own `buffer` is not set: its data
// is out_buf_ptrs_host[i].
typedef struct NvDsInferTensorMeta {
  guint unique_id;
  guint num_output_layers;
  NvDsInferLayerInfo* output_layers_info;
  void** out_buf_ptrs_host;
  void** out_buf_ptrs_dev;
  gint gpu_id;
  void* priv_data;
  NvDsInferNetworkInfo network_info;
  gboolean maintain_aspect_ratio;
#if NVDS_ABI >= 80000
  gboolean symmetric_padding;
#endif
} NvDsInferTensorMeta;

// user_meta_data of type NVDSINFER_SEGMENTATION_META; class_map is width * height, -1 for none.
typedef struct NvDsInferSegmentationMeta {
  guint classes;
  guint width;
  guint height;
  gint* class_map;
  gfloat* class_probabilities_map;
  void* priv_data;
  gint unique_id;
} NvDsInferSegmentationMeta;

G_END_DECLS

#endif
