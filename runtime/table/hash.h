// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace nvts::table {

// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): every input bit reaches every output bit.
inline uint64_t mix64(uint64_t value) {
  value += 0x9e3779b97f4a7c15ull;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
  return value ^ (value >> 31);
}

}  // namespace nvts::table
