// SPDX-License-Identifier: MIT
#include "table/track_keys.h"

#include <algorithm>

#include "table/hash.h"

namespace nvts::table {
namespace {

constexpr size_t kFirstBuckets = 256;
constexpr uint32_t kSweepSteps = 16;
constexpr uint32_t kEvictionSample = 64;

}  // namespace

TrackKeys::TrackKeys() : m_buckets(kFirstBuckets, -1) {}

size_t TrackKeys::bucket_of(uint32_t source, uint64_t id) const {
  return mix64(id ^ (static_cast<uint64_t>(source) << 40)) & (m_buckets.size() - 1);
}

TrackRef TrackKeys::look_up(uint32_t source, uint64_t track_id, double now) {
  const auto follow = [this](int32_t key) {
    if (m_last >= 0) m_tracks[m_last].next = key;
    m_last = key;
  };
  const size_t mask = m_buckets.size() - 1;
  for (size_t bucket = bucket_of(source, track_id); m_buckets[bucket] >= 0; bucket = (bucket + 1) & mask) {
    Track& track = m_tracks[m_buckets[bucket]];
    if (track.id != track_id || track.source != source) continue;
    track.last_seen = now;
    follow(m_buckets[bucket]);
    return {m_buckets[bucket], track.serial, false};
  }

  const int32_t key = take_key();
  if (++m_serial == 0) ++m_serial;
  m_tracks[key] = {track_id, source, m_serial, now, 0};
  follow(key);
  if (++m_live * 2 > m_buckets.size()) {
    rehash(m_buckets.size() * 2);
  } else {
    size_t bucket = bucket_of(source, track_id);
    while (m_buckets[bucket] >= 0) bucket = (bucket + 1) & (m_buckets.size() - 1);
    m_buckets[bucket] = key;
  }
  return {key, m_serial, true};
}

int32_t TrackKeys::take_key() {
  if (m_free.empty() && m_tracks.size() >= kMaxTracks) {
    // Every key is live. Of the tracks after the hand the one unseen for longest goes.
    int32_t oldest = static_cast<int32_t>(m_hand);
    for (uint32_t i = 0; i < kEvictionSample; ++i) {
      m_hand = (m_hand + 1) % kMaxTracks;
      if (m_tracks[m_hand].last_seen < m_tracks[oldest].last_seen) oldest = static_cast<int32_t>(m_hand);
    }
    forget(oldest);
  }
  if (m_free.empty()) {
    m_tracks.push_back({});
    return static_cast<int32_t>(m_tracks.size() - 1);
  }
  const int32_t key = m_free.back();
  m_free.pop_back();
  return key;
}

void TrackKeys::forget(int32_t key) {
  const size_t mask = m_buckets.size() - 1;
  size_t hole = bucket_of(m_tracks[key].source, m_tracks[key].id);
  while (m_buckets[hole] != key) hole = (hole + 1) & mask;

  // Entries behind the hole move up unless that would put them before their home bucket.
  for (size_t bucket = (hole + 1) & mask; m_buckets[bucket] >= 0; bucket = (bucket + 1) & mask) {
    const Track& track = m_tracks[m_buckets[bucket]];
    const size_t home = bucket_of(track.source, track.id);
    if (((bucket - home) & mask) < ((bucket - hole) & mask)) continue;
    m_buckets[hole] = m_buckets[bucket];
    hole = bucket;
  }
  m_buckets[hole] = -1;
  m_tracks[key].serial = 0;
  m_free.push_back(key);
  --m_live;
}

void TrackKeys::sweep(double now) {
  const auto total = static_cast<uint32_t>(m_tracks.size());
  for (uint32_t i = 0; i < std::min(kSweepSteps, total); ++i) {
    m_hand = (m_hand + 1) % total;
    const Track& track = m_tracks[m_hand];
    if (track.serial != 0 && now - track.last_seen > kForgetAfterSeconds) forget(static_cast<int32_t>(m_hand));
  }
}

void TrackKeys::forget_source(uint32_t source) {
  for (size_t key = 0; key < m_tracks.size(); ++key) {
    if (m_tracks[key].serial != 0 && m_tracks[key].source == source) forget(static_cast<int32_t>(key));
  }
}

void TrackKeys::rehash(size_t buckets) {
  m_buckets.assign(buckets, -1);
  for (size_t key = 0; key < m_tracks.size(); ++key) {
    if (m_tracks[key].serial == 0) continue;
    size_t bucket = bucket_of(m_tracks[key].source, m_tracks[key].id);
    while (m_buckets[bucket] >= 0) bucket = (bucket + 1) & (buckets - 1);
    m_buckets[bucket] = static_cast<int32_t>(key);
  }
}

}  // namespace nvts::table
