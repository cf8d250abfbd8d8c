// SPDX-License-Identifier: MIT
// What the fuzz targets share: taking an input apart, files that hold one, and claims about the result.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// Ends the process, which is how a fuzzer learns of a fault.
#define FUZZ_REQUIRE(condition)                                                             \
  do {                                                                                      \
    if (!(condition)) {                                                                     \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);   \
      std::abort();                                                                         \
    }                                                                                       \
  } while (false)

namespace nvts::fuzz {

// Takes values off an input; an input that is used up yields zeros and empty texts.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : m_data(data), m_size(size) {}

  [[nodiscard]] bool empty() const { return m_size == 0; }

  template <class T>
  T take() {
    T value{};
    const size_t bytes = sizeof value < m_size ? sizeof value : m_size;
    std::memcpy(&value, m_data, bytes);
    skip(bytes);
    return value;
  }
  uint8_t byte() { return take<uint8_t>(); }
  // 0 to `count` - 1.
  uint32_t below(uint32_t count) { return count == 0 ? 0 : (count <= 256 ? byte() : take<uint32_t>()) % count; }

  // A number as hostile as any, or a harmless one.
  float number() {
    constexpr float kSpecial[] = {0,    -0.0f, 1,     -1,    0.5f,  100, 1e6f, -1e6f, 1e7f, 1e38f, -1e38f, 1e-40f,
                                  std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                                  std::numeric_limits<float>::quiet_NaN()};
    constexpr uint32_t kCount = sizeof kSpecial / sizeof *kSpecial;
    const uint32_t choice = below(kCount + 2);
    return choice < kCount ? kSpecial[choice] : take<float>();
  }

  std::string_view text(size_t max) {
    const size_t bytes = std::min<size_t>(max == 0 ? 0 : take<uint16_t>() % (max + 1), m_size);
    const std::string_view text(reinterpret_cast<const char*>(m_data), bytes);
    skip(bytes);
    return text;
  }
  std::string_view rest() {
    const std::string_view text(reinterpret_cast<const char*>(m_data), m_size);
    skip(m_size);
    return text;
  }

 private:
  void skip(size_t bytes) {
    m_data += bytes;
    m_size -= bytes;
  }

  const uint8_t* m_data;
  size_t m_size;
};

// The parts of a text that stand between lines of "%%".
inline std::string_view next_part(std::string_view& text) {
  constexpr std::string_view kBetween = "\n%%\n";
  const size_t at = text.find(kBetween);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + kBetween.size());
  return part;
}

}  // namespace nvts::fuzz
