// SPDX-License-Identifier: MIT
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;
using table::Section;

TEST("a batch runs the bundle once, with the batch's columns") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { host.log(2, 'frames ' + view.getUint32(68, true)); }")));
  CHECK(!runner.run(3));
  CHECK(!runner.run(1));
  CHECK_EQ(runner.logged(), "frames 3\nframes 1\n");
}

TEST("a throw names hook and frame, and the next batch runs") {
  Runner runner;
  REQUIRE(!runner.load_code(
      processor("count: 0,\nrun() {\n view.setUint32(32, 3, true); view.setInt32(36, 1, true);\n"
                " if (this.count++ === 0) throw new Error('frame 100');\n host.log(2, 'next'); }")));
  const auto error = runner.run(2);
  CHECK_EQ(describe(error), "NVTS_SCRIPT onFrame: frame 100");
  CHECK_EQ(error->frame, 1);
  CHECK(contains(error->location, "plugin.nvts.js:"));
  CHECK(contains(error->stack, "  at run (plugin.nvts.js:"));
  CHECK(!runner.run(2));
  CHECK_EQ(runner.logged(), "next\n");
}

TEST("a hook and a frame that cannot be are not believed") {
  Runner runner;
  REQUIRE(!runner.load_code(
      processor("run() { view.setUint32(32, 4e9, true); view.setInt32(36, 77, true); throw 1; }")));
  const auto error = runner.run(2);
  CHECK_EQ(describe(error), "NVTS_SCRIPT run: 1");
  CHECK_EQ(error->frame, -1);
}

TEST("a table that has grown is attached before the next call") {
  SKIP_IN_PROCESS_OF_ITS_OWN();
  Runner runner;
  REQUIRE(!runner.load_code(
      processor("attach(b) { at(b); host.log(2, 'attached ' + b.byteLength); },"
                "run() { view.setUint32(32, 3, true); host.log(2, 'ran ' + block.byteLength); }")));
  CHECK(!runner.run());
  CHECK(!contains(runner.logged(), "attached"));
  REQUIRE(runner.table.reserve(Section::kObjects, 5000).is_ok());
  CHECK(!runner.run());
  const std::string bytes = std::to_string(runner.table.block().bytes());
  CHECK(contains(runner.logged(), "attached " + bytes + "\nran " + bytes + "\n"));
  CHECK_EQ(runner.table.header().hook, 3u);
}

TEST("attach that throws fails the call and is tried again") {
  SKIP_IN_PROCESS_OF_ITS_OWN();
  Runner runner;
  REQUIRE(!runner.load_code(
      processor("tries: 0, attach(b) { if (this.tries++ === 0) throw new Error('no'); at(b); },"
                "run() { host.log(2, 'ran ' + (block.byteLength)); }")));
  REQUIRE(runner.table.reserve(Section::kObjects, 5000).is_ok());
  CHECK_EQ(describe(runner.run()), "NVTS_SCRIPT attach: no");
  CHECK(!runner.run());
  CHECK_EQ(runner.logged(), "ran " + std::to_string(runner.table.block().bytes()) + "\n");
}

TEST("a stream event reaches notify in a batch without frames") {
  Runner runner;
  REQUIRE(!runner.load_code(
      processor("notify(hook, data) { host.log(2, hook + data + view.getUint32(68, true)); }")));
  CHECK(!runner.run(2));
  CHECK(!runner.host->notify(table::hook::kOnEos, "{\"source\":1}"));
  CHECK_EQ(runner.logged(), "9{\"source\":1}0\n");
}

TEST("a throw in notify names the event when the bundle did not") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("notify() { throw new TypeError('x'); }")));
  CHECK_EQ(describe(runner.host->notify(table::hook::kOnSourceAdded, "{}")),
           "NVTS_SCRIPT onSourceAdded: TypeError: x");
}

TEST("the heap's size is known") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("")));
  CHECK(runner.host->heap_bytes() > 1000);
}
