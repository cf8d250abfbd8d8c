// SPDX-License-Identifier: MIT
// What nvdsanalytics found <-> frame table.
#include <algorithm>
#include <string>
#include <utility>

#include "meta/abi_bridge.h"
#include "meta/analytics_meta.h"

namespace nvts::meta::NVTS_ABI_NAMESPACE {
namespace {

using table::Section;
namespace kind = table::analytics_kind;

// The same rows for the same metadata: an unordered map has its entries in any order.
template <class Map>
auto sorted(const Map& map) {
  std::vector<std::pair<typename Map::key_type, typename Map::mapped_type>> entries(map.begin(), map.end());
  std::sort(entries.begin(), entries.end());
  return entries;
}

NvDsMetaType frame_type() {
  static const NvDsMetaType type = NVDS_USER_FRAME_META_NVDSANALYTICS;
  return type;
}

NvDsMetaType object_type() {
  static const NvDsMetaType type = NVDS_USER_OBJ_META_NVDSANALYTICS;
  return type;
}

// The user meta of a type and unique id, nullptr when the list has none.
template <class Info>
NvDsUserMeta* find_info(GList* list, NvDsMetaType type, guint unique_id) {
  for (GList* node = list; node != nullptr; node = node->next) {
    auto* meta = static_cast<NvDsUserMeta*>(node->data);
    if (meta->base_meta.meta_type != type) continue;
    const auto* info = static_cast<const Info*>(meta->user_meta_data);
    if (info != nullptr && info->unique_id == unique_id) return meta;
  }
  return nullptr;
}

}  // namespace

Status AbiBridge::append_analytics(uint32_t frame, int32_t object, uint32_t row_kind, int32_t key, double value) {
  Result<uint32_t> row = m_table.append_rows(Section::kAnalytics);
  if (!row) return row.status();
  const table::Analytics c = m_table.analytics();
  c.frame[*row] = frame;
  c.origin[*row] = table::origin::kMetadata;
  c.kind[*row] = row_kind;
  c.object[*row] = object;
  c.key[*row] = key;
  c.value[*row] = value;
  return Status::ok();
}

Status AbiBridge::pack_analytics_frame(uint32_t frame, const NvDsAnalyticsFrameMeta& info) {
  Status status = append_analytics(frame, -1, kind::kFrame, -1, info.unique_id);
  const auto add = [&](uint32_t row_kind, const auto& map) {
    for (const auto& [label, value] : sorted(map)) {
      if (status) status = append_analytics(frame, -1, row_kind, m_table.strings().intern(label), static_cast<double>(value));
    }
  };
  add(kind::kOvercrowded, info.ocStatus);
  add(kind::kInRoi, info.objInROIcnt);
  add(kind::kCrossed, info.objLCCurrCnt);
  add(kind::kCrossedTotal, info.objLCCumCnt);
  for (const auto& [class_id, count] : sorted(info.objCnt)) {
    if (status) status = append_analytics(frame, -1, kind::kClassCount, class_id, count);
  }
  return status;
}

Status AbiBridge::pack_analytics_object(uint32_t frame, int32_t object, const NvDsAnalyticsObjInfo& info) {
  Status status = append_analytics(frame, object, kind::kObject, -1, info.unique_id);
  const auto add = [&](uint32_t row_kind, const std::string& label) {
    if (status) status = append_analytics(frame, object, row_kind, m_table.strings().intern(label), 0);
  };
  for (const std::string& label : info.roiStatus) add(kind::kObjectRoi, label);
  for (const std::string& label : info.ocStatus) add(kind::kObjectOvercrowding, label);
  for (const std::string& label : info.lcStatus) add(kind::kObjectCrossed, label);
  if (!info.dirStatus.empty()) add(kind::kObjectDirection, info.dirStatus);
  if (!info.objStatus.empty()) add(kind::kObjectStatus, info.objStatus);
  return status;
}

Status AbiBridge::pack_analytics() {
  for (uint32_t f = 0; f < m_frames.size(); ++f) {
    for (GList* node = m_frames[f]->frame_user_meta_list; node != nullptr; node = node->next) {
      const auto* meta = static_cast<const NvDsUserMeta*>(node->data);
      if (meta->base_meta.meta_type != frame_type() || meta->user_meta_data == nullptr) continue;
      const auto* info = static_cast<const NvDsAnalyticsFrameMeta*>(meta->user_meta_data);
      if (Status status = pack_analytics_frame(f, *info); !status) return status;
    }
    for (uint32_t row = m_first_rows[f]; row < m_first_rows[f + 1]; ++row) {
      for (GList* node = m_objects[row]->obj_user_meta_list; node != nullptr; node = node->next) {
        const auto* meta = static_cast<const NvDsUserMeta*>(node->data);
        if (meta->base_meta.meta_type != object_type() || meta->user_meta_data == nullptr) continue;
        const auto* info = static_cast<const NvDsAnalyticsObjInfo*>(meta->user_meta_data);
        if (Status status = pack_analytics_object(f, static_cast<int32_t>(row), *info); !status) return status;
      }
    }
  }
  return Status::ok();
}

NvDsAnalyticsFrameMeta* AbiBridge::attach_analytics_frame(uint32_t frame, guint unique_id) {
  NvDsFrameMeta* owner = m_frames[frame];
  if (NvDsUserMeta* old = find_info<NvDsAnalyticsFrameMeta>(owner->frame_user_meta_list, frame_type(), unique_id)) {
    nvds_remove_user_meta_from_frame(owner, old);
  }
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(m_batch);
  NvDsAnalyticsFrameMeta* info = set_analytics_frame(meta, frame_type(), unique_id);
  nvds_add_user_meta_to_frame(owner, meta);
  return info;
}

NvDsAnalyticsObjInfo* AbiBridge::attach_analytics_object(uint32_t object, guint unique_id) {
  NvDsObjectMeta* owner = m_objects[object];
  if (owner == nullptr) return nullptr;  // added and removed again
  if (NvDsUserMeta* old = find_info<NvDsAnalyticsObjInfo>(owner->obj_user_meta_list, object_type(), unique_id)) {
    nvds_remove_user_meta_from_object(owner, old);
  }
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(m_batch);
  NvDsAnalyticsObjInfo* info = set_analytics_object(meta, object_type(), unique_id);
  nvds_add_user_meta_to_obj(owner, meta);
  return info;
}

// Before objects are removed: what hangs on one then goes with it.
void AbiBridge::write_analytics() {
  const table::Analytics c = m_table.analytics();
  NvDsAnalyticsFrameMeta* frame = nullptr;
  NvDsAnalyticsObjInfo* object = nullptr;
  for (uint32_t row = 0; row < m_table.count(Section::kAnalytics); ++row) {
    if (c.origin[row] != table::origin::kScript) continue;
    if (c.kind[row] == kind::kFrame) {
      frame = attach_analytics_frame(c.frame[row], static_cast<guint>(c.value[row]));
      ++m_stats.analytics;
      continue;
    }
    if (c.kind[row] == kind::kObject) {
      object = attach_analytics_object(static_cast<uint32_t>(c.object[row]), static_cast<guint>(c.value[row]));
      ++m_stats.analytics;
      continue;
    }
    const auto count = static_cast<uint64_t>(c.value[row]);
    const auto label = [&] { return std::string(m_table.strings().at(c.key[row])); };
    switch (c.kind[row]) {
      case kind::kOvercrowded: frame->ocStatus[label()] = count != 0; break;
      case kind::kInRoi: frame->objInROIcnt[label()] = static_cast<uint32_t>(count); break;
      case kind::kCrossed: frame->objLCCurrCnt[label()] = count; break;
      case kind::kCrossedTotal: frame->objLCCumCnt[label()] = count; break;
      case kind::kClassCount: frame->objCnt[c.key[row]] = static_cast<uint32_t>(count); break;
      default: break;
    }
    if (object == nullptr) continue;
    switch (c.kind[row]) {
      case kind::kObjectRoi: object->roiStatus.push_back(label()); break;
      case kind::kObjectOvercrowding: object->ocStatus.push_back(label()); break;
      case kind::kObjectCrossed: object->lcStatus.push_back(label()); break;
      case kind::kObjectDirection: object->dirStatus = label(); break;
      case kind::kObjectStatus: object->objStatus = label(); break;
      default: break;
    }
  }
}

}  // namespace nvts::meta::NVTS_ABI_NAMESPACE
