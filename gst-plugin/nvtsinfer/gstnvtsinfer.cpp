// SPDX-License-Identifier: MIT
/**
 * SECTION:element-nvtsinfer
 * @title: nvtsinfer
 * @short_description: runs an ONNX model on video, on the CPU
 *
 * Does on a machine without a GPU what nvinfer does with output-tensor-meta=1: it runs a model on each picture and
 * attaches the outputs to the frame as tensor metadata (NvDsInferTensorMeta), for a parser behind it such as nvtsprobe's.
 * It reads nvinfer's configuration file and makes no objects itself. With process-mode=2 in that file it runs on the objects
 * that are there, cut out of the picture, and attaches the outputs to them. Pictures are not changed.
 *
 * The model runs in ONNX Runtime, whose shared library is opened when the element starts: that of npm's onnxruntime-node
 * in a node_modules folder upward from the plugin or the working directory, or the system's, or the one that
 * runtime-library or the environment variable NVTS_ONNXRUNTIME names. What is wrong with the library, the configuration
 * or the model ends the start with an error; a frame that the model fails on passes with a warning.
 *
 * A buffer without batch metadata gets a batch of one frame. With a batch-size above 1 that many buffers are waited for and
 * run at once, which makes sense behind funnel and for models that take no fewer; latency grows by as much.
 *
 * gst-plugin/nvtsinfer/README.md lists the keys of the configuration file and how pictures are scaled.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 filesrc location=clip.mp4 ! decodebin ! videoconvert ! nvtsinfer config-file-path=yolox.txt ! \
 *     nvtsprobe script=yolox.ts ! nvtsosd ! videoconvert ! autovideosink
 * ]| Shows on any machine what a model finds.
 * |[
 * ... ! nvtsinfer config-file-path=yolox.txt ! nvtsprobe script=yolox.ts tensor-unique-id=1 ! \
 *     nvtsinfer config-file-path=colors.txt ! nvtsprobe script=classification.ts tensor-unique-id=2 labels-file=colors.labels ! ...
 * ]| A second model, whose file has process-mode=2, tells the colour of each object that the first one found.
 */
#include "nvtsinfer/gstnvtsinfer.h"

#include <gst/video/video.h>

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "common/batch_meta_buffer.h"
#include "common/property_text.h"
#include "nvtsinfer/inferer.h"
#include "support/printable.h"

GST_DEBUG_CATEGORY_STATIC(nvts_infer_debug);
#define GST_CAT_DEFAULT nvts_infer_debug

namespace {

using nvts::infer::Inferer;

enum {
  PROP_0,
  PROP_CONFIG_FILE_PATH,
  PROP_UNIQUE_ID,
  PROP_BATCH_SIZE,
  PROP_INTERVAL,
  PROP_THREADS,
  PROP_SOURCE_ID,
  PROP_RUNTIME_LIBRARY,
};

// What stands for "as the file says".
constexpr guint kNoUniqueId = 0;
constexpr guint kNoBatchSize = 0;
constexpr gint kNoInterval = -1;

constexpr guint kMaxBatchSize = 256;
constexpr guint kMaxThreads = 256;

// A model may fail on every frame.
constexpr guint kMaxWarnings = 10;

// Messages hold names out of the model, which may be damaged.
constexpr gsize kMaxMessageBytes = 4096;

constexpr char kCaps[] = GST_VIDEO_CAPS_MAKE("{ RGB, BGR, RGBx, BGRx, RGBA, BGRA, GRAY8, NV12, I420 }");
GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS(kCaps));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS(kCaps));

}  // namespace

struct GstNvTsInferPrivate {
  // Properties, under the object's lock.
  std::string config_file;
  std::string runtime_library;
  guint unique_id = kNoUniqueId;
  guint batch_size = kNoBatchSize;
  gint interval = kNoInterval;
  guint threads = 0;
  guint source_id = 0;
  // For queries, which come from other threads; under the object's lock.
  guint64 latency = 0;

