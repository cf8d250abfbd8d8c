// SPDX-License-Identifier: MIT
// Kernels against the plainest code that says the same.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "check.h"
#include "parser/kernels/kernels.h"

namespace kernels = nvts::parser::kernels;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

class Chance {
 public:
  explicit Chance(uint32_t seed) : m_engine(seed) {}
  size_t below(size_t end) { return m_engine() % end; }
  float real(float low, float high) { return low + (high - low) * static_cast<float>(m_engine() >> 8) / 16777216.0f; }
  // Few different values, so that there are ties; now and then what is no number.
  float score() {
    switch (below(24)) {
      case 0: return kNan;
      case 1: return kInfinity;
      case 2: return -kInfinity;
      case 3: return -0.0f;
      default: return static_cast<float>(below(16)) / 8.0f - 0.5f;
    }
  }
  std::vector<float> scores(size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = score();
    return values;
  }

 private:
  std::mt19937 m_engine;
};

bool same(float a, float b) {
  return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b) || (std::isnan(a) && std::isnan(b));
}

bool same(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) { return same(x, y); });
}

bool near(double actual, double expected) {
  if (std::isnan(expected)) return std::isnan(actual);
  if (std::isinf(expected)) return actual == expected;
  return std::fabs(actual - expected) <= 2e-6 * std::fabs(expected) + 1e-7;
}

struct Shape {
  size_t rows, columns, row_stride, column_stride;
  [[nodiscard]] size_t size() const {
    return rows == 0 || columns == 0 ? 0 : (rows - 1) * row_stride + (columns - 1) * column_stride + 1;
  }
  [[nodiscard]] kernels::Matrix of(const std::vector<float>& data) const {
    return {data.data(), rows, columns, row_stride, column_stride};
  }
};

// Row by row, column by column, with gaps, of one element again and again.
Shape shape(Chance& chance) {
  const size_t rows = chance.below(4) == 0 ? chance.below(1600) : chance.below(40);
  const size_t columns = chance.below(100);
  switch (chance.below(4)) {
    case 0: return {rows, columns, columns, 1};
    case 1: return {rows, columns, 1, rows};
    case 2: return {rows, columns, columns + 5, 1};
    default: return {rows, columns, chance.below(4), chance.below(4)};
  }
}

struct Best {
  int32_t index = -1;
  float value = -kInfinity;
};

Best best_of(const std::vector<float>& data, const Shape& shape, size_t row) {
  Best best;
  for (size_t c = 0; c < shape.columns; ++c) {
    const float value = data[row * shape.row_stride + c * shape.column_stride];
    if (value > best.value) best = {static_cast<int32_t>(c), value};
  }
  return best;
}

std::vector<float> random_boxes(Chance& chance, size_t count) {
  std::vector<float> boxes;
  for (size_t i = 0; i < count; ++i) {
    const float x = static_cast<float>(chance.below(60)), y = static_cast<float>(chance.below(60));
    const float w = static_cast<float>(chance.below(30)) - 3, h = static_cast<float>(chance.below(30)) - 3;
    boxes.insert(boxes.end(), {x - 30, y - 30, x - 30 + w, y - 30 + h});
    if (chance.below(12) == 0) boxes[4 * i + chance.below(4)] = chance.below(2) == 0 ? kNan : kInfinity;
  }
  return boxes;
}

struct Overlap {
  double inter, all;
};

Overlap overlap(const float* a, const float* b) {
  const double width = std::min<double>(a[2], b[2]) - std::max<double>(a[0], b[0]);
  const double height = std::min<double>(a[3], b[3]) - std::max<double>(a[1], b[1]);
  const double inter = width > 0 && height > 0 ? width * height : 0;
  const auto area = [](const float* box) {
    return (static_cast<double>(box[2]) - box[0]) * (static_cast<double>(box[3]) - box[1]);
  };
  return {inter, area(a) + area(b) - inter};
}

