// SPDX-License-Identifier: MIT
// Messages between two processes: their bytes lie in shared memory, a socket is the doorbell.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "process/message.h"
#include "support/file.h"
#include "support/status.h"

namespace nvts::process {

// Whatever the peer does, nothing here reads or writes beyond the mapping, blocks beyond its timeout or raises a
// signal: the memory cannot be made smaller, and sends neither wait nor raise SIGPIPE.
class Channel {
 public:
  // What one message can hold: a bundle with its source map, or the largest frame table. Only what messages have used
  // is really there.
  static constexpr size_t kMaxMessageBytes = size_t{192} << 20;

  struct Ends {
    std::unique_ptr<Channel> ours;
    FileDescriptor memory;  // for open() in the other process, as is the socket
    FileDescriptor socket;
  };
  [[nodiscard]] static Result<Ends> create();
  [[nodiscard]] static Result<std::unique_ptr<Channel>> open(FileDescriptor memory, FileDescriptor socket);
  ~Channel();

  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Where the next message is written. One message is under way in each direction at most.
  [[nodiscard]] Writer writer() const { return Writer({m_out_bytes, kMaxMessageBytes}); }
  // Sends what was written, which must fit.
  void post(uint32_t kind, const Writer& message);

  enum class Arrival { kMessage, kNone, kClosed };
  // The next message of the peer. kNone when the time is up, kClosed when the peer has gone. Spins a little before it
  // sleeps where the last answers came quickly. A timeout below 0 waits without end.
  [[nodiscard]] Arrival wait(std::chrono::milliseconds timeout);

  // Of the message that arrived last. The peer can change these bytes at any time: who does not trust it copies them
  // before the first look.
  [[nodiscard]] uint32_t kind() const { return m_kind; }
  [[nodiscard]] std::span<const uint8_t> bytes() const { return {m_in_bytes, m_size}; }

  // Gives the memory of large messages back; both sides must be done with them.
  void trim();

  [[nodiscard]] int socket() const { return m_socket.get(); }

 private:
  // One side's part of the control page, written by that side only.
  struct alignas(64) Control {
    std::atomic<uint32_t> sequence;  // raised once a message is complete
    std::atomic<uint32_t> sleeping;  // 1 while a doorbell is wanted
    std::atomic<uint32_t> kind;
    std::atomic<uint32_t> size;
  };
  static constexpr size_t kControlBytes = 4096;
  static constexpr size_t kMappedBytes = kControlBytes + 2 * kMaxMessageBytes;

  Channel(uint8_t* mapping, FileDescriptor memory, FileDescriptor socket, bool is_creator);
  [[nodiscard]] bool arrived();
  [[nodiscard]] bool spin();
  [[nodiscard]] bool take_doorbells();

  uint8_t* m_mapping;
  FileDescriptor m_memory;  // of the creator
  FileDescriptor m_socket;
  Control* m_own;
  const Control* m_peer;
  uint8_t* m_out_bytes;
  const uint8_t* m_in_bytes;
  uint32_t m_sent = 0;
  uint32_t m_received = 0;
  uint32_t m_kind = 0;
  size_t m_size = 0;
  size_t m_largest = 0;  // since the last trim()
  uint32_t m_slow_waits = 0;
};

}  // namespace nvts::process
