// SPDX-License-Identifier: MIT
#include "table/track_keys.h"

#include <unordered_map>
#include <vector>

#include "check.h"

using namespace nvts::table;

TEST("a track keeps its key while it is seen") {
  TrackKeys tracks;
  const TrackRef first = tracks.touch(0, 42, 0);
  CHECK(first.first_seen);
  const TrackRef again = tracks.touch(0, 42, 1);
  CHECK(!again.first_seen);
  CHECK_EQ(again.key, first.key);
  CHECK_EQ(again.serial, first.serial);
}

TEST("the same id on another source is another track") {
  TrackKeys tracks;
  CHECK(tracks.touch(0, 7, 0).key != tracks.touch(1, 7, 0).key);
}

TEST("ids that differ only in the highest bits are different tracks") {
  TrackKeys tracks;
  const int32_t low = tracks.touch(0, 1, 0).key;
  CHECK(tracks.touch(0, 1 | (uint64_t{1} << 63), 0).key != low);
  CHECK(tracks.touch(0, 1 | (uint64_t{1} << 40), 0).key != low);
}

TEST("a track unseen for a minute is forgotten and its key used again with a new serial") {
  TrackKeys tracks;
  const TrackRef old = tracks.touch(0, 1, 0);
  for (int batch = 0; batch < 20; ++batch)
    tracks.sweep(61);
  CHECK_EQ(tracks.size(), 0u);
  const TrackRef next = tracks.touch(0, 2, 61);
  CHECK_EQ(next.key, old.key);
  CHECK(next.serial != old.serial);
}

TEST("a track seen within the minute is kept") {
  TrackKeys tracks;
  static_cast<void>(tracks.touch(0, 1, 0));
  for (int batch = 0; batch < 20; ++batch)
    tracks.sweep(59);
  CHECK(!tracks.touch(0, 1, 59).first_seen);
}

TEST("forgetting a source leaves the tracks of others") {
  TrackKeys tracks;
  for (uint64_t id = 0; id < 1000; ++id) {
    static_cast<void>(tracks.touch(0, id, 0));
    static_cast<void>(tracks.touch(1, id, 0));
  }
  tracks.forget_source(0);
  CHECK_EQ(tracks.size(), 1000u);
  for (uint64_t id = 0; id < 1000; ++id)
    CHECK(!tracks.touch(1, id, 1).first_seen);
}

TEST("tracks keep their keys in whatever order they come, and a forgotten one is not found where it used to be") {
  TrackKeys tracks;
  const auto sources = [](uint64_t id) { return static_cast<uint32_t>(id % 2); };
  constexpr uint64_t kTracks = 7;
  std::vector<TrackRef> known;
  for (uint64_t id = 0; id < kTracks; ++id) known.push_back(tracks.touch(sources(id), id, 0));
  for (uint64_t step = 1; step < kTracks; ++step) {
    for (uint64_t i = 0; i < 2 * kTracks; ++i) {
      const uint64_t id = i * step % kTracks;
      const TrackRef track = tracks.touch(sources(id), id, 0);
      CHECK(!track.first_seen);
      CHECK_EQ(track.key, known[id].key);
      CHECK_EQ(track.serial, known[id].serial);
    }
  }
  // In order twice: each is expected behind the one before it.
  for (uint64_t i = 0; i < 2 * kTracks; ++i) static_cast<void>(tracks.touch(sources(i % kTracks), i % kTracks, 0));
  tracks.forget_source(1);
  for (uint64_t id = 0; id < kTracks; ++id) {
    const TrackRef track = tracks.touch(sources(id), id, 1);
    CHECK_EQ(track.first_seen, sources(id) == 1);
    CHECK_EQ(track.serial == known[id].serial, sources(id) == 0);
  }
}

TEST("a million ids stay below the limit of tracks and never share a key with a live one") {
  TrackKeys tracks;
  std::unordered_map<int32_t, uint32_t> serial_of_key;
  bool dense = true;
  for (uint64_t id = 0; id < 1000000; ++id) {
    const TrackRef track =
        tracks.touch(static_cast<uint32_t>(id % 3), id * 0x9e3779b97f4a7c15ull, double(id) / 1000);
    dense = dense && track.key >= 0 && track.key < static_cast<int32_t>(TrackKeys::kMaxTracks);
    serial_of_key[track.key] = track.serial;
    if (id % 16 == 0) tracks.sweep(double(id) / 1000);
  }
  CHECK(dense);
  CHECK(tracks.size() <= TrackKeys::kMaxTracks);
  // The newest are all remembered.
  for (uint64_t id = 999000; id < 1000000; ++id) {
    const TrackRef track = tracks.touch(static_cast<uint32_t>(id % 3), id * 0x9e3779b97f4a7c15ull, 1000);
    CHECK(!track.first_seen);
    CHECK_EQ(serial_of_key[track.key], track.serial);
  }
}
