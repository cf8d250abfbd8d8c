// SPDX-License-Identifier: MIT
// Scripts that do what they can to break their host.
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;
using table::Section;

TEST("a script that overwrites the whole block breaks only itself") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { new Uint8Array(block).fill(0xff); }")));
  CHECK(!runner.run());
  std::vector<Event> events;
  CHECK(!read_events(runner.table, &events).is_ok());
  REQUIRE(runner.table.reserve(Section::kObjects, 1000).is_ok());
  CHECK(!runner.run());
}

TEST("counts beyond the capacity while the script grows the table do no harm") {
  Runner runner;
  REQUIRE(
      !runner.load_code(processor("run() { for (let section = 0; section < 9; section++) { for (let o = 60; "
                                  "o < 168; o += 4) view.setUint32(o, 0xffffffff, true);"
                                  "at(host.grow(section, 2000)); } }")));
  CHECK(!runner.run());
  CHECK(runner.table.capacity(Section::kObjects) >= 2000u);
}

TEST("a buffer kept from before growth reads the old block") {
  Runner runner;
  REQUIRE(!runner.load_code(processor(
      "old: [], run() { this.old.push(new Uint8Array(block)); at(host.grow(1, 64 * 2 ** this.old.length));"
      "let sum = 0; for (const b of this.old) { b.fill(7); sum += b[b.length - 1]; } host.log(2, "
      "String(sum)); }")));
  for (int i = 0; i < 5; ++i)
    CHECK(!runner.run());
  CHECK_EQ(runner.logged(), "7\n14\n21\n28\n35\n");
}

TEST("a detached buffer makes the script fail and the host go on") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { block.transfer(0); view.getUint8(0); }")));
  CHECK(contains(describe(runner.run()), "NVTS_SCRIPT"));
  CHECK(contains(describe(runner.run()), "NVTS_SCRIPT"));
  CHECK_EQ(runner.table.header().magic, table::kMagic);
}

TEST("a script that takes the host's functions and intrinsics apart gets errors at most") {
  Runner runner;
  REQUIRE(!runner.load_code(processor(R"(run() {
    const attempt = (f) => { try { f(); } catch {} };
    for (const name of Object.keys(host)) {
      attempt(() => new host[name](1, 2));
      attempt(() => host[name].call(null));
      attempt(() => Reflect.apply(host[name], Symbol(), []));
      attempt(() => host[name](...new Array(100000).fill(host)));
      attempt(() => Object.setPrototypeOf(host[name], new Proxy({}, {})));
      attempt(() => { host[name].x = 1; delete host[name].x; });
    }
    attempt(() => { Error.prototype.name = 5; Object.defineProperty(Object.prototype, 'code', { get() { throw 1 } }); });
    attempt(() => { delete globalThis.Error; globalThis.Error = null; delete globalThis.__nvts_bundle; });
    attempt(() => host.grow(99));
    throw undefined;
  })")));
  CHECK_EQ(describe(runner.run()), "NVTS_SCRIPT run: undefined");
  CHECK(runner.run().has_value());
}

TEST("replacing the bundle's functions after load changes nothing") {
  Runner runner;
  REQUIRE(!runner.load_code(
      processor("run() { host.log(2, 'first'); this.run = () => host.log(2, 'second'); }")));
  CHECK(!runner.run());
  CHECK(!runner.run());
  CHECK_EQ(runner.logged(), "first\nfirst\n");
}

TEST("endless recursion through a host function is an error") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { const f = () => { host.intern('x'); f(); }; f(); }")));
  CHECK(contains(describe(runner.run()), "RangeError"));
  CHECK(runner.run().has_value());
}

TEST("an error that cannot be described is still an error") {
  Runner runner;
  REQUIRE(!runner.load_code(processor(
      "run() { throw new Proxy(new Error('x'), { get() { throw new Error('y') }, has() { throw 1 } }); }")));
  CHECK_EQ(describe(runner.run()), "NVTS_SCRIPT run: a value that cannot be shown");
}

TEST("an error whose code and message hold anything is reported") {
  Runner runner;
  REQUIRE(
      !runner.load_code(processor("run() { throw Object.assign(new Error('\\ud800%s\\n\\0'), { code: 'NVTS_' "
                                  "+ '\\0'.repeat(100) }); }")));
  const auto error = runner.run();
  REQUIRE(error.has_value());
  CHECK(error->status.code() == ErrorCode::kScript);
  CHECK(contains(error->status.message(), "\xef\xbf\xbd%s"));
}
