// SPDX-License-Identifier: MIT
// A script that is exchanged while buffers pass.
#include <signal.h>

#include <string>
#include <thread>
#include <vector>

#include "check.h"
#include "session_harness.h"

namespace {

using nvts::check::Folder;
using nvts::element_test::bundle;
using nvts::element_test::contains;
using nvts::element_test::counter;
using nvts::element_test::has;
using nvts::element_test::SessionHarness;

// The number behind "v1 " in the last line that begins so; 0 when there is none.
int last_count(const std::vector<std::string>& lines, const std::string& version) {
  int count = 0;
  for (const std::string& line : lines) {
    if (line.rfind(version + " ", 0) == 0) count = std::atoi(line.c_str() + version.size() + 1);
  }
  return count;
}

}  // namespace

TEST("a reload goes on from the state of the script before, and no buffer is lost") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")));
  CHECK_EQ(probe.push(10), 10);
  folder.write("s.nvts.js", counter("v2"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "restored");
  CHECK_EQ(probe.push(), 1);
  const auto lines = probe.logs();
  const int v1 = last_count(lines, "v1");
  CHECK(v1 >= 10);
  CHECK(has(lines, "v2 " + std::to_string(v1 + 1)));
  CHECK_EQ(probe.stat("buffers"), static_cast<guint64>(last_count(lines, "v2")));
  CHECK_EQ(probe.stat("bypassed"), 0);
}

TEST("a script that has done its trial stays") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")));
  probe.push();
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "reason"), "the signal reload");
  CHECK_EQ(probe.await_text("nvts-reload", "result", "kept", "state"), "restored");
}

TEST("a changed property reloads, and several set at once reload once") {
  Folder folder;
  SessionHarness probe(folder.write("a.nvts.js", counter("a")));
  probe.push(3);
  const std::string params = folder.write("p.json", "{\"x\":1}");
  g_object_set(probe.element(), "script", folder.write("b.nvts.js", counter("b", "setup(p) { host.log(2, p); }")).c_str(),
               "params-file", params.c_str(), nullptr);
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "script"), folder.path("b.nvts.js"));
  CHECK(has(probe.logs(), "{\"x\":1}"));
  CHECK_EQ(probe.await_text("nvts-reload", "result", "kept", "state"), "restored");
  probe.push(5);
  CHECK(!has(probe.logs(), "{\"x\":1}"));
}

TEST("a script of another name begins anew") {
  Folder folder;
  SessionHarness probe(folder.write("a.nvts.js", counter("a")));
  probe.push(3);
  probe.set("script", folder.write("b.nvts.js", counter("b", "name: 'other'")));
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "other-script");
  probe.push();
  CHECK(has(probe.logs(), "b 1"));
}

TEST("a script that does not parse leaves the one before in place") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")));
  probe.push(3);
  folder.write("s.nvts.js", "globalThis.__nvts_bundle = {;");
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "failed", "code"), "NVTS_SYNTAX");
  probe.logs();
  CHECK_EQ(probe.push(), 1);
  CHECK(last_count(probe.logs(), "v1") > 3);
}

TEST("a setup that throws, and one that never ends, leave the script before in place") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"setup-deadline-ms", "100"}});
  probe.push(3);
  for (const char* setup : {"setup() { throw new Error('no camera'); }", "setup() { for (;;); }"}) {
    folder.write("s.nvts.js", counter("v2", setup));
    CHECK(probe.reload());
    CHECK(contains(probe.await_text("nvts-reload", "result", "failed", "message"), "NVTS_"));
    probe.logs();
    probe.push();
    CHECK(last_count(probe.logs(), "v1") > 3);
  }
}

TEST("a state that the new script refuses leaves the one before in place") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")));
  probe.push(3);
  const std::string refuse = "restore() { throw Object.assign(new Error('saved by version 7'), { code: 'NVTS_STATE' }); }";
  folder.write("s.nvts.js", bundle("run() { host.log(2, 'v2 1'); }," + refuse));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "failed", "code"), "NVTS_STATE");
  probe.logs();
  probe.push();
  const auto lines = probe.logs();
  CHECK(last_count(lines, "v1") > 3);
  CHECK(!has(lines, "v2 1"));
}

