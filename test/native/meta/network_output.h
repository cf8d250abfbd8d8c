// SPDX-License-Identifier: MIT
// The output of a network as an inference element attaches it, in the layout of the headers this is compiled against.
#pragma once

#include <gstnvdsinfer.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nvdsmeta.h"

// One layer of floats, or what a test makes of it. It must outlive the metadata.
struct NetworkOutput {
  std::vector<float> values;
  std::string name = "output0";
  NvDsInferLayerInfo layer = {};
  void* host_buffers[1] = {};
  NvDsInferTensorMeta meta = {};

  NetworkOutput(std::vector<unsigned int> dims, std::vector<float> data, guint unique_id = 1) : values(std::move(data)) {
    layer.layerName = name.c_str();
    layer.dataType = FLOAT;
    set_dims(dims);
    host_buffers[0] = values.data();
    meta.unique_id = unique_id;
    meta.num_output_layers = 1;
    meta.output_layers_info = &layer;
    meta.out_buf_ptrs_host = host_buffers;
    meta.network_info = {100, 100, 3};
  }
  NetworkOutput(const NetworkOutput&) = delete;
  NetworkOutput& operator=(const NetworkOutput&) = delete;

  void set_dims(const std::vector<unsigned int>& dims) {
    layer.inferDims.numDims = static_cast<unsigned int>(dims.size());
    for (size_t i = 0; i < dims.size(); ++i) layer.inferDims.d[i] = dims[i];
  }

  NvDsUserMeta* acquire(NvDsBatchMeta* batch) {
    NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
    user->user_meta_data = &meta;
    user->base_meta.meta_type = NVDSINFER_TENSOR_OUTPUT_META;
    user->base_meta.uContext = nullptr;
    user->base_meta.copy_func = nullptr;
    user->base_meta.release_func = nullptr;
    return user;
  }
  void attach(NvDsFrameMeta* frame) { nvds_add_user_meta_to_frame(frame, acquire(frame->base_meta.batch_meta)); }
  void attach(NvDsObjectMeta* object) { nvds_add_user_meta_to_obj(object, acquire(object->base_meta.batch_meta)); }
};
