// SPDX-License-Identifier: MIT
// Element by element: exp and what is made of it, columns, half precision.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "parser/kernels/dispatch.h"
#include "parser/kernels/kernels.h"

namespace nvts::parser::kernels {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// exp(x) = 2^n * exp(r) with |r| <= ln(2) / 2, exp(r) by its series to the seventh power: a relative error of 2e-7. Branches
// are selections only, so that loops over it become vectors. Adding the magic number rounds to a whole n.
NVTS_INLINE float exp_of(float x) {
  const float bounded = x < -88.0f ? -88.0f : (x < 89.0f ? x : 89.0f);  // NaN becomes a number here
  const float magic = 12582912.0f;  // 1.5 * 2^23
  const float shifted = bounded * 1.44269504f + magic;
  const float n = shifted - magic;
  const float r = (bounded - n * 0.693359375f) - n * -2.12194440e-4f;
  float series = 1.98412698e-4f;
  series = series * r + 1.38888889e-3f;
  series = series * r + 8.33333333e-3f;
  series = series * r + 4.16666667e-2f;
  series = series * r + 1.66666667e-1f;
  series = series * r + 0.5f;
  series = series * r + 1.0f;
  series = series * r + 1.0f;
  // 2^n in two factors: n may be 128, where one would be infinite.
  const auto whole = static_cast<int32_t>(n);
  const int32_t half = whole >> 1;
  const auto low = std::bit_cast<float>((half + 127) << 23);
  const auto high = std::bit_cast<float>((whole - half + 127) << 23);
  const float result = series * low * high;
  const float large = x > 88.72283f ? kInfinity : result;
  const float small = x < -87.4f ? 0.0f : large;
  return x != x ? x : small;
}

NVTS_INLINE float sigmoid_of(float x) {
  return 1.0f / (1.0f + exp_of(-x));
}

struct Exp {
  NVTS_INLINE void run(const float* source, float* out, size_t count) {
    for (size_t i = 0; i < count; ++i) out[i] = exp_of(source[i]);
  }
};

struct Sigmoid {
  NVTS_INLINE void run(const float* source, float* out, size_t count) {
    for (size_t i = 0; i < count; ++i) out[i] = sigmoid_of(source[i]);
  }
};

// The exponentials of a row in `out`; the result is their sum, NaN for a row that has none.
NVTS_INLINE double exp_row(const float* row, size_t columns, size_t stride, float* out) {
  float largest = -kInfinity;
  bool is_number = true;
  for (size_t c = 0; c < columns; ++c) {
    const float value = row[c * stride];
    is_number &= value == value;
    largest = value > largest ? value : largest;
  }
  if (!is_number || std::isinf(largest)) return kNan;
  for (size_t c = 0; c < columns; ++c) out[c] = exp_of(row[c * stride] - largest);
  double sum = 0;
  for (size_t c = 0; c < columns; ++c) sum += static_cast<double>(out[c]);
  return sum;
}

struct Softmax {
  NVTS_INLINE void run(const Matrix* source, float* out) {
    for (size_t r = 0; r < source->rows; ++r) {
      float* to = out + r * source->columns;
      const double sum = exp_row(source->data + r * source->row_stride, source->columns, source->column_stride, to);
      if (std::isnan(sum)) {
        std::fill_n(to, source->columns, kNan);
        continue;
      }
      const auto scale = static_cast<float>(1 / sum);
      for (size_t c = 0; c < source->columns; ++c) to[c] *= scale;
    }
  }
};

struct Dfl {
  NVTS_INLINE void run(const Matrix* source, size_t bins, const int32_t* indices, size_t count, float* out) {
    float weights[256];
    for (size_t i = 0; i < count; ++i) {
      const float* row = source->data + static_cast<size_t>(indices[i]) * source->row_stride;
      for (size_t side = 0; side < 4; ++side) {
        const double sum =
            exp_row(row + side * bins * source->column_stride, bins, source->column_stride, weights);
        double mean = 0;
        for (size_t bin = 0; bin < bins; ++bin) mean += static_cast<double>(bin) * static_cast<double>(weights[bin]);
        out[4 * i + side] = static_cast<float>(mean / sum);
      }
    }
  }
};

struct MultiplyAdd {
  NVTS_INLINE void run(const float* __restrict source, float factor, float* __restrict out, size_t count) {
    for (size_t i = 0; i < count; ++i) out[i] += factor * source[i];
  }
};

float half_of(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16;
  const uint32_t exponent = (half >> 10) & 0x1f;
  const uint32_t fraction = half & 0x3ff;
  if (exponent == 0x1f) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent != 0) return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
  const float subnormal = static_cast<float>(fraction) * 5.9604644775390625e-8f;  // 2^-24
  return sign != 0 ? -subnormal : subnormal;
}

