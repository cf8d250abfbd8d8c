// SPDX-License-Identifier: MIT
#include "nvtsprobe/state_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>
#include <string_view>
#include <system_error>
#include <vector>

#include "support/checksum.h"
#include "support/json.h"

namespace nvts {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "nvts-state 1\n";
constexpr std::string_view kAnyFormat = "nvts-state ";
constexpr size_t kMaxHeaderBytes = 4096;

// The kernel's lock tells processes apart; on some network file systems it does not tell apart who is in one process.
std::mutex g_mutex;
std::set<std::string>& paths_in_use() {
  static auto* paths = new std::set<std::string>;
  return *paths;
}

Status io_error(const std::string& what) {
  return {ErrorCode::kIo, what + ": " + std::strerror(errno)};
}

Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return io_error("cannot be written");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return Status::ok();
}

struct Header {
  std::string script;
  std::string bytes;
  std::string sha256;
};

std::optional<Header> read_header(std::string_view line) {
  const auto members = json::members(line);
  if (!members) return std::nullopt;
  Header header;
  for (const json::Member& member : *members) {
    if (member.key == "bytes") header.bytes = std::string(member.value);
    if (member.key != "script" && member.key != "sha256") continue;
    auto text = json::string_value(member.value);
    if (!text) return std::nullopt;
    (member.key == "script" ? header.script : header.sha256) = *std::move(text);
  }
  return header;
}

}  // namespace

Result<std::unique_ptr<StateFile>> StateFile::open(const std::string& path) {
  std::error_code error;
  // One file has one path here, so that a rename replaces the file and not a link to it.
  const std::string whole = fs::weakly_canonical(fs::absolute(path, error), error).string();
  if (error || whole.empty()) return Status{ErrorCode::kArgument, "save-state " + path + ": " + error.message()};
  if (fs::is_directory(whole, error)) {
    return Status{ErrorCode::kArgument, "save-state " + path + ": is a directory, expected the path of a file"};
  }
  const Status taken{ErrorCode::kConflict, "save-state " + path +
                                               ": another element keeps its state there: give each element a file of its own"};
  {
    const std::lock_guard lock(g_mutex);
    if (!paths_in_use().insert(whole).second) return taken;
  }
  // From here on its destructor gives the path free.
  std::unique_ptr<StateFile> file(new StateFile(whole, {}));
  const std::string lock_path = whole + ".lock";
  file->m_lock = FileDescriptor::adopt(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file->m_lock) return Status{ErrorCode::kIo, "save-state " + lock_path + " cannot be opened: " + std::strerror(errno)};
  if (::flock(file->m_lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return taken;
    return Status{ErrorCode::kIo, "save-state " + lock_path + " cannot be locked: " + std::strerror(errno)};
  }
  return file;
}

StateFile::~StateFile() {
  const std::lock_guard lock(g_mutex);
  paths_in_use().erase(m_path);
}

Result<std::optional<std::string>> StateFile::read(const std::string& script) const {
  const auto refuse = [&](const std::string& what) {
    return Status{ErrorCode::kState, "the state in " + m_path + " " + what};
  };
  Result<std::string> text = read_file(m_path, kMaxBytes + kMaxHeaderBytes);
  if (!text) {
    if (text.status().code() == ErrorCode::kNotFound) return std::optional<std::string>();
    return Status{ErrorCode::kState, "the state cannot be read: " + text.status().message()};
  }
  std::string_view rest = *text;
  if (rest.substr(0, kFormat.size()) != kFormat) {
    if (rest.substr(0, kAnyFormat.size()) != kAnyFormat) return refuse("is no state that nvtsprobe saved");
    return refuse("is of another version of nvtsprobe ('" + std::string(rest.substr(0, rest.find('\n')).substr(0, 40)) + "')");
  }
  rest.remove_prefix(kFormat.size());
  const size_t end = rest.find('\n');
  const std::optional<Header> header = end < kMaxHeaderBytes ? read_header(rest.substr(0, end)) : std::nullopt;
  if (!header) return refuse("is damaged: its second line is no header");
  rest.remove_prefix(end + 1);
  if (header->bytes != std::to_string(rest.size())) {
    return refuse("is damaged: it holds " + std::to_string(rest.size()) + " bytes of " + header->bytes);
  }
  if (header->sha256 != sha256(rest)) return refuse("is damaged: its checksum differs");
  if (header->script != script) return refuse("is that of script '" + header->script + "', this is '" + script + "'");
  return std::optional<std::string>(rest);
}

Status StateFile::write(const std::string& script, const std::string& state) const {
  const std::string temporary = m_path + ".tmp";
  const auto failed = [&](const Status& status) {
    ::unlink(temporary.c_str());
    return Status{status.code(), "the state in " + m_path + " " + status.message()};
  };
  FileDescriptor file =
      FileDescriptor::adopt(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file) return failed(io_error("cannot be written"));
  const std::string header = std::string(kFormat) + "{\"script\":" + json::quote(script) +
                             ",\"bytes\":" + std::to_string(state.size()) + ",\"sha256\":\"" + sha256(state) + "\"}\n";
  if (Status status = write_all(file.get(), header); !status) return failed(status);
  if (Status status = write_all(file.get(), state); !status) return failed(status);
  if (::fsync(file.get()) != 0) return failed(io_error("cannot be written"));
  file.reset();
  if (::rename(temporary.c_str(), m_path.c_str()) != 0) return failed(io_error("cannot be replaced"));
  // The new name is on the disk once the folder is.
  const FileDescriptor folder = FileDescriptor::adopt(
      ::open(fs::path(m_path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) static_cast<void>(::fsync(folder.get()));
  return Status::ok();
}

Result<std::string> StateFile::set_aside() const {
  std::string aside = m_path + ".bad";
  for (int number = 2; number <= kMaxAside && fs::exists(fs::symlink_status(aside)); ++number) {
    aside = m_path + ".bad-" + std::to_string(number);
  }
  // The last one gives way, so that a script that refuses its state at each start does not fill the disk.
  if (::rename(m_path.c_str(), aside.c_str()) != 0) return io_error(m_path + " cannot be renamed to " + aside);
  return aside;
}

}  // namespace nvts
