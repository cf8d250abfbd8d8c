// SPDX-License-Identifier: MIT
#include "support/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace nvts {
namespace {

Status io_error(const std::string& name, int error) {
  return {error == ENOENT || error == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo,
          name + ": " + std::strerror(error)};
}

Status too_large(const std::string& name, size_t max_bytes) {
  return {ErrorCode::kArgument,
          name + ": larger than " + std::to_string(max_bytes >> 10) + " KiB, which is the most"};
}

}  // namespace

void FileDescriptor::reset() {
  if (m_fd >= 0) ::close(m_fd);
  m_fd = -1;
}

Result<std::string> read_file(const std::string& path, size_t max_bytes) {
  // Non-blocking, so that the name of a pipe nobody writes to does not hang here.
  const FileDescriptor file = FileDescriptor::adopt(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return io_error(path, errno);
  struct stat info;
  if (::fstat(file.get(), &info) != 0) return io_error(path, errno);
  if (S_ISDIR(info.st_mode)) return Status{ErrorCode::kArgument, path + ": is a directory, expected a file"};
  if (!S_ISREG(info.st_mode)) return Status{ErrorCode::kArgument, path + ": is no regular file"};
  return read_all(file.get(), path, max_bytes);
}

Result<std::string> read_all(int fd, const std::string& name, size_t max_bytes) {
  struct stat info;
  if (::fstat(fd, &info) != 0) return io_error(name, errno);
  if (static_cast<uint64_t>(info.st_size) > max_bytes) return too_large(name, max_bytes);

  std::string content;
  content.resize(static_cast<size_t>(info.st_size));
  size_t filled = 0;
  // The file may shrink while it is read; what it gains is left.
  while (filled < content.size()) {
    const ssize_t got =
        ::pread(fd, content.data() + filled, content.size() - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error(name, errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  content.resize(filled);
  return content;
}

}  // namespace nvts
