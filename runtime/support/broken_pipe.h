// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <ctime>

namespace nvts {

// While one lives, writing to a pipe that nobody reads any more fails with EPIPE on this thread, instead of ending
// the application that we are a guest of.
class BrokenPipeGuard {
 public:
  BrokenPipeGuard() {
    sigemptyset(&m_pipe);
    sigaddset(&m_pipe, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    m_was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
  }

  ~BrokenPipeGuard() {
    if (!m_was_pending) {
      const timespec now{};
      sigtimedwait(&m_pipe, nullptr, &now);
    }
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
  }

  BrokenPipeGuard(const BrokenPipeGuard&) = delete;
  BrokenPipeGuard& operator=(const BrokenPipeGuard&) = delete;

 private:
  sigset_t m_pipe;
  sigset_t m_before;
  bool m_was_pending;
};

}  // namespace nvts
