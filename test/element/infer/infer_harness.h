// SPDX-License-Identifier: MIT
// One nvtsinfer with a model that is made here, and what stands in the tensor metadata behind it.
#pragma once

#include <gst/check/gstharness.h>
#include <gstnvdsinfer.h>
#include <gstnvdsmeta.h>

#include <functional>
#include <string>
#include <vector>

#include "check.h"
#include "folder.h"
#include "nvtsinfer/runtime_library.h"
#include "onnx_model.h"

namespace nvts::infer_test {

using check::Folder;

// The library that the element finds too, which lies above it in the same tree.
inline bool has_runtime() {
  static const bool found = infer::open_runtime_library("").is_ok();
  return found;
}

#define NEEDS_RUNTIME() \
  if (!has_runtime()) SKIP("there is no ONNX Runtime here: npm run setup -- --only onnxruntime installs it")

inline constexpr guint kWidth = 6;
inline constexpr guint kHeight = 4;

struct Options {
  std::string keys = "";  // lines of [property] beside onnx-file
  std::string properties = "";
  std::string format = "RGB";
  std::string caps = "";  // more fields of them
};

// What the element said on the bus.
struct Said {
  std::string errors;
  std::string warnings;
  std::string infos;
};

class InferHarness {
 public:
  InferHarness(const std::string& model, const Options& options) {
    gst_init(nullptr, nullptr);
    m_folder.write("model.onnx", model);
    const std::string config = m_folder.write("config.txt", "[property]\nonnx-file=model.onnx\n" + options.keys);
    GError* error = nullptr;
    m_element = gst_parse_launch(
        ("nvtsinfer config-file-path=\"" + config + "\" " + options.properties).c_str(), &error);
    if (m_element == nullptr) g_error("%s", error->message);
    gst_object_ref_sink(m_element);
    m_bus = gst_bus_new();
    gst_element_set_bus(m_element, m_bus);
    m_started = gst_element_set_state(m_element, GST_STATE_PAUSED) != GST_STATE_CHANGE_FAILURE;
    if (!m_started) return;
    m_harness = gst_harness_new_with_element(m_element, "sink", "src");
    gst_harness_set_src_caps_str(m_harness, ("video/x-raw,format=" + options.format + ",width=" + std::to_string(kWidth) +
                                             ",height=" + std::to_string(kHeight) + ",framerate=10/1" + options.caps)
                                                .c_str());
  }
  ~InferHarness() { end(); }
  InferHarness(const InferHarness&) = delete;
  InferHarness& operator=(const InferHarness&) = delete;

  [[nodiscard]] bool started() const { return m_started; }
  [[nodiscard]] GstHarness* harness() { return m_harness; }

  // Stops the element and frees it.
  void end() {
    if (m_element == nullptr) return;
    if (m_harness != nullptr) gst_harness_teardown(m_harness);
    m_harness = nullptr;
    gst_element_set_state(m_element, GST_STATE_NULL);
    gst_element_set_bus(m_element, nullptr);
    gst_object_unref(m_element);
    gst_object_unref(m_bus);
    m_element = nullptr;
  }

  // A picture whose lines have no padding but what the video's format asks for; `value` of column, line and channel.
  GstBuffer* picture(guint64 index, guint channels, const std::function<guint8(guint, guint, guint)>& value) {
    const gsize stride = (kWidth * channels + 3) / 4 * 4;
    std::vector<guint8> bytes(stride * kHeight, 99);
    for (guint y = 0; y < kHeight; ++y) {
      for (guint x = 0; x < kWidth; ++x) {
        for (guint c = 0; c < channels; ++c) bytes[y * stride + x * channels + c] = value(x, y, c);
      }
    }
    GstBuffer* buffer = gst_harness_create_buffer(m_harness, bytes.size());
    gst_buffer_fill(buffer, 0, bytes.data(), bytes.size());
    GST_BUFFER_PTS(buffer) = index * 100 * GST_MSECOND;
    return buffer;
  }
  GstBuffer* plain(guint64 index, guint8 level) {
    return picture(index, 3, [level](guint, guint, guint) { return level; });
  }

  // What comes out for a buffer that goes in; null when nothing does.
  GstBuffer* pass(GstBuffer* in) {
    return gst_harness_push(m_harness, in) == GST_FLOW_OK ? gst_harness_try_pull(m_harness) : nullptr;
  }

  [[nodiscard]] Said said() const {
    Said said;
    while (GstMessage* message = gst_bus_pop(m_bus)) {
      GError* error = nullptr;
      switch (GST_MESSAGE_TYPE(message)) {
        case GST_MESSAGE_ERROR:
          gst_message_parse_error(message, &error, nullptr);
          said.errors += error->message;
          break;
        case GST_MESSAGE_WARNING:
          gst_message_parse_warning(message, &error, nullptr);
          said.warnings += std::string(error->message) + "\n";
          break;
        case GST_MESSAGE_INFO:
          gst_message_parse_info(message, &error, nullptr);
          said.infos += error->message;
          break;
        default: break;
      }
      g_clear_error(&error);
      gst_message_unref(message);
    }
    return said;
  }

 private:
  Folder m_folder;
  GstElement* m_element = nullptr;
  GstBus* m_bus = nullptr;
  GstHarness* m_harness = nullptr;
  bool m_started = false;
};

inline NvDsFrameMeta* frame_of(GstBuffer* buffer) {
  NvDsBatchMeta* batch = buffer != nullptr ? gst_buffer_get_nvds_batch_meta(buffer) : nullptr;
  return batch != nullptr ? nvds_get_nth_frame_meta(batch->frame_meta_list, 0) : nullptr;
}

// The tensor metadata in a list of user metadata; null when there is none.
inline NvDsInferTensorMeta* find_tensors(GList* list) {
  for (GList* node = list; node != nullptr; node = node->next) {
    auto* meta = static_cast<NvDsUserMeta*>(node->data);
    if (meta->base_meta.meta_type == NVDSINFER_TENSOR_OUTPUT_META) {
      return static_cast<NvDsInferTensorMeta*>(meta->user_meta_data);
    }
  }
  return nullptr;
}

// Those of a buffer's first frame.
inline NvDsInferTensorMeta* tensors_of(GstBuffer* buffer) {
  const NvDsFrameMeta* frame = frame_of(buffer);
  return frame != nullptr ? find_tensors(frame->frame_user_meta_list) : nullptr;
}

inline std::vector<unsigned int> dims_of(const NvDsInferTensorMeta* tensors, guint layer = 0) {
  const NvDsInferDims& dims = tensors->output_layers_info[layer].inferDims;
  return {dims.d, dims.d + dims.numDims};
}

template <class Value>
std::vector<Value> values_of(const NvDsInferTensorMeta* tensors, guint layer = 0) {
  const auto* data = static_cast<const Value*>(tensors->out_buf_ptrs_host[layer]);
  return {data, data + tensors->output_layers_info[layer].inferDims.numElements};
}

}  // namespace nvts::infer_test
