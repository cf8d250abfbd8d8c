// SPDX-License-Identifier: MIT
// What the tracker says beyond the boxes: past, shadow and ended targets, ReID features, 3D.
#ifndef NVTS_NVDS_TRACKER_META_H
#define NVTS_NVDS_TRACKER_META_H

#include <stdint.h>

#include "nvds_abi.h"
#include "nvll_osd_struct.h"

#ifndef MAX_LABEL_SIZE
#define MAX_LABEL_SIZE 128
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if NVDS_ABI >= 80000

typedef enum {
  EMPTY = 0,
  ACTIVE = 1,
  INACTIVE = 2,
  TENTATIVE = 3,
  PROJECTED = 4,
  QUASIACTIVE = 5
} TRACKER_STATE;

typedef struct _NvDsTargetMiscDataFrame {
  uint32_t frameNum;
  NvOSD_RectParams tBbox;
  float confidence;
  uint32_t age;
  TRACKER_STATE trackerState;
  float visibility;
#if NVDS_ABI >= 90000
  float ptWorldFeet[2];
#endif
} NvDsTargetMiscDataFrame;

typedef struct _NvDsTargetMiscDataObject {
  NvDsTargetMiscDataFrame* list;
  uint32_t numObj;
  uint32_t numAllocated;
  uint64_t uniqueId;
  uint16_t classId;
  char objLabel[MAX_LABEL_SIZE];
} NvDsTargetMiscDataObject;

typedef struct _NvDsTargetMiscDataStream {
  NvDsTargetMiscDataObject* list;
  uint32_t streamID;
  uint64_t surfaceStreamID;
  uint32_t numAllocated;
  uint32_t numFilled;
} NvDsTargetMiscDataStream;

typedef struct _NvDsTargetMiscDataBatch {
  NvDsTargetMiscDataStream* list;
  uint32_t numAllocated;
  uint32_t numFilled;
  void* priv_data;
} NvDsTargetMiscDataBatch;

typedef NvDsTargetMiscDataBatch NvDsTrajectoryBatch;

typedef struct _NvDsObjReid {
  uint32_t featureSize;
  float* ptr_host;
  float* ptr_dev;
} NvDsObjReid;

typedef struct _NvDsObjConvexHull {
  int* list;
  uint32_t numPointsAllocated;
  uint32_t numPoints;
} NvDsObjConvexHull;

typedef struct _NvDsObj3DBbox {
  float xCentre;
  float yCentre;
  float zCentre;
  float xLen;
  float yLen;
  float zLen;
  float xRot;
  float yRot;
  float zRot;
  float xVel;
  float yVel;
  float zVel;
} NvDsObj3DBbox;

#else  // before 8.0 only past frames were reported

typedef struct _NvDsPastFrameObj {
  uint32_t frameNum;
  NvOSD_RectParams tBbox;
  float confidence;
  uint32_t age;
} NvDsPastFrameObj;

typedef struct _NvDsPastFrameObjList {
  NvDsPastFrameObj* list;
  uint32_t numObj;
  uint64_t uniqueId;
  uint16_t classId;
  char objLabel[MAX_LABEL_SIZE];
} NvDsPastFrameObjList;

typedef struct _NvDsPastFrameObjStream {
  NvDsPastFrameObjList* list;
  uint32_t streamID;
  uint64_t surfaceStreamID;
  uint32_t numAllocated;
  uint32_t numFilled;
} NvDsPastFrameObjStream;

typedef struct _NvDsPastFrameObjBatch {
  NvDsPastFrameObjStream* list;
  uint32_t numAllocated;
  uint32_t numFilled;
  void* priv_data;
} NvDsPastFrameObjBatch;

#endif

typedef struct _NvDsReidTensorBatch {
  uint32_t featureSize;
  uint32_t numFilled;
  float* ptr_host;
  float* ptr_dev;
  void* priv_data;
} NvDsReidTensorBatch;

#ifdef __cplusplus
}
#endif

#endif
