// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "support/file.h"
#include "support/status.h"

namespace nvts {

// A script's state on disk: a line that names the format, a line of JSON (script, bytes, sha256), the text.
// The file holds either the state before or the state after a write, whatever happens to the machine meanwhile.
class StateFile {
 public:
  static constexpr size_t kMaxBytes = size_t{16} << 20;

  // Takes the path for this element alone. kConflict when another element has it, in this process or in another;
  // kIo and kNotFound when its folder cannot be written to.
  [[nodiscard]] static Result<std::unique_ptr<StateFile>> open(const std::string& path);
  ~StateFile();

  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;

  // The state that `script` saved; nullopt when there is no file. kState says what is wrong with it.
  [[nodiscard]] Result<std::optional<std::string>> read(const std::string& script) const;
  [[nodiscard]] Status write(const std::string& script, const std::string& state) const;
  // So many files stand beside a state at most: the first ones that were refused, and the latest.
  static constexpr int kMaxAside = 9;
  // Renames the file so that the next write does not replace it, to a name that is free; the result is its new path.
  [[nodiscard]] Result<std::string> set_aside() const;

  [[nodiscard]] const std::string& path() const { return m_path; }

 private:
  StateFile(std::string path, FileDescriptor lock) : m_path(std::move(path)), m_lock(std::move(lock)) {}

  std::string m_path;
  FileDescriptor m_lock;
};

}  // namespace nvts
