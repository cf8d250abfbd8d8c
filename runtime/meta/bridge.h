// SPDX-License-Identifier: MIT
// NvDs metadata of a buffer <-> frame table. Nothing outside runtime/meta sees NvDs structs, so the release whose
// layout the running metadata library uses is chosen here, once per batch, from the pools' element sizes.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "meta/tensors.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::meta {

// What a frame is made from when a buffer carries no batch metadata.
struct FrameOrigin {
  uint32_t source_id = 0;
  uint32_t pad_index = 0;
  int32_t frame_num = 0;
  uint64_t pts = GST_CLOCK_TIME_NONE;
  uint64_t ntp = 0;
  uint32_t width = 0;  // of the picture; 0 for caps that have none
  uint32_t height = 0;
  uint32_t source_width = 0;  // of the source before it was scaled to that picture; 0 when the same
  uint32_t source_height = 0;
  bool infer_done = false;
  std::string_view sensor_id;  // kept only where frames have sensor info: since DeepStream 8.0
  std::string_view sensor_name;
  std::string_view sensor_uri;
};

struct CommitStats {
  uint32_t objects_edited = 0;
  uint32_t objects_added = 0;
  uint32_t objects_removed = 0;
  uint32_t draw_items = 0;
  uint32_t json_entries = 0;
  uint32_t class_maps = 0;  // segmentations
  uint32_t analytics = 0;  // frames and objects that were given what nvdsanalytics gives
};

[[nodiscard]] bool has_batch_meta(GstBuffer* buffer);
// Gives a writable buffer a batch of one frame.
[[nodiscard]] Status attach_batch_meta(GstBuffer* buffer, const FrameOrigin& origin);

// Use per buffer: pack(); run the script, during which pack_more() may be called; commit() or nothing; release().
// The metadata lock is held inside each of pack, pack_more and commit, never between them.
class Bridge {
 public:
  explicit Bridge(table::FrameTable& table);
  ~Bridge();

  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  // Fills the table from the buffer's batch metadata: the core group and `groups` besides (table::Group bits).
  // Begins a new batch in the table and advances stream time by the buffer's PTS.
  // kMetadata when the buffer has none or its layout is unknown; kLimit when it holds more than the table can.
  [[nodiscard]] Status pack(GstBuffer* buffer, uint32_t groups);

  // Adds groups to the batch that pack() filled. kConflict when its objects have changed since.
  [[nodiscard]] Status pack_more(uint32_t groups);

  // The networks' outputs that the batch of pack() carries, of one inference element or, with 0, of any. They stay as
  // long as the buffer's metadata does. kConflict when its objects have changed since.
  [[nodiscard]] Status tensors(uint32_t unique_id, std::vector<FoundTensors>* found);
  // Besides what stands in the table: commit() attaches it, release() and the next pack() forget it. Its frame and object
  // are rows that pack() filled.
  void add_class_map(ClassMap map);

  // Checks every edit in the table and then applies all of them, or none.
  // kRange names the row and field of an edit that cannot be; kConflict when the metadata changed since pack().
  [[nodiscard]] Result<CommitStats> commit();

  // Goes on in the stream where `other` is, which must not be used until it has taken the time back likewise.
  void take_time(Bridge& other);

  // Forgets the metadata; pools reuse it once the buffer is gone.
  void release();

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace nvts::meta
