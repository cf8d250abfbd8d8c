// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "support/status.h"

namespace nvts {

// Messages for the script: put in by any thread, taken out by the streaming thread.
class Mailbox {
 public:
  static constexpr size_t kMaxMessages = 1024;
  static constexpr size_t kMaxBytes = size_t{1} << 20;

  // `message` is a JSON text. kJson when it is none, or no valid UTF-8; kLimit when there is no room.
  [[nodiscard]] Status put(std::string message);
  [[nodiscard]] std::optional<std::string> take();
  // Costs a load, so that it can be asked for every buffer.
  [[nodiscard]] bool empty() const { return m_count.load(std::memory_order_relaxed) == 0; }
  void clear();

 private:
  std::mutex m_mutex;
  std::deque<std::string> m_messages;
  size_t m_bytes = 0;
  std::atomic<size_t> m_count{0};
};

}  // namespace nvts