TEST("a script that fails on trial is rolled back, and the script before gets that very buffer") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"on-error", "drop"}});
  probe.push(3);
  folder.write("s.nvts.js", bundle("n: 0, save() { return ''; }, restore(t) { host.log(2, 'took ' + t); },"
                                   "run() { if (++this.n === 5) throw new Error('fifth'); host.log(2, 'v2 ' + this.n); }"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "restored");
  const int before = last_count(probe.logs(), "v1");
  CHECK_EQ(probe.push(8), 8);
  CHECK_EQ(probe.await_text("nvts-reload", "result", "rolled-back", "code"), "NVTS_SCRIPT");
  const auto lines = probe.logs();
  CHECK(has(lines, "v1 " + std::to_string(before + 1)));
  CHECK_EQ(probe.stat("dropped"), 0);
  CHECK_EQ(probe.stat("frames"), probe.stat("buffers"));
}

TEST("a new script hears of the stream and of its sources") {
  Folder folder;
  const auto script = [&](const std::string& version) {
    return counter(version, "notify(hook, data) { host.log(2, '" + version + " hook ' + hook + ' ' + data); }");
  };
  SessionHarness probe(folder.write("s.nvts.js", script("v1")));
  probe.push(3);
  const auto first = probe.logs();
  folder.write("s.nvts.js", script("v2"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "restored");
  probe.push();
  const auto second = probe.logs();
  for (const std::string& line : first) {
    if (contains(line, "hook")) CHECK(has(second, "v2" + line.substr(2)));
  }
  CHECK(std::any_of(first.begin(), first.end(), [](const std::string& line) { return contains(line, "sourceId"); }));
}

TEST("after a rollback the script before hears of what it missed") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", "notify(hook, data) { host.log(2, data); }")));
  probe.push(3);
  folder.write("s.nvts.js", counter("v2", "run() { if (this.fail) throw new Error('x'); },"
                                          "notify(hook, data) { this.fail = data.includes('77'); }"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "restored");
  CHECK(!has(probe.logs(), "{\"sourceId\":77}"));
  g_object_set(probe.element(), "source-id", 77, nullptr);
  CHECK_EQ(probe.await_text("nvts-reload", "result", "rolled-back", "code"), "NVTS_SCRIPT");
  CHECK(has(probe.logs(), "{\"sourceId\":77}"));
}

TEST("a reload while no buffer passes takes over with the next") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")));
  probe.push(2);
  folder.write("s.nvts.js", counter("v2"));
  CHECK(probe.reload());
  g_usleep(G_USEC_PER_SEC);
  CHECK(!has(probe.logs(), "v2 3"));
  probe.push();
  CHECK(has(probe.logs(), "v2 3"));
}

TEST("a stop, a flush and the stream's end in the middle of a build do no harm") {
  Folder folder;
  const std::string slow = counter("v2", "setup() { const end = 3e6; let x = 0; for (let i = 0; i < end; i++) x += i; }");
  for (int round = 0; round < 8; ++round) {
    SessionHarness probe(folder.write("s.nvts.js", counter("v1")));
    probe.push(2);
    folder.write("s.nvts.js", slow);
    CHECK(probe.reload());
    g_usleep(static_cast<gulong>(round) * 6000);
    if (round % 3 == 1) {
      gst_harness_push_event(probe.harness(), gst_event_new_flush_start());
      gst_harness_push_event(probe.harness(), gst_event_new_flush_stop(TRUE));
    }
    if (round % 3 == 2) gst_harness_push_event(probe.harness(), gst_event_new_eos());
  }
}

TEST("a script that was stopped half-way runs again with its state, and buffers pass meanwhile") {
  Folder folder;
  const std::string stuck = "run() { if (++this.n === 5 && this.first) for (;;); host.log(2, 'v1 ' + this.n); }, first: true,";
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", stuck + "restore(t) { this.n = Number(t); this.first = false; }")),
                       {{"deadline-ms", "20"}});
  CHECK_EQ(probe.push(5), 5);
  CHECK_EQ(probe.await_text("nvts-script-rebuilt", nullptr, nullptr, "state"), "restored");
  CHECK_EQ(probe.push(), 1);
  CHECK(has(probe.logs(), "v1 6"));
  CHECK_EQ(probe.stat("errors"), 1);
}

