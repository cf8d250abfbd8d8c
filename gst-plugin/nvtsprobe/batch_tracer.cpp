// SPDX-License-Identifier: MIT
#define GST_USE_UNSTABLE_API  // that of tracers, unchanged since GStreamer 1.8
#include "nvtsprobe/batch_tracer.h"

#include <gst/gsttracer.h>
#include <gst/gsttracerrecord.h>

#include <atomic>

namespace {

GstTracerRecord* record = nullptr;
std::atomic<bool> running{false};

struct GstNvTsBatchTracer {
  GstTracer parent;
};
struct GstNvTsBatchTracerClass {
  GstTracerClass parent;
};

GstStructure* field(GType type, const char* description) {
  return gst_structure_new("value", "type", G_TYPE_GTYPE, type, "description", G_TYPE_STRING, description, nullptr);
}

}  // namespace

G_DEFINE_TYPE(GstNvTsBatchTracer, gst_nv_ts_batch_tracer, GST_TYPE_TRACER)

static void gst_nv_ts_batch_tracer_init(GstNvTsBatchTracer*) {
  running.store(true, std::memory_order_release);
}

static void gst_nv_ts_batch_tracer_class_init(GstNvTsBatchTracerClass*) {
  GstStructure* element =
      gst_structure_new("scope", "type", G_TYPE_GTYPE, G_TYPE_STRING, "related-to", GST_TYPE_TRACER_VALUE_SCOPE,
                        GST_TRACER_VALUE_SCOPE_ELEMENT, nullptr);
  GstStructure* pts = field(G_TYPE_UINT64, "PTS of the buffer in ns, all bits set when it has none");
  GstStructure* frames = field(G_TYPE_UINT, "frames of the batch");
  GstStructure* objects = field(G_TYPE_UINT, "objects before the script ran");
  GstStructure* pack = field(G_TYPE_UINT64, "time in ns to read the metadata");
  GstStructure* script = field(G_TYPE_UINT64, "time in ns in the script");
  GstStructure* commit = field(G_TYPE_UINT64, "time in ns to apply edits and publish events");
  GstStructure* failed = field(G_TYPE_BOOLEAN, "whether the script's results were dropped");
  record = gst_tracer_record_new("nvts-batch.class", "element", GST_TYPE_STRUCTURE, element, "pts", GST_TYPE_STRUCTURE,
                                 pts, "frames", GST_TYPE_STRUCTURE, frames, "objects", GST_TYPE_STRUCTURE, objects,
                                 "pack-time", GST_TYPE_STRUCTURE, pack, "script-time", GST_TYPE_STRUCTURE, script,
                                 "commit-time", GST_TYPE_STRUCTURE, commit, "failed", GST_TYPE_STRUCTURE, failed, nullptr);
  GST_OBJECT_FLAG_SET(record, GST_OBJECT_FLAG_MAY_BE_LEAKED);
  for (GstStructure* structure : {element, pts, frames, objects, pack, script, commit, failed}) {
    gst_structure_free(structure);
  }
}

namespace nvts {

gboolean register_batch_tracer(GstPlugin* plugin) {
  return gst_tracer_register(plugin, "nvtsbatches", gst_nv_ts_batch_tracer_get_type());
}

void trace_batch(GstElement* element, const BatchTimes& batch) {
  if (!running.load(std::memory_order_acquire)) return;
  gst_tracer_record_log(record, GST_OBJECT_NAME(element), batch.pts, batch.frames, batch.objects,
                        static_cast<guint64>(batch.pack_ns), static_cast<guint64>(batch.script_ns),
                        static_cast<guint64>(batch.commit_ns), static_cast<gboolean>(batch.failed));
}

}  // namespace nvts
