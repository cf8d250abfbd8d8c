// SPDX-License-Identifier: MIT
// LayoutBridge over the headers of the release NVDS_ABI. Everything here lives in a namespace of that release,
// because the same source is compiled and linked several times.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "meta/layout_bridge.h"
#include "nvds_analytics_meta.h"
#include "nvds_audio_meta.h"
#include "nvdsmeta.h"

#define NVTS_CONCAT_(a, b) a##b
#define NVTS_CONCAT(a, b) NVTS_CONCAT_(a, b)
#define NVTS_ABI_NAMESPACE NVTS_CONCAT(abi_, NVDS_ABI)

namespace nvts::meta::NVTS_ABI_NAMESPACE {

class AbiBridge final : public LayoutBridge {
 public:
  explicit AbiBridge(table::FrameTable& table) : m_table(table) {}

  Status pack(NvDsBatchMeta* batch, uint32_t groups, const FrameTime& frame_time) override;
  Status pack_more(uint32_t groups) override;
  Result<CommitStats> commit() override;
  void release() override;
  Status tensors(uint32_t unique_id, std::vector<FoundTensors>* found) override;
  void add_class_map(ClassMap map) override { m_class_maps.push_back(std::move(map)); }

 private:
  struct KnownText {
    uint32_t generation = 0;  // of the string table; it has none of this number
    int32_t index = -1;
    char text[MAX_LABEL_SIZE] = {};
  };

  // abi_bridge_pack.cpp
  Status pack_frames(const FrameTime& frame_time);
  Status pack_audio_frames(const FrameTime& frame_time);
  Status pack_objects(uint32_t frame_row, const NvDsFrameMeta* frame, double time);
  Status pack_classifiers(uint32_t object_row, const NvDsObjectMeta* object);
  void resolve_parents();
  Status pack_groups(uint32_t groups);
  Status pack_style();
  void pack_detail();
  Status pack_display();
  Status pack_json();
  Status pack_masks();
  [[nodiscard]] int32_t intern(const char* text, size_t max);
  [[nodiscard]] int32_t intern_known(const char* text, size_t max, KnownText& last);

  // abi_bridge_commit.cpp
  [[nodiscard]] Status check_unchanged() const;
  void edit_object(uint32_t row, uint32_t edits);
  void add_object(uint32_t row);
  void write_fields(NvDsObjectMeta* object, uint32_t row, uint32_t edits);
  void remove_classifiers(NvDsObjectMeta* object);
  void add_classifiers();
  [[nodiscard]] NvDsLabelInfo* make_label(uint32_t row);
  void write_masks();
  void link_parents();
  void remove_objects();
  void add_draw_items();
  void write_json(uint32_t row);
  [[nodiscard]] char* duplicate_text(uint32_t offset, int32_t length) const;

  // abi_bridge_analytics.cpp
  Status pack_analytics();
  Status pack_analytics_frame(uint32_t frame, const NvDsAnalyticsFrameMeta& info);
  Status pack_analytics_object(uint32_t frame, int32_t object, const NvDsAnalyticsObjInfo& info);
  Status append_analytics(uint32_t frame, int32_t object, uint32_t kind, int32_t key, double value);
  void write_analytics();
  NvDsAnalyticsFrameMeta* attach_analytics_frame(uint32_t frame, guint unique_id);
  NvDsAnalyticsObjInfo* attach_analytics_object(uint32_t object, guint unique_id);

  // abi_bridge_tensors.cpp
  void write_class_maps();

  table::FrameTable& m_table;
  NvDsBatchMeta* m_batch = nullptr;
  bool m_audio = false;
  // What was packed, by row. A script can change the table's columns but not these.
  std::vector<NvDsFrameMeta*> m_frames;  // NvDsAudioFrameMeta when m_audio
  std::vector<uint32_t> m_first_rows;    // first object of each frame, and the end
  std::vector<NvDsObjectMeta*> m_objects;
  uint32_t m_packed_objects = 0;
  uint32_t m_packed_classifiers = 0;
  std::vector<uint32_t> m_child_rows;  // rows whose parent pointer is set
  std::vector<uint32_t> m_parent_rows;
  std::vector<uint32_t> m_removed_rows;
  std::vector<ClassMap> m_class_maps;  // that commit() is to attach
  std::vector<void*> m_scratch;
  std::array<KnownText, 64> m_class_labels;  // by class, wrapped
  KnownText m_font;
  CommitStats m_stats;
};

}  // namespace nvts::meta::NVTS_ABI_NAMESPACE
