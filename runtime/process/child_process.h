// SPDX-License-Identifier: MIT
// A process of our own, watched and ended by its descriptor: its number may be another's by then.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "support/file.h"
#include "support/status.h"

namespace nvts::process {

// Where the started program finds what it was given.
inline constexpr int kMemoryFd = 3;
inline constexpr int kSocketFd = 4;

class ChildProcess {
 public:
  // The program gets both descriptors, /dev/null for input and output, and of the environment only what the engine,
  // the dynamic linker and sanitizers read. It leads a process group of its own, so that Ctrl-C does not
  // reach it; in a session of its own the scheduler would set it against the element as if they were of two users.
  [[nodiscard]] static Result<std::unique_ptr<ChildProcess>> start(const std::string& program, FileDescriptor memory,
                                                                   FileDescriptor socket);
  // Ends it, if it still runs.
  ~ChildProcess();

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return m_pid; }
  // Of all its threads; 0 once it has ended.
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const;
  // Memory it holds, 0 when that cannot be told.
  [[nodiscard]] uint64_t resident_bytes() const;
  [[nodiscard]] bool tells_memory() const { return resident_bytes() > 0; }
  [[nodiscard]] bool has_ended() const;
  // By a signal such as SIGSTOP, until another lets it go on.
  [[nodiscard]] bool is_stopped() const;

  // Kills it where it still runs, and says in words how it ended: "was killed by SIGKILL".
  [[nodiscard]] std::string end();

 private:
  friend class KillSwitch;
  ChildProcess(pid_t pid, FileDescriptor handle);

  pid_t m_pid;
  FileDescriptor m_handle;
  FileDescriptor m_memory_statistics;
  bool m_reaped = false;
};

// Ends a process that another thread waits for, such as one that takes long to start.
class KillSwitch {
 public:
  // Kills it at once when the switch was thrown before.
  void watch(const ChildProcess& process);
  // From any thread. The process stays its owner's, who finds that it has ended.
  void kill();

 private:
  std::mutex m_mutex;
  FileDescriptor m_handle;
  bool m_thrown = false;
};

}  // namespace nvts::process
