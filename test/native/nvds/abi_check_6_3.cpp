// SPDX-License-Identifier: MIT
#define NVDS_ABI 60300
#include "abi_check.h"

#include "abi/deepstream-6.3.inc"

// That this file compiles is the test.
int main() {
  return 0;
}
