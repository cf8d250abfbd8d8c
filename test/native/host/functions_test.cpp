// SPDX-License-Identifier: MIT
// The functions that a bundle is given, also when it uses them wrongly.
#include <sys/resource.h>

#include "fixture.h"

using namespace nvts;
using namespace nvts::host;
using table::Section;

namespace {

// What `expression` throws, as "name code: message"; "value" when it does not.
std::string outcome_of(Runner& runner, const std::string& expression) {
  runner.logs.clear();
  const auto error =
      runner.load_code(processor("run() { try { host.log(2, String(" + expression +
                                 ")); } "
                                 "catch (e) { host.log(2, e.name + ' ' + (e.code ?? '-') + ': ' + e.message "
                                 "+ (e instanceof Error ? '' : ' (no Error)')); } }"));
  if (error) return describe(error);
  if (const auto failure = runner.run()) return describe(failure);
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

}  // namespace

TEST("log takes four levels and a text") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { for (let i = 0; i < 4; i++) host.log(i, 'l\\ud800' + i); }")));
  CHECK(!runner.run());
  REQUIRE(runner.logs.size() == 4);
  CHECK(runner.logs[0].first == LogLevel::kError);
  CHECK(runner.logs[3].first == LogLevel::kDebug);
  CHECK_EQ(runner.logs[3].second,
           "l\xef\xbf\xbd"
           "3");
}

TEST("log refuses what is no level or no text, and cuts what is too long") {
  Runner runner;
  for (const char* call : {"host.log(4, '')", "host.log(-1, '')", "host.log(0.5, '')", "host.log(NaN, '')",
                           "host.log('1', '')", "host.log()", "host.log({ valueOf: () => 1 }, '')"}) {
    CHECK_EQ(outcome_of(runner, call), "TypeError -: log(level, message): level must be 0, 1, 2 or 3");
  }
  CHECK_EQ(outcome_of(runner, "host.log(1, 5)"),
           "TypeError -: log(level, message): message must be a string");
  REQUIRE(!runner.load_code(processor("run() { host.log(1, 'x'.repeat(1e5)); }")));
  CHECK(!runner.run());
  CHECK_EQ(runner.logs.back().second.size(), 16384u);
}

TEST("a text of a gigabyte is neither joined nor copied to be refused") {
  const std::string gigabyte = "(() => { let text = 'abcdefgh'; while (text.length < 2 ** 30) text += text; return text; })()";
  const auto peak = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const auto before = peak();
  Runner runner;
  CHECK_EQ(outcome_of(runner, "host.intern(" + gigabyte + ")"),
           "NvtsError NVTS_LIMIT: a string has at most 65536 bytes");
  CHECK_EQ(outcome_of(runner, "host.log(2, " + gigabyte + ") ?? 'logged'"), "logged");
  CHECK_EQ(runner.logs.front().second, "(a text of 1073741824 characters)");
  REQUIRE(!runner.load_code(processor("run() { throw { name: 'E', message: " + gigabyte + " }; }")));
  CHECK_EQ(describe(runner.run()), "NVTS_SCRIPT run: E: (a text of 1073741824 characters)");
  CHECK(peak() - before < 200 * 1024);
}

TEST("a call that logs without end logs a thousand messages or a mebibyte, and how many were left out") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { for (let i = 0; i < 5000; i++) host.log(3, 'again'); },"
                                      "notify() { for (let i = 0; i < 100; i++) host.log(3, 'x'.repeat(16384)); }")));
  CHECK(!runner.run());
  CHECK_EQ(runner.logs.size(), 1001u);
  CHECK(runner.logs.back().first == LogLevel::kWarning);
  CHECK_EQ(runner.logs.back().second, "4000 more messages left out: one call may log 1000 messages and 1024 KiB");
  runner.logs.clear();
  CHECK(!runner.host->notify(table::hook::kOnEos, "{}"));
  CHECK_EQ(runner.logs.size(), 65u);
  CHECK_EQ(runner.logs.back().second, "36 more messages left out: one call may log 1000 messages and 1024 KiB");
  runner.logs.clear();
  CHECK(!runner.run());
  CHECK_EQ(runner.logs.size(), 1001u);
}

TEST("grow gives the new block and keeps the rows") {
  SKIP_IN_PROCESS_OF_ITS_OWN();
  Runner runner;
  CHECK_EQ(outcome_of(runner,
                      "(() => { const before = block.byteLength; view.setUint32(68, 3, true); const b = "
                      "host.grow(4, 1000);"
                      "return [b instanceof ArrayBuffer, b.byteLength > before, new "
                      "DataView(b).getUint32(68, true)] })()"),
           "true,true,3");
  CHECK(runner.table.capacity(Section::kEdits) >= 1000u);
}

TEST("after growth by the bundle attach is not called") {
  SKIP_IN_PROCESS_OF_ITS_OWN();
  Runner runner;
  REQUIRE(!runner.load_code(
      processor("attach() { host.log(2, 'attached'); }, run() { at(host.grow(4, 1000)); }")));
  CHECK(!runner.run());
  CHECK(!runner.run());
  CHECK_EQ(runner.logged(), "");
}

TEST("grow without need gives the same block") {
  Runner runner;
  CHECK_EQ(outcome_of(runner, "host.grow(1, 1) === block"), "true");
}

