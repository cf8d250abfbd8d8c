// SPDX-License-Identifier: MIT
#include "process/channel.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <ctime>
#include <new>
#include <string>
#include <thread>
#include <utility>

namespace nvts::process {
namespace {

using Clock = std::chrono::steady_clock;

// What falling asleep and being woken costs, about: waiting that long at most doubles the cost of a wait.
constexpr std::chrono::microseconds kSpin{20};
// For the answer to a call, which has to wake the other process first. Without it the thread would run the script itself.
constexpr std::chrono::microseconds kSpinForAnswer{120};
// Where other work has the processor too it pays to sleep.
constexpr std::chrono::microseconds kLetRun{300};
// After so many waits that outlasted it spinning is tried now and then only.
constexpr uint32_t kSlowWaits = 4;
constexpr uint32_t kTryEvery = 64;
constexpr size_t kKeptBytes = size_t{4} << 20;

Status failure(const char* what) {
  return {ErrorCode::kProcess, std::string("cannot make ") + what + ": " + std::strerror(errno)};
}

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

int64_t now_ns() {
  return std::chrono::nanoseconds(Clock::now().time_since_epoch()).count();
}

// On a word of memory that processes share.
void futex(const std::atomic<uint32_t>& word, int operation, uint32_t value, const timespec* timeout) {
  static_assert(sizeof word == sizeof(uint32_t) && std::atomic<uint32_t>::is_always_lock_free);
  ::syscall(SYS_futex, &word, operation, value, timeout, nullptr, 0);
}

uint8_t* map(int memory, size_t bytes) {
  void* at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, memory, 0);
  return at == MAP_FAILED ? nullptr : static_cast<uint8_t*>(at);
}

}  // namespace

Channel::Channel(uint8_t* mapping, FileDescriptor memory, FileDescriptor socket, bool is_creator)
    : m_mapping(mapping), m_memory(std::move(memory)), m_socket(std::move(socket)) {
  auto* controls = reinterpret_cast<Control*>(mapping);
  uint8_t* areas = mapping + kControlBytes;
  m_own = &controls[is_creator ? 0 : 1];
  m_peer = &controls[is_creator ? 1 : 0];
  m_out_bytes = areas + (is_creator ? 0 : kMaxMessageBytes);
  m_in_bytes = areas + (is_creator ? kMaxMessageBytes : 0);
}

Channel::~Channel() {
  ::munmap(m_mapping, kMappedBytes);
}

Result<Channel::Ends> Channel::create() {
  // Beyond it ftruncate would end the program by a signal.
  rlimit file_size{};
  if (::getrlimit(RLIMIT_FSIZE, &file_size) == 0 && file_size.rlim_cur < kMappedBytes) {
    return Status{ErrorCode::kProcess, "cannot make shared memory: files may have " + std::to_string(file_size.rlim_cur >> 20) +
                                           " MiB (ulimit -f), and it takes " + std::to_string(kMappedBytes >> 20)};
  }
  FileDescriptor memory = FileDescriptor::adopt(::memfd_create("nvts-script", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory || ::ftruncate(memory.get(), kMappedBytes) != 0) return failure("shared memory");
  // A peer that cut it off would end this process by SIGBUS.
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return failure("shared memory of a fixed size");
  }
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return failure("a pair of sockets");
  FileDescriptor our_socket = FileDescriptor::adopt(sockets[0]);
  FileDescriptor their_socket = FileDescriptor::adopt(sockets[1]);
  uint8_t* mapping = map(memory.get(), kMappedBytes);
  if (mapping == nullptr) {
    return Status{ErrorCode::kLimit, std::string("cannot map ") + std::to_string(kMappedBytes >> 20) + " MiB of shared memory: " +
                                         std::strerror(errno) + " (ulimit -v limits the engine, too)"};
  }
  FileDescriptor kept = FileDescriptor::adopt(::fcntl(memory.get(), F_DUPFD_CLOEXEC, 0));
  std::unique_ptr<Channel> ours(new Channel(mapping, std::move(kept), std::move(our_socket), true));
  return Ends{std::move(ours), std::move(memory), std::move(their_socket)};
}

Result<std::unique_ptr<Channel>> Channel::open(FileDescriptor memory, FileDescriptor socket) {
  uint8_t* mapping = map(memory.get(), kMappedBytes);
  if (mapping == nullptr) return failure("a mapping of shared memory");
  return std::unique_ptr<Channel>(new Channel(mapping, {}, std::move(socket), false));
}

