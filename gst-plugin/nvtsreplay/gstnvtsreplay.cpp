// SPDX-License-Identifier: MIT
/**
 * SECTION:element-nvtsreplay
 * @title: nvtsreplay
 * @short_description: puts recorded metadata onto video
 *
 * Puts the objects, classifier results, drawing items and JSON of a recording onto passing video, so that a
 * recording stands in for nvinfer and nvtracker. It reads what nvtsrecord writes, CSV files of boxes
 * (MOTChallenge's columns, or columns named in the first line) and the KITTI folders that deepstream-app
 * dumps; runtime/recording/FORMAT.md describes them. Pixels are not touched and not copied, any caps and any
 * memory will do.
 *
 * A buffer without batch metadata gets a batch of one frame. Where there is metadata, objects are added to
 * the frames of the same source. Lines of a recording that cannot be used are told in warnings with file and
 * line, and the video goes on; what is no recording at all is refused at the start.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 filesrc location=clip.mp4 ! decodebin ! videoconvert ! nvtsreplay location=clip.jsonl.gz ! \
 *     nvtsosd ! videoconvert ! autovideosink
 * ]| Shows on any machine what a detector has found elsewhere.
 * |[
 * gst-launch-1.0 videotestsrc ! video/x-raw,width=768,height=576,framerate=10/1 ! \
 *     nvtsreplay location=det.csv labels=coco.txt loop=true ! nvtsosd ! videoconvert ! autovideosink
 * ]| Draws the boxes of a CSV file, again and again.
 */
#include "nvtsreplay/gstnvtsreplay.h"

#include <memory>

#include "common/batch_meta_buffer.h"
#include "common/property_text.h"
#include "nvtsreplay/replayer.h"

GST_DEBUG_CATEGORY_STATIC(nvts_replay_debug);
#define GST_CAT_DEFAULT nvts_replay_debug

namespace {

using nvts::recording::MatchBy;

enum {
  PROP_0,
  PROP_LOCATION,
  PROP_MATCH,
  PROP_LOOP,
  PROP_OFFSET,
  PROP_FRAME_OFFSET,
  PROP_TOLERANCE,
  PROP_SOURCE_ID,
  PROP_REPLACE,
  PROP_SCALE,
  PROP_LABELS,
};

constexpr gint kDefaultSourceId = -1;

// A damaged recording may hold a fault in every line.
constexpr guint kMaxWarnings = 10;

GType match_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(MatchBy::kAuto), "By time stamp where the recording has them, else by frame number",
       "auto"},
      {static_cast<gint>(MatchBy::kPts), "By presentation time stamp", "pts"},
      {static_cast<gint>(MatchBy::kFrame), "By frame number; buffers without metadata are counted from 0",
       "frame"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsReplayMatch", values);
  return type;
}

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

}  // namespace

struct GstNvTsReplayPrivate {
  nvts::ReplaySettings settings;
  std::unique_ptr<nvts::Replayer> replayer;
  guint warnings = 0;
};

