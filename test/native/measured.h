// SPDX-License-Identifier: MIT
// For tests that measure memory.
#pragma once

#include "check.h"

// It makes everything larger and slower, and keeps what was freed for a while.
#ifdef __SANITIZE_ADDRESS__
#define SKIP_UNDER_SANITIZER() SKIP("memory is not measured under AddressSanitizer")
#else
#define SKIP_UNDER_SANITIZER() static_cast<void>(0)
#endif
