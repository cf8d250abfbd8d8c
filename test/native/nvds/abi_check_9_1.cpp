// SPDX-License-Identifier: MIT
#define NVDS_ABI 90100
#include "abi_check.h"

#include "abi/deepstream-9.1.inc"

// That this file compiles is the test.
int main() {
  return 0;
}
