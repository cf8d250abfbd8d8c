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
#include <stop_token>

#include "common/batch_meta_buffer.h"
#include "nvtsprobe/debug.h"
#include "nvtsprobe/mailbox.h"
#include "nvtsprobe/message_event.h"
#include "nvtsprobe/probe.h"
#include "nvtsprobe/properties.h"

GST_DEBUG_CATEGORY(nvts_probe_debug);
GST_DEBUG_CATEGORY(nvts_script_debug);
#define GST_CAT_DEFAULT nvts_probe_debug

namespace {

// Events that nvstreammux sends downstream, by the number in their type.
constexpr guint kPadDeletedEvent = 401;

GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

}  // namespace

// What lives behind the GObject: settings under the object lock, and the probe of the running stream.
struct GstNvTsProbePrivate {
  nvts::ElementSettings settings;

  nvts::ProbeStats stats;
  nvts::Mailbox mailbox;
  std::unique_ptr<nvts::Probe> probe;
  std::stop_source stopping;  // of the probe
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
  GstBaseTransform* base = GST_BASE_TRANSFORM(self);
  gst_base_transform_set_in_place(base, TRUE);
  gst_base_transform_set_passthrough(base, TRUE);
}

static void gst_nv_ts_probe_finalize(GObject* object) {
  delete GST_NV_TS_PROBE(object)->priv;
  G_OBJECT_CLASS(gst_nv_ts_probe_parent_class)->finalize(object);
}

static void gst_nv_ts_probe_set_property(GObject* object, guint id, const GValue* value, GParamSpec* pspec) {
  GstNvTsProbePrivate* priv = GST_NV_TS_PROBE(object)->priv;
  GST_OBJECT_LOCK(object);
  if (!nvts::set_property(priv->settings, id, value)) G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  if (priv->reloader != nullptr) {
    priv->reloader->configure(priv->settings.probe.session);
    priv->reloader->set_watch(priv->settings.probe.watch);
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_probe_get_property(GObject* object, guint id, GValue* value, GParamSpec* pspec) {
  GstNvTsProbePrivate* priv = GST_NV_TS_PROBE(object)->priv;
  GST_OBJECT_LOCK(object);
  if (id == nvts::kStatsProperty) {
    priv->stats.heap_wanted.store(true, std::memory_order_relaxed);
    g_value_take_boxed(value, nvts::stats_structure(priv->stats));
  } else if (!nvts::get_property(priv->settings, id, value)) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
  GST_OBJECT_UNLOCK(object);
}

static gboolean gst_nv_ts_probe_start(GstBaseTransform* base) {
  GstNvTsProbe* self = GST_NV_TS_PROBE(base);
  GST_OBJECT_LOCK(self);
  nvts::ProbeSettings settings = self->priv->settings.probe;
  GST_OBJECT_UNLOCK(self);
  self->priv->stopping = std::stop_source();
  settings.session.stopping = self->priv->stopping.get_token();

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

// The base class stops the element when the streaming thread has left it, for which a script must have come to an end.
static GstStateChangeReturn gst_nv_ts_probe_change_state(GstElement* element, GstStateChange transition) {
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) GST_NV_TS_PROBE(element)->priv->stopping.request_stop();
  return GST_ELEMENT_CLASS(gst_nv_ts_probe_parent_class)->change_state(element, transition);
}

static gboolean gst_nv_ts_probe_set_caps(GstBaseTransform* base, GstCaps* incaps, GstCaps*) {
  GST_NV_TS_PROBE(base)->priv->frame_size = nvts::frame_size(incaps);
  return TRUE;
}

static GstFlowReturn gst_nv_ts_probe_prepare_output_buffer(GstBaseTransform* base, GstBuffer* input,
                                                           GstBuffer** output) {
  GstNvTsProbe* self = GST_NV_TS_PROBE(base);
  *output = input;
  if (!self->priv->settings.create_meta) return GST_FLOW_OK;

  nvts::meta::FrameOrigin origin;
  origin.source_id = self->priv->settings.source_id;
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

  nvts::install_properties(object_class);

  // Takes a JSON text for the script's hook onMessage. FALSE when it is none, or finds no room.
  g_signal_new_class_handler(
      "send-message", G_TYPE_FROM_CLASS(klass), static_cast<GSignalFlags>(G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION),
      G_CALLBACK(gst_nv_ts_probe_send_message), nullptr, nullptr, nullptr, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  // Loads script and parameters again, watched or not. FALSE when no script runs.
  g_signal_new_class_handler("reload", G_TYPE_FROM_CLASS(klass),
                             static_cast<GSignalFlags>(G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION),
                             G_CALLBACK(gst_nv_ts_probe_reload), nullptr, nullptr, nullptr, G_TYPE_BOOLEAN, 0);

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

  element_class->change_state = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_change_state);
  transform_class->start = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_start);
  transform_class->stop = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_stop);
  transform_class->set_caps = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_set_caps);
  transform_class->prepare_output_buffer = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_prepare_output_buffer);
  transform_class->transform_ip = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_transform_ip);
  transform_class->sink_event = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_sink_event);
  transform_class->src_event = GST_DEBUG_FUNCPTR(gst_nv_ts_probe_src_event);
}
