// SPDX-License-Identifier: MIT
#pragma once

namespace nvts::host {

enum class LogLevel { kError, kWarning, kInfo, kDebug };

}  // namespace nvts::host