TEST("on-error=drop drops what a script that is built anew does not see") {
  Folder folder;
  const std::string slow = "setup() { for (let i = 0, x = 0; i < 2e7; i++) x += i; },";
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", slow + "run() { if (++this.n === 2) for (;;); }")),
                       {{"deadline-ms", "20"}, {"on-error", "drop"}, {"setup-deadline-ms", "0"}});
  CHECK_EQ(probe.push(), 1);
  CHECK_EQ(probe.push(), 0);
  CHECK_EQ(probe.push(), 0);
  CHECK_EQ(probe.stat("dropped"), 2);
  CHECK_EQ(probe.await_text("nvts-script-rebuilt", nullptr, nullptr, "state"), "restored");
}

TEST("a script whose save cannot end either begins anew") {
  Folder folder;
  const std::string stuck = "run() { if (++this.n === 5) for (;;); host.log(2, 'v1 ' + this.n); }, save() { for (;;); }";
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", stuck)), {{"deadline-ms", "20"}, {"isolation", "in-process"}});
  CHECK_EQ(probe.push(5), 5);
  CHECK(contains(probe.await_text("nvts-state", "result", "lost", "message"), "NVTS_DEADLINE in save"));
  CHECK_EQ(probe.await_text("nvts-script-rebuilt", nullptr, nullptr, "state"), "none");
  probe.logs();
  probe.push();
  CHECK(last_count(probe.logs(), "v1") < 5);
}

TEST("a script whose save never ends is asked for its state less and less often") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", "save() { for (;;); }")),
                       {{"deadline-ms", "20"}, {"isolation", "process"}, {"state-interval-ms", "1000"}});
  const gint64 end = g_get_monotonic_time() + 4 * G_USEC_PER_SEC;
  while (g_get_monotonic_time() < end) {
    CHECK_EQ(probe.push(), 1);
    g_usleep(10000);
  }
  // At once, after 2 s, and after 4 more.
  const auto saves = probe.calls("save", "NVTS_DEADLINE");
  CHECK(saves.second >= 1 && saves.second <= 2);
  CHECK(probe.stat("rebuilds") >= 1);
}

TEST("the end of the stream waits for a script that is built anew") {
  Folder folder;
  const std::string stuck = "run() { if (++this.n === 3) for (;;); }, notify(hook, data) { host.log(2, hook + ' at ' + this.n); }";
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", stuck)), {{"deadline-ms", "20"}});
  probe.push(3);
  gst_harness_push_event(probe.harness(), gst_event_new_eos());
  const auto lines = probe.logs();
  REQUIRE(!lines.empty());
  CHECK(contains(lines.back(), " at 3"));
}

TEST("a reload repairs a script that cannot be called any more") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", "run() { if (++this.n === 3) for (;;); }")),
                       {{"deadline-ms", "20"}, {"on-error", "disable"}});
  CHECK_EQ(probe.push(6), 6);
  folder.write("s.nvts.js", counter("v2"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "restored");
  probe.push();
  CHECK(has(probe.logs(), "v2 4"));
}

TEST("a script that is stopped while another is ready and a third is built holds no buffer up") {
  Folder folder;
  const auto text = [](const std::string& version, const std::string& setup) {
    return counter(version, "setup() { host.log(2, 'built " + version + "'); " + setup + " }");
  };
  const std::string stuck = counter("v1", "run() { if (++this.n === 3) { host.log(2, 'stuck'); for (;;); } }");
  SessionHarness probe(folder.write("s.nvts.js", stuck), {{"deadline-ms", "1500"}, {"setup-deadline-ms", "3000"}});
  probe.push(2);
  const auto await_log = [&](const char* line) {
    for (int i = 0; i < 5000 && !has(probe.logs(), line); ++i) g_usleep(1000);
  };
  std::thread streaming([&] { probe.push(); });
  await_log("stuck");
  folder.write("s.nvts.js", text("v2", ""));
  CHECK(probe.reload());
  await_log("built v2");
  g_usleep(100000);
  folder.write("s.nvts.js", text("v3", "for (;;);"));
  CHECK(probe.reload());
  await_log("built v3");
  streaming.join();

  const gint64 before = g_get_monotonic_time();
  CHECK_EQ(probe.push(), 1);
  CHECK(g_get_monotonic_time() - before < G_USEC_PER_SEC);
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "restored");
  CHECK(g_get_monotonic_time() - before < 2 * G_USEC_PER_SEC);
  probe.push();
  CHECK(last_count(probe.logs(), "v2") > 3);
  const gint64 end = g_get_monotonic_time();
  gst_harness_push_event(probe.harness(), gst_event_new_eos());
  CHECK(g_get_monotonic_time() - end < G_USEC_PER_SEC);
}