struct _GstNvTsReplay {
  GstBaseTransform parent;
  GstNvTsReplayPrivate* priv;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(GstNvTsReplay, gst_nv_ts_replay, GST_TYPE_BASE_TRANSFORM,
                              GST_DEBUG_CATEGORY_INIT(nvts_replay_debug, "nvtsreplay", 0,
                                                      "nvtsreplay element"))
GST_ELEMENT_REGISTER_DEFINE(nvtsreplay, "nvtsreplay", GST_RANK_NONE, GST_TYPE_NV_TS_REPLAY)

static void gst_nv_ts_replay_init(GstNvTsReplay* self) {
  self->priv = new GstNvTsReplayPrivate;
  self->priv->settings.source_id = kDefaultSourceId;
  GstBaseTransform* base = GST_BASE_TRANSFORM(self);
  gst_base_transform_set_in_place(base, TRUE);
  gst_base_transform_set_passthrough(base, TRUE);
}

static void gst_nv_ts_replay_finalize(GObject* object) {
  delete GST_NV_TS_REPLAY(object)->priv;
  G_OBJECT_CLASS(gst_nv_ts_replay_parent_class)->finalize(object);
}

static void gst_nv_ts_replay_set_property(GObject* object, guint id, const GValue* value, GParamSpec* pspec) {
  nvts::ReplaySettings& settings = GST_NV_TS_REPLAY(object)->priv->settings;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_LOCATION:
      settings.location = nvts::text_of(value);
      break;
    case PROP_MATCH:
      settings.match = static_cast<MatchBy>(g_value_get_enum(value));
      break;
    case PROP_LOOP:
      settings.loop = g_value_get_boolean(value) != FALSE;
      break;
    case PROP_OFFSET:
      settings.offset_ns = g_value_get_int64(value);
      break;
    case PROP_FRAME_OFFSET:
      settings.frame_offset = g_value_get_int(value);
      break;
    case PROP_TOLERANCE:
      settings.tolerance_ns = g_value_get_uint64(value);
      break;
    case PROP_SOURCE_ID:
      settings.source_id = g_value_get_int(value);
      break;
    case PROP_REPLACE:
      settings.replace = g_value_get_boolean(value) != FALSE;
      break;
    case PROP_SCALE:
      settings.scale = g_value_get_boolean(value) != FALSE;
      break;
    case PROP_LABELS:
      settings.labels = nvts::text_of(value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_replay_get_property(GObject* object, guint id, GValue* value, GParamSpec* pspec) {
  const nvts::ReplaySettings& settings = GST_NV_TS_REPLAY(object)->priv->settings;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_LOCATION:
      g_value_set_string(value, settings.location.c_str());
      break;
    case PROP_MATCH:
      g_value_set_enum(value, static_cast<gint>(settings.match));
      break;
    case PROP_LOOP:
      g_value_set_boolean(value, settings.loop);
      break;
    case PROP_OFFSET:
      g_value_set_int64(value, settings.offset_ns);
      break;
    case PROP_FRAME_OFFSET:
      g_value_set_int(value, static_cast<gint>(settings.frame_offset));
      break;
    case PROP_TOLERANCE:
      g_value_set_uint64(value, settings.tolerance_ns);
      break;
    case PROP_SOURCE_ID:
      g_value_set_int(value, static_cast<gint>(settings.source_id));
      break;
    case PROP_REPLACE:
      g_value_set_boolean(value, settings.replace);
      break;
    case PROP_SCALE:
      g_value_set_boolean(value, settings.scale);
      break;
    case PROP_LABELS:
      g_value_set_string(value, settings.labels.c_str());
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_replay_warn(GstNvTsReplay* self, const std::string& message) {
  const guint number = ++self->priv->warnings;
  GST_WARNING_OBJECT(self, "%s", message.c_str());
  if (number > kMaxWarnings) return;
  const char* further =
      number == kMaxWarnings ? "; further faults are counted and only logged (GST_DEBUG=nvtsreplay:2)" : "";
  GST_ELEMENT_WARNING(self, STREAM, DECODE, ("%s%s", message.c_str(), further), (nullptr));
}

static gboolean gst_nv_ts_replay_start(GstBaseTransform* base) {
  GstNvTsReplay* self = GST_NV_TS_REPLAY(base);
  GST_OBJECT_LOCK(self);
  const nvts::ReplaySettings settings = self->priv->settings;
  GST_OBJECT_UNLOCK(self);
  self->priv->warnings = 0;
  if (settings.location.empty()) {
    GST_ELEMENT_ERROR(
        self, RESOURCE, NOT_FOUND,
        ("nvtsreplay needs location=PATH: a recording of nvtsrecord, a CSV file or a KITTI folder"),
        (nullptr));
    return FALSE;
  }
  auto replayer = nvts::Replayer::open(
      settings, [self](const std::string& problem) { gst_nv_ts_replay_warn(self, problem); });
  if (!replayer) {
    const nvts::Status& status = replayer.status();
    GST_ELEMENT_ERROR(self, RESOURCE, OPEN_READ, ("%s", status.message().c_str()),
                      ("%s", nvts::error_code_name(status.code())));
    return FALSE;
  }
  self->priv->replayer = *std::move(replayer);
  GST_INFO_OBJECT(self, "replaying '%s'", settings.location.c_str());
  return TRUE;
}

static gboolean gst_nv_ts_replay_stop(GstBaseTransform* base) {
  GstNvTsReplayPrivate* priv = GST_NV_TS_REPLAY(base)->priv;
  priv->replayer.reset();
  if (priv->warnings > 0) GST_INFO_OBJECT(base, "%u faults were passed over", priv->warnings);
  return TRUE;
}

static gboolean gst_nv_ts_replay_set_caps(GstBaseTransform* base, GstCaps* incaps, GstCaps*) {
  const nvts::FrameSize size = nvts::frame_size(incaps);
  gint numerator = 0;
  gint denominator = 1;
  guint64 duration = 0;
  if (gst_caps_get_size(incaps) > 0) {
    const GstStructure* structure = gst_caps_get_structure(incaps, 0);
    if (gst_structure_get_fraction(structure, "framerate", &numerator, &denominator) && numerator > 0) {
      duration = gst_util_uint64_scale_int(GST_SECOND, denominator, numerator);
    }
  }
  GST_NV_TS_REPLAY(base)->priv->replayer->set_format(size.width, size.height, duration);
  return TRUE;
}

static gboolean gst_nv_ts_replay_sink_event(GstBaseTransform* base, GstEvent* event) {
  GstNvTsReplayPrivate* priv = GST_NV_TS_REPLAY(base)->priv;
  if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP && priv->replayer != nullptr) priv->replayer->flushed();
  return GST_BASE_TRANSFORM_CLASS(gst_nv_ts_replay_parent_class)->sink_event(base, event);
}

static GstFlowReturn gst_nv_ts_replay_prepare_output_buffer(GstBaseTransform* base, GstBuffer* input,
                                                            GstBuffer** output) {
  GstNvTsReplay* self = GST_NV_TS_REPLAY(base);
  *output = input;
  if (nvts::meta::has_batch_meta(input)) return GST_FLOW_OK;
  nvts::Result<GstBuffer*> buffer =
      nvts::buffer_with_batch_meta(input, self->priv->replayer->describe(input));
  if (!buffer) {
    gst_nv_ts_replay_warn(self, buffer.status().message());
    return GST_FLOW_OK;
  }
  *output = *buffer;
  return GST_FLOW_OK;
}

static GstFlowReturn gst_nv_ts_replay_transform_ip(GstBaseTransform* base, GstBuffer* buffer) {
  GstNvTsReplay* self = GST_NV_TS_REPLAY(base);
  if (nvts::Status status = self->priv->replayer->process(buffer); !status) {
    gst_nv_ts_replay_warn(self, "the metadata of a buffer stays as it is: " + status.message());
  }
  return GST_FLOW_OK;
}

static void gst_nv_ts_replay_class_init(GstNvTsReplayClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);

  object_class->finalize = gst_nv_ts_replay_finalize;
  object_class->set_property = gst_nv_ts_replay_set_property;
  object_class->get_property = gst_nv_ts_replay_get_property;

  const auto flags =
      static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
  g_object_class_install_property(
      object_class, PROP_LOCATION,
      g_param_spec_string(
          "location", "Location",
          "What to replay (required): a recording of nvtsrecord (.jsonl, .jsonl.gz), a CSV file of "
          "boxes, or a folder of KITTI files from deepstream-app",
          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_MATCH,
      g_param_spec_enum("match", "Match by", "What ties recorded frames to those of the video",
                        match_get_type(), static_cast<gint>(MatchBy::kAuto), flags));
  g_object_class_install_property(
      object_class, PROP_LOOP,
      g_param_spec_boolean("loop", "Loop", "Begin the recording anew where it ends before the video does",
                           FALSE, flags));
  g_object_class_install_property(
      object_class, PROP_OFFSET,
      g_param_spec_int64("offset", "Offset",
                         "Nanoseconds added to the recording's time stamps: what is above 0 shows it later",
                         G_MININT64 / 4, G_MAXINT64 / 4, 0, flags));
  g_object_class_install_property(
      object_class, PROP_FRAME_OFFSET,
      g_param_spec_int(
          "frame-offset", "Frame offset",
          "Added to the recording's frame numbers with match=frame: what is above 0 shows it later",
          G_MININT / 2, G_MAXINT / 2, 0, flags));
  g_object_class_install_property(
      object_class, PROP_TOLERANCE,
      g_param_spec_uint64(
          "tolerance", "Tolerance",
          "Nanoseconds by which time stamps may differ; 0 = half the time between two frames of the "
          "video",
          0, G_MAXINT64 / 4, 0, flags));
  g_object_class_install_property(
      object_class, PROP_SOURCE_ID,
      g_param_spec_int(
          "source-id", "Source id",
          "Which source of the recording is put on buffers without metadata, and whose a CSV file is; -1 "
          "= the recording's first",
          -1, G_MAXINT, kDefaultSourceId, flags));
  g_object_class_install_property(
      object_class, PROP_REPLACE,
      g_param_spec_boolean("replace", "Replace", "Remove the objects that are already in the metadata", FALSE,
                           flags));
  g_object_class_install_property(
      object_class, PROP_SCALE,
      g_param_spec_boolean(
          "scale", "Scale",
          "Scale boxes and drawing items where the recorded pictures have another size than the video's",
          TRUE, flags));
  g_object_class_install_property(
      object_class, PROP_LABELS,
      g_param_spec_string(
          "labels", "Labels",
          "Text file with the name of a class in each line, from class 0 on, for CSV files (which have "
          "no names) and KITTI folders (which have no class numbers)",
          nullptr, flags));
  gst_type_mark_as_plugin_api(match_get_type(), static_cast<GstPluginAPIFlags>(0));

  gst_element_class_set_static_metadata(
      element_class, "Metadata replay", "Filter/Metadata",
      "Puts recorded NvDs metadata (nvtsrecord's, MOT CSV, KITTI folders) onto video, in place of a "
      "detector. Example: "
      "... ! decodebin ! videoconvert ! nvtsreplay location=clip.jsonl.gz ! nvtsosd ! ...",
      "nvtsprobe contributors");
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);

  transform_class->start = GST_DEBUG_FUNCPTR(gst_nv_ts_replay_start);
  transform_class->stop = GST_DEBUG_FUNCPTR(gst_nv_ts_replay_stop);
  transform_class->set_caps = GST_DEBUG_FUNCPTR(gst_nv_ts_replay_set_caps);
  transform_class->sink_event = GST_DEBUG_FUNCPTR(gst_nv_ts_replay_sink_event);
  transform_class->prepare_output_buffer = GST_DEBUG_FUNCPTR(gst_nv_ts_replay_prepare_output_buffer);
  transform_class->transform_ip = GST_DEBUG_FUNCPTR(gst_nv_ts_replay_transform_ip);
}
