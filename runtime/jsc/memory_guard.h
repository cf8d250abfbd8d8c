// SPDX-License-Identifier: MIT
// Tells when a heap has grown beyond a limit. The engine takes milliseconds to say how large its heap is, so it is asked
// only when there are hints at growth: the collector has run often since, or the process has become larger. Private to
// this folder.
#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <atomic>
#include <cstdint>
#include <optional>

namespace nvts::jsc {

class MemoryGuard {
 public:
  MemoryGuard(JSContextGroupRef group, JSContextRef context);
  // Before the group goes.
  ~MemoryGuard();
  MemoryGuard(const MemoryGuard&) = delete;
  MemoryGuard& operator=(const MemoryGuard&) = delete;

  // 0 is no limit. False when the engine cannot tell what is needed.
  [[nodiscard]] bool set_limit(uint64_t bytes);
  [[nodiscard]] uint64_t limit() const { return m_limit; }

  // Bytes of the heap that are not the script's.
  void set_foreign_bytes(uint64_t bytes) { m_foreign = bytes; }

  // Whether what the script keeps is above the limit; garbage is collected before the answer is yes. The first is for
  // code that has run for a while, the second for after each call: it does nothing unless the collector has run.
  [[nodiscard]] bool exceeded();
  [[nodiscard]] bool exceeded_after_collection();
  // How often the collector has run; nullopt when the engine does not tell.
  [[nodiscard]] std::optional<uint32_t> collections() const;
  // What it kept when that was found out last.
  [[nodiscard]] uint64_t bytes() const { return m_bytes; }

 private:
  void measure();

  // The collector may finish on another thread.
  std::atomic<uint32_t> m_collections{0};
  const JSContextGroupRef m_group;
  const JSContextRef m_context;
  const bool m_is_told;  // of collections
  uint64_t m_limit = 0;
  uint64_t m_foreign = 0;
  int m_statm = -1;

  uint32_t m_seen = 0;      // collections, when the guard was last asked
  uint32_t m_measured = 0;  // collections, when the heap was last measured
  uint32_t m_interval = 0;  // collections from then to the next time
  uint64_t m_resident = 0;  // the process's most so far, when the heap was last measured
  uint64_t m_step = 0;      // by which the process may grow until the next time
  uint64_t m_bytes = 0;
};

}  // namespace nvts::jsc
