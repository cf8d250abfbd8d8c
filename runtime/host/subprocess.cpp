// SPDX-License-Identifier: MIT
#include "host/subprocess.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>

#include "support/file.h"

namespace nvts::host {
namespace {

constexpr size_t kMaxErrorBytes = size_t{1} << 20;

// Files in memory stand in for pipes: nothing blocks when a side does not read, and a program that ends early
// raises no SIGPIPE in the application that we are a guest of.
FileDescriptor memory_file(const char* name, const std::string& content) {
  FileDescriptor file = FileDescriptor::adopt(::memfd_create(name, MFD_CLOEXEC));
  size_t written = 0;
  while (file && written < content.size()) {
    const ssize_t count = ::write(file.get(), content.data() + written, content.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return {};
    written += static_cast<size_t>(count);
  }
  if (file && ::lseek(file.get(), 0, SEEK_SET) != 0) return {};
  return file;
}

class SpawnSetup {
 public:
  SpawnSetup() {
    posix_spawn_file_actions_init(&m_actions);
    posix_spawnattr_init(&m_attributes);
    // The application may have blocked or ignored signals that the program needs.
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&m_attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&m_attributes, &signals);
    posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&m_actions);
    posix_spawnattr_destroy(&m_attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  posix_spawn_file_actions_t m_actions;
  posix_spawnattr_t m_attributes;
};

std::vector<std::string> merged_environment(const Command& command) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    bool replaced = false;
    for (const auto& [name, value] : command.environment)
      replaced |= text.rfind(name + "=", 0) == 0;
    if (!replaced) merged.push_back(text);
  }
  for (const auto& [name, value] : command.environment)
    merged.push_back(name + "=" + value);
  return merged;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The wait status; nullopt when the time is up, after the program was killed.
std::optional<int> wait_for(pid_t pid, std::chrono::milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  auto nap = std::chrono::milliseconds(1);
  for (;;) {
    int status = 0;
    const pid_t done = ::waitpid(pid, &status, WNOHANG);
    if (done == pid) return status;
    // The application has reaped it or ignores SIGCHLD; its output tells how it went.
    if (done < 0 && errno == ECHILD) return 0;
    if (std::chrono::steady_clock::now() >= end) break;
    std::this_thread::sleep_for(nap);
    if (nap < std::chrono::milliseconds(16)) nap *= 2;
  }
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return std::nullopt;
}

}  // namespace

Result<CommandResult> run_command(const Command& command) {
  const std::string& program = command.arguments.front();
  const FileDescriptor input = memory_file("input", command.input);
  const FileDescriptor output = memory_file("output", "");
  const FileDescriptor errors = memory_file("errors", "");
  if (!input || !output || !errors) return Status{ErrorCode::kIo, program + ": " + std::strerror(errno)};

  SpawnSetup setup;
  posix_spawn_file_actions_adddup2(&setup.m_actions, input.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&setup.m_actions, output.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&setup.m_actions, errors.get(), STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&setup.m_actions, command.folder.c_str());
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = merged_environment(command);
  pid_t pid = 0;
  const int failure = posix_spawn(&pid, program.c_str(), &setup.m_actions, &setup.m_attributes,
                                  pointers_to(arguments).data(), pointers_to(environment).data());
  if (failure != 0) return Status{ErrorCode::kIo, "cannot run " + program + ": " + std::strerror(failure)};

  const std::optional<int> status = wait_for(pid, command.timeout);
  if (!status) {
    return Status{ErrorCode::kDeadline,
                  program + " did not end within " + std::to_string(command.timeout.count() / 1000) + " s"};
  }
  Result<std::string> printed = read_all(output.get(), "the output of " + program, command.max_output);
  if (!printed) return printed.status();
  Result<std::string> complained = read_all(errors.get(), "the messages of " + program, kMaxErrorBytes);
  CommandResult result;
  result.exit_code = WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
  result.output = *std::move(printed);
  result.errors = complained ? *std::move(complained) : complained.status().message();
  return result;
}

}  // namespace nvts::host