// Some 100 ms or more, and less than the deadlines below.
const std::string kSlowSave = "save() { let x = 0; for (let i = 0; i < 1.5e8; i++) x += i & 3; return String(this.n); }";

TEST("all calls of an exchange together have the time of one") {
  Folder folder;
  for (const bool isolated : {false, true}) {
    for (const char* stuck : {"restore() { for (;;); }", "notify() { for (;;); }"}) {
      SessionHarness probe(folder.write("s.nvts.js", counter("v1", kSlowSave)),
                           {{"deadline-ms", "1000"}, {"isolation", isolated ? "process" : "in-process"}});
      probe.push(2);
      folder.write("s.nvts.js", counter("v2", stuck));
      CHECK(probe.reload());
      const bool restored = contains(stuck, "notify");
      GstStructure* told = probe.await("nvts-reload", "result", restored ? "rolled-back" : "failed");
      REQUIRE(told != nullptr);
      CHECK_EQ(std::string(gst_structure_get_string(told, "code")), "NVTS_DEADLINE");
      gint64 swap_time = 0;
      if (restored) CHECK(gst_structure_get_int64(told, "swap-time", &swap_time) && swap_time > 900 * GST_MSECOND);
      gst_structure_free(told);
      // What is measured is this process's.
      const double longest = probe.longest_push_ms();
      if (!isolated) CHECK(longest > 900 && longest < 1080);
      probe.push();
      CHECK(last_count(probe.logs(), "v1") > 2);
    }
  }
}

TEST("a save that takes all the time there is leaves the exchange to the next buffer") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", "save() { for (;;); }")),
                       {{"deadline-ms", "400"}, {"isolation", "in-process"}});
  probe.push(2);
  const std::string slow = "restore() {}, setup() {}, notify() { let x = 0; for (let i = 0; i < 5e7; i++) x += i & 3; }";
  folder.write("s.nvts.js", counter("v2", slow));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "live", "state"), "none");
  CHECK(probe.longest_push_ms() < 480);
  CHECK_EQ(probe.stat("bypassed"), 1);
  probe.push();
  CHECK(last_count(probe.logs(), "v2") > 0);
}

TEST("a save that takes all the time there is does not keep the end of the stream from the new script") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", "save() { for (;;); }")), {{"deadline-ms", "50"}});
  probe.push(2);
  folder.write("s.nvts.js", counter("v2", "setup() { host.log(2, 'built v2'); }, notify(hook) { host.log(2, 'hook ' + hook); }"));
  CHECK(probe.reload());
  for (int i = 0; i < 5000 && !has(probe.logs(), "built v2"); ++i) g_usleep(1000);
  g_usleep(200000);
  gst_harness_push_event(probe.harness(), gst_event_new_eos());
  CHECK(has(probe.logs(), "hook 9"));
}

TEST("the statistics count setup, save and restore of an exchange, and what of them failed") {
  using Calls = std::pair<guint64, guint64>;
  Folder folder;
  // No state is asked for but at the exchange.
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "in-process"}});
  probe.push();
  CHECK(probe.calls("setup", "NVTS_SCRIPT") == Calls(1, 0));
  CHECK(probe.calls("restore", "NVTS_SCRIPT") == Calls(0, 0));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "kept", "state"), "restored");
  CHECK(probe.calls("setup", "NVTS_SCRIPT") == Calls(2, 0));
  CHECK(probe.calls("save", "NVTS_SCRIPT") == Calls(1, 0));
  CHECK(probe.calls("restore", "NVTS_SCRIPT") == Calls(1, 0));
  folder.write("s.nvts.js", counter("v2", "restore() { throw new Error('no'); }"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "failed", "code"), "NVTS_SCRIPT");
  CHECK(probe.calls("restore", "NVTS_SCRIPT") == Calls(2, 1));
  CHECK_EQ(probe.stat("errors"), 1);
}