bool is_finite(const float* box) {
  return std::all_of(box, box + 4, [](float value) { return std::isfinite(value); });
}

std::vector<int32_t> plain_nms(const std::vector<float>& boxes, const std::vector<float>& scores,
                               const std::vector<int32_t>* classes, double iou, size_t max_kept) {
  std::vector<int32_t> order;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (is_finite(&boxes[4 * i]) && std::isfinite(scores[i])) order.push_back(static_cast<int32_t>(i));
  }
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return scores[a] > scores[b]; });
  std::vector<int32_t> kept;
  for (const int32_t i : order) {
    if (kept.size() >= max_kept) break;
    const bool stays = std::none_of(kept.begin(), kept.end(), [&](int32_t k) {
      const Overlap o = overlap(&boxes[4 * i], &boxes[4 * k]);
      return (classes == nullptr || (*classes)[i] == (*classes)[k]) && o.inter > 0 && o.inter > iou * o.all;
    });
    if (stays) kept.push_back(i);
  }
  return kept;
}

double plain_exp_sum(const float* row, size_t columns, size_t stride, std::vector<double>& out) {
  double largest = -kInfinity, sum = 0;
  bool is_number = true;
  for (size_t c = 0; c < columns; ++c) {
    is_number = is_number && !std::isnan(row[c * stride]);
    largest = std::max(largest, static_cast<double>(row[c * stride]));
  }
  if (!is_number || std::isinf(largest)) return kNan;
  out.resize(columns);
  for (size_t c = 0; c < columns; ++c) sum += out[c] = std::exp(row[c * stride] - largest);
  return sum;
}

kernels::Patience patient() {
  return {nullptr, nullptr};
}

}  // namespace

TEST("argmax and max find the first of the largest in any layout") {
  Chance chance(1);
  for (int round = 0; round < 300; ++round) {
    const Shape s = shape(chance);
    const std::vector<float> data = chance.scores(s.size());
    std::vector<int32_t> index(s.rows);
    std::vector<float> value(s.rows), only(s.rows);
    kernels::argmax(s.of(data), index.data(), value.data());
    kernels::max(s.of(data), only.data());
    for (size_t r = 0; r < s.rows; ++r) {
      const Best best = best_of(data, s, r);
      REQUIRE(index[r] == best.index && same(value[r], best.value) && same(only[r], best.value));
    }
  }
}

TEST("a row of nothing but NaN and -Infinity has no winner") {
  const std::vector<float> data = {kNan, -kInfinity, kNan};
  int32_t index = 7;
  float value = 7;
  kernels::argmax({data.data(), 1, 3, 3, 1}, &index, &value);
  CHECK_EQ(index, -1);
  CHECK_EQ(value, -kInfinity);
}

TEST("first_not_finite finds the first, row by row, in any layout, and lets -Infinity stand in logits") {
  Chance chance(11);
  for (int round = 0; round < 600; ++round) {
    const Shape s = shape(chance);
    std::vector<float> data(s.size());
    for (float& value : data) value = chance.real(-1e30f, 1e30f);
    for (size_t hard = data.empty() ? 0 : chance.below(4); hard > 0; --hard) {
      data[chance.below(data.size())] = std::vector<float>{kNan, -kNan, kInfinity, -kInfinity, -kInfinity}[chance.below(5)];
    }
    for (const bool logits : {false, true}) {
      int64_t expected = -1;
      for (size_t i = 0; expected < 0 && i < s.rows * s.columns; ++i) {
        const float value = data[i / s.columns * s.row_stride + i % s.columns * s.column_stride];
        if (!std::isfinite(value) && !(logits && value == -kInfinity)) expected = static_cast<int64_t>(i);
      }
      REQUIRE(kernels::first_not_finite(s.of(data), logits) == expected);
    }
  }
}

