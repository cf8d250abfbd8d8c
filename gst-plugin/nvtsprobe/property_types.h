// SPDX-License-Identifier: MIT
// The enums of nvtsprobe's properties, as GObject and gst-inspect-1.0 know them.
#pragma once

#include <gst/gst.h>

namespace nvts {

GType on_error_get_type();
GType isolation_get_type();
GType tensor_padding_get_type();
GType log_level_get_type();

}  // namespace nvts
