// SPDX-License-Identifier: MIT
#include "parser/placement.h"

#include "check.h"
#include "parser/labels.h"

using namespace nvts;
using namespace nvts::parser;

TEST("a picture stretched to the input is scaled on each axis") {
  const Placement placement({0, 0, 1920, 1080}, 640, 640, false, false);
  CHECK_NEAR(placement.x(320), 960, 1e-3);
  CHECK_NEAR(placement.y(640), 1080, 1e-3);
}

TEST("a picture whose aspect ratio is kept lies at the top left, or in the middle") {
  const Placement corner({0, 0, 1920, 1080}, 640, 640, true, false);
  CHECK_NEAR(corner.x(640), 1920, 1e-3);
  CHECK_NEAR(corner.y(360), 1080, 1e-3);
  const Placement middle({0, 0, 1920, 1080}, 640, 640, true, true);
  CHECK_NEAR(middle.x(320), 960, 1e-3);
  CHECK_NEAR(middle.y(140), 0, 1e-3);
  CHECK_NEAR(middle.y(500), 1080, 1e-3);
  const Placement upright({0, 0, 100, 200}, 64, 64, true, true);
  CHECK_NEAR(upright.x(16), 0, 1e-3);
  CHECK_NEAR(upright.x(48), 100, 1e-3);
}

TEST("an object's crop is placed where its box is") {
  const Placement placement({100, 50, 20, 10}, 40, 40, false, false);
  CHECK_NEAR(placement.x(0), 100, 1e-4);
  CHECK_NEAR(placement.x(40), 120, 1e-4);
  CHECK_NEAR(placement.y(20), 55, 1e-4);
}

TEST("labels are read a line each, and those of a classifier an attribute a line") {
  const auto detector = read_labels("\xEF\xBB\xBFperson\r\n\nt-shirt; red\n\n", Output::kDetections);
  REQUIRE(detector);
  REQUIRE(detector->size() == 1);
  CHECK((*detector)[0] == (std::vector<std::string>{"person", "", "t-shirt; red"}));
  const auto classifier = read_labels("red; blue;\n\nsuv", Output::kClasses);
  REQUIRE(classifier);
  CHECK(*classifier == (Labels{{"red", "blue"}, {"suv"}}));
  CHECK(read_labels("", Output::kDetections)->empty());
  CHECK(read_labels("ok\n\xFF", Output::kDetections).status().message() == "line 2 is no UTF-8");
}
