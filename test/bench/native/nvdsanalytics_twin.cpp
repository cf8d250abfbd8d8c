// SPDX-License-Identifier: MIT
#include "nvdsanalytics_twin.h"

#include <algorithm>
#include <cmath>

namespace nvts::bench {
namespace {

// Mode `balanced` of lines; directions have no other.
constexpr int32_t kDistance = 3000;  // squared pixels
constexpr uint32_t kFrames = 10;
constexpr double kCosine = 0.5;
constexpr double kParallel = 1e-5;
constexpr uint64_t kForgetAfterMs = 8000;
constexpr uint64_t kNsPerMs = 1'000'000;

int32_t squared_distance(int32_t x, int32_t y) {
  return static_cast<int32_t>(static_cast<float>(x * x) + static_cast<float>(y * y));
}

float variance(uint64_t sum, uint64_t squares, uint32_t count) {
  const float mean = static_cast<float>(sum) / static_cast<float>(count);
  return static_cast<float>(squares) / static_cast<float>(count) - mean * mean;
}

uint64_t square(int32_t value) {
  return static_cast<uint64_t>(static_cast<int64_t>(value * value));
}

bool has(const std::vector<int32_t>& points, int32_t x, int32_t y) {
  bool inside = false;
  int32_t x1 = points[points.size() - 2];
  int32_t y1 = points[points.size() - 1];
  for (size_t i = 0; i < points.size(); i += 2) {
    const int32_t x2 = points[i];
    const int32_t y2 = points[i + 1];
    if ((y >= y1) != (y >= y2)) {
      const int32_t crossing = -((x2 - x1) * y + (y2 * x1 - x2 * y1)) / (y1 - y2);
      if (crossing >= 0 && crossing <= x) inside = !inside;
    }
    x1 = x2;
    y1 = y2;
  }
  return inside;
}

}  // namespace

NvdsanalyticsTwin::Equation NvdsanalyticsTwin::Equation::through(double x1, double y1, double x2, double y2) {
  const double a = y1 - y2;
  const double b = x2 - x1;
  const double length = std::sqrt(a * a + b * b);
  return {a / length, b / length, (x1 * y2 - x2 * y1) / length};
}

void NvdsanalyticsTwin::Equation::normalise() {
  const double length = std::sqrt(a * a + b * b);
  a /= length;
  b /= length;
  c /= length;
}

NvdsanalyticsTwin::Direction NvdsanalyticsTwin::Direction::of(const Segment& arrow) {
  const double x = arrow[2] - arrow[0];
  const double y = arrow[3] - arrow[1];
  const double length = std::sqrt(x * x + y * y);
  return {x / length, y / length};
}

bool NvdsanalyticsTwin::Direction::matches(double from_x, double from_y, double to_x, double to_y,
                                           double cosine) const {
  const double way_x = to_x - from_x;
  const double way_y = to_y - from_y;
  if (way_x == 0 && way_y == 0) return false;
  return !((x * way_x + y * way_y) / std::sqrt(way_x * way_x + way_y * way_y) < cosine);
}

NvdsanalyticsTwin::NvdsanalyticsTwin(Rules rules)
    : m_rules(std::move(rules)),
      m_in_roi(m_rules.rois.size()),
      m_in_crowd(m_rules.crowds.size()),
      m_crossed_now(m_rules.lines.size()),
      m_crossed_ever(m_rules.lines.size()) {
  for (const Heading& heading : m_rules.headings)
    m_directions.push_back(Direction::of(heading.arrow));
  for (const Line& line : m_rules.lines) {
    const auto [x1, y1, x2, y2] = line.line;
    m_crossings.push_back({Direction::of(line.arrow), Equation::through(x1, y1, x2, y2)});
  }
}

void NvdsanalyticsTwin::update(table::FrameTable& table, uint32_t frame) {
  const table::Frames frames = table.frames();
  const table::Objects c = table.objects();
  const uint64_t pts = frames.pts[frame];
  for (Track& track : m_tracks)
    if (track.alive && pts > track.last_pts && (pts - track.last_pts) / kNsPerMs > kForgetAfterMs) track.alive = false;
  m_object_count = 0;
  std::fill(m_in_roi.begin(), m_in_roi.end(), 0);
  std::fill(m_in_crowd.begin(), m_in_crowd.end(), 0);
  std::fill(m_crossed_now.begin(), m_crossed_now.end(), 0);
  for (auto& [id, count] : m_classes)
    count.seen = 0;

  const uint32_t first = frames.first_object[frame];
  const uint32_t end = first + frames.object_count[frame];
  for (uint32_t row = first; row < end; ++row) {
    if ((c.edits[row] & table::object_edit::kRemoved) != 0) continue;
    if (!std::isfinite(c.left[row] + c.top[row] + c.width[row] + c.height[row])) continue;
    if (!(c.width[row] >= 0 && c.height[row] >= 0)) continue;
    const auto width = static_cast<int32_t>(c.width[row]);
    const auto height = static_cast<int32_t>(c.height[row]);
    const Sample sample = {static_cast<int32_t>(c.left[row]) + width / 2, static_cast<int32_t>(c.top[row]) + height / 2,
                           width, height};
    ++m_classes[c.class_id[row]].seen;
    Track& track = touch(c.track_key[row], c.track_serial[row], pts);
    add(track, sample);

    if (m_object_count == m_objects.size()) m_objects.emplace_back();
    Object& object = m_objects[m_object_count];
    object.id = c.track_id[row];
    object.roi.clear();
    object.oc.clear();
    object.lc.clear();
    object.dir.clear();
    object.status.clear();
    find_areas(object, sample.x, sample.y + static_cast<int32_t>(track.mean_height) / 2);
    const int32_t moved = squared_distance(sample.x - track.former.x,
                                           sample.y + height / 2 - (track.former.y + track.former.height / 2));
    find_directions(object, track, moved, sample.x, sample.y);
    find_crossings(object, track, moved, sample);
    if (!object.status.empty() || !object.oc.empty()) ++m_object_count;
  }

  m_counts.clear();
  for (auto& [id, count] : m_classes)
    m_counts.emplace_back(id, count.update(pts, m_rules.window));
}

NvdsanalyticsTwin::Track& NvdsanalyticsTwin::touch(int32_t key, uint32_t serial, uint64_t pts) {
  if (static_cast<size_t>(key) >= m_tracks.size()) m_tracks.resize(static_cast<size_t>(key) + 1);
  Track& track = m_tracks[key];
  if (!track.alive || track.serial != serial) reset(track, serial);
  track.last_pts = pts;
  return track;
}

void NvdsanalyticsTwin::reset(Track& track, uint32_t serial) const {
  track.alive = true;
  track.serial = serial;
  track.frames = track.next = 0;
  track.former = {0, 0, 0, 0};
  track.sum_x = track.sum_y = track.sum_xx = track.sum_yy = track.sum_height = 0;
  track.crossed.assign(m_rules.lines.size(), 0);
  track.ring.resize(m_rules.window);
}

void NvdsanalyticsTwin::add(Track& track, const Sample& sample) const {
  const uint32_t history = m_rules.window;
  Sample& place = track.ring[track.next];
  if (track.frames >= history) {
    track.sum_x -= place.x;
    track.sum_y -= place.y;
    track.sum_xx -= square(place.x);
    track.sum_yy -= square(place.y);
    track.sum_height -= place.height;
  }
  place = sample;
  track.sum_x += sample.x;
  track.sum_y += sample.y;
  track.sum_xx += square(sample.x);
  track.sum_yy += square(sample.y);
  track.sum_height += sample.height;
  track.next = track.next + 1 == history ? 0 : track.next + 1;
  track.mean_height =
      static_cast<float>(track.sum_height) / static_cast<float>(std::min(track.frames + 1, history));
  ++track.frames;
  if (track.frames > 3) look(track);
}

void NvdsanalyticsTwin::look(Track& track) const {
  const std::vector<Sample>& ring = track.ring;
  if (track.frames < m_rules.window) {
    track.former = {(ring[0].x + ring[1].x) / 2, (ring[0].y + ring[1].y) / 2, (ring[0].width + ring[1].width) / 2,
                    (ring[0].height + ring[1].height) / 2};
    return;
  }
  Sample sum = {0, 0, 0, 0};
  for (uint32_t i = 0; i < 4; ++i) {
    const Sample& sample = ring[(track.next + i) % m_rules.window];
    sum = {sum.x + sample.x, sum.y + sample.y, sum.width + sample.width, sum.height + sample.height};
  }
  track.former = {sum.x / 4, sum.y / 4, sum.width / 4, sum.height / 4};
}

bool NvdsanalyticsTwin::is_stopped(const Track& track) const {
  if (track.frames <= m_rules.window) return false;
  if (!(variance(track.sum_x, track.sum_xx, m_rules.window) <= 400)) return false;
  const float tremble = variance(track.sum_y, track.sum_yy, m_rules.window) / track.mean_height;
  return static_cast<double>(tremble) <= 0.01;
}

void NvdsanalyticsTwin::find_areas(Object& object, int32_t x, int32_t y) {
  for (size_t i = 0; i < m_rules.rois.size(); ++i) {
    const Roi& roi = m_rules.rois[i];
    if (!has(roi.points, x, y)) continue;
    ++m_in_roi[i];
    object.roi.push_back(&roi.label);
    object.status.append(" ROI:").append(roi.label);
  }
  for (size_t i = 0; i < m_rules.crowds.size(); ++i) {
    const Roi& area = m_rules.crowds[i].area;
    if (!has(area.points, x, y)) continue;
    ++m_in_crowd[i];
    object.oc.push_back(&area.label);
  }
}

void NvdsanalyticsTwin::find_directions(Object& object, const Track& track, int32_t moved, int32_t x,
                                        int32_t y) const {
  for (size_t i = 0; i < m_directions.size(); ++i) {
    if (is_stopped(track)) {
      object.status += " STOPPED ";
      return;
    }
    if (moved <= kDistance || track.frames <= kFrames) continue;
    const int32_t half = static_cast<int32_t>(track.mean_height) / 2;
    if (!m_directions[i].matches(track.former.x, track.former.y + half, x, y + half, kCosine)) continue;
    object.dir.append(" DIR:").append(m_rules.headings[i].label).append(" ");
    object.status.append(" DIR:").append(m_rules.headings[i].label).append(" ");
  }
}

void NvdsanalyticsTwin::find_crossings(Object& object, Track& track, int32_t moved, const Sample& sample) {
  for (size_t i = 0; i < m_crossings.size(); ++i) {
    if (track.crossed[i] != 0 || moved <= kDistance || track.frames <= kFrames) continue;
    if (!changes_side(m_crossings[i], track, sample) || !meets(i, track, sample)) continue;
    track.crossed[i] = 1;
    const std::string& label = m_rules.lines[i].label;
    object.status.append(" LC:").append(label).append(" ");
    object.lc.push_back(&label);
    ++m_crossed_now[i];
    ++m_crossed_ever[i];
  }
}

bool NvdsanalyticsTwin::changes_side(const Crossing& crossing, const Track& track, const Sample& sample) const {
  const int32_t from = track.former.y + static_cast<int32_t>(track.mean_height) / 2;
  const int32_t to = sample.y + sample.height / 2;
  if (!crossing.direction.matches(track.former.x, from, sample.x, to, kCosine)) return false;
  const auto before = static_cast<int32_t>(crossing.equation.at(track.former.x, from));
  const auto after = static_cast<int32_t>(crossing.equation.at(sample.x, to));
  return (after > 0 && before < 0) || (after < 0 && before > 0);
}

// Whether the way of the foot, or of either end of the lower edge, meets the line.
bool NvdsanalyticsTwin::meets(size_t line, const Track& track, const Sample& sample) {
  const double x = track.former.x;
  const double from_y = track.former.y + static_cast<double>(track.mean_height) / 2;
  const double to_y = sample.y + sample.height / 2.0;
  const int32_t from = track.former.width / 2;
  const int32_t to = sample.width / 2;
  return is_met_between_ends(line, x, from_y, sample.x, to_y) ||
         is_met_between_ends(line, x + from, from_y, sample.x + to, to_y) ||
         is_met_between_ends(line, x - from, from_y, sample.x - to, to_y);
}

bool NvdsanalyticsTwin::is_met_between_ends(size_t line, double x1, double y1, double x2, double y2) {
  Equation way = Equation::through(x1, y1, x2, y2);
  Equation& equation = m_crossings[line].equation;
  way.normalise();
  equation.normalise();
  const double determinant = way.a * equation.b - way.b * equation.a;
  if (std::fabs(determinant) < kParallel) return false;
  const auto [left, top, right, bottom] = m_rules.lines[line].line;
  const double x = (-way.c * equation.b + way.b * equation.c) / determinant - left;
  const double y = (-way.a * equation.c + way.c * equation.a) / determinant - top;
  const double width = right - left;
  const double height = bottom - top;
  return x * width + y * height > 0 && width * width + height * height > x * x + y * y;
}

uint32_t NvdsanalyticsTwin::ClassCount::update(uint64_t pts, uint32_t window_ms) {
  ++votes[seen];
  while (!past.empty() && (pts - past.front().first) / 1e6 > window_ms) {
    --votes[past.front().second];
    past.pop_front();
  }
  uint32_t best = 0;
  int32_t most = -1;
  for (const auto& [count, number] : votes) {
    if (number <= most) continue;
    best = count;
    most = number;
  }
  past.emplace_back(pts, seen);
  last_pts = pts;
  return best;
}

}  // namespace nvts::bench
