// SPDX-License-Identifier: MIT
// A parser's process that ends, hangs or has been taken over costs the call in hand and nothing else.
#include <chrono>
#include <csignal>
#include <thread>

#include <string>
#include <vector>

#include "bundles.h"
#include "check.h"
#include "process/remote_host.h"

using namespace nvts;

namespace {

struct Apart {
  table::FrameTable table;
  host::Options options{.element = "probe0", .time_limit_ms = 50, .setup_time_limit_ms = 2000, .grants = {}};
  std::unique_ptr<parser::Parser> parser;
  std::vector<float> tensor = {1, 2, 3, 4};

  std::string start(const std::string& program, const std::string& code) {
    parser::LoadedScript made;
    const auto error =
        process::RemoteHost::create(program, {"p.nvts.js", code, "", "", {}}, "{}", table, {}, options, &made);
    parser = std::move(made.parser);
    return describe(error);
  }
  std::string tell(std::vector<uint32_t> dims = {4}) {
    parser::Model model;
    model.width = 64;
    model.height = 32;
    model.channels = 3;
    model.layers = {{"out", parser::DataType::kFloat32, std::move(dims)}};
    return describe(parser->set_model(model));
  }
  std::string parse() {
    const void* buffer = tensor.data();
    return describe(parser->parse({&buffer, 1}));
  }
  static std::string describe(const std::optional<host::ScriptError>& error) {
    if (!error) return "ok";
    return std::string(error_code_name(error->status.code())) + " " + error->hook + ": " + error->status.message() +
           (error->discard ? " (discarded)" : "");
  }
};

const std::string kBox = "parse([b]) { const t = new Float32Array(b); put(0, [1, 2, t[2], t[3]], 0.5, 2); return 1; }";

// What comes of it where the process does `deed` instead of its work.
std::string parser_outcome_of(const std::string& deed) {
  Apart apart;
  if (std::string error = apart.start(NVTS_HOSTILE_SCRIPT_HOST, deed); error != "ok") return "at load: " + error;
  std::string outcome = apart.tell();
  if (outcome == "ok") outcome = apart.parse();
  if (outcome != "ok") {
    CHECK_EQ(apart.parser->process_id(), 0);
    CHECK(!apart.parser->is_well());
    CHECK_EQ(apart.parser->heap_bytes(), 0u);
    CHECK_EQ(apart.parse(), "NVTS_PROCESS parse: the process that runs the script has ended (discarded)");
    CHECK_EQ(apart.tell(), "NVTS_PROCESS model: the process that runs the script has ended (discarded)");
  }
  CHECK(outcome == "ok" || apart.parser->results().rows() == 0);
  return outcome;
}

}  // namespace

TEST("what a parser's process sends is not believed") {
  const std::string ended = "NVTS_PROCESS parse: the process that runs the script ended by itself with code 0 (discarded)";
  CHECK_EQ(parser_outcome_of("parser ends"), ended);
  CHECK(parser_outcome_of("parser loops").find("it was killed (discarded)") != std::string::npos);
  const std::string no_message =
      "NVTS_PROCESS parse: the process that runs the script sent what is no message of ours; it was killed (discarded)";
  for (const char* deed : {"parser sends nothing", "parser packs"}) CHECK_EQ(parser_outcome_of(deed), no_message);
  const std::string no_results = "the process that runs the script sent what are no results of ours; it was killed (discarded)";
  for (const char* deed : {"rows that a parser does not send", "a parser's too many rows", "a parser's too many values",
                           "a parser's boxes that are none"}) {
    CHECK_EQ(parser_outcome_of(deed), "NVTS_PROCESS parse: " + no_results);
  }
  for (const char* deed : {"keypoints without end", "labels without end", "labels of megabytes"}) {
    CHECK_EQ(parser_outcome_of(deed), "NVTS_PROCESS model: " + no_results);
  }
  for (int i = 0; i < 5; ++i) static_cast<void>(parser_outcome_of("a parser goes on writing"));
}

TEST("a label that a parser's process says is cut to what the metadata holds") {
  Apart apart;
  REQUIRE(apart.start(NVTS_HOSTILE_SCRIPT_HOST, "a label of a megabyte") == "ok");
  CHECK_EQ(apart.tell(), "ok");
  const std::string* label = apart.parser->label(0, 0);
  REQUIRE(label != nullptr);
  CHECK_EQ(*label, std::string(127, 'x'));
}

