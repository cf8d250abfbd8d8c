// SPDX-License-Identifier: MIT
// A script's process that ends, hangs or has been taken over costs the call in hand and nothing else.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stop_token>
#include <thread>

#include "fixture.h"
#include "process/remote_host.h"
#include "process/watchdog.h"

using namespace nvts;
using namespace nvts::host;
using table::Section;

namespace {

struct Process : Runner {
  std::unique_ptr<ScriptHost> remote;

  std::optional<ScriptError> start(const std::string& program, const std::string& code) {
    Services services;
    services.log = [this](LogLevel level, std::string_view text) { logs.emplace_back(level, std::string(text)); };
    services.pack_more = [](uint32_t) { return Status::ok(); };
    return start(program, code, std::move(services));
  }
  std::optional<ScriptError> start(const std::string& program, const std::string& code, Services services,
                                   process::KillSwitch* ahead = nullptr) {
    parser::LoadedScript script;
    auto error = process::RemoteHost::create(program, Bundle{"plugin.nvts.js", code, "", ""}, "{}", table,
                                             std::move(services), options, &script, ahead);
    remote = std::move(script.processor);
    return error;
  }
  // A batch of one frame with three objects.
  std::optional<ScriptError> run_objects() {
    table.begin_batch();
    table.header().packed_groups = table::kGroupCore;
    table.set_count(Section::kFrames, 1);
    table.set_count(Section::kObjects, 3);
    static_cast<void>(table.strings().intern("person"));
    table.publish_strings();
    return remote->run_batch();
  }
};

// Neither running nor a zombie, at the latest when a machine with too much to do has come to it.
bool is_gone(pid_t pid) {
  for (int i = 0; i < 3000; ++i) {
    if (::kill(pid, 0) != 0 && errno == ESRCH) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

struct Killed {
  pid_t process = 0;  // of the script
  pid_t child = 0;    // another one of the application
};

// An application with a script, which does `work` and is killed once it has told what there is.
template <class Work>
Killed kill_application(const std::string& members, Work work) {
  int pipes[2];
  CHECK(::pipe(pipes) == 0);
  const pid_t application = ::fork();
  if (application == 0) {
    Process process;
    if (process.start(NVTS_SCRIPT_HOST_PROGRAM, processor(members))) ::_exit(1);
    work(process, [&](const Killed& told) {
      if (::write(pipes[1], &told, sizeof told) != sizeof told) ::_exit(1);
    });
    ::_exit(0);
  }
  Killed killed;
  CHECK(::read(pipes[0], &killed, sizeof killed) == sizeof killed);
  ::kill(application, SIGKILL);
  ::waitpid(application, nullptr, 0);
  ::close(pipes[0]);
  ::close(pipes[1]);
  return killed;
}

// What the call gives when the process does `deed` instead of its work.
std::string outcome_of(const std::string& deed, double limit_ms = 50) {
  Process process;
  process.options.time_limit_ms = limit_ms;
  if (auto error = process.start(NVTS_HOSTILE_SCRIPT_HOST, deed)) return "at load: " + describe(error);
  const pid_t pid = process.remote->process_id();
  const auto error = process.run_objects();
  if (!error) return "no error";
  CHECK(error->discard);
  CHECK_EQ(process.remote->process_id(), 0);
  CHECK(is_gone(pid));
  CHECK_EQ(describe(process.run_objects()), "NVTS_PROCESS run: the process that runs the script has ended");
  return describe(error);
}

}  // namespace

TEST("a process that ends in a call fails that call and says how it ended") {
  CHECK_EQ(outcome_of("ends"), "NVTS_PROCESS run: the process that runs the script ended by itself with code 0");
  CHECK_EQ(outcome_of("crashes"), "NVTS_PROCESS run: the process that runs the script crashed with SIGSEGV");
}

TEST("a process that says what makes no sense is ended") {
  for (const char* deed : {"unknown message", "empty answer", "packs nonsense", "more frames", "fewer rows",
                           "rows that it does not send", "rows beyond the shared block", "too many rows", "another string in place of one"}) {
    const std::string outcome = outcome_of(deed);
    CHECK(contains(outcome, "NVTS_PROCESS run: the process that runs the script sent what is no"));
  }
}

TEST("an edit of a row that does not exist is left to the check of edits") {
  CHECK_EQ(outcome_of("edits of rows that are not"), "no error");
  CHECK_EQ(outcome_of("edits of rows that are not in the shared block"), "no error");
}

TEST("a process that neither works nor answers is ended") {
  CHECK(contains(outcome_of("sleeps", 10), "did not answer within"));
  CHECK(contains(outcome_of("loops", 10), "did not answer within"));
  CHECK(contains(outcome_of("rings without end", 10), "did not answer within"));
  CHECK(contains(outcome_of("logs without end", 10), "did not answer within"));
}

TEST("without a deadline a process that does nothing is ended all the same") {
  CHECK(contains(outcome_of("sleeps", 0), "it took no CPU time for"));
}

TEST("once nobody wants more of it, a call without a deadline has a last while") {
  const std::string waits = processor(
      "capabilities: ['clock'], notify(hook, text) { const end = Date.now() + Number(text); while (Date.now() < end); host.log(2, 'done'); }");
  std::stop_source stopping;
  Process process;
  process.options.time_limit_ms = 0;
  process.options.grants.clock = true;
  Services services;
  services.log = [&](LogLevel level, std::string_view text) { process.logs.emplace_back(level, std::string(text)); };
  services.stopping = stopping.get_token();
  REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM, waits, std::move(services)));
  CHECK_EQ(describe(process.remote->notify(table::hook::kOnMessage, "2500")), "no error");
  stopping.request_stop();
  CHECK_EQ(describe(process.remote->notify(table::hook::kOnMessage, "500")), "no error");
  CHECK_EQ(process.logs.size(), 2u);
  CHECK_EQ(describe(process.remote->notify(table::hook::kOnMessage, "1e9")),
           "NVTS_PROCESS notify: the process that runs the script did not answer within 2000 ms of the stream's stop (there is no "
           "deadline); it was killed");
}

