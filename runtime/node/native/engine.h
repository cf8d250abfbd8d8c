// SPDX-License-Identifier: MIT
#pragma once

namespace nvts::node {

// Two JavaScript engines share this process: keeps JavaScriptCore off the signals that Node uses. Before the engine is
// used for the first time; what the environment says already stays.
void prepare_engine();

}  // namespace nvts::node
