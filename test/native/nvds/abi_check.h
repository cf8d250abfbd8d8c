// SPDX-License-Identifier: MIT
// Asserts, at compile time, that our headers have the layout that was measured for a release.
// The including file defines NVDS_ABI before, and includes that release's list after.
#pragma once

#include <cstddef>

#include "gstnvdsinfer.h"
#include "gstnvdsmeta.h"
#include "nvbufsurface.h"
#include "nvds_analytics_meta.h"
#include "nvds_audio_meta.h"
#include "nvds_dewarper_meta.h"
#include "nvds_latency_meta.h"
#include "nvds_opticalflow_meta.h"
#include "nvds_roi_meta.h"
#include "nvds_tracker_meta.h"
#include "nvds_version.h"
#include "nvdscustomusermeta.h"
#include "nvdsdummyusermeta.h"
#include "nvdsinfer.h"
#include "nvdsinfer_custom_impl.h"
#include "nvdsmeta.h"
#include "nvdsmeta_schema.h"
#include "nvdspreprocess_meta.h"
#include "nvll_osd_struct.h"

// The structures that hold C++ containers; every supported compiler lays them out as expected.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

#define NVDS_STRUCT(type, size, alignment)      \
  static_assert(sizeof(type) == (size), #type); \
  static_assert(alignof(type) == (alignment), #type);
#define NVDS_FIELD(type, field, offset, size)                                   \
  static_assert(offsetof(type, field) == (offset), #type "." #field " offset"); \
  static_assert(sizeof(type::field) == (size), #type "." #field " size");
#define NVDS_ENUM(type, size) static_assert(sizeof(type) == (size), #type);
#define NVDS_ENUMERATOR(name, value) static_assert((name) == (value), #name);