TEST("a process that goes on writing after its answer changes nothing that was checked") {
  for (int round = 0; round < 40; ++round) {
    Process process;
    REQUIRE(!process.start(NVTS_HOSTILE_SCRIPT_HOST, round % 2 == 0 ? "goes on writing" : "goes on writing rows"));
    for (int batch = 0; batch < 500; ++batch) {
      const auto error = process.run_objects();
      CHECK_EQ(process.table.count(Section::kFrames), 1u);
      std::vector<Event> events;
      const uint32_t rows = process.table.count(Section::kEvents);
      if (read_events(process.table, &events)) CHECK_EQ(events.size(), rows);
      if (!error) continue;
      CHECK(error->status.code() == ErrorCode::kProcess || error->status.code() == ErrorCode::kScript);
      if (process.remote->process_id() == 0) break;
    }
  }
}

TEST("a killed process fails the call in hand") {
  Process process;
  REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM, processor("run() { host.log(2, 'ran'); }")));
  CHECK(!process.run_objects());
  ::kill(process.remote->process_id(), SIGKILL);
  const auto error = process.run_objects();
  CHECK_EQ(describe(error),
           "NVTS_PROCESS run: the process that runs the script was killed by SIGKILL, by someone or by the kernel for "
           "want of memory");
  CHECK_EQ(process.logged(), "ran\n");
}

TEST("a process that was stopped is ended") {
  Process process;
  process.options.time_limit_ms = 50;
  REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM, processor("")));
  ::kill(process.remote->process_id(), SIGSTOP);
  CHECK_EQ(describe(process.run_objects()),
           "NVTS_PROCESS run: the process that runs the script was stopped by a signal; it was killed");
}

TEST("a process that holds too much memory is ended") {
  Process process;
  process.options.time_limit_ms = 60000;
  process.options.memory_limit_bytes = uint64_t{64} << 20;
  // One step of the engine, in which it looks at nothing.
  REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM, processor("run() { let text = 'ab'; for (let i = 0; i < 29; i++) text += text;"
                                                             "return text.indexOf('c'); }")));
  const auto error = process.run_objects();
  REQUIRE(error.has_value());
  CHECK(contains(describe(error), "NVTS_MEMORY run: the process that runs the script holds "));
  CHECK(contains(describe(error), " MiB of memory (at most 640); it was killed"));
  CHECK(error->discard);
  CHECK_EQ(process::max_resident_bytes(0), UINT64_MAX);
}

TEST("the state that was saved last survives its process") {
  Process process;
  REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM,
                         processor("count: 0, run() { this.count++; }, save() { return String(this.count); }")));
  CHECK(!process.run_objects());
  std::string state;
  CHECK(!process.remote->save(&state));
  CHECK(!process.run_objects());
  ::kill(process.remote->process_id(), SIGKILL);
  CHECK(process.run_objects().has_value());
  state.clear();
  CHECK_EQ(describe(process.remote->save(&state)), "no error");
  CHECK_EQ(state, "1");
}

TEST("a host that goes takes its process along, and children of the application are left alone") {
  const pid_t other = ::fork();
  if (other == 0) {
    ::pause();
    ::_exit(0);
  }
  pid_t pid = 0;
  {
    Process process;
    REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM, processor("")));
    pid = process.remote->process_id();
    CHECK_EQ(::kill(pid, 0), 0);
  }
  CHECK(is_gone(pid));
  CHECK_EQ(::kill(other, SIGKILL), 0);
  int status = 0;
  CHECK_EQ(::waitpid(other, &status, 0), other);
}

TEST("an application that ignores SIGCHLD gets its errors and no zombies") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  {
    Process process;
    REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM, processor("")));
    ::kill(process.remote->process_id(), SIGKILL);
    CHECK_EQ(describe(process.run_objects()), "NVTS_PROCESS run: the process that runs the script has ended");
  }
  std::signal(SIGCHLD, before);
}

