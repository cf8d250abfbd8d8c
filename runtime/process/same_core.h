// SPDX-License-Identifier: MIT
// The script's thread on the processor of the thread that waits for it: whoever has nothing to do makes room for the
// other, and caches are warm. To wake another processor that sleeps takes 50 to 100 us on virtual machines.
#pragma once

#include <sched.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>

namespace nvts::process {

// Where the processor has other work to do, or the threads cannot make room for each other, they are better off apart.
// So both ways are tried now and then, and the one is taken in which messages take less time.
class SameCore {
 public:
  // `thread` is the first thread of a process of this user, and is there as long as this is used.
  explicit SameCore(pid_t thread) : m_thread(thread) {}

  // Before a call: true where it is made together, the thread bound to the processor of the caller, and false where the
  // thread runs where it likes.
  [[nodiscard]] bool begin_call();
  // Of a call that takes long: the thread runs where it likes from here on.
  void let_go();
  // After it: how long its messages were under way.
  void end_call(std::chrono::nanoseconds under_way);

 private:
  [[nodiscard]] bool is_better(bool together) const;
  void next_turn();
  [[nodiscard]] bool gather();
  [[nodiscard]] bool learn_free_mask();
  void free_helpers();

  // Threads that the engine starts as it warms up start where they like.
  static constexpr uint32_t kFirstTurn = 64;
  static constexpr uint32_t kTry = 16;
  static constexpr uint32_t kShortTurn = 256;
  static constexpr uint32_t kLongTurn = 4096;

  const pid_t m_thread;
  bool m_allowed = true;
  bool m_together = false;
  bool m_tries = true;  // in this turn
  uint32_t m_left = kFirstTurn;
  uint32_t m_turn = kShortTurn;
  // Apart and together: us a call that messages took, of that many calls.
  double m_cost[2] = {0, 0};
  uint32_t m_calls[2] = {0, 0};
  int m_processor = -1;  // that the thread is bound to
  cpu_set_t m_free{};    // what the thread's mask was
  bool m_free_known = false;
  std::chrono::steady_clock::time_point m_helpers_freed{};
};

}  // namespace nvts::process
