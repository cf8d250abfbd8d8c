// SPDX-License-Identifier: MIT
#pragma once

namespace nvts::jsc {

// The engine's timer is a thread of its process. On a machine whose threads all have work it gets its turn milliseconds
// late, and a script that is to be stopped runs on as long. This lets it run before others, as far as the kernel (turns
// of 0.1 ms, Linux 6.12) and the user's rights (a nice value of -20) allow. False while there is no such thread.
bool hasten_timer_thread();

}  // namespace nvts::jsc
