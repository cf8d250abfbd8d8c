// SPDX-License-Identifier: MIT
/**
 * SECTION:element-nvtsrecord
 * @title: nvtsrecord
 * @short_description: writes the video's metadata to a file
 *
 * Writes the NvDs metadata of every passing buffer (frames, objects, masks, classifier results, drawing items, JSON)
 * as one line of a JSON Lines file, which nvtsreplay puts back onto video. The format is described in
 * runtime/recording/FORMAT.md. Buffers pass untouched, any caps and any memory will do; buffers without
 * metadata leave no line.
 *
 * The file is replaced each time the element starts, and complete after EOS or when the pipeline stops.
 * Should the disk run full, recording ends with a warning and the video goes on.
 *
 * With `tensors`, what networks put out (output-tensor-meta=1 of nvinfer, nvinferserver and nvtsinfer) is written to
 * files of NumPy besides, or, without `location`, alone: `nvts tensor dump` shows them, parsers are tested on them.
 *
 * ## Example launch lines
 * |[
 * gst-launch-1.0 filesrc location=clip.mp4 ! qtdemux ! h264parse ! nvv4l2decoder ! m.sink_0 \
 *     nvstreammux name=m batch-size=1 width=1920 height=1080 ! nvinfer config-file-path=pgie.txt ! \
 *     nvtracker ll-lib-file=/opt/nvidia/deepstream/deepstream/lib/libnvds_nvmultiobjecttracker.so ! \
 *     nvtsrecord location=clip.jsonl.gz ! fakesink
 * ]| Keeps what a detector and a tracker found, for work on a machine without a GPU.
 * |[
 * ... ! nvinfer config-file-path=raw.txt output-tensor-meta=1 ! nvtsrecord tensors=tensors tensors-max=20 ! ...
 * ]| Keeps the output of a network for the first 20 frames, for work on its parser.
 */
#include "nvtsrecord/gstnvtsrecord.h"

#include <memory>
#include <string>
#include <vector>

#include "common/property_text.h"
#include "meta/bridge.h"
#include "nvtsrecord/tensor_recorder.h"
#include "recording/line_writer.h"
#include "recording/recording_file.h"
#include "table/frame_table.h"

GST_DEBUG_CATEGORY_STATIC(nvts_record_debug);
#define GST_CAT_DEFAULT nvts_record_debug

namespace {

enum {
  PROP_0,
  PROP_LOCATION,
  PROP_TENSORS,
  PROP_TENSORS_INTERVAL,
  PROP_TENSORS_MAX,
};

constexpr guint kDefaultInterval = 1;
constexpr guint kDefaultMaxFiles = 100;

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

}  // namespace

struct GstNvTsRecordPrivate {
  std::string location;
  nvts::TensorRecorder::Options tensor_options{{}, kDefaultInterval, kDefaultMaxFiles};

  nvts::table::FrameTable table;
  nvts::meta::Bridge bridge{table};
  nvts::recording::LineWriter writer;
  std::unique_ptr<nvts::recording::RecordingFile> file;  // null without a location, and once writing has failed
  std::unique_ptr<nvts::TensorRecorder> tensors;         // likewise, and once it is full
  std::vector<nvts::meta::FoundTensors> found;
  bool unreadable_reported = false;
  bool left_out_reported = false;
  bool masks_left_out_reported = false;
  bool tensors_left_out_reported = false;
};

struct _GstNvTsRecord {
  GstBaseTransform parent;
  GstNvTsRecordPrivate* priv;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(GstNvTsRecord, gst_nv_ts_record, GST_TYPE_BASE_TRANSFORM,
                              GST_DEBUG_CATEGORY_INIT(nvts_record_debug, "nvtsrecord", 0,
                                                      "nvtsrecord element"))
GST_ELEMENT_REGISTER_DEFINE(nvtsrecord, "nvtsrecord", GST_RANK_NONE, GST_TYPE_NV_TS_RECORD)

static void gst_nv_ts_record_init(GstNvTsRecord* self) {
  self->priv = new GstNvTsRecordPrivate;
  GstBaseTransform* base = GST_BASE_TRANSFORM(self);
  gst_base_transform_set_in_place(base, TRUE);
  gst_base_transform_set_passthrough(base, TRUE);
}

static void gst_nv_ts_record_finalize(GObject* object) {
  delete GST_NV_TS_RECORD(object)->priv;
  G_OBJECT_CLASS(gst_nv_ts_record_parent_class)->finalize(object);
}

static void gst_nv_ts_record_set_property(GObject* object, guint id, const GValue* value, GParamSpec* pspec) {
  GstNvTsRecordPrivate* priv = GST_NV_TS_RECORD(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_LOCATION: priv->location = nvts::text_of(value); break;
    case PROP_TENSORS: priv->tensor_options.folder = nvts::text_of(value); break;
    case PROP_TENSORS_INTERVAL: priv->tensor_options.interval = g_value_get_uint(value); break;
    case PROP_TENSORS_MAX: priv->tensor_options.max_files = g_value_get_uint(value); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec); break;
  }
  GST_OBJECT_UNLOCK(object);
}

