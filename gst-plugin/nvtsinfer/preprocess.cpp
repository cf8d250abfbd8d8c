// SPDX-License-Identifier: MIT
#include "nvtsinfer/preprocess.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace nvts::infer {
namespace {

constexpr int kBits = 11;
constexpr int32_t kOne = 1 << kBits;
constexpr size_t kLevels = 256;

// ITU-R BT.601, in parts of 256.
constexpr uint32_t kRedPart = 77;
constexpr uint32_t kGreenPart = 150;
constexpr uint32_t kBluePart = 29;

}  // namespace

uint16_t half_from_float(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const auto sign = static_cast<uint16_t>((bits >> 16) & 0x8000);
  const uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) return sign | 0x7E00;   // not a number
  if (magnitude >= 0x477FF000) return sign | 0x7C00;  // rounds to infinity
  if (magnitude < 0x38800000) {
    // Below the smallest normal number halves are multiples of 2^-24.
    return static_cast<uint16_t>(sign | static_cast<uint16_t>(std::nearbyint(std::fabs(value) * 0x1p24f)));
  }
  const uint32_t rounded = magnitude + 0x0FFF + ((magnitude >> 13) & 1);
  return static_cast<uint16_t>(sign | ((rounded - 0x38000000) >> 13));
}

Preprocessor::Preprocessor(const ModelInput& input, const PreprocessOptions& options)
    : m_input(input), m_options(options) {
  const bool bgr = options.color == ColorFormat::kBgr;
  m_source_channels = bgr ? std::array<uint32_t, 3>{2, 1, 0} : std::array<uint32_t, 3>{0, 1, 2};
  for (uint32_t channel = 0; channel < input.channels; ++channel) {
    for (size_t level = 0; level < kLevels; ++level) {
      const auto value = static_cast<float>((static_cast<double>(level) - options.offsets[channel]) * options.scale);
      switch (input.type) {
        case ort::ElementType::kFloat16: m_halves.push_back(half_from_float(value)); break;
        case ort::ElementType::kUint8: m_bytes.push_back(static_cast<uint8_t>(level)); break;
        default: m_floats.push_back(value); break;
      }
    }
  }
}

void Preprocessor::make_taps(uint32_t from, double start, double size, uint32_t to, std::vector<Tap>* taps) {
  taps->resize(to);
  for (uint32_t i = 0; i < to; ++i) {
    Tap& tap = (*taps)[i];
    const double centre = start + (i + 0.5) * size / to - 0.5;
    const double inside = std::clamp(centre, 0.0, static_cast<double>(from - 1));
    tap.low = static_cast<uint32_t>(inside);
    tap.high = std::min(tap.low + 1, from - 1);
    tap.weight = static_cast<int32_t>(std::lround((inside - tap.low) * kOne));
  }
}

void Preprocessor::set_format(const PixelLayout& layout, uint32_t width, uint32_t height) {
  m_layout = layout;
  m_width = width;
  m_height = height;
  choose({0, 0, static_cast<double>(width), static_cast<double>(height)});
}

void Preprocessor::choose(const Crop& crop) {
  m_placement = fit_picture(crop.width, crop.height, m_input.width, m_input.height, m_options.maintain_aspect_ratio,
                            m_options.symmetric_padding);
  make_taps(m_width, crop.left, crop.width, m_placement.width, &m_columns);
  make_taps(m_height, crop.top, crop.height, m_placement.height, &m_lines);
  for (ScaledLine& line : m_scaled) line.values.resize(size_t{3} * m_placement.width);
  m_line.resize(size_t{3} * m_placement.width);
}

size_t Preprocessor::place_of(uint32_t channel, uint32_t x, uint32_t y) const {
  const size_t pixel = size_t{y} * m_input.width + x;
  return m_input.order == InputOrder::kNchw ? size_t{channel} * m_input.width * m_input.height + pixel
                                            : pixel * m_input.channels + channel;
}

