// SPDX-License-Identifier: MIT
#define NVDS_ABI 90000
#include "abi_check.h"

#include "abi/deepstream-9.0.inc"

// That this file compiles is the test.
int main() {
  return 0;
}
