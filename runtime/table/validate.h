// SPDX-License-Identifier: MIT
// Checks what a script wrote into the table before any of it reaches the metadata.
#pragma once

#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::table {

inline constexpr float kMaxCoordinate = 1e6f;
inline constexpr uint32_t kMaxDrawItemsPerFrame = 1024;
inline constexpr int32_t kMaxTextBytes = 4096;
inline constexpr size_t kMaxLabelBytes = 127;
inline constexpr int kMaxParentDepth = 32;
inline constexpr int32_t kMaxJsonKeyBytes = 256;
inline constexpr int32_t kMaxJsonBytes = 1 << 20;
// Setting a key looks through those that the frame has.
inline constexpr uint32_t kMaxJsonEntriesPerFrame = 1024;
// Rows may point to the same text, so neither the section's size nor the number of rows bounds what they add up to.
inline constexpr size_t kMaxTextBytesPerBatch = kSections[static_cast<size_t>(Section::kText)].max_rows;

// Width and height of a mask.
inline constexpr uint32_t kMaxMaskSide = 8192;

// What the host packed; rows beyond are the script's.
struct PackedRows {
  uint32_t frames = 0;
  uint32_t objects = 0;
  uint32_t classifiers = 0;
};

// The first fault of the edits and of the rows that the script appended, as kRange or kLimit with the row, the field and the value.
[[nodiscard]] Status validate(const FrameTable& table, const PackedRows& packed);

}  // namespace nvts::table
