// SPDX-License-Identifier: MIT
// Dense numbers for tracks, so that per-track state can live in plain arrays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nvts::table {

struct TrackRef {
  int32_t key;      // dense, reused once the track was forgotten
  uint32_t serial;  // never reused within a run (it wraps after 2^32 tracks)
  bool first_seen;
};

// Maps (source, track id) to a key. A track not seen for kForgetAfterSeconds of stream time is forgotten; at most
// kMaxTracks are remembered, the longest unseen of a sample making room for a new one.
class TrackKeys {
 public:
  static constexpr double kForgetAfterSeconds = 60.0;
  static constexpr uint32_t kMaxTracks = 65536;

  TrackKeys();

  // `now` is stream time in seconds.
  [[nodiscard]] TrackRef touch(uint32_t source, uint64_t track_id, double now) {
    // Tracks mostly come in the order in which they came before.
    if (m_last >= 0) {
      const int32_t key = m_tracks[m_last].next;
      Track& track = m_tracks[key];
      if (track.id == track_id && track.source == source && track.serial != 0) {
        track.last_seen = now;
        m_last = key;
        return {key, track.serial, false};
      }
    }
    return look_up(source, track_id, now);
  }
  // Looks at a few tracks and forgets those that are due: call once a batch.
  void sweep(double now);
  void forget_source(uint32_t source);
  [[nodiscard]] uint32_t size() const { return m_live; }

 private:
  struct Track {
    uint64_t id;
    uint32_t source;
    uint32_t serial;  // 0: this key is free
    double last_seen;
    int32_t next;  // key of the track that was touched after it, or of any
  };
  [[nodiscard]] TrackRef look_up(uint32_t source, uint64_t track_id, double now);
  [[nodiscard]] size_t bucket_of(uint32_t source, uint64_t id) const;
  void forget(int32_t key);
  void rehash(size_t buckets);
  [[nodiscard]] int32_t take_key();

  std::vector<Track> m_tracks;      // by key
  std::vector<int32_t> m_free;      // keys to use again
  std::vector<int32_t> m_buckets;   // open addressing with backward-shift deletion, -1 free
  int32_t m_last = -1;  // key of the track that was touched last, -1 before the first
  uint32_t m_live = 0;
  uint32_t m_serial = 0;
  uint32_t m_hand = 0;
};

}  // namespace nvts::table