static void gst_nv_ts_record_get_property(GObject* object, guint id, GValue* value, GParamSpec* pspec) {
  GstNvTsRecordPrivate* priv = GST_NV_TS_RECORD(object)->priv;
  GST_OBJECT_LOCK(object);
  switch (id) {
    case PROP_LOCATION: g_value_set_string(value, priv->location.c_str()); break;
    case PROP_TENSORS: g_value_set_string(value, priv->tensor_options.folder.c_str()); break;
    case PROP_TENSORS_INTERVAL: g_value_set_uint(value, priv->tensor_options.interval); break;
    case PROP_TENSORS_MAX: g_value_set_uint(value, priv->tensor_options.max_files); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec); break;
  }
  GST_OBJECT_UNLOCK(object);
}

static gboolean gst_nv_ts_record_start(GstBaseTransform* base) {
  GstNvTsRecord* self = GST_NV_TS_RECORD(base);
  GstNvTsRecordPrivate* priv = self->priv;
  GST_OBJECT_LOCK(self);
  const std::string location = priv->location;
  const nvts::TensorRecorder::Options tensor_options = priv->tensor_options;
  GST_OBJECT_UNLOCK(self);
  if (location.empty() && tensor_options.folder.empty()) {
    GST_ELEMENT_ERROR(self, RESOURCE, NOT_FOUND,
                      ("nvtsrecord needs location=FILE, the recording to write (.jsonl or .jsonl.gz), or tensors=FOLDER"),
                      (nullptr));
    return FALSE;
  }
  const auto refuse = [self](const nvts::Status& status) {
    GST_ELEMENT_ERROR(self, RESOURCE, OPEN_WRITE, ("%s", status.message().c_str()),
                      ("%s", nvts::error_code_name(status.code())));
    return FALSE;
  };
  // Kept by a start that succeeds only: no stop follows one that fails.
  std::unique_ptr<nvts::TensorRecorder> tensors;
  if (!tensor_options.folder.empty()) {
    auto created = nvts::TensorRecorder::create(tensor_options);
    if (!created) return refuse(created.status());
    tensors = *std::move(created);
  }
  if (!location.empty()) {
    auto file = nvts::recording::RecordingFile::create(location);
    if (!file) return refuse(file.status());
    priv->file = *std::move(file);
    GST_INFO_OBJECT(self, "recording to '%s'", location.c_str());
  }
  priv->tensors = std::move(tensors);
  priv->unreadable_reported = priv->left_out_reported = false;
  priv->masks_left_out_reported = priv->tensors_left_out_reported = false;
  return TRUE;
}

// Recording ends, the video goes on.
static void gst_nv_ts_record_give_up(GstNvTsRecord* self, const nvts::Status& status) {
  self->priv->file.reset();
  GST_ELEMENT_WARNING(self, RESOURCE, WRITE,
                      ("%s; recording ends here, the video goes on", status.message().c_str()),
                      ("%s", nvts::error_code_name(status.code())));
}

static gboolean gst_nv_ts_record_stop(GstBaseTransform* base) {
  GstNvTsRecord* self = GST_NV_TS_RECORD(base);
  if (self->priv->file != nullptr) {
    if (nvts::Status status = self->priv->file->close(); !status) gst_nv_ts_record_give_up(self, status);
    self->priv->file.reset();
  }
  self->priv->tensors.reset();
  return TRUE;
}

static gboolean gst_nv_ts_record_sink_event(GstBaseTransform* base, GstEvent* event) {
  GstNvTsRecord* self = GST_NV_TS_RECORD(base);
  if (GST_EVENT_TYPE(event) == GST_EVENT_EOS && self->priv->file != nullptr) {
    if (nvts::Status status = self->priv->file->flush(); !status) gst_nv_ts_record_give_up(self, status);
  }
  return GST_BASE_TRANSFORM_CLASS(gst_nv_ts_record_parent_class)->sink_event(base, event);
}

// What the networks put out; where it cannot be written, only that ends.
static void gst_nv_ts_record_write_tensors(GstNvTsRecord* self) {
  GstNvTsRecordPrivate* priv = self->priv;
  nvts::Status status = priv->bridge.tensors(0, &priv->found);
  if (status) status = priv->tensors->record(priv->found, priv->table);
  if (priv->tensors->is_full()) priv->tensors.reset();
  if (status) return;
  const char* code = nvts::error_code_name(status.code());
  if (status.code() == nvts::ErrorCode::kIo) {
    priv->tensors.reset();
    GST_ELEMENT_WARNING(self, RESOURCE, WRITE, ("%s; no more tensors are written, the video goes on", status.message().c_str()),
                        ("%s", code));
  } else if (!priv->tensors_left_out_reported) {
    priv->tensors_left_out_reported = true;
    GST_ELEMENT_WARNING(self, STREAM, FAILED, ("%s; such tensors are not written", status.message().c_str()), ("%s", code));
  }
}

