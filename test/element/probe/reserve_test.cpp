// SPDX-License-Identifier: MIT
// The end of a script's process costs at most the batch in hand: another one waits.
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "check.h"
#include "memory.h"
#include "session_harness.h"

namespace {

using nvts::check::Folder;
using nvts::element_test::contains;
using nvts::element_test::counter;
using nvts::element_test::has;
using nvts::element_test::SessionHarness;

constexpr int kPadDeleted = 401;  // nvstreammux's event

// So far apart that the state is saved before each, with state-interval-ms=1. How many come out.
int play(SessionHarness& probe, int buffers) {
  int out = 0;
  for (int i = 0; i < buffers; ++i) {
    out += probe.push();
    g_usleep(3000);
  }
  return out;
}

// Buffers as a camera gives them, until a process other than `known` is ready in reserve; 0 when none comes.
pid_t await_spare(SessionHarness& probe, pid_t known = 0) {
  const gint64 until = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;
  while (g_get_monotonic_time() < until) {
    CHECK_EQ(probe.push(), 1);
    const auto spare = static_cast<pid_t>(probe.stat("spare-process-id"));
    if (spare != 0 && spare != known) return spare;
    g_usleep(20000);
  }
  return 0;
}

pid_t process_of(SessionHarness& probe) {
  return static_cast<pid_t>(probe.stat("process-id"));
}

bool is_there(pid_t process) {
  return ::kill(process, 0) == 0 || errno != ESRCH;
}

// Until it has ended or stands still, as its element would see.
void send_and_wait(pid_t process, int signal) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  CHECK_EQ(::kill(process, signal), 0);
  pollfd ended{handle, POLLIN, 0};
  if (signal == SIGKILL) {
    CHECK_EQ(::poll(&ended, 1, 30000), 1);
  } else {
    siginfo_t info{};
    CHECK_EQ(::waitid(P_PID, static_cast<id_t>(process), &info, WSTOPPED | WNOWAIT), 0);
  }
  ::close(handle);
  // A batch that comes at once is not looked at before.
  g_usleep(20000);
}

// The script hangs, in the engine's own work, in the batch at this time of the stream.
std::string hangs_at(int buffer) {
  return "run() { host.log(2, 'v1 ' + ++this.n); if (Math.round(Date.now() * 30 / 1000) === " + std::to_string(buffer) +
         ") for (const key in Object('ab'.repeat(2 ** 22))) if (key === '') break; },";
}

}  // namespace

TEST("kill -9 between two batches costs none, and the script goes on from the batch before") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}, {"state-interval-ms", "1"}});
  const pid_t spare = await_spare(probe);
  REQUIRE(spare > 0);
  CHECK_EQ(play(probe, 5), 5);
  send_and_wait(process_of(probe), SIGKILL);
  CHECK_EQ(play(probe, 5), 5);
  CHECK_EQ(process_of(probe), spare);
  const guint64 buffers = probe.stat("buffers");
  CHECK_EQ(probe.stat("bypassed"), 0);
  CHECK_EQ(probe.stat("errors"), 1);
  CHECK_EQ(probe.stat("rebuilds"), 1);
  CHECK_EQ(probe.stat("spare-takeovers"), 1);
  const auto lines = probe.logs();
  CHECK_EQ(lines.size(), buffers);
  CHECK(has(lines, "v1 " + std::to_string(buffers)));
  // And a next one takes its place.
  CHECK(await_spare(probe) > 0);
}

