// SPDX-License-Identifier: MIT
#include <gst/gst.h>

#include "../check.h"

int main(int argc, char** argv) {
  gst_init(nullptr, nullptr);
  return nvts::check::run_all(argc, argv);
}