TEST("a process ends when the application is killed, even in an endless loop") {
  const Killed killed = kill_application("run() { for (;;); }", [](Process& process, auto tell) {
    tell({process.remote->process_id(), 0});
    static_cast<void>(process.run_objects());
  });
  REQUIRE(killed.process > 0);
  CHECK(is_gone(killed.process));
}

TEST("a process ends with the application, though a child that this has forked lives on") {
  const Killed killed = kill_application("", [](Process& process, auto tell) {
    const pid_t child = ::fork();
    // With all that the application has open.
    while (child == 0) ::pause();
    tell({process.remote->process_id(), child});
    for (;;) ::pause();
  });
  REQUIRE(killed.process > 0 && killed.child > 0);
  CHECK(is_gone(killed.process));
  ::kill(killed.child, SIGKILL);
}

TEST("a process that starts ahead of its time works like any other, and a switch ends it before it has started") {
  const auto start = [](Process& process, process::KillSwitch& ahead, const std::string& code) {
    Services services;
    services.log = [&process](LogLevel level, std::string_view text) { process.logs.emplace_back(level, std::string(text)); };
    return process.start(NVTS_SCRIPT_HOST_PROGRAM, code, std::move(services), &ahead);
  };
  Process process;
  process::KillSwitch unused;
  REQUIRE(!start(process, unused, processor("run() { host.log(2, 'ran'); }")));
  CHECK(process.remote->is_well());
  CHECK(!process.run_objects());
  CHECK_EQ(process.logged(), "ran\n");
  // The thread that works has no low priority: only what loaded it had.
  CHECK_EQ(::getpriority(PRIO_PROCESS, static_cast<id_t>(process.remote->process_id())), ::getpriority(PRIO_PROCESS, 0));

  Process before;
  process::KillSwitch thrown;
  thrown.kill();
  CHECK(contains(describe(start(before, thrown, processor(""))), "NVTS_PROCESS load: the process that runs the script was killed"));

  Process slow;
  process::KillSwitch later;
  std::thread other([&later] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    later.kill();
  });
  CHECK(contains(describe(start(slow, later, "for (;;);")), "NVTS_PROCESS load: the process that runs the script was killed"));
  other.join();
}

TEST("a process that has ended or was stopped is not well") {
  Process process;
  REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM, processor("")));
  CHECK(process.remote->is_well());
  const pid_t pid = process.remote->process_id();
  ::kill(pid, SIGSTOP);
  for (int i = 0; i < 3000 && process.remote->is_well(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(!process.remote->is_well());
  ::kill(pid, SIGCONT);
  for (int i = 0; i < 3000 && !process.remote->is_well(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(process.remote->is_well());
  CHECK(!process.run_objects());
  ::kill(pid, SIGKILL);
  for (int i = 0; i < 3000 && process.remote->is_well(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(!process.remote->is_well());
}

TEST("a program that cannot be run is named") {
  Process process;
  const auto error = process.start("/no/such/program", processor(""));
  CHECK_EQ(describe(error), "NVTS_PROCESS load: cannot start /no/such/program: No such file or directory");
}

TEST("a program that is no script host fails the load") {
  Process process;
  CHECK(contains(describe(process.start("/bin/true", processor(""))), "NVTS_PROCESS load: "));
}

TEST("groups are packed on demand behind what the script has added") {
  Process process;
  std::vector<uint32_t> packs;
  Services services;
  services.pack_more = [&](uint32_t groups) {
    packs.push_back(groups);
    table::FrameTable& table = process.table;
    const uint32_t row = table.count(Section::kEvents);
    CHECK_EQ(row, 1u);
    CHECK_EQ(table.strings().intern("packed"), 1);
    table.publish_strings();
    table.header().packed_groups |= groups;
    table.objects().border_width[2] = 7;
    return Status::ok();
  };
  services.log = [&](LogLevel, std::string_view text) { process.logs.emplace_back(LogLevel::kInfo, std::string(text)); };
  // Section events is number 7, its count at byte 152; objects.borderWidth starts at 108 bytes a row.
  REQUIRE(!process.start(NVTS_SCRIPT_HOST_PROGRAM,
                         processor("run() { view.setUint32(152, 1, true); at(host.pack(2));"
                                   "const at108 = view.getUint32(72, true) + view.getUint32(76, true) * 108;"
                                   "host.log(2, [view.getUint32(at108 + 8, true), host.string(1), host.intern('more'),"
                                   "view.getUint32(152, true)].join()); }"),
                         std::move(services)));
  CHECK_EQ(describe(process.run_objects()), "no error");
  CHECK_EQ(process.logged(), "7,packed,2,1\n");
  CHECK_EQ(packs.size(), 1u);
  CHECK_EQ(process.remote->groups(), table::kGroupCore | table::kGroupStyle);
  CHECK_EQ(std::string(process.table.strings().at(2)), "more");
}
