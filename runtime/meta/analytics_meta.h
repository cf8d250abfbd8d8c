// SPDX-License-Identifier: MIT
// The user metas in which nvdsanalytics tells what it found. Their structs are the same in every release; their type's
// number is not, so it is given.
#pragma once

#include "nvds_analytics_meta.h"

namespace nvts::meta {

// Makes an acquired user meta carry an empty NvDsAnalyticsFrameMeta or NvDsAnalyticsObjInfo.
NvDsAnalyticsFrameMeta* set_analytics_frame(_NvDsUserMeta* meta, NvDsMetaType type, guint unique_id);
NvDsAnalyticsObjInfo* set_analytics_object(_NvDsUserMeta* meta, NvDsMetaType type, guint unique_id);

}  // namespace nvts::meta