TEST("compact lists what is finite and at least the threshold, and counts what there is no room for") {
  Chance chance(2);
  for (int round = 0; round < 300; ++round) {
    const size_t count = chance.below(200), stride = chance.below(4);
    const std::vector<float> data = chance.scores(count == 0 ? 0 : (count - 1) * stride + 1);
    const float threshold = chance.score();
    std::vector<int32_t> expected;
    for (size_t i = 0; i < count; ++i) {
      if (std::isfinite(data[i * stride]) && data[i * stride] >= threshold) expected.push_back(static_cast<int32_t>(i));
    }
    const size_t room = chance.below(count + 10);
    std::vector<int32_t> index(room + 1, -7);
    std::vector<float> score(room + 1);
    const size_t total = kernels::compact({data.data(), count, stride}, threshold, index.data(), score.data(), room);
    REQUIRE(total == expected.size());
    CHECK_EQ(index[room], -7);
    for (size_t i = 0; i < std::min(room, total); ++i) {
      REQUIRE(index[i] == expected[i] && same(score[i], data[static_cast<size_t>(expected[i]) * stride]));
    }
  }
}

TEST("compact_classes is argmax, weight and threshold in one") {
  Chance chance(3);
  for (int round = 0; round < 400; ++round) {
    Shape s = shape(chance);
    if (s.rows == 0 || s.columns == 0) continue;
    const size_t weight_at = chance.below(2) == 0 ? s.size() : SIZE_MAX;
    const std::vector<float> data = chance.scores(s.size() + (s.rows - 1) * s.row_stride + 1);
    std::vector<float> thresholds(chance.below(2) == 0 ? 1 : s.columns);
    for (float& threshold : thresholds) threshold = chance.score();
    float lowest = kInfinity;
    for (const float threshold : thresholds) lowest = threshold < lowest ? threshold : lowest;
    std::vector<int32_t> rows, classes;
    std::vector<float> scores;
    for (size_t r = 0; r < s.rows; ++r) {
      const float weight = weight_at == SIZE_MAX ? 1 : data[weight_at + r * s.row_stride];
      const Best best = best_of(data, s, r);
      if (best.index < 0 || (weight_at != SIZE_MAX && !(weight >= lowest))) continue;
      const float score = best.value * weight;
      if (!std::isfinite(score) || !(score >= thresholds[thresholds.size() == 1 ? 0 : best.index])) continue;
      rows.push_back(static_cast<int32_t>(r));
      classes.push_back(best.index);
      scores.push_back(score);
    }
    std::vector<int32_t> out_rows(s.rows), out_classes(s.rows);
    std::vector<float> out_scores(s.rows);
    const size_t total =
        kernels::compact_classes(s.of(data), weight_at == SIZE_MAX ? nullptr : data.data() + weight_at,
                                 {thresholds.data(), thresholds.size()}, out_rows.data(), out_classes.data(),
                                 out_scores.data(), s.rows);
    REQUIRE(total == rows.size());
    out_rows.resize(total);
    out_classes.resize(total);
    out_scores.resize(total);
    REQUIRE(out_rows == rows && out_classes == classes && same(out_scores, scores));
  }
}

TEST("top_k is the head of a stable sort") {
  Chance chance(4);
  for (int round = 0; round < 200; ++round) {
    const size_t count = chance.below(300), stride = chance.below(3), k = chance.below(count + 5);
    const std::vector<float> data = chance.scores(count == 0 ? 0 : (count - 1) * stride + 1);
    std::vector<int32_t> expected;
    for (size_t i = 0; i < count; ++i) {
      if (!std::isnan(data[i * stride])) expected.push_back(static_cast<int32_t>(i));
    }
    std::stable_sort(expected.begin(), expected.end(), [&](int32_t a, int32_t b) {
      return data[static_cast<size_t>(a) * stride] > data[static_cast<size_t>(b) * stride];
    });
    expected.resize(std::min(k, expected.size()));
    std::vector<int32_t> index(k);
    index.resize(kernels::top_k({data.data(), count, stride}, k, index.data()));
    REQUIRE(index == expected);
  }
}