  // Of the streaming thread.
  std::unique_ptr<Inferer> inferer;
  std::vector<GstBuffer*> waiting;  // for the batch to be full
  std::deque<GstBuffer*> ready;     // to go on
  guint warnings = 0;
};

struct _GstNvTsInfer {
  GstBaseTransform parent;
  GstNvTsInferPrivate* priv;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(GstNvTsInfer, gst_nv_ts_infer, GST_TYPE_BASE_TRANSFORM,
                              GST_DEBUG_CATEGORY_INIT(nvts_infer_debug, "nvtsinfer", 0, "nvtsinfer element"))
GST_ELEMENT_REGISTER_DEFINE(nvtsinfer, "nvtsinfer", GST_RANK_NONE, GST_TYPE_NV_TS_INFER)

static void gst_nv_ts_infer_init(GstNvTsInfer* self) {
  self->priv = new GstNvTsInferPrivate;
  GstBaseTransform* base = GST_BASE_TRANSFORM(self);
  gst_base_transform_set_in_place(base, TRUE);
  gst_base_transform_set_passthrough(base, TRUE);
}

static void gst_nv_ts_infer_finalize(GObject* object) {
  delete GST_NV_TS_INFER(object)->priv;
  G_OBJECT_CLASS(gst_nv_ts_infer_parent_class)->finalize(object);
}

static void gst_nv_ts_infer_set_property(GObject* object, guint id, const GValue* value, GParamSpec* pspec) {
  GstNvTsInferPrivate* priv = GST_NV_TS_INFER(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_CONFIG_FILE_PATH: priv->config_file = nvts::text_of(value); break;
    case PROP_UNIQUE_ID: priv->unique_id = g_value_get_uint(value); break;
    case PROP_BATCH_SIZE: priv->batch_size = g_value_get_uint(value); break;
    case PROP_INTERVAL: priv->interval = g_value_get_int(value); break;
    case PROP_THREADS: priv->threads = g_value_get_uint(value); break;
    case PROP_SOURCE_ID: priv->source_id = g_value_get_uint(value); break;
    case PROP_RUNTIME_LIBRARY: priv->runtime_library = nvts::text_of(value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec); break;
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_infer_get_property(GObject* object, guint id, GValue* value, GParamSpec* pspec) {
  const GstNvTsInferPrivate* priv = GST_NV_TS_INFER(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_CONFIG_FILE_PATH: g_value_set_string(value, priv->config_file.c_str()); break;
    case PROP_UNIQUE_ID: g_value_set_uint(value, priv->unique_id); break;
    case PROP_BATCH_SIZE: g_value_set_uint(value, priv->batch_size); break;
    case PROP_INTERVAL: g_value_set_int(value, priv->interval); break;
    case PROP_THREADS: g_value_set_uint(value, priv->threads); break;
    case PROP_SOURCE_ID: g_value_set_uint(value, priv->source_id); break;
    case PROP_RUNTIME_LIBRARY: g_value_set_string(value, priv->runtime_library.c_str()); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec); break;
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_infer_warn(GstNvTsInfer* self, const std::string& text) {
  const guint number = ++self->priv->warnings;
  const std::string message = nvts::printable(text, kMaxMessageBytes, " ");
  GST_WARNING_OBJECT(self, "%s", message.c_str());
  if (number > kMaxWarnings) return;
  const char* further =
      number == kMaxWarnings ? "; further faults are counted and only logged (GST_DEBUG=nvtsinfer:2)" : "";
  GST_ELEMENT_WARNING(self, STREAM, FAILED, ("%s%s", message.c_str(), further), (nullptr));
}

static nvts::infer::InferSettings gst_nv_ts_infer_settings(GstNvTsInfer* self) {
  const GstNvTsInferPrivate* priv = self->priv;
  nvts::infer::InferSettings settings;
  GST_OBJECT_LOCK(self);
  settings.config_file = priv->config_file;
  settings.runtime_library = priv->runtime_library;
  settings.threads = priv->threads;
  settings.source_id = priv->source_id;
  if (priv->unique_id != kNoUniqueId) settings.unique_id = priv->unique_id;
  if (priv->batch_size != kNoBatchSize) settings.batch_size = priv->batch_size;
  if (priv->interval != kNoInterval) settings.interval = static_cast<uint32_t>(priv->interval);
  GST_OBJECT_UNLOCK(self);
  return settings;
}

static gboolean gst_nv_ts_infer_start(GstBaseTransform* base) {
  GstNvTsInfer* self = GST_NV_TS_INFER(base);
  const nvts::infer::InferSettings settings = gst_nv_ts_infer_settings(self);
  self->priv->warnings = 0;
  if (settings.config_file.empty()) {
    GST_ELEMENT_ERROR(self, RESOURCE, NOT_FOUND,
                      ("nvtsinfer needs config-file-path=PATH: a configuration file of nvinfer that names an ONNX model"),
                      (nullptr));
    return FALSE;
  }
  auto inferer = Inferer::open(settings);
  if (!inferer) {
    const nvts::Status& status = inferer.status();
    const std::string message = nvts::printable(status.message(), kMaxMessageBytes, " ");
    GST_ELEMENT_ERROR(self, RESOURCE, OPEN_READ, ("%s", message.c_str()),
                      ("%s", nvts::error_code_name(status.code())));
    return FALSE;
  }
  self->priv->inferer = *std::move(inferer);
  GST_INFO_OBJECT(self, "%s", self->priv->inferer->description().c_str());
  for (const std::string& warning : self->priv->inferer->warnings()) gst_nv_ts_infer_warn(self, warning);
  if (const std::string& unused = self->priv->inferer->unused(); !unused.empty()) {
    GST_ELEMENT_INFO(self, RESOURCE, SETTINGS, ("%s", unused.c_str()), (nullptr));
  }
  return TRUE;
}

static void gst_nv_ts_infer_discard(GstNvTsInferPrivate* priv) {
  for (GstBuffer* buffer : std::exchange(priv->waiting, {})) gst_buffer_unref(buffer);
  for (GstBuffer* buffer : std::exchange(priv->ready, {})) gst_buffer_unref(buffer);
  if (priv->inferer != nullptr) priv->inferer->end_batch();
}

static gboolean gst_nv_ts_infer_stop(GstBaseTransform* base) {
  GstNvTsInferPrivate* priv = GST_NV_TS_INFER(base)->priv;
  gst_nv_ts_infer_discard(priv);
  priv->inferer.reset();
  if (priv->warnings > 0) GST_INFO_OBJECT(base, "%u warnings", priv->warnings);
  return TRUE;
}

static gboolean gst_nv_ts_infer_set_caps(GstBaseTransform* base, GstCaps* incaps, GstCaps*) {
  GstNvTsInfer* self = GST_NV_TS_INFER(base);
  Inferer& inferer = *self->priv->inferer;
  GstVideoInfo info;
  if (gst_video_info_from_caps(&info, incaps) == FALSE) return FALSE;
  if (nvts::Status status = inferer.set_format(info); !status) {
    GST_ELEMENT_ERROR(self, STREAM, FORMAT, ("%s", status.message().c_str()), (nullptr));
    return FALSE;
  }
  const gint frames = GST_VIDEO_INFO_FPS_N(&info);
  const guint64 duration =
      frames > 0 ? gst_util_uint64_scale_int(GST_SECOND, GST_VIDEO_INFO_FPS_D(&info), frames) : 0;
  GST_OBJECT_LOCK(self);
  self->priv->latency = duration * (inferer.buffers_at_once() - 1);
  GST_OBJECT_UNLOCK(self);
  return TRUE;
}

static void gst_nv_ts_infer_run_waiting(GstNvTsInfer* self) {
  GstNvTsInferPrivate* priv = self->priv;
  if (priv->waiting.empty()) return;
  if (nvts::Status status = priv->inferer->infer(priv->waiting); !status) gst_nv_ts_infer_warn(self, status.message());
  priv->ready.insert(priv->ready.end(), priv->waiting.begin(), priv->waiting.end());
  priv->waiting.clear();
}

// Takes the buffer; it waits for its batch to be full, or is ready.
static void gst_nv_ts_infer_take(GstNvTsInfer* self, GstBuffer* input) {
  GstNvTsInferPrivate* priv = self->priv;
  GstBuffer* buffer = input;
  if (!nvts::meta::has_batch_meta(input)) {
    const auto with_meta = nvts::buffer_with_batch_meta(input, priv->inferer->describe_frame(input));
    if (with_meta) {
      buffer = *with_meta;
      if (buffer != input) gst_buffer_unref(input);
    } else {
      gst_nv_ts_infer_warn(self, with_meta.status().message());
    }
  }
  if (!priv->inferer->is_next_due()) {
    priv->ready.push_back(buffer);
    return;
  }
  priv->waiting.push_back(buffer);
  if (priv->waiting.size() >= priv->inferer->buffers_at_once()) gst_nv_ts_infer_run_waiting(self);
}

// Called for each buffer that came in, and again until there is nothing to go on.
static GstFlowReturn gst_nv_ts_infer_generate_output(GstBaseTransform* base, GstBuffer** output) {
  GstNvTsInfer* self = GST_NV_TS_INFER(base);
  GstNvTsInferPrivate* priv = self->priv;
  *output = nullptr;
  if (GstBuffer* input = std::exchange(base->queued_buf, nullptr)) gst_nv_ts_infer_take(self, input);
  if (priv->ready.empty()) return GST_FLOW_OK;
  *output = priv->ready.front();
  priv->ready.pop_front();
  return GST_FLOW_OK;
}

// What waits goes on before an event that must not overtake it.
static void gst_nv_ts_infer_drain(GstNvTsInfer* self) {
  GstNvTsInferPrivate* priv = self->priv;
  if (priv->inferer == nullptr) return;
  gst_nv_ts_infer_run_waiting(self);
  priv->inferer->end_batch();
  while (!priv->ready.empty()) {
    GstBuffer* buffer = priv->ready.front();
    priv->ready.pop_front();
    if (gst_pad_push(GST_BASE_TRANSFORM_SRC_PAD(self), buffer) != GST_FLOW_OK) break;
  }
}

static gboolean gst_nv_ts_infer_sink_event(GstBaseTransform* base, GstEvent* event) {
  GstNvTsInfer* self = GST_NV_TS_INFER(base);
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP) {
    gst_nv_ts_infer_discard(self->priv);
  } else if (GST_EVENT_IS_SERIALIZED(event) && !self->priv->waiting.empty()) {
    gst_nv_ts_infer_drain(self);
  }
  return GST_BASE_TRANSFORM_CLASS(gst_nv_ts_infer_parent_class)->sink_event(base, event);
}

static gboolean gst_nv_ts_infer_query(GstBaseTransform* base, GstPadDirection direction, GstQuery* query) {
  const gboolean answered = GST_BASE_TRANSFORM_CLASS(gst_nv_ts_infer_parent_class)->query(base, direction, query);
  if (answered == FALSE || direction != GST_PAD_SRC || GST_QUERY_TYPE(query) != GST_QUERY_LATENCY) return answered;
  GST_OBJECT_LOCK(base);
  const guint64 added = GST_NV_TS_INFER(base)->priv->latency;
  GST_OBJECT_UNLOCK(base);
  gboolean live = FALSE;
  GstClockTime shortest = 0;
  GstClockTime longest = GST_CLOCK_TIME_NONE;
  gst_query_parse_latency(query, &live, &shortest, &longest);
  gst_query_set_latency(query, live, shortest + added,
                        GST_CLOCK_TIME_IS_VALID(longest) ? longest + added : GST_CLOCK_TIME_NONE);
  return TRUE;
}

static void gst_nv_ts_infer_class_init(GstNvTsInferClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);

  object_class->finalize = gst_nv_ts_infer_finalize;
  object_class->set_property = gst_nv_ts_infer_set_property;
  object_class->get_property = gst_nv_ts_infer_get_property;

  const auto flags =
      static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
  g_object_class_install_property(
      object_class, PROP_CONFIG_FILE_PATH,
      g_param_spec_string("config-file-path", "Configuration file",
                          "nvinfer's configuration file (required): [property] with onnx-file, net-scale-factor, offsets, "
                          "model-color-format, maintain-aspect-ratio, process-mode, ...; paths in it are relative to its folder",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_UNIQUE_ID,
      g_param_spec_uint("unique-id", "Unique id",
                        "Number that the tensor metadata carry; 0 = gie-unique-id of the configuration file", 0, G_MAXUINT,
                        kNoUniqueId, flags));
  g_object_class_install_property(
      object_class, PROP_BATCH_SIZE,
      g_param_spec_uint("batch-size", "Batch size",
                        "Buffers that are waited for and run at once, with process-mode=2 objects of a buffer, where the model "
                        "takes any number; 0 = batch-size of the configuration file, else 1",
                        0, kMaxBatchSize, kNoBatchSize, flags));
  g_object_class_install_property(
      object_class, PROP_INTERVAL,
      g_param_spec_int("interval", "Interval",
                       "Batches that pass without inference after each that is run; -1 = interval of the configuration "
                       "file, else 0. Not used with process-mode=2, which has secondary-reinfer-interval",
                       kNoInterval, G_MAXINT, kNoInterval, flags));
  g_object_class_install_property(
      object_class, PROP_THREADS,
      g_param_spec_uint("threads", "Threads", "Threads that run the model; 0 = as many as there are cores", 0, kMaxThreads, 0,
                        flags));
  g_object_class_install_property(
      object_class, PROP_SOURCE_ID,
      g_param_spec_uint("source-id", "Source id", "Source of frames that have no metadata yet", 0, G_MAXUINT, 0, flags));
  g_object_class_install_property(
      object_class, PROP_RUNTIME_LIBRARY,
      g_param_spec_string("runtime-library", "Runtime library",
                          "ONNX Runtime's shared library (libonnxruntime.so.1); else the one that NVTS_ONNXRUNTIME names, that "
                          "of onnxruntime-node in a node_modules upward from the plugin or the working directory, or the "
                          "system's",
                          nullptr, flags));

  gst_element_class_set_static_metadata(
      element_class, "CPU inference", "Filter/Analyzer/Video",
      "Runs an ONNX model on each frame or object and attaches its outputs as tensor metadata, in the place of nvinfer with "
      "output-tensor-meta=1. Example: "
      "... ! videoconvert ! nvtsinfer config-file-path=yolox.txt ! nvtsprobe script=yolox.ts ! ...",
      "nvtsprobe contributors");
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);

  transform_class->start = GST_DEBUG_FUNCPTR(gst_nv_ts_infer_start);
  transform_class->stop = GST_DEBUG_FUNCPTR(gst_nv_ts_infer_stop);
  transform_class->set_caps = GST_DEBUG_FUNCPTR(gst_nv_ts_infer_set_caps);
  transform_class->sink_event = GST_DEBUG_FUNCPTR(gst_nv_ts_infer_sink_event);
  transform_class->query = GST_DEBUG_FUNCPTR(gst_nv_ts_infer_query);
  transform_class->generate_output = GST_DEBUG_FUNCPTR(gst_nv_ts_infer_generate_output);
}
