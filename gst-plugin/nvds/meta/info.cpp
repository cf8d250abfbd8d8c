// SPDX-License-Identifier: MIT
// Looking things up: frames by position, user metadata types by name, the release, a summary.
#include "export.h"
#include "lists.h"
#include "nvds_version.h"

using namespace nvts::nvds;

namespace {

void print_pool(const char* name, const NvDsMetaPool* pool) {
  g_print("  %s: %u in use, %u free, %u bytes each\n", name, pool->num_full_elements,
          pool->num_empty_elements, pool->element_size);
}

void print_object(const NvDsObjectMeta* object) {
  const NvOSD_RectParams& box = object->rect_params;
  g_print("    object %" G_GUINT64_FORMAT " class %d \"%s\" confidence %.3f at (%.1f, %.1f) %.1f x %.1f\n",
          object->object_id, object->class_id, object->obj_label, object->confidence, box.left, box.top,
          box.width, box.height);
}

void print_frame(const NvDsFrameMeta* frame) {
  g_print("  frame %d of source %u (batch id %u): %u objects, %u display metas, %u user metas\n",
          frame->frame_num, frame->source_id, frame->batch_id, frame->num_obj_meta,
          g_list_length(frame->display_meta_list), g_list_length(frame->frame_user_meta_list));
  for (GList* l = frame->obj_meta_list; l; l = l->next) {
    print_object(static_cast<const NvDsObjectMeta*>(l->data));
  }
}

}  // namespace

NVDS_PUBLIC NvDsFrameMeta* nvds_get_nth_frame_meta(NvDsFrameMetaList* frame_meta_list, guint index) {
  return static_cast<NvDsFrameMeta*>(g_list_nth_data(frame_meta_list, index));
}

// Quarks are unique per string and process-wide, whichever copy of this library is asked.
NVDS_PUBLIC NvDsMetaType nvds_get_user_meta_type(gchar* meta_descriptor) {
  if (!meta_descriptor || !*meta_descriptor) return NVDS_INVALID_META;
  const GQuark quark = g_quark_from_string(meta_descriptor);
  return static_cast<NvDsMetaType>(NVDS_START_USER_META + quark);
}

NVDS_PUBLIC gboolean nvds_get_current_metadata_info(NvDsBatchMeta* batch_meta) {
  if (!batch_meta) return FALSE;
  BatchLock lock(batch_meta);
  g_print("batch of %u frames (at most %u), %u user metas\n", batch_meta->num_frames_in_batch,
          batch_meta->max_frames_in_batch, g_list_length(batch_meta->batch_user_meta_list));
  print_pool("frames", batch_meta->frame_meta_pool);
  print_pool("objects", batch_meta->obj_meta_pool);
  print_pool("classifiers", batch_meta->classifier_meta_pool);
  print_pool("labels", batch_meta->label_info_meta_pool);
  print_pool("display metas", batch_meta->display_meta_pool);
  print_pool("user metas", batch_meta->user_meta_pool);
  // An audio batch keeps another kind of frame in the same list.
  if (batch_meta->frame_meta_pool->meta_type == NVDS_FRAME_META) {
    for (GList* l = batch_meta->frame_meta_list; l; l = l->next) {
      print_frame(static_cast<const NvDsFrameMeta*>(l->data));
    }
  }
  return TRUE;
}

NVDS_PUBLIC void nvds_version(unsigned int* major, unsigned int* minor) {
  if (major) *major = NVDS_VERSION_MAJOR;
  if (minor) *minor = NVDS_VERSION_MINOR;
}

NVDS_PUBLIC void nvds_version_print(void) {
  g_print("DeepStream metadata layout %d.%d (nvtsprobe)\n", NVDS_VERSION_MAJOR, NVDS_VERSION_MINOR);
}

// There is no CUDA or TensorRT behind this implementation.
NVDS_PUBLIC void nvds_dependencies_version_print(void) {
  g_print("GLib %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
}
