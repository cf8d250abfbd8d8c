// SPDX-License-Identifier: MIT
#include "recording/batch_packer.h"

#include <algorithm>

#include "recording/line_writer.h"
#include "recording/put_frame.h"

namespace nvts::recording {

using table::Section;

namespace {

// Sources come and go; beyond this many their clocks start anew.
constexpr size_t kMaxClocks = 4096;

}  // namespace

Status BatchPacker::pack(const BatchRecord& batch) {
  const uint64_t pts = batch.frames.empty() ? table::kNoTime : batch.frames.front().pts;
  const double time = m_clock.advance(pts);
  m_table.begin_batch();
  m_table.header().batch_pts = pts;
  m_table.header().batch_time = time;
  m_table.header().batch_flags = m_clock.continuous() ? 0 : 2;
  m_table.tracks().sweep(time);
  m_packed = {};

  const auto frames = static_cast<uint32_t>(std::min<size_t>(batch.frames.size(), UINT32_MAX));
  if (Status status = m_table.reserve(Section::kFrames, frames); !status) return status;
  m_table.set_count(Section::kFrames, frames);
  for (uint32_t row = 0; row < frames; ++row) {
    if (Status status = pack_frame(batch.frames[row], row); !status) return status;
  }
  // put_frame() writes rows as a script would: these are the metadata's.
  m_table.set_count(Section::kEdits, 0);
  std::fill_n(m_table.draw().origin, m_table.count(Section::kDraw), uint32_t{table::origin::kMetadata});
  std::fill_n(m_table.masks().origin, m_table.count(Section::kMasks), uint32_t{table::origin::kMetadata});
  std::fill_n(m_table.json().origin, m_table.count(Section::kJson), uint32_t{table::origin::kMetadata});
  m_table.header().packed_groups = table::kGroupCore | kGroups;
  m_table.publish_strings();
  m_packed = {frames, m_table.count(Section::kObjects), m_table.count(Section::kClassifiers)};
  return Status::ok();
}

Status BatchPacker::pack_more(uint32_t groups) {
  m_table.header().packed_groups |= groups;
  return Status::ok();
}

Status BatchPacker::pack_frame(const FrameRecord& frame, uint32_t row) {
  const double time = frame_time(frame);
  table::StringTable& strings = m_table.strings();
  const uint32_t first = m_table.count(Section::kObjects);
  const table::Frames c = m_table.frames();
  c.source_id[row] = frame.source_id;
  c.pad_index[row] = frame.pad_index;
  c.batch_id[row] = frame.batch_id;
  c.frame_num[row] = frame.frame_num;
  c.pts[row] = frame.pts;
  c.ntp[row] = frame.ntp;
  c.time[row] = time;
  c.source_width[row] = frame.source_width;
  c.source_height[row] = frame.source_height;
  c.pipeline_width[row] = frame.pipeline_width != 0 ? frame.pipeline_width : frame.source_width;
  c.pipeline_height[row] = frame.pipeline_height != 0 ? frame.pipeline_height : frame.source_height;
  c.infer_done[row] = frame.inferred ? 1 : 0;
  c.sensor_id[row] = strings.intern(frame.sensor_id);
  c.sensor_name[row] = strings.intern(frame.sensor_name);
  c.sensor_uri[row] = strings.intern(frame.sensor_uri);
  c.first_object[row] = first;
  c.object_count[row] = 0;
  if (Status status = put_frame(frame, Scale{}, m_table, row); !status) return status;
  const uint32_t end = m_table.count(Section::kObjects);
  m_table.frames().object_count[row] = end - first;
  settle_objects(row, first, end, time);
  return Status::ok();
}

void BatchPacker::settle_objects(uint32_t frame, uint32_t first, uint32_t end, double time) {
  const uint32_t source = m_table.frames().source_id[frame];
  const table::Objects c = m_table.objects();
  for (uint32_t row = first; row < end; ++row) {
    c.edits[row] = 0;
    uint32_t flags = c.parent[row] >= 0 ? uint32_t{table::object_flag::kHasParent} : 0u;
    if (c.track_id[row] != table::kUntracked) {
      const table::TrackRef track = m_table.tracks().touch(source, c.track_id[row], time);
      c.track_key[row] = track.key;
      c.track_serial[row] = track.serial;
      flags |= table::object_flag::kTracked | (track.first_seen ? uint32_t{table::object_flag::kFirstSeen} : 0u);
    }
    c.flags[row] = flags;
  }
}

double BatchPacker::frame_time(const FrameRecord& frame) {
  if (frame.pts == table::kNoTime) return m_clock.time();
  if (m_source_clocks.size() > kMaxClocks) m_source_clocks.clear();
  return m_source_clocks[frame.source_id].advance(frame.pts);
}

}  // namespace nvts::recording
