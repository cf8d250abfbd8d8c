// SPDX-License-Identifier: MIT
// The DeepStream release whose layout is in use, at compile time and at run time.
#ifndef NVTS_NVDS_VERSION_H
#define NVTS_NVDS_VERSION_H

#include "nvds_abi.h"

#define NVDS_VERSION_MAJOR (NVDS_ABI / 10000)
#define NVDS_VERSION_MINOR (NVDS_ABI / 100 % 100)
#define NVDS_VERSION_MICRO (NVDS_ABI % 100)

#ifdef __cplusplus
extern "C" {
#endif

void nvds_version(unsigned int* major, unsigned int* minor);
void nvds_version_print(void);
void nvds_dependencies_version_print(void);

#ifdef __cplusplus
}
#endif

#endif
