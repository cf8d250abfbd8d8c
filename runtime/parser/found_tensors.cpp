// SPDX-License-Identifier: MIT
#include "parser/found_tensors.h"

#include <string>

#include "parser/deepstream_layer.h"

namespace nvts::parser {

Status read_tensors(const meta::FoundTensors& tensors, Model* model, std::vector<const void*>* buffers) {
  if (tensors.layers.size() != tensors.layer_count) {
    return {ErrorCode::kTensor, "the metadata says " + std::to_string(tensors.layer_count) +
                                    " output layers, and describes none that could be read"};
  }
  model->width = tensors.width;
  model->height = tensors.height;
  model->channels = tensors.channels;
  model->layers.resize(tensors.layers.size());
  for (size_t i = 0; i < tensors.layers.size(); ++i) {
    const meta::FoundLayer& from = tensors.layers[i];
    Status status = read_layer({from.name, from.type, from.dim_count, from.dims}, &model->layers[i]);
    if (!status) return status;
  }
  if (Status status = check_model(*model); !status) return status;
  buffers->clear();
  for (size_t i = 0; i < tensors.layers.size(); ++i) {
    if (Status status = check_memory(model->layers[i], tensors.layers[i].data); !status) return status;
    buffers->push_back(tensors.layers[i].data);
  }
  return Status::ok();
}

}  // namespace nvts::parser