void Channel::post(uint32_t kind, const Writer& message) {
  assert(message.fits());
  m_largest = std::max(m_largest, message.used());
  m_own->kind.store(kind, std::memory_order_relaxed);
  m_own->size.store(static_cast<uint32_t>(message.used()), std::memory_order_relaxed);
  m_has_waited = false;
  m_own->together.store(m_together, std::memory_order_relaxed);
  m_own->posted.store(now_ns(), std::memory_order_relaxed);
  // Sequentially consistent, as is the peer's pair of `sleeping` and `sequence`: one of the two sees the other.
  m_own->sequence.store(++m_sent, std::memory_order_seq_cst);
  if (m_peer->sleeping.load(std::memory_order_seq_cst) == 0) return;
  futex(m_own->sequence, FUTEX_WAKE, 1, nullptr);
}

bool Channel::arrived() {
  const uint32_t sequence = m_peer->sequence.load(std::memory_order_acquire);
  if (sequence == m_received) return false;
  m_received = sequence;
  m_kind = m_peer->kind.load(std::memory_order_relaxed);
  m_size = std::min(size_t{m_peer->size.load(std::memory_order_relaxed)}, kMaxMessageBytes);
  m_largest = std::max(m_largest, m_size);
  m_own->seen.store(now_ns(), std::memory_order_relaxed);
  return true;
}

std::chrono::nanoseconds Channel::under_way() const {
  // Without a sign: the peer's times are what it says they are.
  const auto time = [](const std::atomic<int64_t>& ns) { return static_cast<uint64_t>(ns.load(std::memory_order_relaxed)); };
  const uint64_t sum = time(m_peer->seen) - time(m_own->posted) + time(m_own->seen) - time(m_peer->posted);
  return std::chrono::nanoseconds(static_cast<int64_t>(sum));
}

bool Channel::stay_awake() {
  const bool together = is_creator() ? m_together : m_peer->together.load(std::memory_order_relaxed) != 0;
  if (together) return let_run();
  const bool has_come = spin();
  m_slow_waits = has_come ? 0 : m_slow_waits + 1;
  return has_come;
}

bool Channel::spin() {
  static const bool alone = std::thread::hardware_concurrency() < 2;
  if (alone || (m_slow_waits > kSlowWaits && m_slow_waits % kTryEvery != 0)) return false;
  const Clock::time_point end = Clock::now() + (is_creator() ? kSpinForAnswer : kSpin);
  do {
    for (int i = 0; i < 32; ++i) {
      if (arrived()) return true;
      relax();
    }
  } while (Clock::now() < end);
  return false;
}

// Stays ready to run: a thread that sleeps would be woken on another processor, which may be asleep itself.
bool Channel::let_run() {
  const Clock::time_point end = Clock::now() + kLetRun;
  do {
    ::sched_yield();
    if (arrived()) return true;
  } while (is_creator() && Clock::now() < end);
  return false;
}

bool Channel::sleep(std::chrono::milliseconds timeout) {
  const Clock::time_point end = Clock::now() + timeout;
  m_own->sleeping.store(1, std::memory_order_seq_cst);
  bool has_come = false;
  for (;;) {
    timespec left{};
    if (timeout.count() >= 0) {
      const auto ns = std::chrono::nanoseconds(end - Clock::now()).count();
      if (ns <= 0) break;
      left = {static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
    }
    // Comes back at once when there is a message already.
    futex(m_peer->sequence, FUTEX_WAIT, m_received, timeout.count() >= 0 ? &left : nullptr);
    has_come = arrived();
    if (has_come) break;
  }
  m_own->sleeping.store(0, std::memory_order_relaxed);
  return has_come;
}

Channel::Arrival Channel::wait(std::chrono::milliseconds timeout) {
  if (arrived() || (!std::exchange(m_has_waited, true) && stay_awake()) || sleep(timeout)) return Arrival::kMessage;
  if (is_open()) return Arrival::kNone;
  // It may have sent a last message.
  return arrived() ? Arrival::kMessage : Arrival::kClosed;
}

// A peer that has gone leaves an end of the stream.
bool Channel::is_open() const {
  char byte = 0;
  return ::recv(m_socket.get(), &byte, sizeof byte, MSG_DONTWAIT | MSG_PEEK) != 0;
}

void Channel::trim() {
  if (m_largest <= kKeptBytes) return;
  m_largest = 0;
  static_cast<void>(::fallocate(m_memory.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, kControlBytes,
                                2 * kMaxMessageBytes));
}

}  // namespace nvts::process
