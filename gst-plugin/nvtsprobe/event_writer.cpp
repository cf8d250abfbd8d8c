// SPDX-License-Identifier: MIT
#include "nvtsprobe/event_writer.h"

#include <fcntl.h>
#include <glib.h>
#include <unistd.h>

#include <cerrno>

#include "support/broken_pipe.h"

namespace nvts {

Result<std::unique_ptr<EventWriter>> EventWriter::open(const std::string& location) {
  if (location == "-") return std::unique_ptr<EventWriter>(new EventWriter(STDOUT_FILENO, "standard output"));
  // Appending keeps whole lines of several writers apart; the file itself starts empty. A FIFO must neither hold up
  // the start while it has no reader, nor the video while its reader is slow.
  const int fd = ::open(location.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666);
  if (fd < 0) {
    if (errno == ENXIO) {
      return Status{ErrorCode::kIo, "events file '" + location + "' is a FIFO that nobody reads: start its reader first"};
    }
    return Status{ErrorCode::kIo, "events file '" + location + "' cannot be opened for writing: " + g_strerror(errno)};
  }
  return std::unique_ptr<EventWriter>(new EventWriter(fd, location));
}

EventWriter::~EventWriter() {
  if (m_fd != STDOUT_FILENO) ::close(m_fd);
}

Status EventWriter::write(const std::string& line) {
  const BrokenPipeGuard guard;
  const std::string whole = line + "\n";
  size_t written = 0;
  while (written < whole.size()) {
    const ssize_t bytes = ::write(m_fd, whole.data() + written, whole.size() - written);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return {ErrorCode::kIo, "event cannot be written to " + m_location + ": " + g_strerror(errno)};
    written += static_cast<size_t>(bytes);
  }
  return Status::ok();
}

}  // namespace nvts
