// SPDX-License-Identifier: MIT
// Strings that cross between C++ and JavaScript once: rows hold their index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nvts::table {

// What a script may add. A new generation of strings starts only with the next batch: this is what one batch can take.
inline constexpr size_t kMaxScriptStringBytes = 65536;  // of one
inline constexpr size_t kMaxScriptStrings = 262144;
inline constexpr size_t kMaxScriptStringsBytes = size_t{16} << 20;

class StringTable {
 public:
  StringTable();

  // The index of `bytes`, added when new; -1 for the empty string. Bytes are compared as they are, also when they
  // are no valid UTF-8.
  [[nodiscard]] int32_t intern(std::string_view bytes);

  // The bytes at `index`; empty for -1 and for an index that does not exist.
  [[nodiscard]] std::string_view at(int32_t index) const {
    return index >= 0 && static_cast<size_t>(index) < m_entries.size() ? std::string_view(m_entries[index].bytes)
                                                                       : std::string_view();
  }
  [[nodiscard]] bool contains(int32_t index) const {
    return index >= 0 && static_cast<size_t>(index) < m_entries.size();
  }

  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(m_entries.size()); }
  // What the strings take together.
  [[nodiscard]] size_t bytes() const { return m_bytes; }
  [[nodiscard]] uint32_t generation() const { return m_generation; }
  // Forgets every string; indices given out before mean nothing afterwards.
  void start_generation() { start_generation(m_generation + 1); }
  // Under a number of the caller's choice.
  void start_generation(uint32_t generation);

 private:
  struct Entry {
    uint64_t hash;
    std::string bytes;
  };
  void rehash(size_t buckets);

  std::vector<Entry> m_entries;
  std::vector<int32_t> m_buckets;  // open addressing, -1 free
  size_t m_bytes = 0;
  uint32_t m_generation = 1;
};

}  // namespace nvts::table
