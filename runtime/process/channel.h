// SPDX-License-Identifier: MIT
// Messages between two processes: their bytes lie in shared memory, where whoever waits for one sleeps too. A socket tells
// when the other side has gone.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "process/message.h"
#include "support/file.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::process {

// Whatever the peer does, nothing here reads or writes beyond the mapping, blocks beyond its timeout or raises a
// signal: the memory cannot be made smaller.
class Channel {
 public:
  // What one message can hold: a bundle with its source map, or the largest frame table. Only what messages have used
  // is really there.
  static constexpr size_t kMaxMessageBytes = size_t{192} << 20;
  // Of the script's frame table.
  static constexpr size_t kTableBytes = size_t{192} << 20;
  static_assert(kTableBytes >= table::Block::kMaxBytes);

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
  // The next message of the peer. kNone when the time is up, kClosed when it is and the peer has gone. Before it sleeps it
  // spins a little where the last answers came quickly, or lets the peer run where they share a processor. A timeout
  // below 0 waits without end.
  [[nodiscard]] Arrival wait(std::chrono::milliseconds timeout);

  // The creator says, before it sends a message, whether both sides run on one processor: then nobody spins.
  void set_together(bool together) { m_together = together; }
  // How long the last message of this side and its answer were under way, each from its sending to the other's look.
  [[nodiscard]] std::chrono::nanoseconds under_way() const;

  // Of the message that arrived last. The peer can change these bytes at any time: who does not trust it copies them
  // before the first look.
  [[nodiscard]] uint32_t kind() const { return m_kind; }
  [[nodiscard]] std::span<const uint8_t> bytes() const { return {m_in_bytes, m_size}; }

  // kTableBytes that both sides read and write, zeros at first.
  [[nodiscard]] uint8_t* table_memory() const { return m_mapping + kControlBytes + 2 * kMaxMessageBytes; }

  // Gives the memory of large messages back; both sides must be done with them.
  void trim();

  [[nodiscard]] int socket() const { return m_socket.get(); }

 private:
  // One side's part of the control page, written by that side only.
  struct alignas(64) Control {
    std::atomic<uint32_t> sequence;  // raised once a message is complete
    std::atomic<uint32_t> sleeping;  // 1 while it wants to be woken
    std::atomic<uint32_t> kind;
    std::atomic<uint32_t> size;
    std::atomic<uint32_t> together;  // the creator's
    std::atomic<int64_t> posted;     // when the last message was, in ns
    std::atomic<int64_t> seen;       // when the peer's last one was
  };
  static constexpr size_t kControlBytes = 4096;
  static constexpr size_t kMappedBytes = kControlBytes + 2 * kMaxMessageBytes + kTableBytes;

  Channel(uint8_t* mapping, FileDescriptor memory, FileDescriptor socket, bool is_creator);
  [[nodiscard]] bool arrived();
  [[nodiscard]] bool is_creator() const { return static_cast<bool>(m_memory); }
  [[nodiscard]] bool stay_awake();
  [[nodiscard]] bool spin();
  [[nodiscard]] bool let_run();
  [[nodiscard]] bool sleep(std::chrono::milliseconds timeout);
  [[nodiscard]] bool is_open() const;

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
  bool m_together = false;
  bool m_has_waited = false;  // since the last message was sent
};

}  // namespace nvts::process