TEST("a process that hangs costs the batch in hand, also where that is dropped") {
  for (const char* policy : {"pass", "drop"}) {
    Folder folder;
    SessionHarness probe(folder.write("s.nvts.js", counter("v1", hangs_at(600))),
                         {{"isolation", "process"}, {"deadline-ms", "20"}, {"on-error", policy}, {"state-interval-ms", "1"}});
    REQUIRE(await_spare(probe) > 0);
    const auto before = static_cast<int>(probe.stat("buffers"));
    REQUIRE(before < 590);
    const bool drops = std::string(policy) == "drop";
    CHECK_EQ(play(probe, 605 - before), 605 - before - (drops ? 1 : 0));
    CHECK_EQ(probe.stat("errors"), 1);
    CHECK_EQ(probe.stat("bypassed"), 0);
    CHECK_EQ(probe.stat("dropped"), drops ? 1 : 0);
    CHECK_EQ(probe.stat("spare-takeovers"), 1);
    // It counted on where the batch before had left it.
    CHECK(has(probe.logs(), "v1 604"));
  }
}

TEST("a process that is stopped by a signal costs no batch, also where it would be dropped") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}, {"on-error", "drop"}, {"state-interval-ms", "1"}});
  const pid_t spare = await_spare(probe);
  REQUIRE(spare > 0);
  const pid_t first = process_of(probe);
  send_and_wait(first, SIGSTOP);
  CHECK_EQ(play(probe, 10), 10);
  CHECK_EQ(probe.stat("dropped"), 0);
  CHECK_EQ(process_of(probe), spare);
  CHECK(has(probe.logs(), "v1 " + std::to_string(probe.stat("buffers"))));
  CHECK(!is_there(first));
}

TEST("what setup says is told once, unless it says something else") {
  Folder folder;
  for (const bool same : {true, false}) {
    const std::string setup = same ? "setup() { host.log(2, 'set up'); }," : "setup() { host.log(2, 'set up ' + Date.now()); },";
    SessionHarness probe(folder.write("s.nvts.js", counter("v1", setup + "capabilities: ['clock'],")),
                         {{"isolation", "process"}, {"grant", "clock"}});
    REQUIRE(await_spare(probe) > 0);
    const auto told = [](const std::vector<std::string>& lines) {
      return std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return contains(line, "set up"); });
    };
    CHECK_EQ(told(probe.logs()), 1);
    send_and_wait(process_of(probe), SIGKILL);
    probe.push(3);
    CHECK_EQ(probe.stat("spare-takeovers"), 1);
    CHECK_EQ(told(probe.logs()), same ? 0 : 1);
  }
}

TEST("what came meanwhile is there: messages, parameters, sources that have gone") {
  Folder folder;
  const std::string listens =
      "heard: [], setup(params) { this.params = params; },\n"
      "notify(hook, data) { this.heard.push(hook + data); },\n"
      "run() { host.log(2, this.params + ' ' + this.heard.filter((line) => !/\\{\\}/.test(line)).join(' ')); },\n"
      "save() { return JSON.stringify(this.heard); }, restore(text) { this.heard = JSON.parse(text); },";
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", listens)),
                       {{"isolation", "process"}, {"params", "{\"a\":1}"}, {"state-interval-ms", "1"}});
  const pid_t first = await_spare(probe);
  REQUIRE(first > 0);
  probe.set("params", "{\"a\":2}");
  CHECK_EQ(probe.await_text("nvts-reload", "result", "kept", "state"), "restored");
  REQUIRE(await_spare(probe, first) > 0);
  const auto send = [&](const char* text) {
    gboolean taken = FALSE;
    g_signal_emit_by_name(probe.element(), "send-message", text, &taken);
    CHECK(taken);
  };
  send("\"before\"");
  CHECK_EQ(play(probe, 2), 2);
  probe.logs();
  send_and_wait(process_of(probe), SIGKILL);
  send("\"after\"");
  gst_harness_push_event(probe.harness(),
                         gst_event_new_custom(static_cast<GstEventType>(GST_EVENT_MAKE_TYPE(
                                                  kPadDeleted, GST_EVENT_TYPE_DOWNSTREAM | GST_EVENT_TYPE_SERIALIZED)),
                                              gst_structure_new("gone", "source", G_TYPE_UINT, 0u, nullptr)));
  CHECK_EQ(play(probe, 3), 3);
  CHECK_EQ(probe.stat("spare-takeovers"), 1);
  const auto lines = probe.logs();
  REQUIRE(!lines.empty());
  CHECK(contains(lines.back(), "{\"a\":2}"));
  CHECK(contains(lines.back(), "\"before\""));
  CHECK(contains(lines.back(), "\"after\""));
  const size_t gone = lines.back().rfind("{\"sourceId\":0}");
  const size_t message = lines.back().find("\"before\"");
  CHECK(gone != std::string::npos && gone > message);
}

