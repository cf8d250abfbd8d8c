// SPDX-License-Identifier: MIT
#include "recording/recording_file.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "recording/line_writer.h"
#include "support/broken_pipe.h"

namespace nvts::recording {
namespace {

constexpr unsigned kBufferBytes = 128 * 1024;

gzFile as_stream(void* stream) {
  return static_cast<gzFile>(stream);
}

}  // namespace

Result<std::unique_ptr<RecordingFile>> RecordingFile::create(const std::string& location) {
  const bool compressed = location.ends_with(".gz");
  errno = 0;
  gzFile stream = gzopen(location.c_str(), compressed ? "wb6" : "wbT");
  if (stream == nullptr) {
    return Status{ErrorCode::kIo, "cannot write the recording '" + location + "': " + std::strerror(errno)};
  }
  gzbuffer(stream, kBufferBytes);
  std::unique_ptr<RecordingFile> file(new RecordingFile(location, stream));
  if (Status status = file->write_line(header_line()); !status) return status;
  // A full disk or a device that takes nothing shows now rather than after the first minutes.
  if (Status status = file->flush(); !status) return status;
  return file;
}

RecordingFile::~RecordingFile() {
  const BrokenPipeGuard guard;
  if (m_stream != nullptr) gzclose(as_stream(m_stream));
}

Status RecordingFile::write_line(std::string_view line) {
  const BrokenPipeGuard guard;
  errno = 0;
  const auto bytes = static_cast<unsigned>(line.size());
  if ((bytes > 0 && gzwrite(as_stream(m_stream), line.data(), bytes) == 0) ||
      gzputc(as_stream(m_stream), '\n') < 0) {
    return fault(errno);
  }
  return Status::ok();
}

Status RecordingFile::flush() {
  const BrokenPipeGuard guard;
  errno = 0;
  return gzflush(as_stream(m_stream), Z_FINISH) == Z_OK ? Status::ok() : fault(errno);
}

Status RecordingFile::close() {
  const BrokenPipeGuard guard;
  errno = 0;
  const int result = gzclose(as_stream(m_stream));
  m_stream = nullptr;
  return result == Z_OK ? Status::ok() : fault(errno);
}

Status RecordingFile::fault(int error) const {
  return {ErrorCode::kIo, "cannot write the recording '" + m_location +
                              "': " + (error != 0 ? std::strerror(error) : "the compressor failed")};
}

}  // namespace nvts::recording
