// SPDX-License-Identifier: MIT
#include "process/sandbox.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

namespace nvts::process {
namespace {

constexpr rlim_t kDescriptors = 16;

// What the engine's threads need once they run: memory, waiting, clocks, more threads, and signals among themselves
// (the collector stops the other threads by one).
constexpr unsigned kAllowed[] = {
    // memory
    SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_brk, SYS_membarrier,
    // threads
    SYS_futex, SYS_sched_yield, SYS_sched_getaffinity, SYS_set_robust_list, SYS_rseq, SYS_gettid, SYS_getpid, SYS_getppid,
    SYS_exit, SYS_exit_group,
    // signals and their handlers
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigsuspend, SYS_sigaltstack, SYS_restart_syscall,
    // time
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getrusage,
    // descriptors there are: the channel, and what the engine opened as it began
    SYS_ppoll, SYS_read, SYS_pread64, SYS_write, SYS_recvfrom, SYS_sendto, SYS_close, SYS_eventfd2,
    // what messages to people need
    SYS_getcwd, SYS_sysinfo, SYS_uname, SYS_getrandom,
#ifdef SYS_poll
    SYS_poll,
#endif
};

#if defined(__x86_64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned kArchitecture = 0;
#endif

constexpr unsigned field(size_t offset) {
  return static_cast<unsigned>(offset);
}
// The lower half of an argument, on little-endian machines.
constexpr unsigned argument(size_t index) {
  return field(offsetof(seccomp_data, args) + index * sizeof(uint64_t));
}

class Filter {
 public:
  void load(unsigned offset) { m_code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)); }
  void give(unsigned verdict) { m_code.push_back(BPF_STMT(BPF_RET | BPF_K, verdict)); }
  // Each skips the next `count` instructions, by the value that was loaded.
  void when_equal(unsigned value, unsigned char count) {
    m_code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, count, 0));
  }
  void unless_equal(unsigned value, unsigned char count) {
    m_code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count));
  }
  void unless_bits(unsigned bits, unsigned char count) {
    m_code.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, count));
  }
  [[nodiscard]] sock_fprog program() {
    return {static_cast<unsigned short>(m_code.size()), m_code.data()};
  }

 private:
  std::vector<sock_filter> m_code;
};

Filter make_filter() {
  constexpr unsigned kNo = SECCOMP_RET_ERRNO | EPERM;
  constexpr unsigned kYes = SECCOMP_RET_ALLOW;
  Filter filter;
  // Numbers mean something for one architecture only.
  filter.load(field(offsetof(seccomp_data, arch)));
  filter.when_equal(kArchitecture, 1);
  filter.give(SECCOMP_RET_KILL_PROCESS);
  filter.load(field(offsetof(seccomp_data, nr)));
  for (const unsigned number : kAllowed) {
    filter.unless_equal(number, 1);
    filter.give(kYes);
  }
  // Threads, but no processes. The flags of clone3 lie in memory, where a filter cannot look: the C library falls
  // back to clone.
  filter.unless_equal(SYS_clone3, 1);
  filter.give(SECCOMP_RET_ERRNO | ENOSYS);
  filter.unless_equal(SYS_clone, 4);
  filter.load(argument(0));
  filter.unless_bits(CLONE_THREAD, 1);
  filter.give(kYes);
  filter.give(kNo);
  // Signals to its own threads only.
  filter.unless_equal(SYS_tgkill, 4);
  filter.load(argument(0));
  filter.unless_equal(static_cast<unsigned>(::getpid()), 1);
  filter.give(kYes);
  filter.give(kNo);
  // Names of threads.
  filter.unless_equal(SYS_prctl, 4);
  filter.load(argument(0));
  filter.unless_equal(PR_SET_NAME, 1);
  filter.give(kYes);
  filter.give(kNo);
  filter.give(kNo);
  return filter;
}

void limit(__rlimit_resource resource, rlim_t value) {
  rlimit current{};
  if (::getrlimit(resource, &current) != 0) return;
  const rlim_t lowered = std::min(value, current.rlim_max);
  const rlimit limits{lowered, lowered};
  static_cast<void>(::setrlimit(resource, &limits));
}

}  // namespace

void close_descriptors_from(int first) {
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0u, 0) == 0) return;
  const long end = std::min(::sysconf(_SC_OPEN_MAX), 65536L);
  for (long fd = first; fd < end; ++fd) ::close(static_cast<int>(fd));
}

void lower_limits() {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, kDescriptors);
  limit(RLIMIT_FSIZE, 0);
  const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score < 0) return;
  static_cast<void>(::write(score, "1000", 4) == 4);
  ::close(score);
}

Status forbid_system_calls() {
  if (kArchitecture == 0) return {ErrorCode::kUnsupported, "no filter of system calls for this processor"};
  Filter filter = make_filter();
  const sock_fprog program = filter.program();
  // Threads that run already are bound too.
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0) {
    return Status::ok();
  }
  return {ErrorCode::kUnsupported, std::string("this kernel filters no system calls: ") + std::strerror(errno)};
}

}  // namespace nvts::process
