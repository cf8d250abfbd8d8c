// SPDX-License-Identifier: MIT
// A state that goes from one run of an element to the next.
#include <unistd.h>

#include <filesystem>
#include <string>
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

// Runs `buffers` through an element with this script; what it logs.
std::vector<std::string> run(const Folder& folder, const std::string& script, int buffers) {
  SessionHarness probe(folder.write("s.nvts.js", script), {{"save-state", folder.path("state")}});
  probe.push(buffers);
  return probe.logs();
}

// What is told of the state when an element starts.
std::string told(const Folder& folder, const std::string& script) {
  SessionHarness probe(folder.write("s.nvts.js", script), {{"save-state", folder.path("state")}});
  return probe.await_text("nvts-state", "result", "refused", "message");
}

}  // namespace

TEST("counts go on over two runs") {
  Folder folder;
  CHECK(has(run(folder, counter("v1"), 5), "v1 5"));
  CHECK(has(run(folder, counter("v2"), 1), "v2 6"));
}

TEST("a run without a buffer keeps the state") {
  Folder folder;
  run(folder, counter("v1"), 5);
  run(folder, counter("v1"), 0);
  CHECK(has(run(folder, counter("v1"), 1), "v1 6"));
}

TEST("the state is written at intervals") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")),
                       {{"save-state", folder.path("state")}, {"state-interval-ms", "20"}});
  const auto size = [&] { return folder.read("state").size(); };
  for (int i = 0; i < 500 && size() == 0; ++i) {
    probe.push();
    g_usleep(2000);
  }
  CHECK(size() > 0);
}

TEST("the state is written at the end of the stream, with what onEos made of it") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1", "notify(hook, data) { if (data === '{}') this.n += 100; }")),
                       {{"save-state", folder.path("state")}, {"state-interval-ms", "0"}});
  probe.push(2);
  CHECK_EQ(folder.read("state"), "");
  gst_harness_push_event(probe.harness(), gst_event_new_eos());
  for (int i = 0; i < 500 && folder.read("state").empty(); ++i) g_usleep(2000);
  const std::string state = folder.read("state");
  CHECK_EQ(state.substr(state.rfind('\n') + 1), "202");
}

TEST("a state that is cut in half is kept aside and told, and the script begins anew") {
  Folder folder;
  run(folder, counter("v1"), 5);
  const std::string whole = folder.read("state");
  folder.write("state", whole.substr(0, whole.size() / 2));
  CHECK(contains(told(folder, counter("v1")), "damaged"));
  CHECK_EQ(folder.read("state.bad"), whole.substr(0, whole.size() / 2));
}

TEST("a state of another script is kept aside and told") {
  Folder folder;
  run(folder, counter("v1"), 5);
  CHECK(contains(told(folder, counter("v1", "name: 'other'")), "that of script 'test', this is 'other'"));
  CHECK(std::filesystem::exists(folder.path("state.bad")));
}

TEST("a state that the script refuses is kept aside, and what restore did before it refused is gone") {
  Folder folder;
  run(folder, counter("v2"), 5);
  const std::string older =
      bundle("n: 0, run() { host.log(2, 'v1 ' + ++this.n); }, save() { return String(this.n); },"
             "restore() { this.n = 50; throw Object.assign(new Error('saved by version 2'), { code: 'NVTS_STATE' }); }");
  CHECK(has(run(folder, older, 1), "v1 1"));
  CHECK(std::filesystem::exists(folder.path("state.bad")));
}

TEST("a restore that never ends is stopped, and the script begins anew") {
  Folder folder;
  run(folder, counter("v1"), 5);
  const std::string endless = bundle("run() { host.log(2, 'ran'); }, save() { return '1'; }, restore() { for (;;); }");
  CHECK(has(run(folder, endless, 1), "ran"));
}

TEST("a save that throws leaves the state before, and the video goes on") {
  Folder folder;
  run(folder, counter("v1"), 5);
  const std::string broken = counter("v1", "save() { throw new Error('cannot'); }");
  CHECK(has(run(folder, broken, 3), "v1 8"));
  CHECK(has(run(folder, counter("v1"), 1), "v1 6"));
}

TEST("a script without a state writes none") {
  Folder folder;
  run(folder, bundle(""), 3);
  CHECK(!std::filesystem::exists(folder.path("state")));
}

TEST("a second element with the same state is refused, until the first has stopped") {
  Folder folder;
  SessionHarness first(folder.write("s.nvts.js", counter("v1")), {{"save-state", folder.path("state")}});
  GstElement* second = gst_element_factory_make("nvtsprobe", nullptr);
  g_object_set(second, "script", folder.path("s.nvts.js").c_str(), "save-state", folder.path("state").c_str(), nullptr);
  CHECK(gst_element_set_state(second, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(second, GST_STATE_NULL);
  first.stop();
  CHECK(gst_element_set_state(second, GST_STATE_PAUSED) != GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(second, GST_STATE_NULL);
  gst_object_unref(second);
}

TEST("a folder that does not exist is refused when the element starts") {
  Folder folder;
  gst_init(nullptr, nullptr);
  GstElement* element = gst_element_factory_make("nvtsprobe", nullptr);
  g_object_set(element, "script", folder.write("s.nvts.js", counter("v1")).c_str(), "save-state",
               folder.path("absent/state").c_str(), nullptr);
  CHECK(gst_element_set_state(element, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(element, GST_STATE_NULL);
  gst_object_unref(element);
}

TEST("a state that cannot be written is told, and the video goes on") {
  Folder folder;
  SessionHarness probe(folder.write("s.nvts.js", counter("v1")),
                       {{"save-state", folder.path("state")}, {"state-interval-ms", "20"}});
  std::filesystem::create_directory(folder.path("state.tmp"));
  CHECK(contains(probe.await_text("nvts-state", "result", "not-written", "message"), "cannot be written"));
  CHECK_EQ(probe.push(3), 3);
}

CHECK_MAIN()