TEST("the statistics on the bus tell the heap's size, with no one asking for it") {
  Folder folder;
  const char* kept = "kept: [], run() { for (let i = 0; i < 1000; i++) this.kept.push({ i }); }";
  for (const char* isolation : {"in-process", "process"}) {
    SessionHarness probe(folder.write("s.nvts.js", bundle(kept)), {{"stats-interval-ms", "20"}, {"isolation", isolation}});
    // Messages of several intervals may wait, and the size is that of a buffer before.
    int growths = 0;
    guint64 before = 0;
    for (int round = 0; growths < 2 && round < 50; ++round) {
      probe.push(20);
      GstStructure* stats = probe.await("nvts-stats");
      REQUIRE(stats != nullptr);
      guint64 heap = 0;
      gst_structure_get_uint64(stats, "heap-bytes", &heap);
      gst_structure_free(stats);
      if (heap > before) ++growths;
      before = heap;
    }
    CHECK_EQ(growths, 2);
  }
}

TEST("a reload that is asked for where no script runs is refused") {
  gst_init(nullptr, nullptr);
  GstElement* element = gst_element_factory_make("nvtsprobe", nullptr);
  gboolean running = TRUE;
  g_signal_emit_by_name(element, "reload", &running);
  CHECK(!running);
  gst_object_unref(element);
}

TEST("a hundred reloads, of which each second fails") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v0")));
  int lost = 0;
  for (int i = 1; i <= 100; ++i) {
    folder.write("s.nvts.js", i % 2 == 0 ? counter("v0", "setup() { throw new Error('x'); }") : counter("v0"));
    CHECK(probe.reload());
    for (int batch = 0; batch < 40; ++batch) lost += 1 - probe.push();
  }
  CHECK_EQ(lost, 0);
  CHECK_EQ(last_count(probe.logs(), "v0"), 4000);
}

TEST("a process that ends in its first batches is started at once, and then later and later") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}, {"breaker-failures", "0"}});
  constexpr gint64 kAtOnceMs = nvts::check::kUnderSanitizer ? 5000 : 1000;
  const auto kill_and_wait = [&] {
    probe.push();
    const auto process = static_cast<pid_t>(probe.stat("process-id"));
    CHECK(process > 0);
    CHECK_EQ(::kill(process, SIGKILL), 0);
    const gint64 killed = g_get_monotonic_time();
    GstStructure* rebuilt = probe.await("nvts-script-rebuilt");
    if (rebuilt != nullptr) gst_structure_free(rebuilt);
    return (g_get_monotonic_time() - killed) / 1000;
  };
  probe.push(30);
  // One that has lived for a while, and the first that has not.
  static_cast<void>(kill_and_wait());
  const gint64 at_once = kill_and_wait();
  const gint64 later = kill_and_wait();
  CHECK(at_once < kAtOnceMs);
  CHECK(later >= 1000);
  probe.push(30);
  CHECK(kill_and_wait() < kAtOnceMs);
}

TEST("the statistics name the process of a script that has one of its own, another one after it was killed") {
  Folder folder;
  SessionHarness inside(folder.write("s.nvts.js", counter("v1")), {{"isolation", "in-process"}});
  inside.push();
  CHECK_EQ(inside.stat("process-id"), 0);
  SessionHarness apart(folder.path("s.nvts.js"), {{"isolation", "process"}});
  apart.push();
  const auto first = static_cast<pid_t>(apart.stat("process-id"));
  REQUIRE(first > 0);
  CHECK_EQ(::kill(first, SIGKILL), 0);
  GstStructure* rebuilt = apart.await("nvts-script-rebuilt");
  REQUIRE(rebuilt != nullptr);
  gst_structure_free(rebuilt);
  apart.push();
  const auto second = static_cast<pid_t>(apart.stat("process-id"));
  CHECK(second > 0);
  CHECK(second != first);
}

CHECK_MAIN()