TEST("grow beyond a section's maximum throws NVTS_LIMIT") {
  Runner runner;
  CHECK_EQ(outcome_of(runner, "host.grow(0, 4097)"),
           "NvtsError NVTS_LIMIT: section 'frames' of a batch holds at most 4096 rows, 4097 were asked for");
  CHECK(contains(outcome_of(runner, "host.grow(8, 4294967295)"), "NvtsError NVTS_LIMIT: section 'text'"));
}

TEST("grow refuses what is no section or no number of rows") {
  Runner runner;
  for (const char* call :
       {"host.grow(12, 1)", "host.grow(-1, 1)", "host.grow('1', 1)", "host.grow()", "host.grow(NaN, 1)",
        "host.grow(1.5, 1)", "host.grow(Infinity, 1)", "host.grow(1n, 1)"}) {
    CHECK_EQ(outcome_of(runner, call), "TypeError -: grow(section, rows): section must be 0 to 11");
  }
  for (const char* call : {"host.grow(1)", "host.grow(1, -1)", "host.grow(1, 1e10)", "host.grow(1, NaN)",
                           "host.grow(1, '8')", "host.grow(1, { valueOf() { throw 1 } })"}) {
    CHECK_EQ(outcome_of(runner, call),
             "TypeError -: grow(section, rows): rows must be a whole number from 0");
  }
}

TEST("pack asks once for the batch in hand and always for later ones") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { at(host.pack(6)); at(host.pack(2)); at(host.pack(10)); }")));
  CHECK_EQ(runner.host->groups(), 1u);
  CHECK(!runner.run());
  CHECK(runner.packs == std::vector<uint32_t>({6, 8}));
  CHECK_EQ(runner.host->groups(), 15u);
  CHECK(!runner.run());
  CHECK_EQ(runner.packs.size(), 2u);
}

TEST("pack outside of a batch is for later batches only") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("setup() { host.pack(4); }, notify() { host.pack(2); }")));
  CHECK(!runner.host->notify(table::hook::kOnEos, "{}"));
  CHECK(runner.packs.empty());
  CHECK_EQ(runner.host->groups(), 7u);
}

TEST("pack that fails throws its error, and is tried again") {
  Runner runner;
  runner.pack_status = Status{ErrorCode::kConflict, "the objects have changed"};
  CHECK_EQ(outcome_of(runner, "(() => { try { host.pack(2) } catch {} return host.pack(2) })()"),
           "NvtsError NVTS_CONFLICT: the objects have changed");
  CHECK_EQ(runner.packs.size(), 2u);
}

TEST("pack refuses unknown groups") {
  Runner runner;
  for (const char* call :
       {"host.pack(128)", "host.pack(-1)", "host.pack()", "host.pack('2')", "host.pack(2.5)"}) {
    CHECK_EQ(outcome_of(runner, call), "TypeError -: pack(groups): groups must be bits of 127");
  }
}

TEST("intern and string are inverse, -1 is the empty string") {
  Runner runner;
  CHECK_EQ(
      outcome_of(
          runner,
          "[host.intern('car') === host.intern('car'), host.string(host.intern('\xc3\xa9\xf0\x9f\x8e\xa5')),"
          "host.intern(''), host.string(-1), host.string(1e9), host.string(NaN)].join('|')"),
      "true|\xc3\xa9\xf0\x9f\x8e\xa5|-1|||");
  CHECK_EQ(runner.table.header().string_count, 2u);
}

TEST("a label that is not UTF-8 comes with U+FFFD") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { host.log(2, host.string(0)); }")));
  static_cast<void>(
      runner.table.strings().intern("a\xff"
                                    "b"));
  CHECK(!runner.run());
  CHECK_EQ(runner.logged(),
           "a\xef\xbf\xbd"
           "b\n");
}

TEST("string and intern refuse the wrong types") {
  Runner runner;
  CHECK_EQ(outcome_of(runner, "host.string('0')"), "TypeError -: string(index): index must be a number");
  CHECK_EQ(outcome_of(runner, "host.string()"), "TypeError -: string(index): index must be a number");
  CHECK_EQ(outcome_of(runner, "host.intern(5)"), "TypeError -: intern(text): text must be a string");
  CHECK_EQ(outcome_of(runner, "host.intern({ toString: () => 'x' })"),
           "TypeError -: intern(text): text must be a string");
}

TEST("a string above 65,536 bytes is refused, one of that size not") {
  Runner runner;
  CHECK_EQ(outcome_of(runner, "host.intern('x'.repeat(65537))"),
           "NvtsError NVTS_LIMIT: a string has at most 65536 bytes");
  CHECK_EQ(outcome_of(runner, "host.intern('\xc3\xa9'.repeat(40000))"),
           "NvtsError NVTS_LIMIT: a string has at most 65536 bytes");
  CHECK_EQ(outcome_of(runner, "host.intern('x'.repeat(65536))"), "0");
}

TEST("a script that interns without end meets a limit, and the next batch begins anew") {
  Runner runner;
  CHECK(
      contains(outcome_of(runner, "(() => { for (let i = 0; ; i++) host.intern(i + 'x'.repeat(60000)) })()"),
               "NvtsError NVTS_LIMIT"));
  CHECK(runner.table.strings().bytes() <= (size_t{16} << 20));
  runner.table.begin_batch();
  CHECK_EQ(runner.table.strings().bytes(), 0u);
}