TEST("exp and sigmoid are within 2e-6 of those of the C library, from end to end") {
  std::vector<float> data;
  for (float x = -110; x < 110; x += 0.0137f) data.push_back(x);
  data.insert(data.end(), {0.0f, -0.0f, 88.72283f, 88.7229f, -87.3f, 1e30f, -1e30f, kInfinity, -kInfinity, kNan});
  std::vector<float> powers(data.size()), shares(data);
  kernels::exp({data.data(), data.size(), 1}, powers.data());
  kernels::sigmoid({shares.data(), shares.size(), 1}, shares.data());
  for (size_t i = 0; i < data.size(); ++i) {
    const double x = data[i];
    if (!near(powers[i], static_cast<float>(std::exp(x)))) CHECK_NEAR(powers[i], std::exp(x), 0);
    if (!near(shares[i], 1 / (1 + std::exp(-x)))) CHECK_NEAR(shares[i], 1 / (1 + std::exp(-x)), 0);
  }
}

TEST("a stride picks every second element for exp and column") {
  const std::vector<float> data = {0, 9, 1, 9, 2};
  std::vector<float> copied(3), powers(3);
  kernels::column({data.data(), 3, 2}, copied.data());
  kernels::exp({data.data(), 3, 2}, powers.data());
  CHECK(copied == (std::vector<float>{0, 1, 2}));
  CHECK_NEAR(powers[2], std::exp(2.0), 1e-5);
}

TEST("softmax gives each row a sum of one, and NaN where there is no such thing") {
  Chance chance(5);
  for (int round = 0; round < 200; ++round) {
    const Shape s = shape(chance);
    std::vector<float> data(s.size());
    for (float& value : data) value = chance.below(400) == 0 ? chance.score() : chance.real(-30, 30);
    std::vector<float> out(s.rows * s.columns);
    kernels::softmax(s.of(data), out.data());
    std::vector<double> powers;
    for (size_t r = 0; r < s.rows; ++r) {
      const double sum = plain_exp_sum(data.data() + r * s.row_stride, s.columns, s.column_stride, powers);
      for (size_t c = 0; c < s.columns; ++c) {
        REQUIRE(near(out[r * s.columns + c], std::isnan(sum) ? kNan : powers[c] / sum));
      }
    }
  }
}

TEST("dfl is the mean of each side's distribution") {
  Chance chance(6);
  const size_t bins = 16, rows = 50;
  std::vector<float> data(rows * bins * 4);
  for (float& value : data) value = chance.real(-12, 12);
  data[3] = kNan;
  // Column by column, as YOLOv8's raw heads are.
  const kernels::Matrix source = {data.data(), rows, 4 * bins, 1, rows};
  const std::vector<int32_t> indices = {3, 49, 0, 3};
  std::vector<float> out(indices.size() * 4);
  kernels::dfl(source, bins, indices.data(), indices.size(), out.data());
  std::vector<double> powers;
  for (size_t i = 0; i < out.size(); ++i) {
    const float* first = data.data() + indices[i / 4] + (i % 4) * bins * rows;
    const double sum = plain_exp_sum(first, bins, rows, powers);
    double mean = 0;
    for (size_t bin = 0; bin < bins; ++bin) mean += static_cast<double>(bin) * (std::isnan(sum) ? kNan : powers[bin]);
    CHECK(near(out[i], mean / sum));
  }
}

