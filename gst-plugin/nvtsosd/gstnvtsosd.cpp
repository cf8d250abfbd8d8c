// SPDX-License-Identifier: MIT
/**
 * SECTION:element-nvtsosd
 * @title: nvtsosd
 * @short_description: draws the metadata onto the video, without a GPU
 *
 * Draws the boxes, backgrounds and texts of objects and the drawing items of frames (rectangles, lines,
 * arrows, circles, texts) onto video in system memory. The fields of the metadata mean what they mean to
 * nvdsosd: an object without border, background and text is not seen; a border lies half inside and half
 * outside of its box; a text begins at its offset, top left; colours blend by their alpha. Font sizes are
 * points at 96 dpi. Masks are not drawn.
 *
 * An object that is drawn but has no text gets a label of its class, track id and confidence, unless
 * label=off.
 *
 * Boxes are pixels of the picture in which they were found. Where the video has been scaled since, they are
 * scaled too. It takes pictures of 32 bits a pixel: put videoconvert before it, and behind it what the next
 * element needs.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 filesrc location=clip.mp4 ! decodebin ! videoconvert ! nvtsreplay location=clip.jsonl.gz ! \
 *     nvtsosd ! videoconvert ! autovideosink
 * ]| Shows a recording's objects.
 * |[
 * gst-launch-1.0 filesrc location=clip.mp4 ! decodebin ! videoconvert ! nvtsreplay location=clip.jsonl.gz ! \
 *     nvtsprobe script=counter.nvts.js ! nvtsosd ! videoconvert ! x264enc ! mp4mux ! filesink
 * location=out.mp4
 * ]| Writes a video with what a script has drawn.
 */
#include "nvtsosd/gstnvtsosd.h"

#include "meta/bridge.h"
#include "nvtsosd/painter.h"
#include "table/frame_table.h"

GST_DEBUG_CATEGORY_STATIC(nvts_osd_debug);
#define GST_CAT_DEFAULT nvts_osd_debug

namespace {

enum {
  PROP_0,
  PROP_DISPLAY_BBOX,
  PROP_DISPLAY_TEXT,
  PROP_LABEL,
};

enum class Label { kAuto, kOff };

constexpr gboolean kDefaultDisplayBbox = TRUE;
constexpr gboolean kDefaultDisplayText = TRUE;
constexpr Label kDefaultLabel = Label::kAuto;

GType label_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(Label::kAuto), "Class, track id and confidence", "auto"},
      {static_cast<gint>(Label::kOff), "Nothing", "off"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsOsdLabel", values);
  return type;
}

constexpr char kCaps[] = GST_VIDEO_CAPS_MAKE("{ BGRx, RGBx, BGRA, RGBA }");
GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS(kCaps));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS(kCaps));

}  // namespace

struct GstNvTsOsdPrivate {
  gboolean display_bbox = kDefaultDisplayBbox;
  gboolean display_text = kDefaultDisplayText;
  Label label = kDefaultLabel;

  nvts::table::FrameTable table;
  nvts::meta::Bridge bridge{table};
  nvts::Painter painter;
  bool unreadable_reported = false;
};

