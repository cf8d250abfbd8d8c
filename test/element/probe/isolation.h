// SPDX-License-Identifier: MIT
// Where scripts of these tests run: as the element has it, or as NVTS_TEST_ISOLATION says.
#pragma once

#include <gst/gst.h>

#include <cstdlib>
#include <cstring>

namespace nvts::element_test {

inline void set_isolation(GstElement* element) {
  const char* isolation = std::getenv("NVTS_TEST_ISOLATION");
  if (isolation != nullptr) gst_util_set_object_arg(G_OBJECT(element), "isolation", isolation);
}

inline bool runs_in_process() {
  const char* isolation = std::getenv("NVTS_TEST_ISOLATION");
  return isolation != nullptr && std::strcmp(isolation, "in-process") == 0;
}

}  // namespace nvts::element_test