TEST("boxes come from any format as corners, rounded once") {
  const std::vector<float> row = {10.1f, 20.2f, 5.3f, 7.7f};
  const int32_t index = 0;
  std::vector<float> out(4);
  const kernels::Matrix source = {row.data(), 1, 4, 4, 1};
  kernels::boxes(source, kernels::BoxFormat::kCorners, &index, 1, out.data());
  CHECK(same(out, row));
  kernels::boxes(source, kernels::BoxFormat::kCentre, &index, 1, out.data());
  CHECK(same(out[0], static_cast<float>(static_cast<double>(row[0]) - static_cast<double>(row[2]) / 2)));
  CHECK(same(out[3], static_cast<float>(static_cast<double>(row[1]) + static_cast<double>(row[3]) / 2)));
  kernels::boxes(source, kernels::BoxFormat::kTopLeft, &index, 1, out.data());
  CHECK(same(out[0], row[0]));
  CHECK(same(out[2], static_cast<float>(static_cast<double>(row[0]) + row[2])));
}

TEST("gather takes rows in the order of their indices") {
  const std::vector<float> data = {0, 1, 2, 3, 4, 5};
  const std::vector<int32_t> indices = {2, 0, 2};
  std::vector<float> out(6);
  kernels::gather({data.data(), 3, 2, 1, 3}, indices.data(), 3, out.data());
  CHECK(out == (std::vector<float>{2, 5, 0, 3, 2, 5}));
}

TEST("the matrix of IoU is the plain one, to the bit") {
  Chance chance(7);
  const std::vector<float> a = random_boxes(chance, 60), b = random_boxes(chance, 45);
  std::vector<float> out(60 * 45);
  kernels::iou_matrix(a.data(), 60, b.data(), 45, out.data());
  for (size_t i = 0; i < out.size(); ++i) {
    const float* left = &a[4 * (i / 45)];
    const float* right = &b[4 * (i % 45)];
    const bool known = std::none_of(left, left + 4, [](float v) { return std::isnan(v); }) &&
                       std::none_of(right, right + 4, [](float v) { return std::isnan(v); });
    const Overlap o = overlap(left, right);
    const double expected = known && o.inter > 0 && o.all > 0 ? o.inter / o.all : 0;
    REQUIRE(same(out[i], static_cast<float>(expected)));
  }
}

TEST("nms keeps what the plain one keeps, with classes and without") {
  Chance chance(8);
  for (int round = 0; round < 200; ++round) {
    const size_t count = chance.below(150), max_kept = chance.below(count + 3);
    const std::vector<float> boxes = random_boxes(chance, count), scores = chance.scores(count);
    std::vector<int32_t> classes(count);
    for (int32_t& type : classes) type = static_cast<int32_t>(chance.below(3));
    const double iou = static_cast<double>(chance.below(11)) / 10;
    for (const std::vector<int32_t>* types : {static_cast<const std::vector<int32_t>*>(nullptr),
                                              static_cast<const std::vector<int32_t>*>(&classes)}) {
      std::vector<int32_t> kept(max_kept);
      kernels::Patience patience = patient();
      kept.resize(kernels::nms({boxes.data(), scores.data(), types != nullptr ? types->data() : nullptr, count}, iou,
                               max_kept, kept.data(), patience));
      REQUIRE(kept == plain_nms(boxes, scores, types, iou, max_kept));
    }
  }
}

TEST("nms of many boxes that share nothing ends when patience is spent") {
  const size_t count = 200000;
  std::vector<float> boxes, scores(count, 1);
  for (size_t i = 0; i < count; ++i) {
    const auto x = static_cast<float>(3 * i);
    boxes.insert(boxes.end(), {x, 0, x + 1, 1});
  }
  std::vector<int32_t> kept(count);
  int asked = 0;
  kernels::Patience patience([](void* data) { return ++*static_cast<int*>(data) == 3; }, &asked);
  CHECK_EQ(kernels::nms({boxes.data(), scores.data(), nullptr, count}, 0.5, count, kept.data(), patience),
           kernels::kStopped);
  CHECK_EQ(asked, 3);
}

