// SPDX-License-Identifier: MIT
// Tensors that nvdspreprocess made, as batch user metadata. C++ only.
#ifndef NVTS_NVDSPREPROCESS_META_H
#define NVTS_NVDSPREPROCESS_META_H

#include <string>
#include <vector>

#include "nvbufsurface.h"
#include "nvds_roi_meta.h"

struct NvDsPreProcessTensorMeta {
  void* raw_tensor_buffer;
  guint64 buffer_size;
  std::vector<int> tensor_shape;
  NvDsDataType data_type;
  std::string tensor_name;
  guint gpu_id;
  void* private_data;
  guint meta_id;
#if NVDS_ABI >= 80000
  gboolean maintain_aspect_ratio;
#endif
};

struct GstNvDsPreProcessBatchMeta {
  std::vector<guint64> target_unique_ids;
  NvDsPreProcessTensorMeta* tensor_meta;
  std::vector<NvDsRoiMeta> roi_vector;
  void* private_data;
};

#endif