void each(const Vector& source, float* out, void (*dense)(const float*, float*, size_t)) {
  if (source.stride != 1) {
    column(source, out);
    dense(out, out, source.count);
  } else {
    dense(source.data, out, source.count);
  }
}

// Where the centre of a cell falls, clamped to the prototypes: the two elements around it and the share of the second.
struct Sample {
  size_t first;
  size_t second;
  float share;
};

Sample sample(double start, double length, size_t cell, size_t cells, size_t size) {
  const double centre = start + (static_cast<double>(cell) + 0.5) * length / static_cast<double>(cells) - 0.5;
  const double at = std::clamp(centre, 0.0, static_cast<double>(size - 1));
  const auto first = static_cast<size_t>(at);
  return {first, std::min(first + 1, size - 1), static_cast<float>(at - static_cast<double>(first))};
}

}  // namespace

void exp(const Vector& source, float* out) {
  each(source, out, [](const float* from, float* to, size_t count) { dispatch<Exp>(from, to, count); });
}

void sigmoid(const Vector& source, float* out) {
  each(source, out, [](const float* from, float* to, size_t count) { dispatch<Sigmoid>(from, to, count); });
}

void softmax(const Matrix& source, float* out) {
  dispatch<Softmax>(&source, out);
}

void column(const Vector& source, float* out) {
  if (source.stride == 1) {
    std::memmove(out, source.data, source.count * sizeof(float));
    return;
  }
  for (size_t i = 0; i < source.count; ++i) out[i] = source.data[i * source.stride];
}

void gather(const Matrix& source, const int32_t* indices, size_t count, float* out) {
  for (size_t i = 0; i < count; ++i) {
    const float* row = source.data + static_cast<size_t>(indices[i]) * source.row_stride;
    for (size_t c = 0; c < source.columns; ++c) out[i * source.columns + c] = row[c * source.column_stride];
  }
}

void dfl(const Matrix& source, size_t bins, const int32_t* indices, size_t count, float* out) {
  dispatch<Dfl>(&source, bins, indices, count, out);
}

// Sums up only the part of the prototypes that the box can touch.
void assemble_mask(const Prototypes& prototypes, const float* coefficients, size_t coefficient_stride,
                   const MaskBox& box, size_t out_width, size_t out_height, float* out) {
  const size_t x0 = std::min(sample(box.left, box.width, 0, out_width, prototypes.width).first,
                             sample(box.left, box.width, out_width - 1, out_width, prototypes.width).first);
  const size_t x1 = std::max(sample(box.left, box.width, 0, out_width, prototypes.width).second,
                             sample(box.left, box.width, out_width - 1, out_width, prototypes.width).second);
  const size_t y0 = std::min(sample(box.top, box.height, 0, out_height, prototypes.height).first,
                             sample(box.top, box.height, out_height - 1, out_height, prototypes.height).first);
  const size_t y1 = std::max(sample(box.top, box.height, 0, out_height, prototypes.height).second,
                             sample(box.top, box.height, out_height - 1, out_height, prototypes.height).second);
  const size_t width = x1 - x0 + 1;
  std::vector<float> logits(width * (y1 - y0 + 1));
  for (size_t k = 0; k < prototypes.channels; ++k) {
    const float factor = coefficients[k * coefficient_stride];
    for (size_t y = y0; y <= y1; ++y) {
      const float* row = prototypes.data + (k * prototypes.height + y) * prototypes.width + x0;
      dispatch<MultiplyAdd>(row, factor, logits.data() + (y - y0) * width, width);
    }
  }
  std::vector<Sample> columns(out_width);
  for (size_t x = 0; x < out_width; ++x) columns[x] = sample(box.left, box.width, x, out_width, prototypes.width);
  for (size_t i = 0; i < out_height; ++i) {
    const Sample y = sample(box.top, box.height, i, out_height, prototypes.height);
    const float* above = logits.data() + (y.first - y0) * width;
    const float* below = logits.data() + (y.second - y0) * width;
    for (size_t j = 0; j < out_width; ++j) {
      const size_t left = columns[j].first - x0;
      const size_t right = columns[j].second - x0;
      const float top = above[left] + (above[right] - above[left]) * columns[j].share;
      const float bottom = below[left] + (below[right] - below[left]) * columns[j].share;
      out[i * out_width + j] = top + (bottom - top) * y.share;
    }
  }
  dispatch<Sigmoid>(static_cast<const float*>(out), out, out_width * out_height);
}

void half_to_float(const uint16_t* source, size_t count, float* out) {
  for (size_t i = 0; i < count; ++i) out[i] = half_of(source[i]);
}

}  // namespace nvts::parser::kernels
