// SPDX-License-Identifier: MIT
// What nvdsanalytics found, as user metadata of frames and objects. C++ only.
#ifndef NVTS_NVDS_ANALYTICS_META_H
#define NVTS_NVDS_ANALYTICS_META_H

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <gst/gst.h>

#include "nvdsmeta.h"

#if NVDS_ABI >= 80000
#define NVDS_USER_FRAME_META_NVDSANALYTICS NVDS_FRAME_META_NVDSANALYTICS
#define NVDS_USER_OBJ_META_NVDSANALYTICS NVDS_OBJ_META_NVDSANALYTICS
#else
#define NVDS_USER_FRAME_META_NVDSANALYTICS \
  (nvds_get_user_meta_type(const_cast<gchar*>("NVIDIA.DSANALYTICSFRAME.USER_META")))
#define NVDS_USER_OBJ_META_NVDSANALYTICS \
  (nvds_get_user_meta_type(const_cast<gchar*>("NVIDIA.DSANALYTICSOBJ.USER_META")))
#endif

// Each vector holds the labels of the rules that the object meets.
struct NvDsAnalyticsObjInfo {
  std::vector<std::string> roiStatus;
  std::vector<std::string> ocStatus;
  std::vector<std::string> lcStatus;
  std::string dirStatus;
  guint unique_id;
  std::string objStatus;
};

// Maps are keyed by rule label, except objCnt, which is keyed by class.
struct NvDsAnalyticsFrameMeta {
  std::unordered_map<std::string, bool> ocStatus;
  std::unordered_map<std::string, uint32_t> objInROIcnt;
  std::unordered_map<std::string, uint64_t> objLCCurrCnt;
  std::unordered_map<std::string, uint64_t> objLCCumCnt;
  guint unique_id;
  std::unordered_map<int, uint32_t> objCnt;
};

#endif
