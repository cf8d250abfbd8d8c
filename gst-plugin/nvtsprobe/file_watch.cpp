// SPDX-License-Identifier: MIT
#include "nvtsprobe/file_watch.h"

#include <sys/stat.h>

#include <utility>

namespace nvts {

FileWatch::Stamp FileWatch::look(const std::string& path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) return {};
  return {true, info.st_ino, info.st_size, int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec};
}

void FileWatch::set(const std::vector<std::string>& paths) {
  std::map<std::string, File> files;
  for (const std::string& path : paths) {
    const auto before = m_files.find(path);
    if (before != m_files.end()) {
      files.insert(*before);
    } else {
      const Stamp now = look(path);
      files.insert({path, {now, now}});
    }
  }
  m_files = std::move(files);
}

void FileWatch::settle() {
  for (auto& [path, file] : m_files) file.known = file.last = look(path);
}

FileWatch::Changes FileWatch::poll() {
  Changes changes;
  for (auto& [path, file] : m_files) {
    const Stamp now = look(path);
    const bool stable = now == file.last;
    file.last = now;
    if (!stable || now == file.known) continue;
    file.known = now;
    (now.exists ? changes.changed : changes.vanished).push_back(path);
  }
  return changes;
}

}  // namespace nvts