template <class Value>
void Preprocessor::fill_with(const std::vector<Value>& table, void* picture) const {
  auto* const out = static_cast<Value*>(picture);
  const size_t pixels = size_t{m_input.width} * m_input.height;
  const size_t step = m_input.order == InputOrder::kNchw ? 1 : m_input.channels;
  for (uint32_t channel = 0; channel < m_input.channels; ++channel) {
    Value* const first = out + place_of(channel, 0, 0);
    for (size_t i = 0; i < pixels; ++i) first[i * step] = table[channel * kLevels];
  }
}

void Preprocessor::fill(void* picture) const {
  if (!m_halves.empty()) return fill_with(m_halves, picture);
  if (!m_bytes.empty()) return fill_with(m_bytes, picture);
  fill_with(m_floats, picture);
}

const Preprocessor::ScaledLine& Preprocessor::scaled_line(const uint8_t* pixels, size_t stride, uint32_t line) {
  for (const ScaledLine& scaled : m_scaled) {
    if (scaled.source == line) return scaled;
  }
  // Lines come in their order, so the one further up is not needed any more.
  ScaledLine& scaled = m_scaled[0].source <= m_scaled[1].source ? m_scaled[0] : m_scaled[1];
  scaled.source = line;
  const uint8_t* const from = pixels + line * stride;
  const std::array channels = {m_layout.red, m_layout.green, m_layout.blue};
  for (size_t channel = 0; channel < channels.size(); ++channel) {
    const uint8_t* const samples = from + channels[channel];
    int32_t* const out = scaled.values.data() + channel * m_placement.width;
    for (size_t x = 0; x < m_columns.size(); ++x) {
      const Tap& tap = m_columns[x];
      out[x] = samples[size_t{tap.low} * m_layout.bytes] * (kOne - tap.weight) +
               samples[size_t{tap.high} * m_layout.bytes] * tap.weight;
    }
  }
  return scaled;
}

void Preprocessor::blend(const ScaledLine& upper, const ScaledLine& lower, int32_t weight) {
  const int32_t* const above = upper.values.data();
  const int32_t* const below = lower.values.data();
  uint8_t* const out = m_line.data();
  const size_t count = m_line.size();
  for (size_t i = 0; i < count; ++i) {
    constexpr int32_t kHalf = 1 << (2 * kBits - 1);
    out[i] = static_cast<uint8_t>((above[i] * (kOne - weight) + below[i] * weight + kHalf) >> (2 * kBits));
  }
}

template <class Value>
void Preprocessor::write_line(const std::vector<Value>& table, uint32_t line, void* picture) const {
  auto* const out = static_cast<Value*>(picture);
  const size_t width = m_placement.width;
  const size_t step = m_input.order == InputOrder::kNchw ? 1 : m_input.channels;
  for (uint32_t channel = 0; channel < m_input.channels; ++channel) {
    const uint8_t* const samples = m_line.data() + m_source_channels[channel] * width;
    const Value* const values = table.data() + channel * kLevels;
    Value* const to = out + place_of(channel, m_placement.left, m_placement.top + line);
    for (size_t x = 0; x < width; ++x) to[x * step] = values[samples[x]];
  }
}

void Preprocessor::run(const uint8_t* pixels, size_t stride, void* picture) {
  for (ScaledLine& line : m_scaled) line.source = -1;
  const size_t width = m_placement.width;
  for (uint32_t y = 0; y < m_lines.size(); ++y) {
    const ScaledLine& upper = scaled_line(pixels, stride, m_lines[y].low);
    const ScaledLine& lower = scaled_line(pixels, stride, m_lines[y].high);
    blend(upper, lower, m_lines[y].weight);
    if (m_options.color == ColorFormat::kGray) {
      uint8_t* const red = m_line.data();
      for (size_t x = 0; x < width; ++x) {
        const uint32_t grey = kRedPart * red[x] + kGreenPart * red[width + x] + kBluePart * red[2 * width + x];
        red[x] = static_cast<uint8_t>((grey + 128) >> 8);
      }
    }
    if (!m_halves.empty()) {
      write_line(m_halves, y, picture);
    } else if (!m_bytes.empty()) {
      write_line(m_bytes, y, picture);
    } else {
      write_line(m_floats, y, picture);
    }
  }
}

}  // namespace nvts::infer
