// SPDX-License-Identifier: MIT
// The bridge for one layout of the NvDs structs. abi_bridge*.cpp implement it and are compiled once per layout, each
// time against the headers of that release.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "meta/bridge.h"
#include "meta/tensors.h"
#include "support/status.h"
#include "table/frame_table.h"

struct _NvDsBatchMeta;

namespace nvts::meta {

// Stream time in seconds of a frame of `source` with this PTS (ns, UINT64_MAX when absent).
using FrameTime = std::function<double(uint32_t source, uint64_t pts)>;

class LayoutBridge {
 public:
  virtual ~LayoutBridge() = default;
  [[nodiscard]] virtual Status pack(_NvDsBatchMeta* batch, uint32_t groups, const FrameTime& frame_time) = 0;
  [[nodiscard]] virtual Status pack_more(uint32_t groups) = 0;
  [[nodiscard]] virtual Result<CommitStats> commit() = 0;
  virtual void release() = 0;
  [[nodiscard]] virtual Status tensors(uint32_t unique_id, std::vector<FoundTensors>* found) = 0;
  virtual void add_class_map(ClassMap map) = 0;
};

// The releases that differ in what the bridge touches; 9.0 and 9.1 share theirs.
[[nodiscard]] std::unique_ptr<LayoutBridge> make_bridge_60300(table::FrameTable& table);
[[nodiscard]] std::unique_ptr<LayoutBridge> make_bridge_80000(table::FrameTable& table);
[[nodiscard]] std::unique_ptr<LayoutBridge> make_bridge_90000(table::FrameTable& table);

}  // namespace nvts::meta
