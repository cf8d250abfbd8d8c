// SPDX-License-Identifier: MIT
#include "recording/jsonl_recording.h"

#include <algorithm>
#include <limits>

#include "recording/json_line.h"

namespace nvts::recording {
namespace {

// How far the sources of a recording may be apart before the one that lags is given up.
constexpr size_t kLaneFrames = 256;
// A source counts as in use while it was asked for within this many calls of find().
constexpr uint64_t kRecentRequests = 4096;
// A mangled file could name a new source in every line.
constexpr size_t kMaxLanes = 1024;
// So many lines are read in search of a source that has not shown up yet, in one call of find().
constexpr int kLinesForUnseenSource = 1024;
constexpr uint64_t kCheckpointLines = 256;

uint64_t distance(int64_t a, int64_t b) {
  const auto difference = static_cast<uint64_t>(a) - static_cast<uint64_t>(b);
  return a > b ? difference : 0 - difference;
}

bool has_key(const FrameRecord& frame, MatchBy match) {
  return match == MatchBy::kFrame || frame.pts <= static_cast<uint64_t>(kMaxKey);
}

int64_t key_of(const FrameRecord& frame, MatchBy match) {
  return match == MatchBy::kFrame ? frame.frame_num : static_cast<int64_t>(frame.pts);
}

}  // namespace

Result<std::unique_ptr<Recording>> JsonlRecording::open(const std::string& location,
                                                        const OpenOptions& options) {
  std::unique_ptr<JsonlRecording> recording(new JsonlRecording(location, options.match));
  LineReader& reader = recording->m_reader;
  if (Status status = reader.open(location); !status) return status;
  std::string_view line;
  if (reader.next(line) != LineReader::Next::kLine) {
    return Status{ErrorCode::kRecording, location + ":1: the header cannot be read"};
  }
  if (Status status = parse_header(line); !status) {
    return Status{status.code(), location + ":1: " + status.message()};
  }
  recording->m_first_line = reader.position();

  // The first frame says whether there are time stamps, and which source a single stream of video is.
  std::string left_out;
  bool timed = false;
  while (!recording->m_first_source && reader.next(line) == LineReader::Next::kLine) {
    if (is_blank(line)) continue;
    const Result<BatchRecord> batch = parse_line(line, left_out);
    if (!batch || batch->frames.empty()) continue;
    recording->m_first_source = batch->frames[0].source_id;
    timed = has_key(batch->frames[0], MatchBy::kPts);
  }
  if (recording->m_first_source && !timed && options.match == MatchBy::kPts) {
    return Status{ErrorCode::kRecording, location + ": the recording has no time stamps, use match=frame"};
  }
  if (options.match == MatchBy::kAuto) {
    recording->m_match = timed || !recording->m_first_source ? MatchBy::kPts : MatchBy::kFrame;
  }
  if (Status status = reader.seek(recording->m_first_line); !status) return status;
  return std::unique_ptr<Recording>(std::move(recording));
}

const FrameRecord* JsonlRecording::find(uint32_t source, int64_t key, int64_t tolerance) {
  if (!is_key(key)) return nullptr;
  ++m_requests;
  const auto known = m_lanes.find(source);
  if (known == m_lanes.end() && m_lanes.size() >= kMaxLanes) return nullptr;
  Lane& lane = known != m_lanes.end() ? known->second : m_lanes[source];
  lane.last_request = m_requests;
  const bool skipped = m_started_after != kNoKey && m_started_after >= key - tolerance;
  const bool passed =
      lane.passed && *lane.passed >= key - tolerance &&
      (lane.pending.empty() || distance(*lane.passed, key) < distance(lane.pending.front().first, key));
  if (skipped || passed) go_back(key - tolerance);

  int lines_left = kLinesForUnseenSource;
  while (true) {
    auto& pending = lane.pending;
    while (pending.size() >= 2 && distance(pending[1].first, key) <= distance(pending[0].first, key)) {
      lane.passed = pending.front().first;
      pending.pop_front();
    }
    const bool seen = m_extents.contains(source);
    const bool wanting = pending.size() < 2 && (pending.empty() || pending.front().first < key);
    if (!wanting || m_at_end || lanes_are_full(source) || (!seen && lines_left-- <= 0)) break;
    if (!read_line()) break;
  }
  if (lane.pending.empty() || distance(lane.pending.front().first, key) > static_cast<uint64_t>(tolerance)) {
    return nullptr;
  }
  return &lane.pending.front().second;
}

std::optional<Span> JsonlRecording::span(uint32_t source) const {
  const auto extent = m_extents.find(source);
  if (!m_read_through || extent == m_extents.end()) return std::nullopt;
  return extent->second.span;
}

// Another source that is in use has so many frames waiting that reading on would have to drop some.
bool JsonlRecording::lanes_are_full(uint32_t except) const {
  return std::any_of(m_lanes.begin(), m_lanes.end(), [&](const auto& entry) {
    const auto& [source, lane] = entry;
    return source != except && lane.pending.size() >= kLaneFrames && lane.last_request > 0 &&
           m_requests - lane.last_request < kRecentRequests;
  });
}

bool JsonlRecording::read_line() {
  mark(m_reader.position());
  std::string_view line;
  const LineReader::Next next = m_reader.next(line);
  const bool first_time = m_reader.line_number() > m_lines_known;
  const auto report = [&](const std::string& what) {
    if (first_time) problem(m_location + ":" + std::to_string(m_reader.line_number()) + ": " + what);
  };
  switch (next) {
    case LineReader::Next::kDamaged:
      if (!m_read_through) {
        problem(m_location + ":" + std::to_string(m_reader.line_number() + 1) + ": " + m_reader.fault() +
                "; what was read before is used");
      }
      [[fallthrough]];
    case LineReader::Next::kEnd:
      m_at_end = m_read_through = true;
      return false;
    case LineReader::Next::kTooLong:
      report("the line is longer than 32 MiB; it is left out");
      break;
    case LineReader::Next::kLine: {
      if (is_blank(line)) break;
      std::string left_out;
      Result<BatchRecord> batch = parse_line(line, left_out);
      if (!batch) {
        report(batch.status().message() + "; the line is left out");
      } else {
        if (!left_out.empty()) report(left_out + " and is left out");
        for (FrameRecord& frame : batch->frames)
          take(std::move(frame));
      }
      break;
    }
  }
  m_lines_known = std::max(m_lines_known, m_reader.line_number());
  return true;
}

void JsonlRecording::take(FrameRecord&& frame) {
  if (!has_key(frame, m_match)) return;
  const uint32_t source = frame.source_id;
  const int64_t key = key_of(frame, m_match);
  m_largest_key = std::max(m_largest_key, key);
  if (m_lanes.find(source) == m_lanes.end() && m_lanes.size() >= kMaxLanes) return;

  if (m_reader.line_number() > m_lines_known) {
    const auto [entry, added] = m_extents.try_emplace(source, Extent{{key, key, 1}, key});
    Extent& extent = entry->second;
    if (!added && key > extent.previous) extent.span.step = key - extent.previous;
    extent.previous = key;
    extent.span.first = std::min(extent.span.first, key);
    extent.span.last = std::max(extent.span.last, key);
  }
  Lane& lane = m_lanes[source];
  lane.pending.emplace_back(key, std::move(frame));
  if (lane.pending.size() > kLaneFrames) {
    lane.passed = lane.pending.front().first;
    lane.pending.pop_front();
  }
}

void JsonlRecording::mark(const LinePosition& position) {
  const bool due =
      m_checkpoints.empty() || position.line >= m_checkpoints.back().position.line + kCheckpointLines;
  if (due) m_checkpoints.push_back({position, m_largest_key});
}

void JsonlRecording::go_back(int64_t key) {
  Checkpoint start{m_first_line, kNoKey};
  for (const Checkpoint& checkpoint : m_checkpoints) {
    if (checkpoint.largest_key_before >= key) break;
    start = checkpoint;
  }
  if (Status status = m_reader.seek(start.position); !status) {
    problem(m_location + ": " + status.message());
    m_at_end = true;
    return;
  }
  m_largest_key = m_started_after = start.largest_key_before;
  m_at_end = false;
  for (auto& [source, lane] : m_lanes) {
    lane.pending.clear();
    lane.passed.reset();
  }
}

}  // namespace nvts::recording
