// SPDX-License-Identifier: MIT
#include "host/capabilities.h"

#include <ctime>

#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

namespace {

std::string load_with(const std::string& capabilities, Grants grants) {
  Runner runner;
  runner.options.grants = grants;
  return describe(runner.load_code(processor("capabilities: " + capabilities)));
}

}  // namespace

TEST("a grant that does not exist is refused with a hint") {
  CHECK_EQ(parse_grants("evil").status().message(), "grant: there is no 'evil'; did you mean 'eval'?");
  CHECK_EQ(parse_grants("eval, pixels").status().message(), "grant: there is no 'pixels'; known are: clock, eval");
}

TEST("grants are a list with commas and blanks") {
  CHECK((*parse_grants(" eval ,")).eval);
  CHECK(!(*parse_grants(" eval ,")).clock);
  CHECK((*parse_grants("clock,eval")).clock);
  CHECK(!(*parse_grants("")).eval);
}

TEST("a script that names what it was granted is loaded") {
  CHECK_EQ(load_with("['eval', 'clock']", {.eval = true, .clock = true}), "no error");
  CHECK_EQ(load_with("[]", {}), "no error");
  CHECK_EQ(load_with("undefined", {}), "no error");
}

TEST("a capability that was not granted is an error that names the property to set") {
  CHECK_EQ(load_with("['clock']", {.eval = true}),
           "NVTS_DENIED load: plugin.nvts.js: wants the capability 'clock', which it has not been granted: set grant=clock "
           "if it may have it");
}

TEST("a capability that does not exist is an error with a hint") {
  CHECK_EQ(load_with("['clok']", {}),
           "NVTS_DEFINITION load: plugin.nvts.js: capabilities: there is no 'clok'; did you mean 'clock'?");
  CHECK_EQ(load_with("['pixels']", {}),
           "NVTS_DEFINITION load: plugin.nvts.js: capabilities: there is no 'pixels'; known are: clock, eval");
}

TEST("a grant that the script does not name is an error") {
  CHECK_EQ(load_with("['eval']", {.eval = true, .clock = true}),
           "NVTS_ARGUMENT load: plugin.nvts.js: grant: the script does not name 'clock' among its capabilities: take it out "
           "of grant, or check that this is the script that it was meant for");
  CHECK(contains(load_with("undefined", {.eval = true}), "NVTS_ARGUMENT"));
}

TEST("capabilities that are no list of texts are refused") {
  for (const char* capabilities : {"5", "{ length: 1e9 }", "[5]", "'eval'", "({ get length() { throw 1; } })", "[{}]",
                                   "new Proxy([], { get() { throw 1; } })", "new Array(65)"}) {
    if (!CHECK(contains(load_with(capabilities, {.eval = true}), "capabilities must be an array of strings")))
      std::fprintf(stderr, "  %s\n", capabilities);
  }
}

TEST("a script that was granted the clock sees the time of the machine") {
  Runner runner;
  runner.options.grants.clock = true;
  REQUIRE(!runner.load_code(processor("capabilities: ['clock'], run() { host.log(2, String(Date.now() / 1000)); }")));
  const double before = static_cast<double>(std::time(nullptr));
  REQUIRE(!runner.run());
  const double shown = std::stod(runner.logs.back().second);
  CHECK(shown >= before - 1 && shown < before + 60);
}
