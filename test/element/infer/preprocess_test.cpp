// SPDX-License-Identifier: MIT
// Against the definition in preprocess.h, in double precision.
#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

#include "check.h"
#include "nvtsinfer/preprocess.h"

namespace nvts::infer {
namespace {

struct Image {
  uint32_t width;
  uint32_t height;
  size_t stride;
  std::vector<uint8_t> bytes;

  [[nodiscard]] double at(int64_t x, int64_t y, uint32_t channel) const {
    x = std::clamp<int64_t>(x, 0, width - 1);
    y = std::clamp<int64_t>(y, 0, height - 1);
    return bytes[static_cast<size_t>(y) * stride + static_cast<size_t>(x) * 3 + channel];
  }
};

Image noise(uint32_t width, uint32_t height) {
  Image image{width, height, size_t{width} * 3 + 5, {}};
  std::mt19937 random(width * 1000 + height);
  image.bytes.resize(image.stride * height);
  for (uint8_t& byte : image.bytes) byte = static_cast<uint8_t>(random());
  return image;
}

// The level of a pixel of `width` x `height` that show a part of the image, not yet rounded.
double reference(const Image& image, const Crop& crop, uint32_t width, uint32_t height, uint32_t x, uint32_t y,
                 uint32_t channel) {
  const double sx = std::clamp(crop.left + (x + 0.5) * crop.width / width - 0.5, 0.0, image.width - 1.0);
  const double sy = std::clamp(crop.top + (y + 0.5) * crop.height / height - 0.5, 0.0, image.height - 1.0);
  const auto x0 = static_cast<int64_t>(std::floor(sx));
  const auto y0 = static_cast<int64_t>(std::floor(sy));
  const double fx = sx - static_cast<double>(x0);
  const double fy = sy - static_cast<double>(y0);
  const double above = image.at(x0, y0, channel) * (1 - fx) + image.at(x0 + 1, y0, channel) * fx;
  const double below = image.at(x0, y0 + 1, channel) * (1 - fx) + image.at(x0 + 1, y0 + 1, channel) * fx;
  return above * (1 - fy) + below * fy;
}

constexpr PixelLayout kRgb{3, 0, 1, 2};

ModelInput input_of(uint32_t width, uint32_t height, InputOrder order = InputOrder::kNchw) {
  return {.type = ort::ElementType::kFloat, .order = order, .batch = 1, .channels = 3, .height = height, .width = width};
}

Crop whole(const Image& image) {
  return {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
}

std::vector<float> run(const ModelInput& input, const PreprocessOptions& options, const Image& image,
                       const std::optional<Crop>& crop = std::nullopt) {
  std::vector<float> out(size_t{3} * input.width * input.height, NAN);
  Preprocessor preprocessor(input, options);
  preprocessor.set_format(kRgb, image.width, image.height);
  if (crop) preprocessor.choose(*crop);
  preprocessor.fill(out.data());
  preprocessor.run(image.bytes.data(), image.stride, out.data());
  return out;
}

// How far an input of 13 x 9 that shows the crop is from the definition.
double worst_difference(const std::vector<float>& out, const Image& image, const Crop& crop) {
  double worst = 0;
  for (uint32_t c = 0; c < 3; ++c) {
    for (uint32_t y = 0; y < 9; ++y) {
      for (uint32_t x = 0; x < 13; ++x) {
        const double want = reference(image, crop, 13, 9, x, y, c);
        worst = std::max(worst, std::fabs(static_cast<double>(out[(c * 9 + y) * 13 + x]) - want));
      }
    }
  }
  return worst;
}

// Half a level of rounding, and the weights' eleven bits.
constexpr double kWithinALevel = 0.7;

TEST("scaling is bilinear between the centres of pixels, larger and smaller, within a level") {
  for (const auto& [width, height] : {std::pair{7U, 5U}, {40U, 31U}, {13U, 9U}, {1U, 1U}, {200U, 3U}}) {
    const Image image = noise(width, height);
    CHECK(worst_difference(run(input_of(13, 9), {}, image), image, whole(image)) <= kWithinALevel);
  }
}

TEST("a part of the picture is taken to fractions of pixels, and beyond the edge the outermost go on") {
  const Image image = noise(40, 31);
  for (const Crop& crop : {Crop{10.25, 7.5, 12.5, 8.75}, {-5, -3, 20, 12}, {30, 20, 50, 40}, {39, 30, 0.5, 0.5}, {-900000, 5, 1e6, 2}}) {
    CHECK(worst_difference(run(input_of(13, 9), {}, image, crop), image, crop) <= kWithinALevel);
  }
}

TEST("a part of the picture has a letterbox of its own") {
  const Image white{8, 4, 24, std::vector<uint8_t>(96, 255)};
  const PreprocessOptions options{.maintain_aspect_ratio = true, .symmetric_padding = true};
  const std::vector<float> out = run(input_of(8, 8), options, white, Crop{1, 0, 2, 4});
  CHECK_EQ(out[1], 0.0F);
  CHECK_EQ(out[2], 255.0F);
  CHECK_EQ(out[7 * 8 + 5], 255.0F);
  CHECK_EQ(out[6], 0.0F);
}

TEST("a picture of the network's size comes through as it is") {
  const Image image = noise(13, 9);
  const std::vector<float> out = run(input_of(13, 9, InputOrder::kNhwc), {}, image);
  bool same = true;
  for (uint32_t y = 0; y < 9; ++y) {
    for (uint32_t x = 0; x < 13; ++x) {
      for (uint32_t c = 0; c < 3; ++c) same = same && out[(y * 13 + x) * 3 + c] == image.at(x, y, c);
    }
  }
  CHECK(same);
}

TEST("values are (pixel - offset) * scale, with offsets in the order of the network's channels") {
  const Image image{1, 1, 3, {10, 20, 30}};
  const PreprocessOptions options{.scale = 0.5, .offsets = {1, 2, 3}, .color = ColorFormat::kBgr};
  CHECK(run(input_of(1, 1), options, image) == (std::vector<float>{14.5F, 9, 3.5F}));
}

TEST("what a letterbox leaves free is black before it is normalised") {
  const PreprocessOptions options{
      .scale = 1, .offsets = {5, 5, 5}, .maintain_aspect_ratio = true, .symmetric_padding = true};
  const Image white{8, 4, 24, std::vector<uint8_t>(96, 255)};
  const std::vector<float> out = run(input_of(8, 8), options, white);
  CHECK_EQ(out[0], -5.0F);
  CHECK_EQ(out[1 * 8 + 7], -5.0F);
  CHECK_EQ(out[2 * 8], 250.0F);
  CHECK_EQ(out[5 * 8 + 7], 250.0F);
  CHECK_EQ(out[6 * 8], -5.0F);
}

TEST("one channel is grey as BT.601 has it") {
  ModelInput input = input_of(1, 1);
  input.channels = 1;
  const Image image{1, 1, 3, {200, 100, 50}};
  float out = 0;
  Preprocessor preprocessor(input, {.color = ColorFormat::kGray});
  preprocessor.set_format(kRgb, 1, 1);
  preprocessor.run(image.bytes.data(), image.stride, &out);
  CHECK_NEAR(out, 0.299 * 200 + 0.587 * 100 + 0.114 * 50, 1);
}

TEST("half precision is the nearest there is") {
  CHECK_EQ(half_from_float(0), 0x0000);
  CHECK_EQ(half_from_float(1), 0x3C00);
  CHECK_EQ(half_from_float(-2), 0xC000);
  CHECK_EQ(half_from_float(65504), 0x7BFF);
  CHECK_EQ(half_from_float(65520), 0x7C00);
  CHECK_EQ(half_from_float(0x1p-24F), 0x0001);
  CHECK_EQ(half_from_float(0x1p-14F), 0x0400);
  CHECK_EQ(half_from_float(1.0F / 3), 0x3555);
  CHECK_EQ(half_from_float(1 + 0x1p-11F), 0x3C00);  // a tie goes to the even one
  CHECK_EQ(half_from_float(1 + 0x3p-11F), 0x3C02);
}

}  // namespace
}  // namespace nvts::infer
