// SPDX-License-Identifier: MIT
// Where a script's thread runs while the element waits for it.
#include "process/same_core.h"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <thread>

#include "check.h"

using nvts::process::SameCore;
using std::chrono::microseconds;

namespace {

cpu_set_t mask_of(pid_t thread) {
  cpu_set_t mask{};
  ::sched_getaffinity(thread, sizeof mask, &mask);
  return mask;
}

// A process that sleeps. It starts a thread for each byte it is sent, and answers with that thread's number.
struct Sleeper {
  pid_t pid;
  int to_it[2];
  int from_it[2];

  Sleeper() {
    CHECK(::pipe(to_it) == 0 && ::pipe(from_it) == 0);
    pid = ::fork();
    if (pid != 0) return;
    char byte = 0;
    while (::read(to_it[0], &byte, 1) == 1) {
      std::thread([this] {
        const pid_t id = ::gettid();
        static_cast<void>(::write(from_it[1], &id, sizeof id) == sizeof id);
        ::pause();
      }).detach();
    }
    ::_exit(0);
  }
  ~Sleeper() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    for (const int fd : {to_it[0], to_it[1], from_it[0], from_it[1]}) ::close(fd);
  }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  pid_t start_thread() {
    pid_t thread = 0;
    CHECK(::write(to_it[1], "", 1) == 1 && ::read(from_it[0], &thread, sizeof thread) == sizeof thread);
    return thread;
  }
};

// How many of these calls are together when messages take that long.
int together(SameCore& core, int calls, int us_together, int us_apart) {
  int count = 0;
  for (int i = 0; i < calls; ++i) {
    const bool is_together = core.begin_call();
    count += is_together ? 1 : 0;
    core.end_call(microseconds(is_together ? us_together : us_apart));
  }
  return count;
}

bool can_bind() {
  const cpu_set_t mask = mask_of(0);
  return ::sched_setaffinity(0, sizeof mask, &mask) == 0 && ::sched_getcpu() >= 0;
}

}  // namespace

TEST("the thread is bound to this one's processor where that takes less time, and else left free") {
  if (!can_bind()) return;
  Sleeper sleeper;
  const cpu_set_t free = mask_of(sleeper.pid);
  SameCore core(sleeper.pid);
  CHECK_EQ(together(core, 64, 20, 80), 0);
  CHECK(together(core, 10000, 20, 80) > 9900);
  while (!core.begin_call()) core.end_call(microseconds(80));
  const cpu_set_t bound = mask_of(sleeper.pid);
  CHECK_EQ(CPU_COUNT(&bound), 1);
  core.end_call(microseconds(20));

  CHECK(together(core, 10000, 300, 80) < 300);
  while (core.begin_call()) core.end_call(microseconds(300));
  const cpu_set_t after = mask_of(sleeper.pid);
  CHECK(CPU_EQUAL(&after, &free));
  core.end_call(microseconds(80));
  // And back, at the latest when it is tried the next time.
  static_cast<void>(together(core, 5000, 20, 80));
  CHECK(together(core, 1000, 20, 80) > 900);
}

TEST("a call that takes long by chance does not part them") {
  if (!can_bind()) return;
  Sleeper sleeper;
  SameCore core(sleeper.pid);
  static_cast<void>(together(core, 1000, 20, 80));
  CHECK(core.begin_call());
  core.end_call(std::chrono::seconds(1));
  CHECK(core.begin_call());
  core.end_call(microseconds(20));
}

TEST("in a call that takes long the thread is let go") {
  if (!can_bind()) return;
  Sleeper sleeper;
  const cpu_set_t free = mask_of(sleeper.pid);
  SameCore core(sleeper.pid);
  while (!core.begin_call()) core.end_call(microseconds(80));
  core.let_go();
  const cpu_set_t after = mask_of(sleeper.pid);
  CHECK(CPU_EQUAL(&after, &free));
  core.end_call(microseconds(20));
  CHECK(core.begin_call());
  const cpu_set_t bound = mask_of(sleeper.pid);
  CHECK_EQ(CPU_COUNT(&bound), 1);
}

TEST("a thread that was bound to some processors is never let go beyond them") {
  const cpu_set_t mine = mask_of(0);
  if (!can_bind() || CPU_COUNT(&mine) < 2) return;
  Sleeper sleeper;
  cpu_set_t one;
  CPU_ZERO(&one);
  for (size_t i = 0; CPU_COUNT(&one) == 0; ++i) {
    if (CPU_ISSET(i, &mine)) CPU_SET(i, &one);
  }
  REQUIRE(::sched_setaffinity(sleeper.pid, sizeof one, &one) == 0);
  SameCore core(sleeper.pid);
  static_cast<void>(together(core, 1000, 20, 80));
  while (core.begin_call()) core.end_call(microseconds(300));
  const cpu_set_t after = mask_of(sleeper.pid);
  CHECK(CPU_EQUAL(&after, &one));
}

TEST("threads that the bound one starts are set free") {
  if (!can_bind()) return;
  Sleeper sleeper;
  const cpu_set_t free = mask_of(sleeper.pid);
  SameCore core(sleeper.pid);
  while (!core.begin_call()) core.end_call(microseconds(80));
  const pid_t helper = sleeper.start_thread();
  const cpu_set_t at_start = mask_of(helper);
  CHECK_EQ(CPU_COUNT(&at_start), 1);
  core.end_call(microseconds(20));
  const cpu_set_t after = mask_of(helper);
  CHECK(CPU_EQUAL(&after, &free));
}

TEST("where binding is not allowed all calls are apart") {
  // No process has that number.
  SameCore core(0x3ffffffe);
  CHECK_EQ(together(core, 1000, 20, 80), 0);
}
