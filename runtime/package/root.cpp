// SPDX-License-Identifier: MIT
#include "package/root.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace nvts::package {
namespace {

// What is open, by the name that the kernel has for it now: no one can change that between a look and the reading.
Result<std::string> real_path(int fd) {
  std::string path(PATH_MAX, '\0');
  const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path.data(), path.size());
  if (size <= 0) return Status{ErrorCode::kIo, std::string("/proc/self/fd cannot be read: ") + std::strerror(errno)};
  path.resize(static_cast<size_t>(size));
  return path;
}

}  // namespace

bool is_package_path(std::string_view path) {
  if (path.substr(0, 2) == "./") path.remove_prefix(2);
  const auto odd = [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(path.begin(), path.end(), odd)) return false;
  for (;;) {
    const size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    if (end == path.size()) return true;
    path.remove_prefix(end + 1);
  }
}

Result<Root> Root::open(const std::string& path) {
  Root root;
  root.m_folder = FileDescriptor::adopt(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.m_folder) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return Status{absent ? ErrorCode::kNotFound : ErrorCode::kIo, path + ": " + std::strerror(errno)};
  }
  return root;
}

Result<std::string> Root::read(const std::string& file, size_t max_bytes) const {
  if (!is_package_path(file)) return Status{ErrorCode::kPackage, "'" + file + "' is not the path of a file in the package"};
  // Non-blocking, so that a pipe nobody writes to does not hang here.
  const auto fd = FileDescriptor::adopt(::openat(m_folder.get(), file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return Status{absent ? ErrorCode::kNotFound : ErrorCode::kIo, file + ": " + std::strerror(errno)};
  }
  const Result<std::string> root = real_path(m_folder.get());
  if (!root) return root.status();
  const Result<std::string> real = real_path(fd.get());
  if (!real) return real.status();
  if (real->compare(0, root->size() + 1, *root + "/") != 0) {
    return Status{ErrorCode::kPackage, file + ": leads out of the package, to " + *real};
  }
  struct stat info;
  if (::fstat(fd.get(), &info) != 0) return Status{ErrorCode::kIo, file + ": " + std::strerror(errno)};
  if (!S_ISREG(info.st_mode)) return Status{ErrorCode::kPackage, file + ": is no regular file"};
  Result<std::string> content = read_all(fd.get(), file, max_bytes);
  if (!content && content.status().code() == ErrorCode::kArgument) return Status{ErrorCode::kPackage, content.status().message()};
  return content;
}

}  // namespace nvts::package
