// SPDX-License-Identifier: MIT
#include "host/capabilities.h"

#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

TEST("a grant that does not exist is refused with a hint") {
  CHECK_EQ(parse_grants("evil").status().message(), "grant: there is no 'evil'; did you mean 'eval'?");
  CHECK_EQ(parse_grants("eval, pixels").status().message(), "grant: there is no 'pixels'; known are: eval");
}

TEST("grants are a list with commas and blanks") {
  CHECK((*parse_grants(" eval ,")).eval);
  CHECK(!(*parse_grants("")).eval);
}
