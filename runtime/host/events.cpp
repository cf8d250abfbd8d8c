// SPDX-License-Identifier: MIT
#include "host/events.h"

#include <algorithm>

#include "support/json.h"
#include "support/utf8.h"

namespace nvts::host {
namespace {

using table::Section;

constexpr int32_t kMaxTypeBytes = 256;
constexpr int32_t kMaxDataBytes = 1 << 20;
// Rows may point to the same text, so their sum is not bounded by the section.
constexpr size_t kMaxBatchBytes = table::kSections[static_cast<size_t>(Section::kText)].max_rows;

Result<std::string> take_text(const table::FrameTable& table, uint32_t offset, int32_t length) {
  const Result<std::string_view> bytes = table.text(offset, length);
  if (!bytes) return bytes.status();
  return is_utf8(*bytes) ? std::string(*bytes) : to_utf8(*bytes);
}

}  // namespace

Status read_events(const table::FrameTable& table, std::vector<Event>* events) {
  events->clear();
  const uint32_t rows = table.count(Section::kEvents);
  const auto frames = static_cast<int32_t>(table.count(Section::kFrames));
  const table::Events columns = table.events();
  size_t total = 0;
  for (uint32_t row = 0; row < rows; ++row) {
    const auto refuse = [&](ErrorCode code, const std::string& what) {
      return Status{code, "event " + std::to_string(row) + ": " + what};
    };
    const int32_t type_length = columns.type_length[row];
    const int32_t data_length = columns.data_length[row];
    if (type_length < 1 || type_length > kMaxTypeBytes) {
      return refuse(ErrorCode::kRange, "its type must have 1 to " + std::to_string(kMaxTypeBytes) + " bytes");
    }
    if (data_length > kMaxDataBytes) {
      return refuse(ErrorCode::kLimit, "its data has " + std::to_string(data_length) + " bytes, at most " +
                                           std::to_string(kMaxDataBytes) + " are allowed");
    }
    total += static_cast<size_t>(type_length) + static_cast<size_t>(std::max(data_length, 0));
    if (total > kMaxBatchBytes) {
      return refuse(ErrorCode::kLimit,
                    "the events of one batch exceed " + std::to_string(kMaxBatchBytes) + " bytes");
    }
    const int32_t frame = columns.frame[row];
    if (frame < -1 || frame >= frames) {
      return refuse(ErrorCode::kRange, "there is no frame " + std::to_string(frame) + " in the batch");
    }
    Result<std::string> type = take_text(table, columns.type_offset[row], type_length);
    if (!type) return refuse(type.status().code(), type.status().message());
    Result<std::string> data = take_text(table, columns.data_offset[row], data_length);
    if (!data) return refuse(data.status().code(), data.status().message());
    const Result<json::Kind> kind = json::check(*data);
    if (!kind) return refuse(ErrorCode::kRange, "its data is no valid JSON: " + kind.status().message());
    if (*kind != json::Kind::kObject) return refuse(ErrorCode::kRange, "its data must be a JSON object");
    // Between the tokens of JSON a line break means nothing, in a file of a line an event it would.
    std::replace_if(data->begin(), data->end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    events->push_back({*std::move(type), frame, *std::move(data)});
  }
  return Status::ok();
}

}  // namespace nvts::host
