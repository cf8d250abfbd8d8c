// SPDX-License-Identifier: MIT
#include "meta/bridge.h"

#include <gstnvdsmeta.h>

#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "meta/lasting_string.h"
#include "meta/layout_bridge.h"
#include "support/stream_clock.h"

namespace nvts::meta {
namespace {

using Factory = std::unique_ptr<LayoutBridge> (*)(table::FrameTable&);

// The sizes that each release's library puts into its pools.
struct Layout {
  guint frame_size;
  guint object_size;
  guint display_size;
  Factory make;
};

constexpr std::array kLayouts = {
    Layout{200, 544, 6912, make_bridge_60300},
    Layout{232, 544, 6912, make_bridge_80000},
    Layout{232, 552, 7040, make_bridge_90000},
};

// Sources come and go; beyond this many their clocks start anew.
constexpr size_t kMaxClocks = 4096;

// Audio batches have frames of one layout in all releases, and no objects.
bool fits(const NvDsBatchMeta* batch, const Layout& layout) {
  const guint frame_size = batch->frame_meta_pool->element_size;
  return (frame_size == layout.frame_size || frame_size == sizeof(NvDsAudioFrameMeta)) &&
         (batch->obj_meta_pool == nullptr || batch->obj_meta_pool->element_size == layout.object_size ||
          frame_size == sizeof(NvDsAudioFrameMeta)) &&
         (batch->display_meta_pool == nullptr || batch->display_meta_pool->element_size == layout.display_size ||
          frame_size == sizeof(NvDsAudioFrameMeta));
}

}  // namespace

struct Bridge::Impl {
  explicit Impl(table::FrameTable& table) : table(table) {}

  LayoutBridge* bridge_for(const NvDsBatchMeta* batch) {
    if (batch->frame_meta_pool == nullptr) return nullptr;
    for (size_t i = 0; i < kLayouts.size(); ++i) {
      if (!fits(batch, kLayouts[i])) continue;
      if (bridges[i] == nullptr) bridges[i] = kLayouts[i].make(table);
      return bridges[i].get();
    }
    return nullptr;
  }

  double frame_time(uint32_t source, uint64_t pts) {
    if (pts == table::kNoTime) return batch_clock.time();
    if (source_clocks.size() > kMaxClocks) source_clocks.clear();
    return source_clocks[source].advance(pts);
  }

  table::FrameTable& table;
  std::array<std::unique_ptr<LayoutBridge>, kLayouts.size()> bridges;
  LayoutBridge* current = nullptr;
  StreamClock batch_clock;
  std::unordered_map<uint32_t, StreamClock> source_clocks;
};

bool has_batch_meta(GstBuffer* buffer) {
  return gst_buffer_get_nvds_batch_meta(buffer) != nullptr;
}

Status attach_batch_meta(GstBuffer* buffer, const FrameOrigin& origin) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(1);
  if (batch == nullptr) return {ErrorCode::kInternal, "the metadata library made no batch"};
  // Every field set here lies where it does in all releases that have it.
  NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
  frame->pad_index = origin.pad_index;
  frame->batch_id = 0;
  frame->frame_num = origin.frame_num;
  frame->buf_pts = origin.pts;
  frame->ntp_timestamp = origin.ntp;
  frame->source_id = origin.source_id;
  frame->num_surfaces_per_frame = 1;
  frame->source_frame_width = origin.source_width != 0 ? origin.source_width : origin.width;
  frame->source_frame_height = origin.source_height != 0 ? origin.source_height : origin.height;
  frame->bInferDone = origin.infer_done ? TRUE : FALSE;
  frame->pipeline_width = origin.width;
  frame->pipeline_height = origin.height;
  if (batch->frame_meta_pool->element_size >= sizeof(NvDsFrameMeta)) {
    frame->sensorInfo_meta = {origin.source_id, lasting_string(origin.sensor_uri), lasting_string(origin.sensor_id),
                              lasting_string(origin.sensor_name)};
  }
  nvds_add_frame_meta_to_batch(batch, frame);

  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  if (meta == nullptr) {
    nvds_destroy_batch_meta(batch);
    return {ErrorCode::kInternal, "the metadata library could not add metadata to the buffer"};
  }
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds_batch_meta_release_func;
  return Status::ok();
}

Bridge::Bridge(table::FrameTable& table) : m_impl(std::make_unique<Impl>(table)) {}
Bridge::~Bridge() = default;

Status Bridge::pack(GstBuffer* buffer, uint32_t groups) {
  m_impl->current = nullptr;
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (batch == nullptr) return {ErrorCode::kMetadata, "the buffer carries no batch metadata"};
  LayoutBridge* bridge = m_impl->bridge_for(batch);
  if (bridge == nullptr) {
    const auto size = [](const NvDsMetaPool* pool) { return std::to_string(pool != nullptr ? pool->element_size : 0); };
    return {ErrorCode::kMetadata,
            "the metadata library uses a layout that this build does not know (frame " + size(batch->frame_meta_pool) +
                ", object " + size(batch->obj_meta_pool) + ", display " + size(batch->display_meta_pool) +
                " bytes); known are those of DeepStream 6.3, 8.0, 9.0 and 9.1"};
  }

  const double time = m_impl->batch_clock.advance(GST_BUFFER_PTS(buffer));
  m_impl->table.begin_batch();
  table::Header& header = m_impl->table.header();
  header.batch_pts = GST_BUFFER_PTS(buffer);
  header.batch_time = time;
  header.batch_flags = m_impl->batch_clock.continuous() ? 0 : 2;
  m_impl->table.tracks().sweep(time);

  Impl* impl = m_impl.get();
  Status status = bridge->pack(batch, groups, [impl](uint32_t source, uint64_t pts) { return impl->frame_time(source, pts); });
  if (status) impl->current = bridge;
  return status;
}

Status Bridge::pack_more(uint32_t groups) {
  if (m_impl->current == nullptr) return {ErrorCode::kStale, "no batch is being processed"};
  return m_impl->current->pack_more(groups);
}

Status Bridge::tensors(uint32_t unique_id, std::vector<FoundTensors>* found) {
  if (m_impl->current == nullptr) return {ErrorCode::kStale, "no batch is being processed"};
  return m_impl->current->tensors(unique_id, found);
}

void Bridge::add_class_map(ClassMap map) {
  if (m_impl->current != nullptr) m_impl->current->add_class_map(std::move(map));
}

Result<CommitStats> Bridge::commit() {
  if (m_impl->current == nullptr) return Status{ErrorCode::kStale, "no batch is being processed"};
  return m_impl->current->commit();
}

void Bridge::take_time(Bridge& other) {
  std::swap(m_impl->batch_clock, other.m_impl->batch_clock);
  std::swap(m_impl->source_clocks, other.m_impl->source_clocks);
  m_impl->table.header().batch_time = m_impl->batch_clock.time();
}

void Bridge::release() {
  if (m_impl->current != nullptr) m_impl->current->release();
  m_impl->current = nullptr;
}

}  // namespace nvts::meta
