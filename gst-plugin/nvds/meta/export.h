// SPDX-License-Identifier: MIT
// The library is built with hidden visibility; what follows these is its public interface.
#pragma once

#define NVDS_PUBLIC extern "C" __attribute__((visibility("default")))
