// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "support/status.h"

namespace nvts {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  [[nodiscard]] static FileDescriptor adopt(int fd) { return FileDescriptor(fd); }
  ~FileDescriptor() { reset(); }

  FileDescriptor(FileDescriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      reset();
      m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
  }

  [[nodiscard]] int get() const { return m_fd; }
  explicit operator bool() const { return m_fd >= 0; }
  void reset();

 private:
  explicit FileDescriptor(int fd) : m_fd(fd) {}
  int m_fd = -1;
};

// The whole of a regular file. kNotFound, kIo, or kArgument for what is no regular file or larger than
// `max_bytes`; messages begin with the path.
[[nodiscard]] Result<std::string> read_file(const std::string& path, size_t max_bytes);

// What an open file holds from its start; the same errors, `name` stands for the path.
[[nodiscard]] Result<std::string> read_all(int fd, const std::string& name, size_t max_bytes);

}  // namespace nvts