TEST("a reload has a reserve of its own") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}, {"state-interval-ms", "1"}});
  const pid_t first = await_spare(probe);
  REQUIRE(first > 0);
  folder.write("s.nvts.js", counter("v2"));
  CHECK(probe.reload());
  CHECK_EQ(probe.await_text("nvts-reload", "result", "kept", "state"), "restored");
  REQUIRE(await_spare(probe, first) > 0);
  CHECK(!is_there(first));
  send_and_wait(process_of(probe), SIGKILL);
  CHECK_EQ(play(probe, 3), 3);
  CHECK_EQ(probe.stat("spare-takeovers"), 1);
  CHECK_EQ(probe.stat("bypassed"), 0);
  CHECK(has(probe.logs(), "v2 " + std::to_string(probe.stat("buffers"))));
}

TEST("a process that ends in reserve costs nothing and is replaced") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}});
  const pid_t killed = await_spare(probe);
  REQUIRE(killed > 0);
  const pid_t working = process_of(probe);
  send_and_wait(killed, SIGKILL);
  const pid_t stopped = await_spare(probe, killed);
  REQUIRE(stopped > 0);
  send_and_wait(stopped, SIGSTOP);
  // Found when it is needed: then one is started as without a reserve.
  send_and_wait(working, SIGKILL);
  GstStructure* rebuilt = probe.await("nvts-script-rebuilt");
  REQUIRE(rebuilt != nullptr);
  gst_structure_free(rebuilt);
  CHECK(!is_there(stopped));
  CHECK(process_of(probe) != working);
  CHECK_EQ(probe.stat("errors"), 1);
  CHECK(await_spare(probe) > 0);
}

TEST("a script that was stopped at its deadline goes on in the process that waits, from what it saved then") {
  Folder folder;
  const std::string loops = "run() { host.log(2, 'v1 ' + ++this.n); if (Math.round(Date.now() * 30 / 1000) === 600) for (;;); },";
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", loops)), {{"isolation", "process"}, {"deadline-ms", "20"}});
  const pid_t spare = await_spare(probe);
  REQUIRE(spare > 0);
  const auto before = static_cast<int>(probe.stat("buffers"));
  REQUIRE(before < 590);
  CHECK_EQ(probe.push(600 - before), 600 - before);
  CHECK_EQ(probe.await_text("nvts-script-rebuilt", nullptr, nullptr, "state"), "restored");
  CHECK_EQ(process_of(probe), spare);
  probe.logs();
  const guint64 unseen = probe.stat("bypassed");
  probe.push();
  CHECK(has(probe.logs(), "v1 " + std::to_string(probe.stat("buffers") - unseen)));
}

TEST("on-error=fail ends the stream with a process that was killed between two batches") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}, {"on-error", "fail"}});
  CHECK_EQ(probe.push(3), 3);
  send_and_wait(process_of(probe), SIGKILL);
  CHECK_EQ(probe.push(), 0);
  CHECK_EQ(probe.stat("errors"), 1);
}

TEST("both processes end with the element") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}});
  const pid_t spare = await_spare(probe);
  const pid_t working = process_of(probe);
  REQUIRE(spare > 0 && working > 0);
  probe.stop();
  CHECK(!is_there(spare));
  CHECK(!is_there(working));
}

