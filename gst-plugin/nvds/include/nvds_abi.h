// SPDX-License-Identifier: MIT
// Which DeepStream release's structure layout these headers declare.
#ifndef NVTS_NVDS_ABI_H
#define NVTS_NVDS_ABI_H

// major * 10000 + minor * 100. Every translation unit that shares metadata must agree on it.
#ifndef NVDS_ABI
#define NVDS_ABI 90100
#endif

#if NVDS_ABI != 60300 && NVDS_ABI != 80000 && NVDS_ABI != 90000 && NVDS_ABI != 90100
#error "NVDS_ABI must be 60300, 80000, 90000 or 90100"
#endif

#endif
