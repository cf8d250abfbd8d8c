// SPDX-License-Identifier: MIT
#include "support/letterbox.h"

#include "check.h"

using namespace nvts;

TEST("a picture is stretched over the input, or fitted at the top left or in the middle") {
  const Letterbox whole = fit_picture(192, 108, 64, 48, false, true);
  CHECK(whole.left == 0 && whole.top == 0 && whole.width == 64 && whole.height == 48);
  const Letterbox corner = fit_picture(192, 108, 64, 64, true, false);
  CHECK(corner.left == 0 && corner.top == 0 && corner.width == 64 && corner.height == 36);
  CHECK_EQ(fit_picture(192, 108, 64, 64, true, true).top, 14);
  CHECK_EQ(fit_picture(108, 192, 64, 64, true, true).left, 14);
}

TEST("what a picture fills is rounded down to whole pixels, and never nothing") {
  CHECK_EQ(fit_picture(100, 57.9, 64, 64, true, false).height, 37);
  CHECK_EQ(fit_picture(100000, 1, 64, 64, true, false).height, 1);
  CHECK_EQ(fit_picture(0, 0, 64, 64, true, false).width, 64);
  for (uint32_t width = 1; width < 400; ++width) {
    // 640 * height / width is whole.
    CHECK_EQ(fit_picture(width, width, 640, 640, true, false).height, 640);
    CHECK_EQ(fit_picture(640, width, 640, 640, true, false).height, width);
  }
}