TEST("an element that stops does not wait for a reserve whose setup takes long") {
  Folder folder;
  // The first is set up before that time, the one in reserve after it.
  const gint64 slow_from = g_get_real_time() + 4 * G_USEC_PER_SEC;
  const gint64 slow_until = slow_from + 30 * G_USEC_PER_SEC;
  const std::string slow = "capabilities: ['clock'], setup() { if (Date.now() > " + std::to_string(slow_from / 1000) +
                           ") while (Date.now() < " + std::to_string(slow_until / 1000) + "); },";
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", slow)),
                       {{"isolation", "process"}, {"grant", "clock"}, {"setup-deadline-ms", "0"}});
  while (g_get_real_time() < slow_from) g_usleep(50000);
  // Time enough for the other process to begin.
  for (int i = 0; i < 10; ++i) {
    probe.push();
    g_usleep(100000);
  }
  CHECK_EQ(probe.stat("spare-process-id"), 0);
  probe.stop();
  CHECK(g_get_real_time() < slow_until);
}

TEST("spare-process=false keeps none, and a script that is not to be started again has none") {
  Folder folder;
  for (const auto& [name, value] : {std::pair<const char*, std::string>{"spare-process", "false"}, {"on-error", "disable"}}) {
    SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}, {name, value}});
    for (int i = 0; i < 60; ++i) {
      probe.push();
      g_usleep(10000);
      CHECK_EQ(probe.stat("spare-process-id"), 0);
    }
    if (value == "disable") continue;
    send_and_wait(process_of(probe), SIGKILL);
    CHECK_EQ(probe.await_text("nvts-script-rebuilt", nullptr, nullptr, "state"), "restored");
    CHECK_EQ(probe.stat("spare-takeovers"), 0);
  }
}

TEST("what a script takes beyond every look of the engine is not this process's, where nobody says where it runs") {
  constexpr long kMostGrowthMb = 150;
  Folder folder;
  const std::string greedy[] = {
      "let text = 'ab'; for (let i = 0; i < 29; i++) text += text; host.log(2, String(text.indexOf('c')));",
      "let text = 'ab'; for (let i = 0; i < 21; i++) text += text; for (const key in text) this.key = key;",
      "const all = []; for (;;) all.push(Symbol());",
      "const all = {}; for (let i = 0;; i++) all['key' + i] = i;",
  };
  for (const std::string& code : greedy) {
    const long before = nvts::check::most_memory_mb();
    SessionHarness probe(folder.write("s.nvts.js", counter("v1", "run() { if (++this.n === 3) { " + code + " } host.log(2, 'v1 ' + this.n); }")),
                         {{"deadline-ms", "0"}});
    CHECK_EQ(probe.push(5), 5);
    const std::string code_of = probe.await_text("nvts-script-error", nullptr, nullptr, "code");
    CHECK(code_of == "NVTS_MEMORY");
    CHECK_EQ(probe.await_text("nvts-script-rebuilt", nullptr, nullptr, "state"), "restored");
    CHECK(nvts::check::most_memory_mb() - before < kMostGrowthMb);
  }
}

TEST("processes that end one after another are not started in twos and threes") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")), {{"isolation", "process"}, {"breaker-failures", "0"}});
  std::set<pid_t> seen;
  const gint64 until = g_get_monotonic_time() + 4 * G_USEC_PER_SEC;
  while (g_get_monotonic_time() < until) {
    CHECK_EQ(probe.push(), 1);
    const pid_t working = process_of(probe);
    if (const auto spare = static_cast<pid_t>(probe.stat("spare-process-id"))) seen.insert(spare);
    if (working != 0) {
      seen.insert(working);
      ::kill(working, SIGKILL);
    }
    g_usleep(5000);
  }
  // The first, one at once, one with it in reserve, and those after 1 s and 3 s.
  CHECK(seen.size() >= 2);
  CHECK(seen.size() <= 5);
}

CHECK_MAIN()
