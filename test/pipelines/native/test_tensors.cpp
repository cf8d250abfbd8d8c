// SPDX-License-Identifier: MIT
// A plugin for tests: `testtensors` gives each buffer a batch of one frame with the output of a network on it, as an inference
// element with output-tensor-meta=1 does: one layer of floats from a file.
#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gstnvdsinfer.h"
#include "gstnvdsmeta.h"

namespace {

struct State {
  std::string location, dims;
  guint network_width = 640, network_height = 640, frame_width = 1920, frame_height = 1080, unique_id = 1;
  bool keeps_aspect_ratio = false, readable = true;
  gint frames = 0;
  std::vector<char> values;
  NvDsInferLayerInfo layer = {};
  void* buffers[1] = {};
  NvDsInferTensorMeta tensors = {};
};

enum { PROP_0, PROP_LOCATION, PROP_DIMS, PROP_FRAME_WIDTH, PROP_FRAME_HEIGHT, PROP_UNIQUE_ID, PROP_ASPECT, PROP_READABLE };

}  // namespace

struct TestTensors {
  GstBaseTransform parent;
  State* state;
};
struct TestTensorsClass {
  GstBaseTransformClass parent;
};

GType test_tensors_get_type();
G_DEFINE_TYPE(TestTensors, test_tensors, GST_TYPE_BASE_TRANSFORM)

static State* state_of(gpointer object) {
  return reinterpret_cast<TestTensors*>(object)->state;
}

static void test_tensors_init(TestTensors* self) {
  self->state = new State;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
}

static void set_property(GObject* object, guint id, const GValue* value, GParamSpec*) {
  State* state = state_of(object);
  switch (id) {
    case PROP_LOCATION: state->location = g_value_get_string(value); break;
    case PROP_DIMS: state->dims = g_value_get_string(value); break;
    case PROP_FRAME_WIDTH: state->frame_width = g_value_get_uint(value); break;
    case PROP_FRAME_HEIGHT: state->frame_height = g_value_get_uint(value); break;
    case PROP_UNIQUE_ID: state->unique_id = g_value_get_uint(value); break;
    case PROP_ASPECT: state->keeps_aspect_ratio = g_value_get_boolean(value) != FALSE; break;
    case PROP_READABLE: state->readable = g_value_get_boolean(value) != FALSE; break;
  }
}

static gboolean start(GstBaseTransform* base) {
  State* state = state_of(base);
  std::ifstream file(state->location, std::ios::binary);
  state->values.assign(std::istreambuf_iterator<char>(file), {});
  size_t bytes = sizeof(float);
  state->layer = {};
  char* at = state->dims.data();
  for (; *at != '\0' && state->layer.inferDims.numDims < NVDSINFER_MAX_DIMS; at += *at == 'x') {
    const auto size = static_cast<unsigned int>(std::strtoul(at, &at, 10));
    state->layer.inferDims.d[state->layer.inferDims.numDims++] = size;
    bytes *= size;
  }
  if (state->values.size() < bytes) {
    GST_ELEMENT_ERROR(base, RESOURCE, READ, ("%s has fewer than %zu bytes", state->location.c_str(), bytes), (nullptr));
    return FALSE;
  }
  state->layer.dataType = FLOAT;
  state->layer.layerName = "output0";
  state->buffers[0] = state->readable ? state->values.data() : nullptr;
  state->tensors.unique_id = state->unique_id;
  state->tensors.num_output_layers = 1;
  state->tensors.output_layers_info = &state->layer;
  state->tensors.out_buf_ptrs_host = state->buffers;
  state->tensors.network_info = {state->network_width, state->network_height, 3};
  state->tensors.maintain_aspect_ratio = state->keeps_aspect_ratio ? TRUE : FALSE;
  return TRUE;
}

static GstFlowReturn transform_ip(GstBaseTransform* base, GstBuffer* buffer) {
  State* state = state_of(base);
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  NvDsMeta* meta = gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds_batch_meta_release_func;
  NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
  frame->buf_pts = GST_BUFFER_PTS(buffer);
  frame->frame_num = state->frames++;
  frame->source_frame_width = frame->pipeline_width = state->frame_width;
  frame->source_frame_height = frame->pipeline_height = state->frame_height;
  nvds_add_frame_meta_to_batch(batch, frame);
  NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
  user->user_meta_data = &state->tensors;
  user->base_meta.meta_type = NVDSINFER_TENSOR_OUTPUT_META;
  user->base_meta.uContext = nullptr;
  user->base_meta.copy_func = nullptr;
  user->base_meta.release_func = nullptr;
  nvds_add_user_meta_to_frame(frame, user);
  return GST_FLOW_OK;
}

static void finalize(GObject* object) {
  delete state_of(object);
  G_OBJECT_CLASS(test_tensors_parent_class)->finalize(object);
}

static void test_tensors_class_init(TestTensorsClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = set_property;
  object_class->finalize = finalize;
  const auto flags = static_cast<GParamFlags>(G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  const auto text = [&](guint id, const char* name) {
    g_object_class_install_property(object_class, id, g_param_spec_string(name, name, name, "", flags));
  };
  const auto number = [&](guint id, const char* name) {
    g_object_class_install_property(object_class, id, g_param_spec_uint(name, name, name, 0, G_MAXUINT, 0, flags));
  };
  text(PROP_LOCATION, "location");
  text(PROP_DIMS, "dims");
  number(PROP_FRAME_WIDTH, "frame-width");
  number(PROP_FRAME_HEIGHT, "frame-height");
  number(PROP_UNIQUE_ID, "unique-id");
  g_object_class_install_property(object_class, PROP_ASPECT,
                                  g_param_spec_boolean("maintain-aspect-ratio", "a", "a", FALSE, flags));
  g_object_class_install_property(object_class, PROP_READABLE,
                                  g_param_spec_boolean("readable", "r", "r", TRUE, flags));
  static GstStaticPadTemplate sink = GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  static GstStaticPadTemplate src = GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  gst_element_class_add_static_pad_template(element_class, &sink);
  gst_element_class_add_static_pad_template(element_class, &src);
  gst_element_class_set_static_metadata(element_class, "Tensors for tests", "Filter", "Attaches a tensor", "nvtsprobe");
  GST_BASE_TRANSFORM_CLASS(klass)->start = start;
  GST_BASE_TRANSFORM_CLASS(klass)->transform_ip = transform_ip;
}

static gboolean plugin_init(GstPlugin* plugin) {
  return gst_element_register(plugin, "testtensors", GST_RANK_NONE, test_tensors_get_type());
}

#define PACKAGE "nvtsprobe"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, testtensors, "Tensors for tests", plugin_init, "0.1.0", "MIT",
                  "nvtsprobe", "nvtsprobe")