TEST("soft nms lowers the scores of what overlaps, and ends below the least score") {
  const std::vector<float> boxes = {0, 0, 10, 10, 0, 0, 10, 5, 20, 20, 30, 30, 0, 0, 10, 10};
  const std::vector<float> scores = {0.9f, 0.8f, 0.5f, 0.7f};
  const std::vector<int32_t> classes = {0, 0, 0, 1};
  std::vector<int32_t> index(4);
  std::vector<float> score(4);
  kernels::Patience patience = patient();
  const kernels::Boxes all = {boxes.data(), scores.data(), classes.data(), 4};
  size_t count = kernels::soft_nms(all, {kernels::Decay::kLinear, 0.3, 0.5, 0.1}, 4, index.data(), score.data(), patience);
  CHECK_EQ(count, 4u);
  CHECK(index == (std::vector<int32_t>{0, 3, 2, 1}));
  CHECK(same(score[3], static_cast<float>(static_cast<double>(0.8f) * 0.5)));
  count = kernels::soft_nms(all, {kernels::Decay::kGaussian, 0.3, 0.5, 0.49}, 4, index.data(), score.data(), patience);
  CHECK_EQ(count, 3u);
  CHECK_NEAR(std::exp(-0.25 / 0.5) * 0.8, 0.485, 0.001);
}

TEST("a mask is its prototypes weighted, sampled over the box and squashed") {
  Chance chance(9);
  const kernels::Prototypes prototypes_of = {nullptr, 8, 20, 24};
  std::vector<float> data(8 * 20 * 24), coefficients(16);
  for (float& value : data) value = chance.real(-1, 1);
  for (float& value : coefficients) value = chance.real(-1, 1);
  const kernels::Prototypes prototypes = {data.data(), prototypes_of.channels, prototypes_of.height, prototypes_of.width};
  for (int round = 0; round < 50; ++round) {
    const kernels::MaskBox box = {chance.real(-5, 25), chance.real(-5, 20), chance.real(-2, 30), chance.real(0, 30)};
    const size_t width = 1 + chance.below(12), height = 1 + chance.below(9);
    std::vector<float> out(width * height);
    kernels::assemble_mask(prototypes, coefficients.data(), 2, box, width, height, out.data());
    for (size_t i = 0; i < out.size(); ++i) {
      const double x = std::clamp(box.left + (static_cast<double>(i % width) + 0.5) * box.width / static_cast<double>(width) - 0.5, 0.0, 23.0);
      const double y = std::clamp(box.top + (static_cast<double>(i / width) + 0.5) * box.height / static_cast<double>(height) - 0.5, 0.0, 19.0);
      const auto logit = [&](size_t px, size_t py) {
        double sum = 0;
        for (size_t k = 0; k < 8; ++k) sum += static_cast<double>(coefficients[2 * k]) * data[(k * 20 + py) * 24 + px];
        return sum;
      };
      const auto x0 = static_cast<size_t>(x), y0 = static_cast<size_t>(y);
      const size_t x1 = std::min<size_t>(x0 + 1, 23), y1 = std::min<size_t>(y0 + 1, 19);
      const double u = x - static_cast<double>(x0), v = y - static_cast<double>(y0);
      const double top = logit(x0, y0) * (1 - u) + logit(x1, y0) * u;
      const double bottom = logit(x0, y1) * (1 - u) + logit(x1, y1) * u;
      const double expected = 1 / (1 + std::exp(-(top * (1 - v) + bottom * v)));
      if (std::fabs(out[i] - expected) > 1e-5) CHECK_NEAR(out[i], expected, 1e-5);
    }
  }
}

TEST("every half is the float that it stands for") {
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<uint16_t>(bits);
    float value = 0;
    kernels::half_to_float(&half, 1, &value);
    const int exponent = static_cast<int>((bits >> 10) & 31);
    const double fraction = static_cast<double>(bits & 1023) / 1024;
    double expected = exponent == 31 ? (fraction == 0 ? kInfinity : kNan)
                                     : exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15);
    if ((bits & 0x8000) != 0) expected = -expected;
    REQUIRE(same(value, static_cast<float>(expected)));
  }
}
