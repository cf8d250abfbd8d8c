/* SPDX-License-Identifier: MIT */
/* JSON that a script put on a frame (frame.setJson), for native code downstream.
 *
 * It is an NvDsUserMeta in frame_user_meta_list whose base_meta.meta_type is
 * nvds_get_user_meta_type ("NVTS.FRAME.JSON") and whose user_meta_data points to this structure.
 * A frame has at most one entry a key. */
#ifndef NVTS_FRAME_JSON_H
#define NVTS_FRAME_JSON_H

#define NVTS_FRAME_JSON_DESCRIPTOR "NVTS.FRAME.JSON"

typedef struct NvtsFrameJson {
  unsigned int version; /* 1 */
  char *key;            /* UTF-8, g_malloc'ed */
  char *json;           /* UTF-8 JSON text, g_malloc'ed */
} NvtsFrameJson;

#endif
