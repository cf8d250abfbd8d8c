// SPDX-License-Identifier: MIT
#include "inbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nvts::node {
namespace {

bool may_be_lost(const MessagePointer& message) {
  const GstMessageType type = GST_MESSAGE_TYPE(message.get());
  return type == GST_MESSAGE_ELEMENT || type == GST_MESSAGE_WARNING || type == GST_MESSAGE_INFO;
}

}  // namespace

void Inbox::put(MessagePointer message) {
  MessagePointer lost;
  bool first = false;
  {
    const std::lock_guard<std::mutex> lock(m_mutex);
    first = m_messages.empty();
    if (m_messages.size() >= m_capacity) {
      const auto oldest = std::find_if(m_messages.begin(), m_messages.end(), may_be_lost);
      if (oldest != m_messages.end()) {
        lost = std::move(*oldest);
        m_messages.erase(oldest);
        ++m_dropped;
      }
    }
    m_messages.push_back(std::move(message));
  }
  if (first) m_wake();
}

std::vector<MessagePointer> Inbox::take_all() {
  const std::lock_guard<std::mutex> lock(m_mutex);
  std::vector<MessagePointer> messages(std::make_move_iterator(m_messages.begin()),
                                       std::make_move_iterator(m_messages.end()));
  m_messages.clear();
  return messages;
}

uint64_t Inbox::dropped() {
  const std::lock_guard<std::mutex> lock(m_mutex);
  return m_dropped;
}

}  // namespace nvts::node
