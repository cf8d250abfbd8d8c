// SPDX-License-Identifier: MIT
#include "process/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "support/thread.h"

namespace nvts::process {
namespace {

// Most are gone within a few milliseconds.
constexpr int kMaxDyingMs = 500;

constexpr std::array<std::string_view, 4> kKeptVariables = {"LD_LIBRARY_PATH=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=",
                                                            "TSAN_OPTIONS="};

std::vector<char*> environment() {
  std::vector<char*> kept;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool keep = text.substr(0, 4) == "JSC_";
    for (const std::string_view name : kKeptVariables) keep |= text.substr(0, name.size()) == name;
    if (keep) kept.push_back(*entry);
  }
  kept.push_back(nullptr);
  return kept;
}

class SpawnSetup {
 public:
  SpawnSetup() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    // The application may have blocked or ignored signals.
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

// A copy that is in the way of none of the numbers that the program expects.
FileDescriptor out_of_the_way(const FileDescriptor& file) {
  return FileDescriptor::adopt(::fcntl(file.get(), F_DUPFD_CLOEXEC, kSocketFd + 1));
}

void send_kill(const FileDescriptor& handle) {
  ::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0);
}

bool wait_for_end(const FileDescriptor& handle, int timeout_ms) {
  pollfd process{handle.get(), POLLIN, 0};
  int ready = 0;
  while ((ready = ::poll(&process, 1, timeout_ms)) < 0 && errno == EINTR) {
  }
  return ready > 0;
}

std::string name_of(int signal) {
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

std::string describe(int status) {
  if (WIFEXITED(status)) return "ended by itself with code " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  switch (signal) {
    case SIGKILL: return "was killed by SIGKILL, by someone or by the kernel for want of memory";
    case SIGSYS: return "was killed for a system call that it may not make (SIGSYS)";
    case SIGTERM: return "was ended by SIGTERM";
    default: return "crashed with " + name_of(signal);
  }
}

// /proc may belong to another namespace, in which the process has another number; -1 when it is not there.
pid_t number_in_proc(const FileDescriptor& handle) {
  const std::string path = "/proc/self/fdinfo/" + std::to_string(handle.get());
  const FileDescriptor file = FileDescriptor::adopt(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[1024];
  const ssize_t count = ::read(file.get(), text, sizeof text - 1);
  text[std::max(count, ssize_t{0})] = '\0';
  const char* at = std::strstr(text, "\nPid:");
  return at == nullptr ? -1 : std::atoi(at + std::strlen("\nPid:"));
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const std::string& program, FileDescriptor memory,
                                                          FileDescriptor socket) {
  const auto failed = [&](int error) {
    return Status{ErrorCode::kProcess, "cannot start " + program + ": " + std::strerror(error)};
  };
  const FileDescriptor given_memory = out_of_the_way(memory);
  const FileDescriptor given_socket = out_of_the_way(socket);
  if (!given_memory || !given_socket) return failed(errno);
  SpawnSetup setup;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&setup.actions, fd, "/dev/null", O_RDWR, 0);
  }
  posix_spawn_file_actions_adddup2(&setup.actions, given_memory.get(), kMemoryFd);
  posix_spawn_file_actions_adddup2(&setup.actions, given_socket.get(), kSocketFd);
  std::string name = program;
  char* arguments[] = {name.data(), nullptr};
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, program.c_str(), &setup.actions, &setup.attributes, arguments, environment().data());
  if (error != 0) return failed(error);

  FileDescriptor handle = FileDescriptor::adopt(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!handle) {
    const int reason = errno;
    // Has ended, and the application has reaped it: the number may be another's.
    if (reason == ESRCH) return Status{ErrorCode::kProcess, program + " ended as soon as it was started"};
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return Status{ErrorCode::kProcess, std::string("cannot watch a process: pidfd_open: ") + std::strerror(reason) +
                                           " (it takes Linux 5.3, and a seccomp profile that allows it)"};
  }
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, std::move(handle)));
}

ChildProcess::ChildProcess(pid_t pid, FileDescriptor handle) : m_pid(pid), m_handle(std::move(handle)) {
  const std::string statistics = "/proc/" + std::to_string(number_in_proc(m_handle)) + "/statm";
  m_memory_statistics = FileDescriptor::adopt(::open(statistics.c_str(), O_RDONLY | O_CLOEXEC));
}

ChildProcess::~ChildProcess() {
  static_cast<void>(end());
}

std::chrono::nanoseconds ChildProcess::cpu_time() const {
  clockid_t clock;
  timespec time{};
  if (m_reaped || ::clock_getcpuclockid(m_pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

uint64_t ChildProcess::resident_bytes() const {
  char text[128];
  const ssize_t count = ::pread(m_memory_statistics.get(), text, sizeof text - 1, 0);
  if (count <= 0) return 0;
  text[count] = '\0';
  unsigned long long pages = 0;
  if (std::sscanf(text, "%*u %llu", &pages) != 1) return 0;
  return pages * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

bool ChildProcess::has_ended() const {
  pollfd handle{m_handle.get(), POLLIN, 0};
  return m_reaped || ::poll(&handle, 1, 0) > 0;
}

bool ChildProcess::is_stopped() const {
  siginfo_t info{};
  return !m_reaped && ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == m_pid;
}

std::string ChildProcess::end() {
  if (m_reaped) return "has ended";
  send_kill(m_handle);
  m_reaped = true;
  if (!wait_for_end(m_handle, kMaxDyingMs)) {
    // In the kernel's hands, or the machine is at a standstill: the video must not wait for that.
    static_cast<void>(start_thread([pid = m_pid, handle = std::make_shared<FileDescriptor>(std::move(m_handle))] {
      static_cast<void>(wait_for_end(*handle, -1));
      ::waitpid(pid, nullptr, WNOHANG);
    }));
    return "does not end";
  }
  int status = 0;
  // This process only: the application has children of its own. It may also have reaped this one, or ignore SIGCHLD.
  return ::waitpid(m_pid, &status, WNOHANG) == m_pid ? describe(status) : "has ended";
}

void KillSwitch::watch(const ChildProcess& process) {
  const std::lock_guard lock(m_mutex);
  m_handle = out_of_the_way(process.m_handle);
  if (m_thrown) send_kill(m_handle);
}

void KillSwitch::kill() {
  const std::lock_guard lock(m_mutex);
  m_thrown = true;
  if (m_handle) send_kill(m_handle);
}

}  // namespace nvts::process
