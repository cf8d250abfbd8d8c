// SPDX-License-Identifier: MIT
// What is left to a process after it has locked itself down. Each attempt is made in a child.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <thread>

#include "check.h"
#include "process/sandbox.h"

using namespace nvts;
using namespace nvts::process;

namespace {

constexpr int kSucceeded = 200;
constexpr int kNoFilter = 201;

// The errno of an attempt under the filter; kSucceeded when it succeeded, 256 + signal when it ended the process.
int attempt(const std::function<bool()>& deed) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (!forbid_system_calls()) ::_exit(kNoFilter);
    errno = 0;
    const bool succeeded = deed();
    ::_exit(succeeded ? kSucceeded : errno);
  }
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

bool has_filters() {
  return attempt([] { return true; }) == kSucceeded;
}

#define REQUIRE_FILTERS() \
  if (!has_filters()) SKIP("this kernel filters no system calls")

}  // namespace

TEST("files cannot be opened, made or removed") {
  REQUIRE_FILTERS();
  CHECK_EQ(attempt([] { return ::open("/etc/passwd", O_RDONLY) >= 0; }), EPERM);
  CHECK_EQ(attempt([] { return ::open("/tmp/nvts-sandbox", O_WRONLY | O_CREAT, 0600) >= 0; }), EPERM);
  CHECK_EQ(attempt([] { return ::unlink("/tmp/nvts-sandbox") == 0; }), EPERM);
  CHECK_EQ(attempt([] { return ::memfd_create("x", 0) >= 0; }), EPERM);
}

TEST("no sockets, no programs, no processes") {
  REQUIRE_FILTERS();
  CHECK_EQ(attempt([] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }), EPERM);
  CHECK_EQ(attempt([] { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }), EPERM);
  CHECK_EQ(attempt([] {
    char name[] = "/bin/true";
    char* arguments[] = {name, nullptr};
    return ::execv(name, arguments) == 0;
  }), EPERM);
  CHECK_EQ(attempt([] { return ::fork() >= 0; }), EPERM);
}

TEST("no signals to other processes, and no look into them") {
  REQUIRE_FILTERS();
  CHECK_EQ(attempt([] { return ::kill(::getppid(), 0) == 0; }), EPERM);
  CHECK_EQ(attempt([] { return ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0; }), EPERM);
}

TEST("memory and threads go on") {
  REQUIRE_FILTERS();
  CHECK_EQ(attempt([] {
    return ::mmap(nullptr, 65536, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
  }), kSucceeded);
  CHECK_EQ(attempt([] {
    bool ran = false;
    std::thread([&] { ran = true; }).join();
    return ran;
  }), kSucceeded);
}

TEST("threads that ran before are bound too") {
  REQUIRE_FILTERS();
  const pid_t pid = ::fork();
  if (pid == 0) {
    int locked[2];
    if (::pipe(locked) != 0) ::_exit(1);
    int error = 0;
    std::thread earlier([&] {
      char byte = 0;
      if (::read(locked[0], &byte, 1) == 1 && ::open("/etc/passwd", O_RDONLY) < 0) error = errno;
    });
    if (!forbid_system_calls() || ::write(locked[1], "", 1) != 1) ::_exit(1);
    earlier.join();
    ::_exit(error);
  }
  int status = 0;
  CHECK_EQ(::waitpid(pid, &status, 0), pid);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == EPERM);
}
