// SPDX-License-Identifier: MIT
#include "recording/line_reader.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

namespace nvts::recording {
namespace {

constexpr size_t kBufferBytes = 256 * 1024;
// What a recording never reaches by gzip, which makes 1,030 of one byte at most; so much may be unpacked of anything.
constexpr uint64_t kMaxRatio = 500;
constexpr uint64_t kFreeBytes = uint64_t{16} << 20;

gzFile as_stream(void* stream) {
  return static_cast<gzFile>(stream);
}

}  // namespace

LineReader::~LineReader() {
  if (m_stream != nullptr) gzclose(as_stream(m_stream));
}

Status LineReader::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
    return {code, "cannot read the recording '" + path + "': " + std::strerror(errno)};
  }
  m_stream = gzdopen(file, "rb");
  if (m_stream == nullptr) {
    ::close(file);
    return {ErrorCode::kIo, "cannot read the recording '" + path + "'"};
  }
  gzbuffer(as_stream(m_stream), kBufferBytes);
  m_buffer.resize(kBufferBytes);
  return Status::ok();
}

bool LineReader::fill() {
  errno = 0;
  const int bytes = gzread(as_stream(m_stream), m_buffer.data(), static_cast<unsigned>(m_buffer.size()));
  m_begin = 0;
  m_end = bytes > 0 ? static_cast<size_t>(bytes) : 0;
  if (bytes > 0) {
    const auto unpacked = static_cast<uint64_t>(gztell(as_stream(m_stream)));
    const auto packed = static_cast<uint64_t>(gzoffset(as_stream(m_stream)));
    if (unpacked <= kFreeBytes || unpacked <= packed * kMaxRatio) return true;
    m_end = 0;
    m_fault = "it unpacks to more than " + std::to_string(kMaxRatio) + " times its size, as no recording does";
    return false;
  }

  int error = Z_OK;
  const char* message = gzerror(as_stream(m_stream), &error);
  if (error == Z_BUF_ERROR) {
    m_fault = "the gzip data end early: the file was cut off";
  } else if (error == Z_ERRNO) {
    m_fault = std::strerror(errno);
  } else if (bytes < 0 || (error != Z_OK && error != Z_STREAM_END)) {
    m_fault = std::string("the gzip data are damaged: ") + message;
  }
  return false;
}

LineReader::Next LineReader::next(std::string_view& line) {
  m_long_line.clear();
  m_unterminated = false;
  bool too_long = false;
  uint64_t bytes = 0;
  while (true) {
    if (m_begin == m_end && !fill()) {
      if (!m_fault.empty()) return Next::kDamaged;
      if (bytes == 0) return Next::kEnd;
      m_unterminated = true;
      line = m_long_line;
      break;
    }
    const char* begin = m_buffer.data() + m_begin;
    const size_t available = m_end - m_begin;
    const auto* newline = static_cast<const char*>(std::memchr(begin, '\n', available));
    const size_t length = newline != nullptr ? static_cast<size_t>(newline - begin) : available;
    m_begin += newline != nullptr ? length + 1 : length;
    bytes += newline != nullptr ? length + 1 : length;
    if (bytes > kMaxLineBytes) {
      too_long = true;
      m_long_line.clear();
    } else if (newline == nullptr || !m_long_line.empty()) {
      m_long_line.append(begin, length);
    }
    if (newline == nullptr) continue;
    line = m_long_line.empty() ? std::string_view(begin, length) : std::string_view(m_long_line);
    break;
  }
  m_next.offset += bytes;
  ++m_next.line;
  if (too_long) return Next::kTooLong;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return Next::kLine;
}

Status LineReader::seek(const LinePosition& position) {
  m_begin = m_end = 0;
  m_fault.clear();
  gzclearerr(as_stream(m_stream));
  // After a fault zlib only lets go of it by starting over.
  if (gzrewind(as_stream(m_stream)) != 0 ||
      gzseek(as_stream(m_stream), static_cast<z_off_t>(position.offset), SEEK_SET) < 0) {
    return {ErrorCode::kIo, "the recording cannot be read again from an earlier place: is it a pipe?"};
  }
  m_next = position;
  return Status::ok();
}

}  // namespace nvts::recording