TEST("a parser's process that says that it gives one thing is asked for nothing else") {
  Apart apart;
  REQUIRE(apart.start(NVTS_HOSTILE_SCRIPT_HOST, "parser ends") == "ok");
  parser::Model model;
  model.wanted = parser::Output::kSegmentation;
  model.width = model.height = 32;
  model.layers = {{"out", parser::DataType::kFloat32, {2, 32, 32}}};
  const auto error = apart.parser->set_model(model);
  CHECK_EQ(Apart::describe(error), "NVTS_DEFINITION model: p.nvts.js: gives detections, and segmentation are wanted");
}

TEST("a parser's process that ended or was stopped between two calls is found") {
  Apart apart;
  for (const int signal : {SIGKILL, SIGSTOP}) {
    REQUIRE(apart.start(NVTS_SCRIPT_HOST_PROGRAM, parser::bundle(kBox)) == "ok");
    CHECK_EQ(Apart::describe(apart.parser->look_after()), "ok");
    ::kill(apart.parser->process_id(), signal);
    for (int i = 0; i < 3000 && apart.parser->is_well(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const std::string found = Apart::describe(apart.parser->look_after());
    CHECK(found.find(signal == SIGSTOP ? "was stopped by a signal; it was killed" : "was killed by SIGKILL") != std::string::npos);
    CHECK_EQ(Apart::describe(apart.parser->look_after()), "ok");
    CHECK_EQ(apart.parser->process_id(), 0);
  }
}

TEST("a parser's process that was killed costs the call in hand") {
  Apart apart;
  REQUIRE(apart.start(NVTS_SCRIPT_HOST_PROGRAM, parser::bundle(kBox)) == "ok");
  CHECK_EQ(apart.parser->info().name, "test");
  CHECK_EQ(apart.tell(), "ok");
  CHECK_EQ(apart.parse(), "ok");
  CHECK_EQ(apart.parser->results().rows(), 1u);
  CHECK_NEAR(apart.parser->results().width()[0], 3, 0);
  CHECK(apart.parser->is_well());
  CHECK(apart.parser->heap_bytes() > 0);
  CHECK(apart.parser->cpu_ms() > 0);
  ::kill(apart.parser->process_id(), SIGKILL);
  CHECK_EQ(apart.parse(), "NVTS_PROCESS parse: the process that runs the script was killed by SIGKILL, by someone or by the kernel for want of memory (discarded)");
  CHECK_EQ(apart.parser->results().rows(), 0u);
}

TEST("calls of a batch share the time of one, others have their own") {
  Apart apart;
  apart.options.time_limit_ms = 300;
  // About 100 ms of CPU time each, or less once it is compiled, on whatever machine.
  const std::string slow =
      "once() { let x = 0; for (let i = 0; i < 1e5; i++) x += i & 3; return x; }, capabilities: ['clock'],\n"
      "told() { const end = Date.now() + 100; this.n = 0; while (Date.now() < end) { this.once(); this.n++; } return '{}'; },\n"
      "parse() { for (let i = 0; i < this.n; i++) this.once(); return 0; },";
  apart.options.grants.clock = true;
  REQUIRE(apart.start(NVTS_SCRIPT_HOST_PROGRAM, parser::bundle(slow)) == "ok");
  CHECK_EQ(apart.tell(), "ok");
  for (int i = 0; i < 5; ++i) CHECK_EQ(apart.parse(), "ok");
  for (int batch = 0; batch < 3; ++batch) {
    const parser::Parser::Batch all(*apart.parser);
    for (int i = 0; i < 2; ++i) CHECK_EQ(apart.parse(), "ok");
  }
  const parser::Parser::Batch all(*apart.parser);
  std::string outcome = "ok";
  for (int i = 0; outcome == "ok" && i < 500; ++i) outcome = apart.parse();
  CHECK(outcome.rfind("NVTS_DEADLINE parse: ", 0) == 0);
}

TEST("tensors that do not fit into a message are refused, and smaller ones still parsed") {
  Apart apart;
  REQUIRE(apart.start(NVTS_SCRIPT_HOST_PROGRAM, parser::bundle(kBox)) == "ok");
  apart.tensor.resize(size_t{64} << 20);
  CHECK_EQ(apart.tell({64, 1024, 1024}), "ok");
  CHECK_EQ(apart.parse(), "NVTS_LIMIT parse: a batch, text or tensor is too large for the script's process");
  CHECK_EQ(apart.tell({4}), "ok");
  CHECK_EQ(apart.parse(), "ok");
}
