// SPDX-License-Identifier: MIT
// A picture of the video becomes the input of a network, as nvinfer's keys say.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "nvtsinfer/model.h"
#include "support/letterbox.h"

namespace nvts::infer {

enum class ColorFormat { kRgb, kBgr, kGray };

struct PreprocessOptions {
  // A value of the input is (pixel - offset) * scale.
  double scale = 1;
  std::array<double, 3> offsets = {};  // in the order of the network's channels
  ColorFormat color = ColorFormat::kRgb;
  bool maintain_aspect_ratio = false;
  bool symmetric_padding = false;
};

// A part of the video's picture, in its pixels. It may reach beyond the edge, where the outermost pixels go on.
struct Crop {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

// Pixels of 8 bits a channel that lie one after the other; those of one channel have the same three places.
struct PixelLayout {
  uint32_t bytes = 0;
  uint32_t red = 0;
  uint32_t green = 0;
  uint32_t blue = 0;
};

// Scaling is bilinear between the centres of pixels: the centre of pixel x of n lies at (x + 0.5) / n of the width, and
// beyond the outermost centres the outermost pixel goes on. The scaled picture has 8 bits a channel, rounded, before it is
// normalised. Padding is black before it is normalised.
class Preprocessor {
 public:
  // For `order`, `type` and size of the network's input; 3 channels are RGB or BGR, one is grey.
  Preprocessor(const ModelInput& input, const PreprocessOptions& options);

  // The whole picture is what is taken until choose() says otherwise.
  void set_format(const PixelLayout& layout, uint32_t width, uint32_t height);
  void choose(const Crop& crop);
  // Writes padding all over a picture of the input. Needed once for each place in memory, format and shape of what is taken.
  void fill(void* picture) const;
  // Writes the video's picture into one that was filled.
  void run(const uint8_t* pixels, size_t stride, void* picture);

 private:
  // Scaled sample = (low * (kOne - weight) + high * weight) / kOne
  struct Tap {
    uint32_t low = 0;
    uint32_t high = 0;
    int32_t weight = 0;
  };
  // A line of the video, scaled to the width, its channels one after the other.
  struct ScaledLine {
    int64_t source = -1;
    std::vector<int32_t> values;
  };

  // Of `to` pixels that show `size` of `from` pixels, from `start` on.
  static void make_taps(uint32_t from, double start, double size, uint32_t to, std::vector<Tap>* taps);
  const ScaledLine& scaled_line(const uint8_t* pixels, size_t stride, uint32_t line);
  void blend(const ScaledLine& upper, const ScaledLine& lower, int32_t weight);
  template <class Value>
  void write_line(const std::vector<Value>& table, uint32_t line, void* picture) const;
  template <class Value>
  void fill_with(const std::vector<Value>& table, void* picture) const;
  [[nodiscard]] size_t place_of(uint32_t channel, uint32_t x, uint32_t y) const;

  const ModelInput m_input;
  const PreprocessOptions m_options;
  // What each of the 256 values of a channel becomes, channel after channel; that of the input's type is used.
  std::vector<float> m_floats;
  std::vector<uint16_t> m_halves;
  std::vector<uint8_t> m_bytes;

  PixelLayout m_layout;
  uint32_t m_width = 0;  // of the video
  uint32_t m_height = 0;
  Letterbox m_placement;
  std::vector<Tap> m_columns;
  std::vector<Tap> m_lines;
  ScaledLine m_scaled[2];
  std::vector<uint8_t> m_line;  // red, green and blue of a finished line
  std::array<uint32_t, 3> m_source_channels = {};
};

// The nearest IEEE half-precision number.
[[nodiscard]] uint16_t half_from_float(float value);

}  // namespace nvts::infer
