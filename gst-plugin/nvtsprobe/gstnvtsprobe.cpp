// SPDX-License-Identifier: MIT
/**
 * SECTION:element-nvtsprobe
 * @title: nvtsprobe
 * @short_description: runs a TypeScript processor on the video's metadata
 *
 * Reads and edits the NvDs metadata of passing buffers in a script written in TypeScript. The pixels are not touched
 * and not copied, so any caps and any memory will do. A buffer without batch metadata gets a batch of one frame.
 *
 * The script's edits of one buffer are applied together after it has returned, or not at all. What it emits is posted
 * as element messages named `nvts-event` (fields: type, data (JSON), pts, and for an event of a frame source-id,
 * frame-num and ntp) and, with the property events, written as JSON Lines.
 *
 * A script that fails is reported as a warning and as `nvts-script-error` (code, message, hook, location, stack, frame,
 * count, consequence, pts, and for an error in a frame source-id and frame-num), and the video goes on as on-error
 * says. An error is told at most once in five seconds, all kinds together once a second after the first ten; the
 * stream's end tells how often each kind came. A script that fails breaker-failures times within breaker-window-ms is
 * not called for a while, told as `nvts-breaker` (state: open, half-open or closed; failures, window-ms, backoff-ms,
 * error): first for breaker-backoff-ms, and twice as long after each trial that fails.
 *
 * What the script logs goes to the debug category `nvts-script`, and from log-level on to the bus as `nvts-log` (level,
 * text, left-out: lines before it that log-rate left out). `nvts-stats` come every stats-interval-ms. The category
 * `nvtsprobe` logs the times of each batch at level LOG; GST_TRACERS=nvtsbatches records them for tools.
 *
 * An application talks to the script's onMessage with the action signal send-message, which takes a JSON text, or with
 * a custom event `nvts-message` from either side (data: a JSON text; to: the name of an element, if only one is meant).
 * Messages wait for the next buffer, or the stream's end; 1,024 of them and 1 MiB at most, others are refused.
 *
 * A script that is a parser (defineParser) works on tensors: it is called for each output of an inference element that
 * hangs on a frame or an object (output-tensor-meta=1 of nvinfer and nvinferserver), and what it finds is attached as
 * nvinfer would: objects with label, masks, classes of objects, segmentations. Keypoints and embeddings become a JSON
 * value of the frame, `nvts-parser-<unique-id>`. tensor-unique-id, tensor-padding and labels-file are for parsers.
 *
 * In place of a script, package names an installed npm package. It is refused before anything of it runs when its files
 * are not those that were packed, when it asks for more than the element's properties allow, or, with
 * require-signature, when none of the trusted-keys signed it.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 filesrc location=clip.mp4 ! decodebin ! videoconvert ! nvtsreplay location=clip.jsonl ! \
 *     nvtsprobe script=counter.nvts.js params-file=lines.yaml events=events.jsonl ! nvtsosd ! autovideosink
 * ]| Counts people on a machine without a GPU; a recording stands in for the detector.
 * |[
 * gst-launch-1.0 filesrc location=clip.mp4 ! qtdemux ! h264parse ! nvv4l2decoder ! m.sink_0 \
 *     nvstreammux name=m batch-size=1 width=1920 height=1080 ! nvinfer config-file-path=pgie.txt ! \
 *     nvtracker ll-lib-file=/opt/nvidia/deepstream/deepstream/lib/libnvds_nvmultiobjecttracker.so ! \
 *     nvtsprobe script=counter.nvts.js params-file=lines.yaml ! nvvideoconvert ! nvdsosd ! nveglglessink
 * ]| The same in a DeepStream pipeline.
 * |[
 * ... ! nvinfer config-file-path=raw.txt output-tensor-meta=1 ! nvtsprobe script=yolov8.nvts.js labels-file=coco.txt ! \
 *     nvtracker ... ! nvtsprobe script=counter.nvts.js ! ...
 * ]| A parser of a network's raw output (network-type=100 in raw.txt), then a script on what it found.
 * |[
 * gst-launch-1.0 ... ! nvtsprobe package=nvts-plugin-doorway params-file=entrance.yaml require-signature=true \
 *     trusted-keys=/etc/nvts/keys ! ...
 * ]| A package that was installed with npm, if its author is trusted.
 */
#include "nvtsprobe/gstnvtsprobe.h"

#include <memory>

#include "common/batch_meta_buffer.h"
#include "nvtsprobe/clock.h"
#include "nvtsprobe/debug.h"
#include "nvtsprobe/mailbox.h"
#include "nvtsprobe/message_event.h"
#include "nvtsprobe/probe.h"
#include "nvtsprobe/property_types.h"

