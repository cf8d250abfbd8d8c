// SPDX-License-Identifier: MIT
#include "table/string_table.h"

#include <cstring>

#include "table/hash.h"

namespace nvts::table {
namespace {

constexpr size_t kFirstBuckets = 256;

uint64_t hash_bytes(std::string_view bytes) {
  uint64_t hash = bytes.size();
  while (bytes.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    hash = mix64(hash ^ word);
    bytes.remove_prefix(8);
  }
  uint64_t tail = 0;
  std::memcpy(&tail, bytes.data(), bytes.size());
  return mix64(hash ^ tail);
}

}  // namespace

StringTable::StringTable() : m_buckets(kFirstBuckets, -1) {}

int32_t StringTable::intern(std::string_view bytes) {
  if (bytes.empty()) return -1;
  const uint64_t hash = hash_bytes(bytes);
  const size_t mask = m_buckets.size() - 1;
  size_t bucket = hash & mask;
  for (; m_buckets[bucket] >= 0; bucket = (bucket + 1) & mask) {
    const Entry& entry = m_entries[m_buckets[bucket]];
    if (entry.hash == hash && entry.bytes == bytes) return m_buckets[bucket];
  }
  const auto index = static_cast<int32_t>(m_entries.size());
  m_entries.push_back({hash, std::string(bytes)});
  m_bytes += bytes.size();
  m_buckets[bucket] = index;
  if (m_entries.size() * 2 > m_buckets.size()) rehash(m_buckets.size() * 2);
  return index;
}

void StringTable::rehash(size_t buckets) {
  m_buckets.assign(buckets, -1);
  const size_t mask = buckets - 1;
  for (size_t i = 0; i < m_entries.size(); ++i) {
    size_t bucket = m_entries[i].hash & mask;
    while (m_buckets[bucket] >= 0) bucket = (bucket + 1) & mask;
    m_buckets[bucket] = static_cast<int32_t>(i);
  }
}

void StringTable::start_generation(uint32_t generation) {
  m_entries.clear();
  m_bytes = 0;
  m_buckets.assign(kFirstBuckets, -1);
  m_generation = generation;
}

}  // namespace nvts::table
