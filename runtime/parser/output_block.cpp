// SPDX-License-Identifier: MIT
#include "parser/output_block.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>

namespace nvts::parser {
namespace {

static_assert(std::endian::native == std::endian::little, "the block is little-endian, and so are views of it");

constexpr uint32_t kFirstRows = 1024;
constexpr uint32_t kFirstValues = 8192;

Status wrong(uint32_t row, const std::string& what) {
  return {ErrorCode::kRange, "row " + std::to_string(row) + " of the results: " + what};
}

bool all_finite(const float* values, size_t count) {
  return std::all_of(values, values + count, [](float value) { return std::isfinite(value); });
}

// At least twice as much when it must become more.
uint32_t grown(uint32_t capacity, uint32_t wanted, uint32_t most) {
  return wanted <= capacity ? capacity : std::min(std::max(wanted, 2 * capacity), most);
}

std::string class_range(uint32_t classes) {
  return classes > 0 ? "must be 0 to " + std::to_string(classes - 1) : "must not be below 0";
}

}  // namespace

OutputBlock::OutputBlock() {
  allocate(kFirstRows, kFirstValues);
  clear();
}

void OutputBlock::allocate(uint32_t rows, uint32_t values) {
  m_row_capacity = rows;
  m_value_capacity = values;
  m_memory = std::shared_ptr<uint8_t>(new uint8_t[bytes_of(rows, values)](), std::default_delete<uint8_t[]>());
  words()[kAbiWord] = kAbi;
  words()[kRowCapacityWord] = rows;
  words()[kValueCapacityWord] = values;
}

Status OutputBlock::grow(uint32_t rows, uint32_t values) {
  if (rows > kMaxRows || values > kMaxValues) {
    return {ErrorCode::kLimit, "a parser gives at most " + std::to_string(kMaxRows) + " rows and " +
                                   std::to_string(kMaxValues) + " values a frame, not " + std::to_string(rows) +
                                   " and " + std::to_string(values)};
  }
  if (rows <= m_row_capacity && values <= m_value_capacity) return Status::ok();
  const OutputBlock old = *this;
  allocate(grown(old.m_row_capacity, rows, kMaxRows), grown(old.m_value_capacity, values, kMaxValues));
  for (const Word same : {kRowsWord, kValuesWord, kMapWidthWord, kMapHeightWord, kProbabilityLayerWord}) {
    words()[same] = old.words()[same];
  }
  for (size_t i = 0; i < kColumns; ++i) {
    std::memcpy(words() + kHeaderWords + i * m_row_capacity, old.column<uint32_t>(i), 4 * size_t{old.m_row_capacity});
  }
  std::memcpy(words() + kHeaderWords + kColumns * m_row_capacity, old.values_start(), 4 * size_t{old.m_value_capacity});
  return Status::ok();
}

void OutputBlock::clear() {
  std::fill_n(words(), kHeaderWords, 0u);
  words()[kAbiWord] = kAbi;
  words()[kRowCapacityWord] = m_row_capacity;
  words()[kValueCapacityWord] = m_value_capacity;
  words()[kProbabilityLayerWord] = static_cast<uint32_t>(-1);
}

Status OutputBlock::resize(uint32_t rows, uint32_t values) {
  if (Status status = grow(rows, values); !status) return status;
  words()[kRowsWord] = rows;
  words()[kValuesWord] = values;
  return Status::ok();
}

OutputBlock::ConstParts OutputBlock::used() const {
  ConstParts parts;
  // The copy has the same memory.
  std::ranges::copy(OutputBlock(*this).used(), parts.begin());
  return parts;
}

OutputBlock::Parts OutputBlock::used() {
  Parts parts;
  for (size_t i = 0; i < kColumns; ++i) parts[i] = {words() + kHeaderWords + i * m_row_capacity, rows()};
  parts[kColumns] = {words() + kMapWidthWord, kProbabilityLayerWord + 1 - kMapWidthWord};
  parts[kColumns + 1] = {words() + kHeaderWords + kColumns * m_row_capacity, values_used()};
  return parts;
}

Status OutputBlock::check(const RowFormat& format) const {
  if (rows() > m_row_capacity || word(kValuesWord) > m_value_capacity) {
    return {ErrorCode::kRange, "the results claim " + std::to_string(rows()) + " rows and " +
                                   std::to_string(word(kValuesWord)) + " values, there is room for " +
                                   std::to_string(m_row_capacity) + " and " + std::to_string(m_value_capacity)};
  }
  if (format.output == Output::kSegmentation) return check_map(format);
  uint64_t next_value = 0;
  for (uint32_t row = 0; row < rows(); ++row) {
    if (Status status = check_row(format, row, &next_value); !status) return status;
  }
  return Status::ok();
}

Status OutputBlock::check_row(const RowFormat& format, uint32_t row, uint64_t* next_value) const {
  const float x = left()[row], y = top()[row], w = width()[row], h = height()[row];
  const float network_width = static_cast<float>(format.network_width);
  const float network_height = static_cast<float>(format.network_height);
  // So written, NaN is refused.
  const bool inside = x >= -network_width && x <= 2 * network_width && y >= -network_height &&
                      y <= 2 * network_height && w >= 0 && w <= 3 * network_width && h >= 0 && h <= 3 * network_height;
  if (!inside) {
    return wrong(row, "its box " + std::to_string(x) + ", " + std::to_string(y) + ", " + std::to_string(w) + " x " +
                          std::to_string(h) + " is not a box in or near a network input of " +
                          std::to_string(format.network_width) + " x " + std::to_string(format.network_height));
  }
  if (!std::isfinite(confidence()[row])) return wrong(row, "its confidence is not a finite number");
  const int32_t type = class_id()[row];
  if (type < 0 || (format.classes > 0 && static_cast<uint32_t>(type) >= format.classes)) {
    return wrong(row, "its class " + std::to_string(type) + " " + class_range(format.classes));
  }
  if (attribute()[row] < 0) return wrong(row, "its attribute is below 0");

  const int64_t first = first_value()[row], count = value_count()[row];
  const int64_t mask = int64_t{mask_width()[row]} * mask_height()[row];
  if (count == 0 && mask == 0 && format.keypoints == 0 && format.embedding == 0) return Status::ok();
  const int64_t wanted = int64_t{3} * format.keypoints + mask + format.embedding;
  if (mask_width()[row] < 0 || mask_height()[row] < 0 || count != wanted) {
    return wrong(row, "has " + std::to_string(count) + " values, not " + std::to_string(format.keypoints) +
                          " keypoints, a mask of " + std::to_string(mask_width()[row]) + " x " +
                          std::to_string(mask_height()[row]) + " and an embedding of " +
                          std::to_string(format.embedding));
  }
  if (first < static_cast<int64_t>(*next_value) || first + count > int64_t{word(kValuesWord)}) {
    return wrong(row, "its values lie outside of what is used, or in another row's");
  }
  if (!all_finite(values() + first, static_cast<size_t>(count))) return wrong(row, "a value is not a finite number");
  *next_value = static_cast<uint64_t>(first + count);
  return Status::ok();
}

Status OutputBlock::check_map(const RowFormat& format) const {
  const uint64_t cells = uint64_t{map_width()} * map_height();
  if (cells == 0 || map_width() > kMaxValues || cells > word(kValuesWord)) {
    return {ErrorCode::kRange, "the class map of " + std::to_string(map_width()) + " x " +
                                   std::to_string(map_height()) + " does not fit " +
                                   std::to_string(word(kValuesWord)) + " values"};
  }
  const int32_t* map = class_map();
  for (uint64_t i = 0; i < cells; ++i) {
    if (map[i] >= -1 && (format.classes == 0 || map[i] < static_cast<int64_t>(format.classes))) continue;
    return {ErrorCode::kRange, "the class map has class " + std::to_string(map[i]) + ", which " +
                                   class_range(format.classes) + ", or -1 for none"};
  }
  return Status::ok();
}

}  // namespace nvts::parser
