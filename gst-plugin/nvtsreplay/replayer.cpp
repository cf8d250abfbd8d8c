// SPDX-License-Identifier: MIT
#include "nvtsreplay/replayer.h"

#include <algorithm>
#include <utility>

#include "recording/put_frame.h"

namespace nvts {

using recording::FrameRecord;
using recording::MatchBy;

namespace {

// Half the time between frames where the caps do not tell it: half of 25 frames a second.
constexpr int64_t kDefaultToleranceNs = 20'000'000;

// Wraps round where the sum is none: such a key is out of every range.
int64_t shifted(uint64_t pts, int64_t offset) {
  return static_cast<int64_t>(pts - static_cast<uint64_t>(offset));
}

}  // namespace

Result<std::unique_ptr<Replayer>> Replayer::open(const ReplaySettings& settings,
                                                 recording::ProblemSink problem) {
  recording::OpenOptions options;
  options.match = settings.match;
  options.csv_source = settings.source_id < 0 ? 0 : static_cast<uint32_t>(settings.source_id);
  if (!settings.labels.empty()) {
    auto labels = recording::read_labels(settings.labels);
    if (!labels) return labels.status();
    options.labels = *std::move(labels);
  }
  auto opened = recording::Recording::open(settings.location, options);
  if (!opened) return opened.status();

  std::unique_ptr<Replayer> replayer(new Replayer(settings));
  replayer->m_recording = *std::move(opened);
  replayer->m_recording->on_problem(problem);
  replayer->m_problem = std::move(problem);
  return replayer;
}

void Replayer::set_format(uint32_t width, uint32_t height, uint64_t frame_duration_ns) {
  m_width = width;
  m_height = height;
  m_frame_duration = frame_duration_ns;
}

int64_t Replayer::tolerance() const {
  if (m_recording->match() == MatchBy::kFrame) return 0;
  if (m_settings.tolerance_ns != 0) {
    return static_cast<int64_t>(std::min<uint64_t>(m_settings.tolerance_ns, recording::kMaxKey));
  }
  return m_frame_duration != 0 ? static_cast<int64_t>(m_frame_duration / 2) : kDefaultToleranceNs;
}

Replayer::Match Replayer::find(uint32_t source, int64_t key) {
  if (!recording::is_key(key)) return {};
  // Twice at most: the first search may be the one that finds the recording's end.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::optional<recording::Span> span = m_recording->span(source);
    if (m_settings.loop && span && key > span->last + tolerance()) {
      const int64_t position = key - span->first;
      const int64_t lap = position / span->period();
      const int64_t wrapped = span->first + position % span->period();
      if (const FrameRecord* frame = m_recording->find(source, wrapped, tolerance())) return {frame, lap};
      // Just before the recording begins anew, its first frame is the nearest.
      if (wrapped <= span->last) return {};
      return {m_recording->find(source, wrapped - span->period(), tolerance()), lap + 1};
    }
    if (const FrameRecord* frame = m_recording->find(source, key, tolerance())) return {frame, 0};
    if (!m_settings.loop || span) return {};
  }
  return {};
}

meta::FrameOrigin Replayer::describe(GstBuffer* buffer) {
  const bool timed = GST_BUFFER_PTS_IS_VALID(buffer);
  if (m_flushed) {
    m_flushed = false;
    const bool countable = timed && m_frame_duration != 0;
    m_next_index =
        countable ? static_cast<int64_t>((GST_BUFFER_PTS(buffer) + m_frame_duration / 2) / m_frame_duration)
                  : 0;
    m_next_number = m_next_index;
  }
  const int64_t index = m_next_index++;
  const uint32_t source = m_settings.source_id >= 0 ? static_cast<uint32_t>(m_settings.source_id)
                                                    : m_recording->first_source().value_or(0);

  meta::FrameOrigin origin;
  origin.source_id = origin.pad_index = source;
  origin.pts = GST_BUFFER_PTS(buffer);
  origin.width = m_width;
  origin.height = m_height;

  m_described.reset();
  if (m_recording->match() == MatchBy::kFrame) {
    m_described = index - m_settings.frame_offset;
  } else if (timed) {
    m_described = shifted(GST_BUFFER_PTS(buffer), m_settings.offset_ns);
  }
  const Match match = m_described ? find(source, *m_described) : Match{};
  int64_t number = m_next_number;
  if (match.frame != nullptr) {
    origin.pad_index = match.frame->pad_index;
    origin.ntp = match.frame->ntp;
    origin.infer_done = match.frame->inferred;
    origin.sensor_id = match.frame->sensor_id;
    origin.sensor_name = match.frame->sensor_name;
    origin.sensor_uri = match.frame->sensor_uri;
    // What the source was before the recorded pipeline scaled it, as long as the pictures are still those.
    if (match.frame->pipeline_width == m_width && match.frame->pipeline_height == m_height) {
      origin.source_width = match.frame->source_width;
      origin.source_height = match.frame->source_height;
    }
    if (match.lap == 0) number = match.frame->frame_num + m_settings.frame_offset;
  }
  m_next_number = number + 1;
  origin.frame_num = static_cast<int32_t>(number);
  return origin;
}

Status Replayer::process(GstBuffer* buffer) {
  const std::optional<int64_t> described = std::exchange(m_described, std::nullopt);
  if (Status status = m_bridge.pack(buffer, table::kGroupCore); !status) return status;
  Status status = put_records(described);
  if (status) {
    const Result<meta::CommitStats> committed = m_bridge.commit();
    if (!committed) status = committed.status();
  }
  m_bridge.release();
  return status;
}

std::optional<int64_t> Replayer::key_of(uint32_t row) const {
  const table::Frames frames = m_table.frames();
  if (m_recording->match() == MatchBy::kFrame) return frames.frame_num[row] - m_settings.frame_offset;
  const uint64_t pts = frames.pts[row] != table::kNoTime ? frames.pts[row] : m_table.header().batch_pts;
  if (pts > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return shifted(pts, m_settings.offset_ns);
}

Status Replayer::put_records(std::optional<int64_t> described) {
  const uint32_t frames = m_table.count(table::Section::kFrames);
  for (uint32_t row = 0; row < frames; ++row) {
    if (m_settings.replace) {
      if (Status status = recording::remove_objects(m_table, row); !status) return status;
    }
    const std::optional<int64_t> key = described ? described : key_of(row);
    if (!key) {
      if (!std::exchange(m_untimed_reported, true)) {
        m_problem("the video has no time stamps, but the recording is matched by them: use match=frame");
      }
      continue;
    }
    const Match match = find(m_table.frames().source_id[row], *key);
    if (match.frame == nullptr) continue;
    const recording::Scale scale =
        m_settings.scale ? recording::scale_to_frame(*match.frame, m_table, row) : recording::Scale{};
    if (Status status = recording::put_frame(*match.frame, scale, m_table, row); !status) return status;
  }
  return Status::ok();
}

}  // namespace nvts
