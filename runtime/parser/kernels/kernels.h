// SPDX-License-Identifier: MIT
// What parsers spend their time on, as plain functions over memory. They check nothing: whoever calls them has made sure
// that every element lies inside its array. sdk/src/parser/kernels holds the same functions in TypeScript; where
// arithmetic is in double, both give the same bits.
//
// Ties go to the lower index. NaN and -Infinity never win, and only finite scores pass a threshold.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nvts::parser::kernels {

// Element (row, column) is data[row * row_stride + column * column_stride].
struct Matrix {
  const float* data;
  size_t rows;
  size_t columns;
  size_t row_stride;
  size_t column_stride;
};

struct Vector {
  const float* data;
  size_t count;
  size_t stride;
};

// Boxes are x1, y1, x2, y2, one after another. `classes` may be null: then all boxes are of one class.
struct Boxes {
  const float* boxes;
  const float* scores;
  const int32_t* classes;
  size_t count;
};

// Asked now and then by those whose work grows with the square of their input; true ends the work.
class Patience {
 public:
  using Ask = bool (*)(void* data);
  Patience(Ask ask, void* data) : m_ask(ask), m_data(data) {}
  [[nodiscard]] bool spent(size_t steps) {
    m_steps += steps;
    if (m_steps < kStepsBetween) return false;
    m_steps = 0;
    return m_ask != nullptr && m_ask(m_data);
  }

 private:
  static constexpr size_t kStepsBetween = size_t{1} << 20;
  Ask m_ask;
  void* m_data;
  size_t m_steps = 0;
};

// Per row the largest element and its column; -1 and -Infinity for a row without.
void argmax(const Matrix& scores, int32_t* out_index, float* out_value);
void max(const Matrix& scores, float* out_value);

// The indices of scores that are at least `threshold`. Writes the first `room` of them, returns how many there are.
size_t compact(const Vector& scores, float threshold, int32_t* out_index, float* out_score, size_t room);

// The first element, row by row, that is NaN or infinite, as row * columns + column; -1 when all are finite. Of logits,
// where -Infinity is a class that cannot be, that may stand.
int64_t first_not_finite(const Matrix& values, bool logits);

struct ClassThresholds {
  const float* data;
  size_t count;  // 1: for all classes
};

// Rows whose best score, times the row's weight, is at least its class's threshold. `weights` has the stride of rows;
// null for none. Rows with a weight below the lowest threshold are not looked at.
size_t compact_classes(const Matrix& scores, const float* weights, const ClassThresholds& thresholds, int32_t* out_index,
                       int32_t* out_class, float* out_score, size_t room);

// The indices of the `k` largest, the largest first; NaN is left out.
size_t top_k(const Vector& scores, size_t k, int32_t* out_index);

// `out` may be the source's data where its stride is 1.
void sigmoid(const Vector& source, float* out);
void exp(const Vector& source, float* out);
// Rows one after another. A row with NaN or +Infinity, or of -Infinity only, becomes NaN.
void softmax(const Matrix& source, float* out);

void column(const Vector& source, float* out);
// `source.rows` is not read here and in the next.
void gather(const Matrix& source, const int32_t* indices, size_t count, float* out);

enum class BoxFormat { kCorners, kCentre, kTopLeft };
// Four elements of each row that is named, as x1, y1, x2, y2.
void boxes(const Matrix& source, BoxFormat format, const int32_t* indices, size_t count, float* out);

void iou_matrix(const float* a, size_t count_a, const float* b, size_t count_b, float* out);

inline constexpr size_t kStopped = SIZE_MAX;
// Greedy, by descending score: a box goes when one that stays, of its class, has inter > iou * union. Boxes that are not
// finite are left out. kStopped when patience was spent; what has been written by then means nothing.
size_t nms(const Boxes& boxes, double iou, size_t max_kept, int32_t* out_index, Patience& patience);

enum class Decay { kLinear, kGaussian };
struct SoftNms {
  Decay decay;
  double iou;
  double sigma;
  double min_score;
};
size_t soft_nms(const Boxes& boxes, const SoftNms& rule, size_t max_kept, int32_t* out_index, float* out_score,
                Patience& patience);

// The four distances that distributions of `bins` values a side stand for, for each row that is named.
void dfl(const Matrix& source, size_t bins, const int32_t* indices, size_t count, float* out);

struct Prototypes {
  const float* data;  // [channels, height, width]
  size_t channels;
  size_t height;
  size_t width;
};
struct MaskBox {  // in pixels of the prototypes
  double left;
  double top;
  double width;
  double height;
};
// The probabilities of a mask over the box: prototypes times coefficients, bilinear, sigmoid.
void assemble_mask(const Prototypes& prototypes, const float* coefficients, size_t coefficient_stride,
                   const MaskBox& box, size_t out_width, size_t out_height, float* out);

// From IEEE binary16.
void half_to_float(const uint16_t* source, size_t count, float* out);

}  // namespace nvts::parser::kernels
