// SPDX-License-Identifier: MIT
// Motion vectors of a frame, as its user metadata.
#ifndef NVTS_NVDS_OPTICALFLOW_META_H
#define NVTS_NVDS_OPTICALFLOW_META_H

#include "nvds_abi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _NvOFFlowVector {
  short flowx;
  short flowy;
} NvOFFlowVector;

typedef struct NvDsOpticalFlowMeta {
  unsigned int rows;
  unsigned int cols;
  unsigned int mv_size;
#if NVDS_ABI >= 80000
  unsigned int cost_size;
#endif
  unsigned long frame_num;
  void* data;
#if NVDS_ABI >= 80000
  void* cost;
#endif
  void* priv;
  void* reserved;
} NvDsOpticalFlowMeta;

#ifdef __cplusplus
}
#endif

#endif
