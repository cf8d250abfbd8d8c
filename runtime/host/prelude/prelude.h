// SPDX-License-Identifier: MIT
// What runs in a context before the script does. Each text is the source of a function of one argument, the host's
// functions and settings; CMake makes it of the file of its name in this folder.
#pragma once

namespace nvts::host::prelude {

extern const char kConsole[];
extern const char kGlobals[];
extern const char kCodeFromText[];
extern const char kRandom[];
extern const char kTime[];
extern const char kSearches[];
extern const char kGuards[];
extern const char kExpressions[];
extern const char kLoops[];
extern const char kFreeze[];

// The SDK's core, a program: it leaves __nvts_core. Of sdk/dist/core.js.
extern const char kCore[];

}  // namespace nvts::host::prelude