static void gst_nv_ts_record_write_line(GstNvTsRecord* self) {
  GstNvTsRecordPrivate* priv = self->priv;
  // More masks than the table holds must not cost the other metadata.
  const nvts::Status masks = priv->bridge.pack_more(nvts::table::kGroupMask);
  if (nvts::Status status = priv->file->write_line(priv->writer.write(priv->table)); !status) {
    gst_nv_ts_record_give_up(self, status);
    return;
  }
  if (priv->writer.left_out() > 0 && !priv->left_out_reported) {
    priv->left_out_reported = true;
    GST_ELEMENT_WARNING(self, STREAM, FAILED,
                        ("objects whose box or confidence is no finite number are not recorded"), (nullptr));
  }
  if ((!masks || priv->writer.masks_left_out() > 0) && !priv->masks_left_out_reported) {
    priv->masks_left_out_reported = true;
    GST_ELEMENT_WARNING(self, STREAM, FAILED,
                        ("masks with values that are no finite numbers, or of more than %u cells a buffer, are not recorded",
                         nvts::recording::kMaxMaskCells),
                        (nullptr));
  }
}

static GstFlowReturn gst_nv_ts_record_transform_ip(GstBaseTransform* base, GstBuffer* buffer) {
  GstNvTsRecord* self = GST_NV_TS_RECORD(base);
  GstNvTsRecordPrivate* priv = self->priv;
  if ((priv->file == nullptr && priv->tensors == nullptr) || !nvts::meta::has_batch_meta(buffer)) return GST_FLOW_OK;

  const uint32_t groups = priv->file != nullptr ? nvts::recording::kGroups & ~uint32_t{nvts::table::kGroupMask} : 0;
  if (nvts::Status status = priv->bridge.pack(buffer, groups); !status) {
    if (!priv->unreadable_reported) {
      GST_ELEMENT_WARNING(self, STREAM, FAILED,
                          ("%s; such buffers are not recorded", status.message().c_str()),
                          ("%s", nvts::error_code_name(status.code())));
    }
    priv->unreadable_reported = true;
    return GST_FLOW_OK;
  }
  if (priv->tensors != nullptr) gst_nv_ts_record_write_tensors(self);
  if (priv->file != nullptr) gst_nv_ts_record_write_line(self);
  priv->bridge.release();
  return GST_FLOW_OK;
}

static void gst_nv_ts_record_class_init(GstNvTsRecordClass* klass) {
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  GstBaseTransformClass* transform_class = GST_BASE_TRANSFORM_CLASS(klass);

  object_class->finalize = gst_nv_ts_record_finalize;
  object_class->set_property = gst_nv_ts_record_set_property;
  object_class->get_property = gst_nv_ts_record_get_property;

  const auto flags =
      static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
  g_object_class_install_property(
      object_class, PROP_LOCATION,
      g_param_spec_string("location", "Location",
                          "File to write (required without tensors); it is replaced, and compressed with gzip when its "
                          "name ends in .gz",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_TENSORS,
      g_param_spec_string("tensors", "Folder for tensors",
                          "Folder in which networks' outputs (output-tensor-meta=1) are written, a .npz file for each "
                          "frame and object; it is made where there is none, files of the same name are replaced",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_TENSORS_INTERVAL,
      g_param_spec_uint("tensors-interval", "Interval of tensors",
                        "Of the buffers that carry tensors, those of each so many-th are written", 1, G_MAXUINT,
                        kDefaultInterval, flags));
  g_object_class_install_property(
      object_class, PROP_TENSORS_MAX,
      g_param_spec_uint("tensors-max", "Most files of tensors", "Files of tensors that are written at most, 0 = no limit",
                        0, G_MAXUINT, kDefaultMaxFiles, flags));

  gst_element_class_set_static_metadata(element_class, "Metadata recorder", "Filter/Metadata",
                                        "Writes the NvDs metadata of passing buffers to a JSON Lines file "
                                        "that nvtsreplay puts back onto video. Example: "
                                        "... ! nvtracker ! nvtsrecord location=clip.jsonl.gz ! ...",
                                        "nvtsprobe contributors");
  gst_element_class_add_static_pad_template(element_class, &sink_template);
  gst_element_class_add_static_pad_template(element_class, &src_template);

  transform_class->start = GST_DEBUG_FUNCPTR(gst_nv_ts_record_start);
  transform_class->stop = GST_DEBUG_FUNCPTR(gst_nv_ts_record_stop);
  transform_class->sink_event = GST_DEBUG_FUNCPTR(gst_nv_ts_record_sink_event);
  transform_class->transform_ip = GST_DEBUG_FUNCPTR(gst_nv_ts_record_transform_ip);
}
