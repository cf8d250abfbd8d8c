// SPDX-License-Identifier: MIT
// Compiles a kernel twice where that pays, and takes what the processor has. A kernel is a struct with a static `run`
// that is always inlined, so that its loops are compiled for each set of instructions.
#pragma once

#define NVTS_INLINE [[gnu::always_inline]] static inline

namespace nvts::parser::kernels {

#if defined(__x86_64__)
inline bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}

template <class Kernel, class... Arguments>
[[gnu::target("avx2"), gnu::noinline]] auto run_avx2(Arguments... arguments) {
  return Kernel::run(arguments...);
}

template <class Kernel, class... Arguments>
auto dispatch(Arguments... arguments) {
  return has_avx2() ? run_avx2<Kernel>(arguments...) : Kernel::run(arguments...);
}
#else
// The base set of aarch64 has vectors.
template <class Kernel, class... Arguments>
auto dispatch(Arguments... arguments) {
  return Kernel::run(arguments...);
}
#endif

}  // namespace nvts::parser::kernels
