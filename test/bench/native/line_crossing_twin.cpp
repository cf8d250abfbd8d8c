// SPDX-License-Identifier: MIT
#include "line_crossing_twin.h"

#include <algorithm>
#include <cmath>

namespace nvts::bench {
namespace {

constexpr double kTimeTolerance = 1e-6;

}  // namespace

LineCrossingTwin::LineCrossingTwin(Options options)
    : m_options(std::move(options)),
      m_dx(m_options.to.x - m_options.from.x),
      m_dy(m_options.to.y - m_options.from.y),
      m_length(std::hypot(m_dx, m_dy)) {}

const std::vector<LineCrossingTwin::Crossing>& LineCrossingTwin::update(table::FrameTable& table,
                                                                        uint32_t frame) {
  m_crossings.clear();
  if (m_generation != table.strings().generation()) {
    m_generation = table.strings().generation();
    m_labels.clear();
    for (const std::string& label : m_options.classes)
      m_labels.push_back(table.strings().intern(label));
  }

  const table::Objects c = table.objects();
  const double time = table.frames().time[frame];
  const uint32_t first = table.frames().first_object[frame];
  const uint32_t end = first + table.frames().object_count[frame];
  for (uint32_t row = first; row < end; ++row) {
    if ((c.edits[row] & table::object_edit::kRemoved) != 0) continue;
    if (!m_labels.empty() && !accepts(c.label[row])) continue;
    const int32_t key = c.track_key[row];
    if (key < 0) continue;
    const double width = c.width[row];
    const double height = c.height[row];
    const Point point = {c.left[row] + m_options.anchor.x * width, c.top[row] + m_options.anchor.y * height};
    if (!std::isfinite(point.x) || !std::isfinite(point.y) || !(width >= 0 && height >= 0)) continue;
    if (static_cast<size_t>(key) >= m_tracks.size()) m_tracks.resize(static_cast<size_t>(key) + 1);
    Track& track = m_tracks[key];
    const uint32_t serial = c.track_serial[row];
    const bool fresh = track.serial != serial || time - track.last_seen > m_options.max_gap + kTimeTolerance;
    visit(track, point, fresh, row);
    track.serial = serial;
    track.last_seen = time;
  }
  return m_crossings;
}

bool LineCrossingTwin::accepts(int32_t label) const {
  return label >= 0 && std::find(m_labels.begin(), m_labels.end(), label) != m_labels.end();
}

double LineCrossingTwin::side(Point point) const {
  return (m_dx * (point.y - m_options.from.y) - m_dy * (point.x - m_options.from.x)) / m_length;
}

void LineCrossingTwin::visit(Track& track, Point point, bool fresh, uint32_t row) {
  const double distance = side(point);
  const int8_t now = distance > m_options.margin ? 1 : distance < -m_options.margin ? -1 : 0;
  if (fresh) {
    track.side = now;
    track.touched = false;
  } else if (now == 0) {
    if (track.side != 0) touch(track, point);
  } else if (now == track.side) {
    track.touched = false;
  } else {
    if (track.side != 0 && (track.touched || meets(track, point, distance))) {
      ++(now > 0 ? m_in : m_out);
      m_crossings.push_back({now > 0, row, track.touch});
    }
    track.side = now;
    track.touched = false;
  }
  track.last = point;
}

bool LineCrossingTwin::touch(Track& track, Point point) const {
  const double along =
      ((point.x - m_options.from.x) * m_dx + (point.y - m_options.from.y) * m_dy) / (m_length * m_length);
  if (!(along >= 0 && along <= 1)) return false;
  track.touched = true;
  track.touch = point;
  return true;
}

bool LineCrossingTwin::meets(Track& track, Point point, double distance) const {
  const double from = side(track.last);
  const double part = from == distance ? 0 : std::min(1.0, std::max(0.0, from / (from - distance)));
  return touch(track, {track.last.x + part * (point.x - track.last.x),
                       track.last.y + part * (point.y - track.last.y)});
}

}  // namespace nvts::bench
