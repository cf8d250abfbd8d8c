// SPDX-License-Identifier: MIT
#include "jsc/memory_guard.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "jsc/private_api.h"
#include "support/cpu_clock.h"

namespace nvts::jsc {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;
// Collections, of a megabyte of new objects each.
constexpr uint32_t kBeyond = 16;

void count_collection(JSContextGroupRef, void* collections) noexcept {
  static_cast<std::atomic<uint32_t>*>(collections)->fetch_add(1, std::memory_order_relaxed);
}

// Memory of the whole process; where a sandbox forbids to read its present size, the most it ever had.
uint64_t resident_bytes(int statm) {
  char text[128];
  const ssize_t length = statm < 0 ? -1 : ::pread(statm, text, sizeof text - 1, 0);
  if (length > 0) {
    text[length] = 0;
    char* resident = nullptr;
    std::strtoull(text, &resident, 10);
    static const auto page = static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
    return std::strtoull(resident, nullptr, 10) * page;
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

MemoryGuard::MemoryGuard(JSContextGroupRef group, JSContextRef context)
    : m_group(group),
      m_context(context),
      m_is_told(private_api::add_heap_finalizer(group, &count_collection, &m_collections)) {}

MemoryGuard::~MemoryGuard() {
  if (m_statm >= 0) ::close(m_statm);
  if (m_is_told) private_api::remove_heap_finalizer(m_group, &count_collection, &m_collections);
}

std::optional<uint32_t> MemoryGuard::collections() const {
  if (!m_is_told) return std::nullopt;
  return m_collections.load(std::memory_order_relaxed);
}

bool MemoryGuard::set_limit(uint64_t bytes) {
  if (bytes != 0 && !m_is_told) return false;
  if (bytes != 0 && m_limit == 0) {
    m_statm = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  } else if (bytes == 0 && m_limit != 0) {
    if (m_statm >= 0) ::close(m_statm);
    m_statm = -1;
  }
  m_limit = bytes;
  if (m_limit != 0) measure();
  return true;
}

// The engine collects after each megabyte of new objects at the latest.
bool MemoryGuard::exceeded_after_collection() {
  return m_limit != 0 && m_collections.load(std::memory_order_relaxed) != m_seen && exceeded();
}

bool MemoryGuard::exceeded() {
  if (m_limit == 0) return false;
  m_seen = m_collections.load(std::memory_order_relaxed);
  if (m_seen - m_measured < m_interval && resident_bytes(m_statm) < m_resident + m_step) return false;
  measure();
  if (m_bytes <= m_limit) return false;
  private_api::collect_garbage(m_context);
  measure();
  return m_bytes > m_limit;
}

// Measures, and plans when to do so next: the sooner the less is left, but not so often that it takes most of the time. That may
// be a little beyond the limit and no more, however long a measurement takes: the process becomes no larger while a script fills memory that
// another has left.
void MemoryGuard::measure() {
  const double start = thread_cpu_ms();
  const uint64_t heap = private_api::heap_bytes(m_context);
  m_bytes = heap - std::min(heap, m_foreign);
  const auto cost = static_cast<uint32_t>(2 * (thread_cpu_ms() - start));
  const uint64_t left = m_limit - std::min(m_bytes, m_limit);
  m_step = std::clamp(left / 4, 4 * kMiB, 16 * kMiB);
  m_interval = std::max(static_cast<uint32_t>(std::clamp(left / 2 / kMiB, uint64_t{16}, uint64_t{64})),
                        std::min(cost, static_cast<uint32_t>(left / kMiB) + kBeyond));
  m_resident = std::max(m_resident, resident_bytes(m_statm));
  m_measured = m_collections.load(std::memory_order_relaxed);
  m_seen = m_measured;
}

}  // namespace nvts::jsc
