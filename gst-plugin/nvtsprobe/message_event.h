// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include "nvtsprobe/mailbox.h"

namespace nvts {

// Puts the message of a custom event `nvts-message` into the mailbox: field `data` (JSON) and, where only one element
// is meant, `to` (its name). True when the event was for this element alone: it need not go on.
[[nodiscard]] bool take_message(GstElement* element, GstEvent* event, Mailbox& mailbox);

}  // namespace nvts
