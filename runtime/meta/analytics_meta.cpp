// SPDX-License-Identifier: MIT
#include "meta/analytics_meta.h"

#include "meta/user_meta.h"

namespace nvts::meta {
namespace {

// Application code may copy and release what is attached here, and the other way round, so both are as NVIDIA's: the
// C++ object is made with new and freed with delete.
template <class Info>
gpointer copy_info(gpointer data, gpointer) {
  const auto* info = static_cast<const Info*>(static_cast<NvDsUserMeta*>(data)->user_meta_data);
  return info != nullptr ? new Info(*info) : nullptr;
}

template <class Info>
void release_info(gpointer data, gpointer) {
  auto* meta = static_cast<NvDsUserMeta*>(data);
  delete static_cast<Info*>(meta->user_meta_data);
  meta->user_meta_data = nullptr;
}

template <class Info>
Info* set_info(NvDsUserMeta* meta, NvDsMetaType type, guint unique_id) {
  auto* info = new Info();
  info->unique_id = unique_id;
  fill_user_meta(meta, info, type, copy_info<Info>, release_info<Info>);
  return info;
}

}  // namespace

NvDsAnalyticsFrameMeta* set_analytics_frame(NvDsUserMeta* meta, NvDsMetaType type, guint unique_id) {
  return set_info<NvDsAnalyticsFrameMeta>(meta, type, unique_id);
}

NvDsAnalyticsObjInfo* set_analytics_object(NvDsUserMeta* meta, NvDsMetaType type, guint unique_id) {
  return set_info<NvDsAnalyticsObjInfo>(meta, type, unique_id);
}

}  // namespace nvts::meta
