// SPDX-License-Identifier: MIT
#include "check.h"

CHECK_MAIN()
