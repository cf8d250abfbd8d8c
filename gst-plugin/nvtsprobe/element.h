// SPDX-License-Identifier: MIT
// Small things that any part of the element says about itself.
#pragma once

#include <gst/gst.h>

#include <string>

namespace nvts {

inline std::string name_of(GstElement* element) {
  gchar* name = gst_element_get_name(element);
  std::string copy(name);
  g_free(name);
  return copy;
}

// An element message for programs that watch the bus. Takes `structure`.
inline void post(GstElement* element, GstStructure* structure) {
  gst_element_post_message(element, gst_message_new_element(GST_OBJECT(element), structure));
}

}  // namespace nvts
