// SPDX-License-Identifier: MIT
// The lines of a text file, plain or gzip, one at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/status.h"

namespace nvts::recording {

// Where a line begins, so that reading can go back to it.
struct LinePosition {
  uint64_t offset = 0;  // in the uncompressed text
  uint64_t line = 0;    // lines before it
};

// Nothing but blanks, which a recording may have between its lines.
[[nodiscard]] inline bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

class LineReader {
 public:
  static constexpr size_t kMaxLineBytes = 32u << 20;

  enum class Next { kLine, kTooLong, kEnd, kDamaged };

  LineReader() = default;
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  [[nodiscard]] Status open(const std::string& path);

  // kTooLong: a line beyond kMaxLineBytes was passed over. kDamaged: the file cannot be read further, fault()
  // says why; lines before stay valid. `line` has no line end and is valid until the next call.
  [[nodiscard]] Next next(std::string_view& line);
  [[nodiscard]] Status seek(const LinePosition& position);

  // Of the line that next() returned last, from 1.
  [[nodiscard]] uint64_t line_number() const { return m_next.line; }
  // Of the line that next() will return.
  [[nodiscard]] const LinePosition& position() const { return m_next; }
  // Whether the last line had no line end, as in a file that was cut off.
  [[nodiscard]] bool unterminated() const { return m_unterminated; }
  [[nodiscard]] const std::string& fault() const { return m_fault; }

 private:
  [[nodiscard]] bool fill();

  void* m_stream = nullptr;  // gzFile
  std::vector<char> m_buffer;
  size_t m_begin = 0;
  size_t m_end = 0;
  std::string m_long_line;  // a line that spans buffers
  LinePosition m_next;
  bool m_unterminated = false;
  std::string m_fault;
};

}  // namespace nvts::recording
