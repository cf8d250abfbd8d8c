// SPDX-License-Identifier: MIT
#include "nvtsinfer/object_choice.h"

#include <algorithm>

namespace nvts::infer {
namespace {

constexpr double kGrowth = 1.2;
// Frames after which a track that was not seen is forgotten, and between two looks for such.
constexpr uint64_t kForgetAfter = 4096;
constexpr uint64_t kLookEvery = 1024;

double area_of(const meta::FrameObject& object) {
  return double{object.width} * object.height;
}

}  // namespace

void ObjectChoice::begin_frame(uint32_t source_id, int32_t frame_num) {
  m_source_id = source_id;
  m_frame_num = frame_num;
  if (++m_frames % kLookEvery == 0) forget_old();
}

bool ObjectChoice::chooses(const meta::FrameObject& object) {
  if (!fits(object)) return false;
  const Track* track = track_of(object);
  if (track == nullptr || !track->inferred) return true;
  const int64_t since = m_frame_num - *track->inferred;
  // Streams that begin anew count their frames anew.
  return since < 0 || since > m_options.reinfer_interval || area_of(object) >= track->area * kGrowth;
}

void ObjectChoice::has_run_on(const meta::FrameObject& object) {
  Track* track = track_of(object);
  if (track == nullptr) return;
  track->inferred = m_frame_num;
  track->area = area_of(object);
}

// Null where nothing needs to be known of it.
ObjectChoice::Track* ObjectChoice::track_of(const meta::FrameObject& object) {
  if (m_options.reinfer_interval == 0 || !object.track_id) return nullptr;
  Track& track = m_tracks[{m_source_id, *object.track_id}];
  track.seen = m_frames;
  return &track;
}

bool ObjectChoice::fits(const meta::FrameObject& object) const {
  const ObjectOptions& o = m_options;
  if (o.component_id && object.component_id != *o.component_id) return false;
  if (!o.class_ids.empty() && std::find(o.class_ids.begin(), o.class_ids.end(), object.class_id) == o.class_ids.end()) {
    return false;
  }
  const auto within = [](double size, uint32_t least, uint32_t most) {
    return size > 0 && size >= least && (most == 0 || size <= most);
  };
  return within(object.width, o.min_width, o.max_width) && within(object.height, o.min_height, o.max_height);
}

void ObjectChoice::forget_old() {
  std::erase_if(m_tracks, [this](const auto& track) { return m_frames - track.second.seen > kForgetAfter; });
}

}  // namespace nvts::infer