GST_DEBUG_CATEGORY(nvts_probe_debug);
GST_DEBUG_CATEGORY(nvts_script_debug);
#define GST_CAT_DEFAULT nvts_probe_debug

namespace {

using nvts::kNsPerMs;
using nvts::isolation_get_type;
using nvts::log_level_get_type;
using nvts::on_error_get_type;
using nvts::OnError;
using nvts::tensor_padding_get_type;

enum {
  PROP_0,
  PROP_SCRIPT,
  PROP_PACKAGE,
  PROP_REQUIRE_SIGNATURE,
  PROP_TRUSTED_KEYS,
  PROP_PARAMS,
  PROP_PARAMS_FILE,
  PROP_ON_ERROR,
  PROP_DEADLINE_MS,
  PROP_SETUP_DEADLINE_MS,
  PROP_MEMORY_LIMIT_MB,
  PROP_BREAKER_FAILURES,
  PROP_BREAKER_WINDOW_MS,
  PROP_BREAKER_BACKOFF_MS,
  PROP_LOG_LEVEL,
  PROP_LOG_RATE,
  PROP_EVENTS,
  PROP_GRANT,
  PROP_ISOLATION,
  PROP_SEED,
  PROP_WATCH,
  PROP_SAVE_STATE,
  PROP_STATE_INTERVAL_MS,
  PROP_LABELS_FILE,
  PROP_TENSOR_UNIQUE_ID,
  PROP_TENSOR_PADDING,
  PROP_SOURCE_ID,
  PROP_CREATE_META,
  PROP_STATS,
  PROP_STATS_INTERVAL_MS,
};

constexpr OnError kDefaultOnError = OnError::kPass;
constexpr guint kDefaultDeadlineMs = 50;
constexpr guint kDefaultSetupDeadlineMs = 2000;
constexpr guint kDefaultMemoryLimitMb = 64;
constexpr guint kMaxMemoryLimitMb = 1024 * 1024;
constexpr guint kDefaultSourceId = 0;
constexpr guint kMaxMs = 3600 * 1000;
constexpr gboolean kDefaultCreateMeta = TRUE;
constexpr guint kDefaultStateIntervalMs = 10000;
constexpr nvts::Breaker::Settings kDefaultBreaker;
constexpr nvts::LogSettings kDefaultLog;

// Events that nvstreammux sends downstream, by the number in their type.
constexpr guint kPadDeletedEvent = 401;

GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

}  // namespace

// What lives behind the GObject: settings under the object lock, and the probe of the running stream.
struct GstNvTsProbePrivate {
  nvts::ProbeSettings settings;
  guint source_id = kDefaultSourceId;
  gboolean create_meta = kDefaultCreateMeta;

  nvts::ProbeStats stats;
  nvts::Mailbox mailbox;
  std::unique_ptr<nvts::Probe> probe;
  std::shared_ptr<nvts::Reloader> reloader;  // of the probe; under the object lock, for who sets properties
  nvts::FrameSize frame_size;
  gint frame_num = 0;
};

