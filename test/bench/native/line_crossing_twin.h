// SPDX-License-Identifier: MIT
// The SDK's LineCrossing in C++, on the same columns: sdk/src/analytics/{track-rule,line-crossing}.ts, line
// by line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "table/frame_table.h"

namespace nvts::bench {

struct Point {
  double x;
  double y;
};

class LineCrossingTwin {
 public:
  struct Options {
    Point from;
    Point to;
    Point anchor = {0.5, 1};
    std::vector<std::string> classes;  // labels; none for all
    double max_gap = 2;
    double margin = 0;
  };
  struct Crossing {
    bool in;
    uint32_t row;
    Point at;
  };

  explicit LineCrossingTwin(Options options);

  // What crossed in a frame; valid until the next call.
  const std::vector<Crossing>& update(table::FrameTable& table, uint32_t frame);

  [[nodiscard]] uint32_t in() const { return m_in; }
  [[nodiscard]] uint32_t out() const { return m_out; }

 private:
  struct Track {
    uint32_t serial = 0;
    int8_t side = 0;
    bool touched = false;
    double last_seen = 0;
    Point last = {0, 0};
    Point touch = {0, 0};
  };

  [[nodiscard]] bool accepts(int32_t label) const;
  [[nodiscard]] double side(Point point) const;
  void visit(Track& track, Point point, bool fresh, uint32_t row);
  bool touch(Track& track, Point point) const;
  bool meets(Track& track, Point point, double distance) const;

  Options m_options;
  double m_dx;
  double m_dy;
  double m_length;
  uint32_t m_generation = 0;
  std::vector<int32_t> m_labels;
  std::vector<Track> m_tracks;  // by track key
  std::vector<Crossing> m_crossings;
  uint32_t m_in = 0;
  uint32_t m_out = 0;
};

}  // namespace nvts::bench