struct _GstNvTsOsd {
  GstVideoFilter parent;
  GstNvTsOsdPrivate* priv;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(GstNvTsOsd, gst_nv_ts_osd, GST_TYPE_VIDEO_FILTER,
                              GST_DEBUG_CATEGORY_INIT(nvts_osd_debug, "nvtsosd", 0, "nvtsosd element"))
GST_ELEMENT_REGISTER_DEFINE(nvtsosd, "nvtsosd", GST_RANK_NONE, GST_TYPE_NV_TS_OSD)

static void gst_nv_ts_osd_init(GstNvTsOsd* self) {
  self->priv = new GstNvTsOsdPrivate;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
}

static void gst_nv_ts_osd_finalize(GObject* object) {
  delete GST_NV_TS_OSD(object)->priv;
  G_OBJECT_CLASS(gst_nv_ts_osd_parent_class)->finalize(object);
}

static void gst_nv_ts_osd_set_property(GObject* object, guint id, const GValue* value, GParamSpec* pspec) {
  GstNvTsOsdPrivate* priv = GST_NV_TS_OSD(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_DISPLAY_BBOX:
      priv->display_bbox = g_value_get_boolean(value);
      break;
    case PROP_DISPLAY_TEXT:
      priv->display_text = g_value_get_boolean(value);
      break;
    case PROP_LABEL:
      priv->label = static_cast<Label>(g_value_get_enum(value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_osd_get_property(GObject* object, guint id, GValue* value, GParamSpec* pspec) {
  GstNvTsOsdPrivate* priv = GST_NV_TS_OSD(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_DISPLAY_BBOX:
      g_value_set_boolean(value, priv->display_bbox);
      break;
    case PROP_DISPLAY_TEXT:
      g_value_set_boolean(value, priv->display_text);
      break;
    case PROP_LABEL:
      g_value_set_enum(value, static_cast<gint>(priv->label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK(object);
}

static gboolean gst_nv_ts_osd_start(GstBaseTransform* base) {
  GST_NV_TS_OSD(base)->priv->unreadable_reported = false;
  return TRUE;
}

// The picture stays the same picture, so whatever describes it stays true, NvDs metadata above all.
static gboolean gst_nv_ts_osd_transform_meta(GstBaseTransform*, GstBuffer*, GstMeta*, GstBuffer*) {
  return TRUE;
}

static GstFlowReturn gst_nv_ts_osd_transform_frame_ip(GstVideoFilter* filter, GstVideoFrame* frame) {
  GstNvTsOsd* self = GST_NV_TS_OSD(filter);
  GstNvTsOsdPrivate* priv = self->priv;
  if (!nvts::meta::has_batch_meta(frame->buffer)) return GST_FLOW_OK;

  if (nvts::Status status = priv->bridge.pack(frame->buffer, nvts::kPaintedGroups); !status) {
    if (!priv->unreadable_reported) {
      GST_ELEMENT_WARNING(self, STREAM, FAILED, ("%s; nothing is drawn", status.message().c_str()),
                          ("%s", nvts::error_code_name(status.code())));
    }
    priv->unreadable_reported = true;
    return GST_FLOW_OK;
  }
  GST_OBJECT_LOCK(self);
  const nvts::PaintOptions options{priv->display_bbox != FALSE, priv->display_text != FALSE,
                                   priv->label == Label::kAuto};
  GST_OBJECT_UNLOCK(self);
  const GstVideoFormat format = GST_VIDEO_FRAME_FORMAT(frame);
  const nvts::Picture picture{static_cast<uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(frame, 0)),
                              GST_VIDEO_FRAME_WIDTH(frame),
                              GST_VIDEO_FRAME_HEIGHT(frame),
                              GST_VIDEO_FRAME_PLANE_STRIDE(frame, 0),
                              GST_VIDEO_INFO_HAS_ALPHA(&frame->info) != 0,
                              format == GST_VIDEO_FORMAT_RGBx || format == GST_VIDEO_FORMAT_RGBA};
  priv->painter.paint(priv->table, picture, options);
  priv->bridge.release();
  return GST_FLOW_OK;
}

static void gst_nv_ts_osd_class_init(GstNvTsOsdClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);

  object_class->finalize = gst_nv_ts_osd_finalize;
  object_class->set_property = gst_nv_ts_osd_set_property;
  object_class->get_property = gst_nv_ts_osd_get_property;

  const auto flags =
      static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
  g_object_class_install_property(
      object_class, PROP_DISPLAY_BBOX,
      g_param_spec_boolean("display-bbox", "Display boxes", "Draw the boxes and backgrounds of objects",
                           kDefaultDisplayBbox, flags));
  g_object_class_install_property(
      object_class, PROP_DISPLAY_TEXT,
      g_param_spec_boolean("display-text", "Display texts",
                           "Draw the texts and labels of objects (drawing items are drawn in any case)",
                           kDefaultDisplayText, flags));
  g_object_class_install_property(
      object_class, PROP_LABEL,
      g_param_spec_enum("label", "Label", "What to write at an object that is drawn but has no text",
                        label_get_type(), static_cast<gint>(kDefaultLabel), flags));
  gst_type_mark_as_plugin_api(label_get_type(), static_cast<GstPluginAPIFlags>(0));

  gst_element_class_set_static_metadata(
      element_class, "Metadata on-screen display", "Filter/Effect/Video",
      "Draws the boxes, texts and drawing items of NvDs metadata onto video in system memory, as nvdsosd "
      "does on a GPU. "
      "Example: ... ! videoconvert ! nvtsosd ! videoconvert ! autovideosink",
      "nvtsprobe contributors");
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);

  transform_class->start = GST_DEBUG_FUNCPTR(gst_nv_ts_osd_start);
  transform_class->transform_meta = GST_DEBUG_FUNCPTR(gst_nv_ts_osd_transform_meta);
  GST_VIDEO_FILTER_CLASS(klass)->transform_frame_ip = GST_DEBUG_FUNCPTR(gst_nv_ts_osd_transform_frame_ip);
}
