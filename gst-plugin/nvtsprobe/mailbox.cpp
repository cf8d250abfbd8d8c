// SPDX-License-Identifier: MIT
#include "nvtsprobe/mailbox.h"

#include <utility>

#include "support/json.h"
#include "support/utf8.h"

namespace nvts {

Status Mailbox::put(std::string message) {
  if (message.size() > kMaxBytes) {
    return {ErrorCode::kLimit, "a message has " + std::to_string(message.size()) + " bytes, at most " +
                                   std::to_string(kMaxBytes) + " are taken"};
  }
  if (!is_utf8(message)) return {ErrorCode::kJson, "a message is not valid UTF-8"};
  if (Result<json::Kind> kind = json::check(message); !kind) {
    return {ErrorCode::kJson, "a message is not JSON: " + kind.status().message()};
  }

  const std::lock_guard lock(m_mutex);
  if (m_messages.size() >= kMaxMessages || m_bytes + message.size() > kMaxBytes) {
    return {ErrorCode::kLimit, std::to_string(m_messages.size()) + " messages of " + std::to_string(m_bytes) +
                                   " bytes wait for a buffer to bring them to the script: there is no room for more"};
  }
  m_bytes += message.size();
  m_messages.push_back(std::move(message));
  m_count.store(m_messages.size(), std::memory_order_relaxed);
  return Status::ok();
}

std::optional<std::string> Mailbox::take() {
  const std::lock_guard lock(m_mutex);
  if (m_messages.empty()) return std::nullopt;
  std::string message = std::move(m_messages.front());
  m_messages.pop_front();
  m_bytes -= message.size();
  m_count.store(m_messages.size(), std::memory_order_relaxed);
  return message;
}

void Mailbox::clear() {
  const std::lock_guard lock(m_mutex);
  m_messages.clear();
  m_bytes = 0;
  m_count.store(0, std::memory_order_relaxed);
}

}  // namespace nvts
