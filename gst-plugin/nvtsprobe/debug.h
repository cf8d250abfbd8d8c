// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

extern GstDebugCategory* nvts_probe_debug;   // "nvtsprobe": what the element does
extern GstDebugCategory* nvts_script_debug;  // "nvts-script": what the script says, and its errors
