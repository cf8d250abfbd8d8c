// SPDX-License-Identifier: MIT
// The package examples/nvdsanalytics, mode `exact`, in C++ on the same columns: its stream.ts, track.ts, shapes.ts and
// counts.ts. Sums, cuts and hash tables, which TypeScript must imitate, are the language's own here.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "table/frame_table.h"

namespace nvts::bench {

class NvdsanalyticsTwin {
 public:
  using Segment = std::array<int32_t, 4>;  // x1, y1, x2, y2
  struct Roi {
    std::string label;
    std::vector<int32_t> points;  // x and y in turns
  };
  struct Crowd {
    Roi area;
    uint32_t threshold;
  };
  struct Line {
    std::string label;
    Segment arrow;
    Segment line;
  };
  struct Heading {
    std::string label;
    Segment arrow;
  };
  // Rules for all classes; lines are not extended and of mode `balanced`.
  struct Rules {
    std::vector<Roi> rois;
    std::vector<Crowd> crowds;
    std::vector<Line> lines;
    std::vector<Heading> headings;
    uint32_t window = 50;
  };
  struct Object {
    uint64_t id;
    std::vector<const std::string*> roi;
    std::vector<const std::string*> oc;
    std::vector<const std::string*> lc;
    std::string dir;
    std::string status;
  };

  explicit NvdsanalyticsTwin(Rules rules);

  // Judges a frame.
  void update(table::FrameTable& table, uint32_t frame);

  // What was found in it, as the package attaches it to the frame.
  [[nodiscard]] std::string json() const;
  // Crossings since the start, by line.
  [[nodiscard]] const std::vector<uint32_t>& crossed() const { return m_crossed_ever; }

 private:
  struct Sample {
    int32_t x, y, width, height;
  };
  struct Track {
    bool alive = false;
    uint32_t serial = 0;
    uint64_t last_pts = 0;
    uint32_t frames = 0;
    uint32_t next = 0;
    Sample former = {0, 0, 0, 0};
    float mean_height = 0;
    uint64_t sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0, sum_height = 0;
    std::vector<uint8_t> crossed;
    std::vector<Sample> ring;
  };
  struct Equation {
    double a = 0, b = 0, c = 0;
    static Equation through(double x1, double y1, double x2, double y2);
    [[nodiscard]] double at(double x, double y) const { return a * x + b * y + c; }
    void normalise();
  };
  struct Direction {
    double x = 0, y = 0;
    static Direction of(const Segment& arrow);
    [[nodiscard]] bool matches(double from_x, double from_y, double to_x, double to_y, double cosine) const;
  };
  struct Crossing {
    Direction direction;
    Equation equation;
  };
  struct ClassCount {
    uint32_t seen = 0;
    uint64_t last_pts = 0;
    std::unordered_map<uint32_t, int32_t> votes;
    std::list<std::pair<uint64_t, uint32_t>> past;
    uint32_t update(uint64_t pts, uint32_t window_ms);
  };

  Track& touch(int32_t key, uint32_t serial, uint64_t pts);
  void reset(Track& track, uint32_t serial) const;
  void add(Track& track, const Sample& sample) const;
  void look(Track& track) const;
  [[nodiscard]] bool is_stopped(const Track& track) const;
  void find_areas(Object& object, int32_t x, int32_t y);
  void find_directions(Object& object, const Track& track, int32_t moved, int32_t x, int32_t y) const;
  void find_crossings(Object& object, Track& track, int32_t moved, const Sample& sample);
  [[nodiscard]] bool changes_side(const Crossing& crossing, const Track& track, const Sample& sample) const;
  [[nodiscard]] bool meets(size_t line, const Track& track, const Sample& sample);
  [[nodiscard]] bool is_met_between_ends(size_t line, double x1, double y1, double x2, double y2);

  Rules m_rules;
  std::vector<Direction> m_directions;
  std::vector<Crossing> m_crossings;
  std::vector<Track> m_tracks;  // by track key
  std::unordered_map<int32_t, ClassCount> m_classes;
  std::vector<Object> m_objects;
  size_t m_object_count = 0;
  std::vector<uint32_t> m_in_roi;
  std::vector<uint32_t> m_in_crowd;
  std::vector<uint32_t> m_crossed_now;
  std::vector<uint32_t> m_crossed_ever;
  std::vector<std::pair<int32_t, uint32_t>> m_counts;
};

}  // namespace nvts::bench
