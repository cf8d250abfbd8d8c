// SPDX-License-Identifier: MIT
// The bytes of a message: numbers, texts and columns, one after the other and unaligned.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace nvts::process {

// Writes into memory of a fixed size. What does not fit any more is left out, and fits() is false from then on.
class Writer {
 public:
  explicit Writer(std::span<uint8_t> memory) : m_memory(memory) {}

  template <class Number>
    requires(std::is_arithmetic_v<Number> || std::is_enum_v<Number>)
  void put(Number number) {
    put_bytes(&number, sizeof number);
  }
  void put_text(std::string_view text) {
    put(static_cast<uint32_t>(text.size()));
    put_bytes(text.data(), text.size());
  }
  void put_bytes(const void* bytes, size_t count) {
    uint8_t* to = room(count);
    if (to != nullptr && count != 0) std::memcpy(to, bytes, count);
  }
  // Memory for the caller to fill; nullptr when there is not that much.
  [[nodiscard]] uint8_t* room(size_t count) {
    if (!m_fits || count > m_memory.size() - m_used) {
      m_fits = false;
      return nullptr;
    }
    uint8_t* at = m_memory.data() + m_used;
    m_used += count;
    return at;
  }

  // Leaves bytes out up to a multiple of so many from the beginning.
  void align(size_t bytes) { static_cast<void>(room((bytes - m_used % bytes) % bytes)); }

  [[nodiscard]] bool fits() const { return m_fits; }
  [[nodiscard]] size_t used() const { return m_used; }

 private:
  std::span<uint8_t> m_memory;
  size_t m_used = 0;
  bool m_fits = true;
};

// Reads what a Writer wrote, and trusts none of it: beyond the end everything is 0 or empty, and good() is false.
class Reader {
 public:
  Reader() = default;
  explicit Reader(std::span<const uint8_t> bytes) : m_bytes(bytes) {}

  template <class Number>
    requires std::is_arithmetic_v<Number>
  [[nodiscard]] Number get() {
    Number number{};
    if (const uint8_t* from = take(sizeof number)) std::memcpy(&number, from, sizeof number);
    return number;
  }
  // Points into the message.
  [[nodiscard]] std::string_view get_text() {
    const auto length = get<uint32_t>();
    const uint8_t* from = take(length);
    return from == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(from), length);
  }
  // The next bytes; nullptr when there are not that many.
  [[nodiscard]] const uint8_t* take(size_t count) {
    if (!m_good || count > m_bytes.size() - m_used) {
      m_good = false;
      return nullptr;
    }
    const uint8_t* at = m_bytes.data() + m_used;
    m_used += count;
    return at;
  }

  void align(size_t bytes) { static_cast<void>(take((bytes - m_used % bytes) % bytes)); }

  [[nodiscard]] bool good() const { return m_good; }
  [[nodiscard]] size_t left() const { return m_bytes.size() - m_used; }

 private:
  std::span<const uint8_t> m_bytes;
  size_t m_used = 0;
  bool m_good = true;
};

}  // namespace nvts::process
