// SPDX-License-Identifier: MIT
// What a script's process gives up before it sees the script. For a process of a single purpose only: none of this
// can be taken back.
#pragma once

#include "support/status.h"

namespace nvts::process {

// Closes every descriptor from `first` on.
void close_descriptors_from(int first);

// No core files, few descriptors, the first choice of the kernel's OOM killer.
void lower_limits();

// From now on every thread of the process can compute, manage its memory, wait, and use the descriptors it has; any
// other system call fails with EPERM: no files, no programs, no sockets, no signals to other processes.
// kUnsupported when the kernel or the processor knows no such filters.
[[nodiscard]] Status forbid_system_calls();

}  // namespace nvts::process