struct _GstNvTsProbe {
  GstBaseTransform parent;
  GstNvTsProbePrivate* priv;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(GstNvTsProbe, gst_nv_ts_probe, GST_TYPE_BASE_TRANSFORM,
                              GST_DEBUG_CATEGORY_INIT(nvts_probe_debug, "nvtsprobe", 0, "nvtsprobe element");
                              GST_DEBUG_CATEGORY_INIT(nvts_script_debug, "nvts-script", 0,
                                                      "messages and errors of scripts"))
GST_ELEMENT_REGISTER_DEFINE(nvtsprobe, "nvtsprobe", GST_RANK_NONE, GST_TYPE_NV_TS_PROBE)

static void gst_nv_ts_probe_init(GstNvTsProbe* self) {
  self->priv = new GstNvTsProbePrivate;
  self->priv->settings.on_error = kDefaultOnError;
  self->priv->settings.session.deadline_ms = kDefaultDeadlineMs;
  self->priv->settings.session.setup_deadline_ms = kDefaultSetupDeadlineMs;
  self->priv->settings.session.memory_limit_mb = kDefaultMemoryLimitMb;
  GstBaseTransform* base = GST_BASE_TRANSFORM(self);
  gst_base_transform_set_in_place(base, TRUE);
  gst_base_transform_set_passthrough(base, TRUE);
}

static void gst_nv_ts_probe_finalize(GObject* object) {
  delete GST_NV_TS_PROBE(object)->priv;
  G_OBJECT_CLASS(gst_nv_ts_probe_parent_class)->finalize(object);
}

static std::string string_of(const GValue* value) {
  const gchar* text = g_value_get_string(value);
  return text != nullptr ? text : "";
}

static void gst_nv_ts_probe_set_property(GObject* object, guint id, const GValue* value, GParamSpec* pspec) {
  GstNvTsProbePrivate* priv = GST_NV_TS_PROBE(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_SCRIPT: priv->settings.session.script = string_of(value); break;
    case PROP_PACKAGE: priv->settings.session.package = string_of(value); break;
    case PROP_REQUIRE_SIGNATURE: priv->settings.session.require_signature = g_value_get_boolean(value) != FALSE; break;
    case PROP_TRUSTED_KEYS: priv->settings.session.trusted_keys = string_of(value); break;
    case PROP_PARAMS: priv->settings.session.params = string_of(value); break;
    case PROP_PARAMS_FILE: priv->settings.session.params_file = string_of(value); break;
    case PROP_ON_ERROR: priv->settings.on_error = static_cast<OnError>(g_value_get_enum(value)); break;
    case PROP_DEADLINE_MS: priv->settings.session.deadline_ms = g_value_get_uint(value); break;
    case PROP_SETUP_DEADLINE_MS: priv->settings.session.setup_deadline_ms = g_value_get_uint(value); break;
    case PROP_MEMORY_LIMIT_MB: priv->settings.session.memory_limit_mb = g_value_get_uint(value); break;
    case PROP_BREAKER_FAILURES: priv->settings.breaker.failures = g_value_get_uint(value); break;
    case PROP_BREAKER_WINDOW_MS: priv->settings.breaker.window_ns = g_value_get_uint(value) * kNsPerMs; break;
    case PROP_BREAKER_BACKOFF_MS: priv->settings.breaker.backoff_ns = g_value_get_uint(value) * kNsPerMs; break;
    case PROP_LOG_LEVEL: priv->settings.log.bus_level = static_cast<nvts::BusLogLevel>(g_value_get_enum(value)); break;
    case PROP_LOG_RATE: priv->settings.log.rate = g_value_get_uint(value); break;
    case PROP_EVENTS: priv->settings.events = string_of(value); break;
    case PROP_GRANT: priv->settings.session.grant = string_of(value); break;
    case PROP_ISOLATION: priv->settings.session.isolation = static_cast<nvts::Isolation>(g_value_get_enum(value)); break;
    case PROP_SEED: priv->settings.session.seed = g_value_get_uint(value); break;
    case PROP_WATCH: priv->settings.watch = g_value_get_boolean(value) != FALSE; break;
    case PROP_SAVE_STATE: priv->settings.save_state = string_of(value); break;
    case PROP_STATE_INTERVAL_MS: priv->settings.state_interval_ms = g_value_get_uint(value); break;
    case PROP_LABELS_FILE: priv->settings.session.labels_file = string_of(value); break;
    case PROP_TENSOR_UNIQUE_ID: priv->settings.session.tensor_unique_id = g_value_get_uint(value); break;
    case PROP_TENSOR_PADDING:
      priv->settings.session.tensor_padding = static_cast<nvts::parser::Padding>(g_value_get_enum(value));
      break;
    case PROP_SOURCE_ID: priv->source_id = g_value_get_uint(value); break;
    case PROP_CREATE_META: priv->create_meta = g_value_get_boolean(value); break;
    case PROP_STATS_INTERVAL_MS: priv->settings.stats_interval_ms = g_value_get_uint(value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec); break;
  }
  if (priv->reloader != nullptr) {
    priv->reloader->configure(priv->settings.session);
    priv->reloader->set_watch(priv->settings.watch);
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_probe_get_property(GObject* object, guint id, GValue* value, GParamSpec* pspec) {
  GstNvTsProbePrivate* priv = GST_NV_TS_PROBE(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_SCRIPT: g_value_set_string(value, priv->settings.session.script.c_str()); break;
    case PROP_PACKAGE: g_value_set_string(value, priv->settings.session.package.c_str()); break;
    case PROP_REQUIRE_SIGNATURE: g_value_set_boolean(value, priv->settings.session.require_signature); break;
    case PROP_TRUSTED_KEYS: g_value_set_string(value, priv->settings.session.trusted_keys.c_str()); break;
    case PROP_PARAMS: g_value_set_string(value, priv->settings.session.params.c_str()); break;
    case PROP_PARAMS_FILE: g_value_set_string(value, priv->settings.session.params_file.c_str()); break;
    case PROP_ON_ERROR: g_value_set_enum(value, static_cast<gint>(priv->settings.on_error)); break;
    case PROP_DEADLINE_MS: g_value_set_uint(value, static_cast<guint>(priv->settings.session.deadline_ms)); break;
    case PROP_SETUP_DEADLINE_MS:
      g_value_set_uint(value, static_cast<guint>(priv->settings.session.setup_deadline_ms));
      break;
    case PROP_MEMORY_LIMIT_MB: g_value_set_uint(value, priv->settings.session.memory_limit_mb); break;
    case PROP_BREAKER_FAILURES: g_value_set_uint(value, priv->settings.breaker.failures); break;
    case PROP_BREAKER_WINDOW_MS:
      g_value_set_uint(value, static_cast<guint>(priv->settings.breaker.window_ns / kNsPerMs));
      break;
    case PROP_BREAKER_BACKOFF_MS:
      g_value_set_uint(value, static_cast<guint>(priv->settings.breaker.backoff_ns / kNsPerMs));
      break;
    case PROP_LOG_LEVEL: g_value_set_enum(value, static_cast<gint>(priv->settings.log.bus_level)); break;
    case PROP_LOG_RATE: g_value_set_uint(value, priv->settings.log.rate); break;
    case PROP_EVENTS: g_value_set_string(value, priv->settings.events.c_str()); break;
    case PROP_GRANT: g_value_set_string(value, priv->settings.session.grant.c_str()); break;
    case PROP_ISOLATION: g_value_set_enum(value, static_cast<gint>(priv->settings.session.isolation)); break;
    case PROP_SEED: g_value_set_uint(value, priv->settings.session.seed); break;
    case PROP_WATCH: g_value_set_boolean(value, priv->settings.watch); break;
    case PROP_SAVE_STATE: g_value_set_string(value, priv->settings.save_state.c_str()); break;
    case PROP_STATE_INTERVAL_MS: g_value_set_uint(value, priv->settings.state_interval_ms); break;
    case PROP_LABELS_FILE: g_value_set_string(value, priv->settings.session.labels_file.c_str()); break;
    case PROP_TENSOR_UNIQUE_ID: g_value_set_uint(value, priv->settings.session.tensor_unique_id); break;
    case PROP_TENSOR_PADDING: g_value_set_enum(value, static_cast<gint>(priv->settings.session.tensor_padding)); break;
    case PROP_SOURCE_ID: g_value_set_uint(value, priv->source_id); break;
    case PROP_CREATE_META: g_value_set_boolean(value, priv->create_meta); break;
    case PROP_STATS:
      priv->stats.heap_wanted.store(true, std::memory_order_relaxed);
      g_value_take_boxed(value, nvts::stats_structure(priv->stats));
      break;
    case PROP_STATS_INTERVAL_MS:
      g_value_set_uint(value, static_cast<guint>(priv->settings.stats_interval_ms));
      break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec); break;
  }
  GST_OBJECT_UNLOCK(object);
}

static gboolean gst_nv_ts_probe_start(GstBaseTransform* base) {
  GstNvTsProbe* self = GST_NV_TS_PROBE(base);
  GST_OBJECT_LOCK(self);
  const nvts::ProbeSettings settings = self->priv->settings;
  GST_OBJECT_UNLOCK(self);

  self->priv->frame_num = 0;
  self->priv->frame_size = {};
  auto probe = nvts::Probe::start(GST_ELEMENT(self), settings, self->priv->stats, self->priv->mailbox);
  if (!probe) {
    const nvts::Status& status = probe.status();
    GST_ELEMENT_ERROR(self, RESOURCE, SETTINGS, ("%s", status.message().c_str()),
                      ("%s; %s='%s'", nvts::error_code_name(status.code()),
                       settings.session.package.empty() ? "script" : "package", settings.session.origin().c_str()));
    return FALSE;
  }
  self->priv->probe = *std::move(probe);
  GST_OBJECT_LOCK(self);
  self->priv->reloader = self->priv->probe->reloader();
  GST_OBJECT_UNLOCK(self);
  GST_INFO_OBJECT(self, "script '%s' is ready", settings.session.origin().c_str());
  return TRUE;
}

static gboolean gst_nv_ts_probe_stop(GstBaseTransform* base) {
  GST_OBJECT_LOCK(base);
  GST_NV_TS_PROBE(base)->priv->reloader = nullptr;
  GST_OBJECT_UNLOCK(base);
  GST_NV_TS_PROBE(base)->priv->probe.reset();
  GST_NV_TS_PROBE(base)->priv->mailbox.clear();
  return TRUE;
}

static gboolean gst_nv_ts_probe_set_caps(GstBaseTransform* base, GstCaps* incaps, GstCaps*) {
  GST_NV_TS_PROBE(base)->priv->frame_size = nvts::frame_size(incaps);
  return TRUE;
}

static GstFlowReturn gst_nv_ts_probe_prepare_output_buffer(GstBaseTransform* base, GstBuffer* input,
                                                           GstBuffer** output) {
  GstNvTsProbe* self = GST_NV_TS_PROBE(base);
  *output = input;
  if (!self->priv->create_meta) return GST_FLOW_OK;

  nvts::meta::FrameOrigin origin;
  origin.source_id = self->priv->source_id;
  origin.frame_num = self->priv->frame_num++;
  origin.pts = GST_BUFFER_PTS(input);
  origin.width = self->priv->frame_size.width;
  origin.height = self->priv->frame_size.height;
  nvts::Result<GstBuffer*> buffer = nvts::buffer_with_batch_meta(input, origin);
  if (!buffer) {
    GST_WARNING_OBJECT(self, "%s", buffer.status().message().c_str());
    return GST_FLOW_OK;
  }
  *output = *buffer;
  return GST_FLOW_OK;
}

static GstFlowReturn gst_nv_ts_probe_transform_ip(GstBaseTransform* base, GstBuffer* buffer) {
  switch (GST_NV_TS_PROBE(base)->priv->probe->process(buffer)) {
    case nvts::Verdict::kPass: return GST_FLOW_OK;
    case nvts::Verdict::kDrop: return GST_BASE_TRANSFORM_FLOW_DROPPED;
    case nvts::Verdict::kFail: return GST_FLOW_ERROR;
  }
  return GST_FLOW_OK;
}

// The source of a nvstreammux event: the first unsigned integer of its structure. The field's name is not public.
static gboolean first_uint(GQuark, const GValue* value, gpointer source_id) {
  if (!G_VALUE_HOLDS_UINT(value)) return TRUE;
  *static_cast<gint64*>(source_id) = g_value_get_uint(value);
  return FALSE;
}

static gboolean gst_nv_ts_probe_sink_event(GstBaseTransform* base, GstEvent* event) {
  GstNvTsProbePrivate* priv = GST_NV_TS_PROBE(base)->priv;
  if (nvts::take_message(GST_ELEMENT(base), event, priv->mailbox)) {
    gst_event_unref(event);
    return TRUE;
  }
  if (priv->probe != nullptr) {
    if (GST_EVENT_TYPE(event) == GST_EVENT_STREAM_START) {
      priv->probe->notify(nvts::table::hook::kOnStreamStart, "{}");
    } else if (GST_EVENT_TYPE(event) == GST_EVENT_EOS) {
      priv->probe->end_of_stream();
    } else if ((GST_EVENT_TYPE(event) >> GST_EVENT_NUM_SHIFT) == kPadDeletedEvent) {
      gint64 source_id = -1;
      const GstStructure* structure = gst_event_get_structure(event);
      if (structure != nullptr) gst_structure_foreach(structure, first_uint, &source_id);
      if (source_id >= 0) priv->probe->remove_source(static_cast<uint32_t>(source_id));
    }
  }
  return GST_BASE_TRANSFORM_CLASS(gst_nv_ts_probe_parent_class)->sink_event(base, event);
}

static gboolean gst_nv_ts_probe_src_event(GstBaseTransform* base, GstEvent* event) {
  if (nvts::take_message(GST_ELEMENT(base), event, GST_NV_TS_PROBE(base)->priv->mailbox)) {
    gst_event_unref(event);
    return TRUE;
  }
  return GST_BASE_TRANSFORM_CLASS(gst_nv_ts_probe_parent_class)->src_event(base, event);
}

static gboolean gst_nv_ts_probe_send_message(GstNvTsProbe* self, const gchar* message) {
  const nvts::Status status = self->priv->mailbox.put(message != nullptr ? message : "");
  if (!status) GST_WARNING_OBJECT(self, "send-message: %s", status.message().c_str());
  return status.is_ok();
}

static gboolean gst_nv_ts_probe_reload(GstNvTsProbe* self) {
  GST_OBJECT_LOCK(self);
  const bool running = self->priv->reloader != nullptr;
  if (running) self->priv->reloader->reload("the signal reload");
  GST_OBJECT_UNLOCK(self);
  if (!running) GST_WARNING_OBJECT(self, "reload: no script is loaded; it will be with the state change to PAUSED");
  return running;
}

static void gst_nv_ts_probe_class_init(GstNvTsProbeClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);

  object_class->finalize = gst_nv_ts_probe_finalize;
  object_class->set_property = gst_nv_ts_probe_set_property;
  object_class->get_property = gst_nv_ts_probe_get_property;

  const auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
  const auto always = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
  g_object_class_install_property(
      object_class, PROP_SCRIPT,
      g_param_spec_string("script", "Script",
                          "A bundle made by 'nvts build' (.nvts.js), or a .ts or .js source that is bundled when the "
                          "element starts, with the esbuild in a node_modules folder at or above the script or the "
                          "plugin, in NVTS_ESBUILD or in PATH. Set while the video runs, it is loaded beside it and "
                          "takes over between two buffers, with the state of a script of the same name",
                          nullptr, always));
  g_object_class_install_property(
      object_class, PROP_PACKAGE,
      g_param_spec_string("package", "Package",
                          "An installed plugin package (nvts-plugin-NAME or @scope/nvts-plugin-NAME) in place of a script: "
                          "looked up in node_modules from the working directory upward, then in the folders of "
                          "NVTS_PACKAGE_PATH. It is refused when its files are not what was packed or it asks for more than "
                          "grant, deadline-ms and memory-limit-mb allow. 'nvts list' shows those that are installed",
                          nullptr, always));
  g_object_class_install_property(
      object_class, PROP_REQUIRE_SIGNATURE,
      g_param_spec_boolean("require-signature", "Require signature",
                           "Run a package only when one of the trusted-keys has signed it ('nvts sign'), and nothing that is "
                           "no package",
                           FALSE, flags));
  g_object_class_install_property(
      object_class, PROP_TRUSTED_KEYS,
      g_param_spec_string("trusted-keys", "Trusted keys",
                          "Ed25519 public keys as PEM files ('nvts keygen'), or folders of *.pem files, separated by ':'; "
                          "they are read again with each reload",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_PARAMS,
      g_param_spec_string("params", "Parameters",
                          "The script's parameters as a JSON object; its keys replace those of params-file. Set while "
                          "the video runs, they reload the script",
                          nullptr, always));
  g_object_class_install_property(
      object_class, PROP_PARAMS_FILE,
      g_param_spec_string("params-file", "Parameter file", "The script's parameters as a .json or .yaml file", nullptr,
                          always));
  g_object_class_install_property(
      object_class, PROP_ON_ERROR,
      g_param_spec_enum("on-error", "On error",
                        "What happens when the script throws, makes an impossible edit or takes too long; its edits "
                        "and events of that buffer are discarded in any case",
                        on_error_get_type(), static_cast<gint>(kDefaultOnError), flags));
  g_object_class_install_property(
      object_class, PROP_DEADLINE_MS,
      g_param_spec_uint("deadline-ms", "Deadline",
                        "CPU time in milliseconds that the script may take for a buffer or an event of the stream "
                        "before it is stopped; 0 = no limit",
                        0, G_MAXUINT, kDefaultDeadlineMs, flags));
  g_object_class_install_property(
      object_class, PROP_SETUP_DEADLINE_MS,
      g_param_spec_uint("setup-deadline-ms", "Setup deadline",
                        "CPU time in milliseconds that loading the script and its setup may take; 0 = no limit", 0,
                        G_MAXUINT, kDefaultSetupDeadlineMs, flags));
  g_object_class_install_property(
      object_class, PROP_MEMORY_LIMIT_MB,
      g_param_spec_uint("memory-limit-mb", "Memory limit",
                        "Mebibytes that the script may keep on its heap before it is stopped (NVTS_MEMORY); garbage does "
                        "not count; 0 = no limit",
                        0, kMaxMemoryLimitMb, kDefaultMemoryLimitMb, flags));
  g_object_class_install_property(
      object_class, PROP_BREAKER_FAILURES,
      g_param_spec_uint("breaker-failures", "Breaker failures",
                        "Failures within breaker-window-ms after which the script is not called any more (on-error=pass "
                        "lets buffers pass meanwhile, drop drops them) until a trial after breaker-backoff-ms succeeds; "
                        "0 = call it always. Times are of the wall clock: use 0 where runs over a file must be alike",
                        0, nvts::Breaker::kMaxFailures, kDefaultBreaker.failures, flags));
  g_object_class_install_property(
      object_class, PROP_BREAKER_WINDOW_MS,
      g_param_spec_uint("breaker-window-ms", "Breaker window", "Time in milliseconds in which failures are counted", 1,
                        kMaxMs, static_cast<guint>(kDefaultBreaker.window_ns / kNsPerMs), flags));
  g_object_class_install_property(
      object_class, PROP_BREAKER_BACKOFF_MS,
      g_param_spec_uint("breaker-backoff-ms", "Breaker backoff",
                        "Time in milliseconds from the breaker's opening to the first trial; each trial that fails "
                        "doubles it, up to a minute",
                        1, kMaxMs, static_cast<guint>(kDefaultBreaker.backoff_ns / kNsPerMs), flags));
  g_object_class_install_property(
      object_class, PROP_LOG_LEVEL,
      g_param_spec_enum("log-level", "Log level",
                        "What of the script's console and ctx.log is posted as messages nvts-log; the debug category "
                        "nvts-script has it too, as GST_DEBUG says",
                        log_level_get_type(), static_cast<gint>(kDefaultLog.bus_level), flags));
  g_object_class_install_property(
      object_class, PROP_LOG_RATE,
      g_param_spec_uint("log-rate", "Log rate",
                        "Lines a second of each level that the script may log, after a burst of five times as many; "
                        "what is left out is counted in the next line. 0 = no limit",
                        0, 1000000, kDefaultLog.rate, flags));
  g_object_class_install_property(
      object_class, PROP_EVENTS,
      g_param_spec_string("events", "Events",
                          "File to write events to as JSON Lines, '-' for standard output; the bus gets them always",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_GRANT,
      g_param_spec_string("grant", "Grants",
                          "What the script may do beyond reading and editing metadata, as a comma-separated list of the "
                          "capabilities that it names: 'clock' (see the time of the machine in place of the stream's), "
                          "'eval' (make code of text with eval or new Function)",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_ISOLATION,
      g_param_spec_enum("isolation", "Isolation",
                        "Where the script runs. In a process of its own (nvts-script-host) its end, by a crash, kill -9 or "
                        "want of memory, costs the edits and events of one batch at most; it is then started anew and goes "
                        "on from the state that its save() gave last, at most state-interval-ms ago",
                        isolation_get_type(), static_cast<gint>(nvts::Isolation::kInProcess), flags));
  g_object_class_install_property(
      object_class, PROP_SEED,
      g_param_spec_uint("seed", "Seed",
                        "Where the script's Math.random starts: the same seed gives the same numbers. The script's clock "
                        "is the stream's time, so the same stream gives the same results",
                        0, G_MAXUINT, 0, flags));
  g_object_class_install_property(
      object_class, PROP_WATCH,
      g_param_spec_boolean("watch", "Watch",
                           "Reload the script when it, a file that it imports, its params-file or its package.json "
                           "changes. A script that cannot be loaded, or fails in its first 25 batches, leaves the one "
                           "before in place",
                           FALSE, always));
  g_object_class_install_property(
      object_class, PROP_SAVE_STATE,
      g_param_spec_string("save-state", "Save state",
                          "File that keeps what the script's save() returns, for restore() when the element starts again; "
                          "written at intervals, at the end of the stream and at the stop. Each element needs its own",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_STATE_INTERVAL_MS,
      g_param_spec_uint("state-interval-ms", "State interval",
                        "Milliseconds between two writes of save-state, and between two calls of save() where the script "
                        "runs in a process of its own; 0 = at the end only", 0, kMaxMs,
                        kDefaultStateIntervalMs, flags));
  g_object_class_install_property(
      object_class, PROP_LABELS_FILE,
      g_param_spec_string("labels-file", "Label file",
                          "For a parser: the names of the classes, one a line as for nvinfer; of a classifier an attribute "
                          "a line, its labels parted by ';'. A parser that has labels of its own goes by those",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_TENSOR_UNIQUE_ID,
      g_param_spec_uint("tensor-unique-id", "Tensors' unique id",
                        "For a parser: the unique-id of the inference element whose tensors it reads; 0 = of any. Needed "
                        "where several leave tensors in the metadata",
                        0, G_MAXUINT, 0, flags));
  g_object_class_install_property(
      object_class, PROP_TENSOR_PADDING,
      g_param_spec_enum("tensor-padding", "Padding of tensors' input",
                        "For a parser: where the inference element has filled up the picture whose aspect ratio it kept "
                        "(its symmetric-padding). DeepStream before 8.0 does not say it in the metadata",
                        tensor_padding_get_type(), static_cast<gint>(nvts::parser::Padding::kAsMetadataSays), flags));
  g_object_class_install_property(
      object_class, PROP_SOURCE_ID,
      g_param_spec_uint("source-id", "Source id",
                        "Source id of the frame that is made for a buffer without batch metadata", 0, G_MAXUINT,
                        kDefaultSourceId, flags));
  g_object_class_install_property(
      object_class, PROP_CREATE_META,
      g_param_spec_boolean("create-meta", "Create metadata",
                           "Give a buffer without batch metadata a batch of one frame; otherwise it passes unseen",
                           kDefaultCreateMeta, flags));
  g_object_class_install_property(
      object_class, PROP_STATS,
      g_param_spec_boxed("stats", "Statistics",
                         "Counts since the element was made (buffers, frames, objects, events, edits, errors, dropped, "
                         "bypassed, messages, breaker-opened, reloads, rollbacks, rebuilds, log-lines, "
                         "log-lines-left-out), the breaker's state, "
                         "times in ns (pack-time, script-time, script-time-max, commit-time; time, time-p50, time-p99, "
                         "time-max of pack and commit), failures by code, the same for each of the hooks (batch: "
                         "onFrame or onBatch for a whole batch, with the timers due), the script's heap-bytes at the "
                         "buffer after stats were last read, and the process-id that isolation=process gave it",
                         GST_TYPE_STRUCTURE, static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)));
  g_object_class_install_property(
      object_class, PROP_STATS_INTERVAL_MS,
      g_param_spec_uint("stats-interval-ms", "Statistics interval",
                        "Milliseconds between messages nvts-stats, which hold what the property stats does; they are "
                        "posted when a buffer comes, and at the stream's end. 0 = none",
                        0, kMaxMs, 0, flags));

  // Takes a JSON text for the script's hook onMessage. FALSE when it is none, or finds no room.
  g_signal_new_class_handler(
      "send-message", G_TYPE_FROM_CLASS(klass), static_cast<GSignalFlags>(G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION),
      G_CALLBACK(gst_nv_ts_probe_send_message), nullptr, nullptr, nullptr, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  // Loads script and parameters again, watched or not. FALSE when no script runs.
  g_signal_new_class_handler("reload", G_TYPE_FROM_CLASS(klass),
                             static_cast<GSignalFlags>(G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION),
                             G_CALLBACK(gst_nv_ts_probe_reload), nullptr, nullptr, nullptr, G_TYPE_BOOLEAN, 0);
  gst_type_mark_as_plugin_api(on_error_get_type(), static_cast<GstPluginAPIFlags>(0));
  gst_type_mark_as_plugin_api(log_level_get_type(), static_cast<GstPluginAPIFlags>(0));
  gst_type_mark_as_plugin_api(tensor_padding_get_type(), static_cast<GstPluginAPIFlags>(0));

  gst_element_class_set_static_metadata(
      element_class, "TypeScript metadata probe", "Filter/Analyzer/Metadata",
      "Runs a TypeScript processor on NvDs metadata: reads and edits objects, draws, counts, emits events. Or a parser\n"
      "    on the tensors that an inference element with output-tensor-meta=1 leaves there: it attaches what it finds.\n"
      "\n"
      "    On a recording, without a GPU:\n"
      "      gst-launch-1.0 filesrc location=clip.mp4 ! decodebin ! videoconvert ! nvtsreplay location=clip.jsonl.gz \\\n"
      "          ! nvtsprobe script=counter.ts params-file=lines.yaml events=events.jsonl ! nvtsosd ! videoconvert \\\n"
      "          ! autovideosink\n"
      "    In a DeepStream pipeline:\n"
      "      ... ! nvstreammux ... ! nvinfer ... ! nvtracker ... \\\n"
      "          ! nvtsprobe script=counter.nvts.js params='{\"lines\":[]}' events=- ! nvvideoconvert ! nvdsosd ! ...\n"
      "    A parser of a network's raw output:\n"
      "      ... ! nvinfer config-file-path=raw.txt output-tensor-meta=1 ! nvtsprobe script=yolov8.nvts.js \\\n"
      "          labels-file=coco.txt ! nvtracker ... ! ...\n"
      "    Messages on the bus: nvts-event (type, data, pts, source-id, frame-num, ntp), nvts-script-error (code,\n"
      "    message, hook, location, stack, frame, source-id, frame-num, pts, count, consequence), nvts-breaker (state,\n"
      "    failures, window-ms, backoff-ms, error), nvts-log (level, text, left-out), nvts-stats (as the property stats),\n"
      "    nvts-reload and nvts-script-rebuilt (result, script, version, reason, state, build-time, swap-time in ns, code,\n"
      "    message) and nvts-state (result, code, message, path).\n"
      "    To the script's onMessage: the action signal send-message(JSON text), which is FALSE when the text is refused,\n"
      "    or a custom event nvts-message (data, to). Messages are delivered before the next buffer, not without one.\n",
      "nvtsprobe contributors");
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);

  transform_class->start = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_start);
  transform_class->stop = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_stop);
  transform_class->set_caps = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_set_caps);
  transform_class->prepare_output_buffer = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_prepare_output_buffer);
  transform_class->transform_ip = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_transform_ip);
  transform_class->sink_event = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_sink_event);
  transform_class->src_event = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_src_event);
}
