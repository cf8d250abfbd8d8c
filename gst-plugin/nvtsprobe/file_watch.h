// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nvts {

// Tells what has happened to files since the last look. Looking is all it does: no kernel notification reaches across
// network file systems or follows an editor that replaces a file by another of its name.
class FileWatch {
 public:
  struct Changes {
    std::vector<std::string> changed;   // also of a file that is back
    std::vector<std::string> vanished;
  };

  // Looks at these files from now on, and at no others. What changed in those that were looked at before stays to be told.
  void set(const std::vector<std::string>& paths);
  // Takes the files as they are now as known.
  void settle();
  // A file counts once it has been the same for two polls, so that one that is still being written is left alone.
  [[nodiscard]] Changes poll();

 private:
  struct Stamp {
    bool exists = false;
    ino_t inode = 0;
    off_t size = 0;
    int64_t modified_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct File {
    Stamp known;
    Stamp last;
  };
  [[nodiscard]] static Stamp look(const std::string& path);

  std::map<std::string, File> m_files;
};

}  // namespace nvts
