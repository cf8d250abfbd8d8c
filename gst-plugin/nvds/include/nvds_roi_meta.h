// SPDX-License-Identifier: MIT
// A region that was cut from a frame (or an object) for inference.
#ifndef NVTS_NVDS_ROI_META_H
#define NVTS_NVDS_ROI_META_H

#include <glib.h>

#include "nvds_abi.h"
#include "nvll_osd_struct.h"

#define DS_MAX_POLYGON_POINTS 8

typedef struct NvBufSurfaceParams NvBufSurfaceParams;
typedef struct _NvDsFrameMeta NvDsFrameMeta;
typedef struct _NvDsObjectMeta NvDsObjectMeta;
typedef GList NvDsClassifierMetaList;
typedef GList NvDsUserMetaList;

typedef enum {
  NvDsDataType_FP32,
  NvDsDataType_UINT8,
  NvDsDataType_INT8,
  NvDsDataType_UINT32,
  NvDsDataType_INT32,
#if NVDS_ABI >= 80000
  NvDsDataType_INT64,
  NvDsDataType_UINT64,
#endif
  NvDsDataType_FP16,
} NvDsDataType;

typedef enum {
  NvDsUnitType_FullFrame = 0,
  NvDsUnitType_ROI,
  NvDsUnitType_Object,
} NvDsUnitType;

typedef struct NvDsRoiMeta {
  NvOSD_RectParams roi;
  guint roi_polygon[DS_MAX_POLYGON_POINTS][2];
  NvBufSurfaceParams* converted_buffer;
  NvDsFrameMeta* frame_meta;
  gdouble scale_ratio_x;
  gdouble scale_ratio_y;
  gdouble offset_left;
  gdouble offset_top;
  NvDsClassifierMetaList* classifier_meta_list;
  NvDsUserMetaList* roi_user_meta_list;
  NvDsObjectMeta* object_meta;
} NvDsRoiMeta;

// Last, because nvdsmeta.h needs the types above: either header may be included first.
#include "nvdsmeta.h"

#endif
