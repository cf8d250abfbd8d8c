// SPDX-License-Identifier: MIT
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

namespace {

const char* const kCounter =
    "count: 0, run() { this.count++; }, save() { return JSON.stringify({ count: this.count }); },"
    "restore(state) { this.count = JSON.parse(state).count; }";

}  // namespace

TEST("a state that one host saved is taken over by another") {
  Runner first;
  REQUIRE(!first.load_code(processor(kCounter)));
  for (int batch = 0; batch < 3; ++batch) CHECK(!first.run());
  std::string state;
  CHECK_EQ(describe(first.host->save(&state)), "no error");
  CHECK_EQ(state, "{\"count\":3}");

  Runner second;
  REQUIRE(!second.load_code(processor(kCounter)));
  CHECK_EQ(describe(second.host->restore(state)), "no error");
  CHECK(!second.run());
  CHECK(!second.host->save(&state));
  CHECK_EQ(state, "{\"count\":4}");
}

TEST("a script without save() keeps no state") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("")));
  std::string state = "old";
  CHECK_EQ(describe(runner.host->save(&state)), "no error");
  CHECK_EQ(state, "");
  CHECK_EQ(describe(runner.host->restore("{}")), "no error");
}

TEST("a save() that gives no text, too much of it or throws is an error") {
  const auto save = [](const std::string& body) {
    Runner runner;
    if (auto error = runner.load_code(processor("save() { " + body + " }"))) return describe(error);
    std::string state;
    return describe(runner.host->save(&state));
  };
  CHECK_EQ(save("return 7"), "NVTS_LIMIT save: save() of the bundle gave no text, or one of more than 16 MiB");
  CHECK(contains(save("return 'x'.repeat(2 ** 24) + 'x'"), "NVTS_LIMIT save"));
  CHECK_EQ(save("throw new Error('not now')"), "NVTS_SCRIPT save: not now");
}
