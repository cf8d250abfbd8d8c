// SPDX-License-Identifier: MIT
// What a parser writes its results into: one little-endian block of 4-byte words, a header, columns of rows, then values.
// The script can write any byte of it. Capacities are kept outside of it, and what it says is checked before it is used.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "support/status.h"

namespace nvts::parser {

inline constexpr int32_t kAbi = 1;
inline constexpr uint32_t kMaxRows = 65536;
inline constexpr uint32_t kMaxValues = uint32_t{1} << 24;
// Keypoints, or values of an embedding.
inline constexpr uint32_t kMaxPerRow = 65536;

// What a parser gives.
enum class Output { kDetections, kMasks, kClasses, kSegmentation, kEmbedding };

// What each row's values are, and what its class may be.
struct RowFormat {
  Output output = Output::kDetections;
  uint32_t network_width = 0;
  uint32_t network_height = 0;
  uint32_t classes = 0;  // 0: unknown
  uint32_t keypoints = 0;
  uint32_t embedding = 0;
};

class OutputBlock {
  static constexpr size_t kHeaderWords = 16;
  static constexpr size_t kColumns = 11;

 public:
  OutputBlock();

  // The memory, shared with the views that a script may keep of older ones.
  [[nodiscard]] const std::shared_ptr<uint8_t>& memory() const { return m_memory; }
  [[nodiscard]] size_t bytes() const { return bytes_of(m_row_capacity, m_value_capacity); }

  // Room for at least as much; what has been written stays. kLimit beyond kMaxRows and kMaxValues.
  [[nodiscard]] Status grow(uint32_t rows, uint32_t values);
  // Before the script runs: no rows, and the words that are the host's.
  void clear();
  // So many rows and values, which hold what was there. As grow().
  [[nodiscard]] Status resize(uint32_t rows, uint32_t values);

  // Everything, after the script ran. kRange with the row and what is wrong with it. Before that, the rest must not be
  // read.
  [[nodiscard]] Status check(const RowFormat& format) const;

  [[nodiscard]] uint32_t rows() const { return word(kRowsWord); }
  [[nodiscard]] uint32_t values_used() const { return word(kValuesWord); }
  [[nodiscard]] const float* left() const { return column<float>(0); }
  [[nodiscard]] const float* top() const { return column<float>(1); }
  [[nodiscard]] const float* width() const { return column<float>(2); }
  [[nodiscard]] const float* height() const { return column<float>(3); }
  [[nodiscard]] const float* confidence() const { return column<float>(4); }
  [[nodiscard]] const int32_t* class_id() const { return column<int32_t>(5); }
  [[nodiscard]] const int32_t* attribute() const { return column<int32_t>(6); }
  [[nodiscard]] const int32_t* first_value() const { return column<int32_t>(7); }
  [[nodiscard]] const int32_t* value_count() const { return column<int32_t>(8); }
  [[nodiscard]] const int32_t* mask_width() const { return column<int32_t>(9); }
  [[nodiscard]] const int32_t* mask_height() const { return column<int32_t>(10); }
  [[nodiscard]] const float* values() const { return reinterpret_cast<const float*>(values_start()); }
  // Of a segmentation: map_width * map_height class ids.
  [[nodiscard]] const int32_t* class_map() const { return reinterpret_cast<const int32_t*>(values_start()); }
  [[nodiscard]] uint32_t map_width() const { return word(kMapWidthWord); }
  [[nodiscard]] uint32_t map_height() const { return word(kMapHeightWord); }
  // The layer with the probabilities of a segmentation, -1 for none.
  [[nodiscard]] int32_t probability_layer() const { return static_cast<int32_t>(word(kProbabilityLayerWord)); }

  // All that makes the results besides their numbers of rows and values, wherever it lies: for whoever copies them.
  using Parts = std::array<std::span<uint32_t>, 2 + kColumns>;
  [[nodiscard]] Parts used();
  using ConstParts = std::array<std::span<const uint32_t>, 2 + kColumns>;
  [[nodiscard]] ConstParts used() const;

 private:
  enum Word : size_t {
    kAbiWord,
    kRowsWord,
    kValuesWord,
    kRowCapacityWord,
    kValueCapacityWord,
    kMapWidthWord,
    kMapHeightWord,
    kProbabilityLayerWord,
  };

  static size_t bytes_of(uint32_t rows, uint32_t values) {
    return 4 * (kHeaderWords + kColumns * size_t{rows} + size_t{values});
  }
  [[nodiscard]] uint32_t* words() const { return reinterpret_cast<uint32_t*>(m_memory.get()); }
  [[nodiscard]] uint32_t word(Word word) const { return words()[word]; }
  template <class T>
  [[nodiscard]] const T* column(size_t index) const {
    return reinterpret_cast<const T*>(words() + kHeaderWords + index * m_row_capacity);
  }
  [[nodiscard]] const uint32_t* values_start() const { return words() + kHeaderWords + kColumns * m_row_capacity; }
  void allocate(uint32_t rows, uint32_t values);
  [[nodiscard]] Status check_row(const RowFormat& format, uint32_t row, uint64_t* next_value) const;
  [[nodiscard]] Status check_map(const RowFormat& format) const;

  uint32_t m_row_capacity = 0;
  uint32_t m_value_capacity = 0;
  std::shared_ptr<uint8_t> m_memory;
};

}  // namespace nvts::parser
