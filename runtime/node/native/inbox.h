// SPDX-License-Identifier: MIT
// Messages of a pipeline on their way to JavaScript: put there by streaming threads, taken by Node's.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace nvts::node {

struct UnrefMessage {
  void operator()(GstMessage* message) const { gst_message_unref(message); }
};
using MessagePointer = std::unique_ptr<GstMessage, UnrefMessage>;

class Inbox {
 public:
  // `wake` is called by whoever puts the first message into an empty inbox, without a lock held.
  Inbox(size_t capacity, std::function<void()> wake) : m_capacity(capacity), m_wake(std::move(wake)) {}

  // Beyond the capacity the oldest message that may be lost goes: not errors, states and the end of the stream.
  void put(MessagePointer message);
  [[nodiscard]] std::vector<MessagePointer> take_all();
  [[nodiscard]] uint64_t dropped();

 private:
  size_t m_capacity;
  std::function<void()> m_wake;
  std::mutex m_mutex;
  std::deque<MessagePointer> m_messages;
  uint64_t m_dropped = 0;
};

}  // namespace nvts::node
