// SPDX-License-Identifier: MIT
// A host of one parser: what a bundle sees, what is taken of it, and what happens when it does wrong.
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bundles.h"
#include "check.h"
#include "parser/parser_host.h"
#ifdef NVTS_SCRIPT_HOST_PROGRAM
#include "process/remote_host.h"
#endif

using namespace nvts;
using namespace nvts::parser;

namespace {

Model model_of(std::vector<uint32_t> dims, Output wanted = Output::kDetections) {
  Model model;
  model.width = 64;
  model.height = 32;
  model.channels = 3;
  model.layers = {{"out", DataType::kFloat32, std::move(dims)}};
  model.classes = 3;
  model.thresholds = {0.25f, 0.5f, 1.0f};
  model.wanted = wanted;
  return model;
}

struct Runner {
  host::Options options{.element = "library", .grants = {}};
  std::vector<std::string> logs;
#ifdef NVTS_SCRIPT_HOST_PROGRAM
  table::FrameTable table;
#endif
  std::unique_ptr<Parser> host;

  // In this process; the same tests run a second time with parsers in processes of their own.
  std::string load(const std::string& members, const std::string& params = "{}") {
    host.reset();
    const auto log = [this](host::LogLevel, std::string_view text) { logs.emplace_back(text); };
    const host::Bundle bundle{"p.nvts.js", parser::bundle(members), "", "", {}};
#ifdef NVTS_SCRIPT_HOST_PROGRAM
    parser::LoadedScript made;
    const auto error =
        process::RemoteHost::create(NVTS_SCRIPT_HOST_PROGRAM, bundle, params, table, {log, {}, {}}, options, &made);
    host = std::move(made.parser);
    if (made.processor) return "a processor";
#else
    std::unique_ptr<ParserHost> made;
    const auto error = ParserHost::create(bundle, params, log, options, &made);
    host = std::move(made);
#endif
    return describe(error);
  }
  std::string model(const Model& model) { return describe(host->set_model(model)); }
  std::string parse(const std::vector<float>& tensor) {
    const void* buffer = tensor.data();
    return describe(host->parse({&buffer, 1}));
  }
  // All three, the tensor as one row.
  std::string run(const std::string& members, const std::vector<float>& tensor = {1, 2, 3, 4}) {
    if (const std::string error = load(members); error != "ok") return error;
    const std::string error = model(model_of({static_cast<uint32_t>(tensor.size())}));
    return error == "ok" ? parse(tensor) : error;
  }
  [[nodiscard]] std::string logged() const {
    std::string text;
    for (const std::string& line : logs) text += line + "\n";
    return text;
  }

  static std::string describe(const std::optional<host::ScriptError>& error) {
    if (!error) return "ok";
    return std::string(error_code_name(error->status.code())) + " " + error->hook + ": " + error->status.message();
  }
};

bool begins(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

}  // namespace

TEST("a parser is told the network, and its rows come back") {
  Runner runner;
  CHECK_EQ(runner.run("setup(params, info) { host.log(2, params + info); }, told() { host.log(2, JSON.stringify(model)); },"
                      "parse([b]) { const t = new Float32Array(b); put(0, [1, 2, t[2], t[3]], 0.5, 2); return 1; }"),
           "ok");
  REQUIRE(runner.logs.size() == 2);
  CHECK(begins(runner.logs[0], "{}{\"abi\":1,\"version\":\""));
  CHECK_EQ(runner.logs[1],
           "{\"network\":{\"width\":64,\"height\":32,\"channels\":3},\"layers\":[{\"name\":\"out\",\"type\":\"float32\","
           "\"dims\":[4]}],\"classes\":3,\"thresholds\":[0.25,0.5,1],\"labels\":null,\"output\":\"detections\"}");
  const OutputBlock& results = runner.host->results();
  REQUIRE(results.rows() == 1);
  CHECK_EQ(results.width()[0], 3.0f);
  CHECK_EQ(results.confidence()[0], 0.5f);
  CHECK_EQ(results.class_id()[0], 2);
}

TEST("a processor, another version and a bundle without its functions are refused") {
  Runner runner;
#ifndef NVTS_SCRIPT_HOST_PROGRAM  // which runs processors too
  CHECK(begins(runner.load("kind: 'processor'"), "NVTS_UNSUPPORTED load: p.nvts.js: is a 'processor', a 'parser' is wanted"));
#endif
  CHECK(begins(runner.load("abi: 2"), "NVTS_ABI load: "));
  CHECK(begins(runner.load("parse: 5"), "NVTS_NO_DEFAULT_EXPORT load: "));
  CHECK(begins(runner.load("output: 'soup'"), "NVTS_DEFINITION load: p.nvts.js: gives 'soup'"));
  CHECK(begins(runner.load("capabilities: ['clock']"), "NVTS_DENIED load: "));
  CHECK(begins(runner.load("}; ] ;({"), "NVTS_SYNTAX load: "));
}

TEST("a parser that changes what its packages share is found out, and not called again") {
  Runner runner;
  CHECK(begins(runner.run("parse() { Object.prototype.evil = 1; return 0; }"),
               "NVTS_DENIED parse: p.nvts.js: changes Object.prototype (evil)"));
  CHECK_EQ(runner.host->results().rows(), 0u);
  CHECK(begins(runner.parse({1, 2, 3, 4}), "NVTS_INTERNAL parse: "));
}

TEST("a parser of masks serves who wants detections, not the other way round") {
  Runner runner;
  CHECK_EQ(runner.load("output: 'masks'"), "ok");
  CHECK_EQ(runner.model(model_of({4})), "ok");
  CHECK_EQ(runner.load(""), "ok");
  CHECK_EQ(runner.model(model_of({4}, Output::kMasks)),
           "NVTS_DEFINITION model: p.nvts.js: gives detections, and masks are wanted");
}

TEST("what does not fit is the parser's own error, and parse waits for a model that fits") {
  Runner runner;
  CHECK_EQ(runner.load("told() { if (model.layers[0].dims[0] !== 4) throw Object.assign(new Error('out: want [4]'), { code: "
                       "'NVTS_TENSOR' }); }"),
           "ok");
  CHECK_EQ(runner.model(model_of({5})), "NVTS_TENSOR model: out: want [4]");
  CHECK(begins(runner.parse({1, 2, 3, 4}), "NVTS_INTERNAL parse: "));
  CHECK_EQ(runner.model(model_of({4})), "ok");
  CHECK_EQ(runner.parse({1, 2, 3, 4}), "ok");
}

TEST("shapes that are empty, gigantic or of no layer are no model") {
  Runner runner;
  CHECK_EQ(runner.load(""), "ok");
  CHECK_EQ(runner.model(model_of({4, 0})), "NVTS_TENSOR model: p.nvts.js: layer 'out' is said to have the shape [4, 0]");
  CHECK(begins(runner.model(model_of({65536, 65536, 65536})), "NVTS_TENSOR"));
  CHECK(begins(runner.model(model_of({})), "NVTS_TENSOR"));
  Model model = model_of({4});
  model.layers.clear();
  CHECK(begins(runner.model(model), "NVTS_TENSOR"));
  model = model_of({4});
  model.width = 0;
  CHECK(begins(runner.model(model), "NVTS_TENSOR"));
}

TEST("a view that was kept is empty in the next frame, be its tensor the same memory or other") {
  Runner runner;
  CHECK_EQ(runner.load("parse([b]) { host.log(2, `${this.kept?.length} ${this.kept?.[0]}`); this.kept = this.kept ?? new Float32Array(b);"
                       "return 0; }"),
           "ok");
  CHECK_EQ(runner.model(model_of({2})), "ok");
  const std::vector<float> first = {7, 8}, second = {9, 9}, third = {9, 9};
  CHECK_EQ(runner.parse(first), "ok");
  CHECK_EQ(runner.parse(first), "ok");
  CHECK_EQ(runner.parse(second), "ok");
  CHECK_EQ(runner.parse(third), "ok");
  CHECK_EQ(runner.logged(), "undefined undefined\n0 undefined\n0 undefined\n0 undefined\n");
}

TEST("a view that was kept is empty while the parser is told another model") {
  Runner runner;
  CHECK_EQ(runner.load("told() { host.log(2, `${this.kept?.length}`); }, parse([b]) { this.kept = new Float32Array(b); return 0; }"),
           "ok");
  CHECK_EQ(runner.model(model_of({2})), "ok");
  CHECK_EQ(runner.parse({1, 2}), "ok");
  CHECK_EQ(runner.model(model_of({3})), "ok");
  CHECK_EQ(runner.logged(), "undefined\n0\n");
}

TEST("a frame that took too long costs its batch, and not the parser") {
  Runner runner;
  runner.options.time_limit_ms = 10;
  CHECK_EQ(runner.load("parse([b]) { const t = new Float32Array(b); this.out = this.out ?? new Float32Array(t.length);"
                       "if (t[0] > 0) host.kernels.sigmoid(t, 0, 1, t.length, this.out, 0); return 0; }"),
           "ok");
  const uint32_t count = 1 << 23;
  CHECK_EQ(runner.model(model_of({count})), "ok");
  const std::vector<float> slow(count, 1.0f), quick(count, 0.0f);
  static_cast<void>(runner.parse(quick));  // makes room
  {
    const Parser::Batch batch(*runner.host);
    CHECK(begins(runner.parse(slow), "NVTS_DEADLINE parse: took "));
    const void* buffer = quick.data();
    const auto error = runner.host->parse({&buffer, 1});
    REQUIRE(error.has_value());
    CHECK(begins(Runner::describe(error), "NVTS_DEADLINE parse: took "));
    CHECK(!error->discard);
  }
  CHECK_EQ(runner.parse(quick), "ok");
}

TEST("a kernel that a view pinned does not keep it from being taken back") {
  Runner runner;
  CHECK_EQ(runner.load("parse([b]) { const t = new Float32Array(b), i = new Int32Array(2), s = new Float32Array(2);"
                       "if (this.kept) host.log(2, `${this.kept.length}`);"
                       "host.log(2, `${host.kernels.compact(t, 1, 3, 1, 2, i, s)} ${i} ${s}`);"
                       "this.kept = t; return 0; }"),
           "ok");
  CHECK_EQ(runner.model(model_of({4})), "ok");
  const std::vector<float> a = {9, 1, 2, 3}, b = {9, 5, 1, 6};
  CHECK_EQ(runner.parse(a), "ok");
  CHECK_EQ(runner.parse(b), "ok");
  CHECK_EQ(runner.logged(), "2 1,2 2,3\n0\n2 0,2 5,6\n");
}

TEST("a script cannot move a tensor's memory into a buffer of its own") {
  Runner runner;
  CHECK_EQ(runner.run("parse([b]) { host.log(2, `${typeof b.transfer} ${typeof b.transferToFixedLength} ${typeof b.resize}`);"
                      "try { b.resize(0) } catch { host.log(2, 'no') } return 0; }"),
           "ok");
  CHECK_EQ(runner.logged(), "undefined undefined function\nno\n");
}

TEST("one row that is wrong is no rows at all") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"put(1, [NaN, 0, 1, 1], 1, 0);", "its box nan"},
      {"put(1, [0, 0, -1, 1], 1, 0);", "its box"},
      {"put(1, [0, 0, 1, Infinity], 1, 0);", "its box"},
      {"put(1, [500, 0, 1, 1], 1, 0);", "is not a box in or near a network input of 64 x 32"},
      {"put(1, [0, 0, 1, 1], NaN, 0);", "its confidence is not a finite number"},
      {"put(1, [0, 0, 1, 1], 1, 3);", "its class 3 must be 0 to 2"},
      {"put(1, [0, 0, 1, 1], 1, -1);", "its class -1 must be 0 to 2"},
      {"put(1, [0, 0, 1, 1], 1, 0); words[column(6) + 1] = -1;", "its attribute is below 0"},
      {"put(1, [0, 0, 1, 1], 1, 0); words[column(8) + 1] = 5;", "has 5 values"},
      {"put(1, [0, 0, 1, 1], 1, 0); words[column(8) + 1] = 4; words[column(9) + 1] = 2; words[column(10) + 1] = 2;",
       "its values lie outside of what is used"},
      {"put(1, [0, 0, 1, 1], 1, 0); words[column(8) + 1] = 4; words[column(9) + 1] = 2; words[column(10) + 1] = 2;"
       "words[2] = 4; floats[column(11) + 3] = NaN;",
       "a value is not a finite number"},
      {"put(1, [0, 0, 1, 1], 1, 0); words[column(9) + 1] = -2; words[column(10) + 1] = -2; words[column(8) + 1] = 4;"
       "words[2] = 4;",
       "has 4 values"},
      {"words[1] = 2 ** 30;", "claim 1073741824 rows"},
      {"words[2] = -1;", "claim 1 rows and 4294967295 values"},
      {"words[3] = 2 ** 30; words[1] = 5000;", "claim 5000 rows"},
  };
  Runner runner;
  for (const auto& [code, message] : cases) {
    const std::string error = runner.run("parse() { put(0, [0, 0, 1, 1], 1, 0); " + code + " return 2; }");
    if (!begins(error, "NVTS_RANGE parse: ") || error.find(message) == std::string::npos) CHECK_EQ(error, message);
    CHECK_EQ(runner.host->results().rows(), 0u);
  }
}

TEST("keypoints, masks and embeddings are a row's values") {
  Runner runner;
  CHECK_EQ(runner.load("output: 'masks', told() { return JSON.stringify({ output: 'masks', keypoints: 1, embedding: 2, labels: null }); },"
                       "parse() { for (let r = 0; r < 2; r++) { put(r, [0, 0, 4, 4], 1, 0);"
                       "words[column(7) + r] = 7 * r; words[column(8) + r] = 7; words[column(9) + r] = 2; words[column(10) + r] = 1; }"
                       "for (let i = 0; i < 14; i++) floats[column(11) + i] = i; words[2] = 14; return 2; }"),
           "ok");
  CHECK_EQ(runner.model(model_of({4}, Output::kMasks)), "ok");
  CHECK_EQ(runner.parse({1, 2, 3, 4}), "ok");
  CHECK_EQ(runner.host->keypoints(), 1u);
  REQUIRE(runner.host->results().rows() == 2);
  CHECK_EQ(runner.host->results().values()[runner.host->results().first_value()[1]], 7.0f);
}

TEST("the block grows with what is in it, up to a limit") {
  Runner runner;
  CHECK_EQ(runner.run("parse() { put(0, [1, 1, 1, 1], 1, 0); grow(3000, 9000); put(2999, [2, 2, 2, 2], 1, 0);"
                      "for (let r = 1; r < 2999; r++) put(r, [0, 0, 0, 0], 1, 0); words[1] = 3000;"
                      "host.log(2, `${words[3]} ${words[4]}`); return 3000; }"),
           "ok");
  CHECK_EQ(runner.logged(), "3000 16384\n");
  REQUIRE(runner.host->results().rows() == 3000);
  CHECK_EQ(runner.host->results().left()[0], 1.0f);
  CHECK_EQ(runner.host->results().left()[2999], 2.0f);
  CHECK(begins(runner.run("parse() { grow(65537, 0); }"), "NVTS_LIMIT parse: "));
  CHECK(begins(runner.run("parse() { grow(0, 2 ** 24 + 1); }"), "NVTS_LIMIT parse: "));
  CHECK(begins(runner.run("parse() { grow(NaN, 0); }"), "NVTS_SCRIPT parse: TypeError"));
}

TEST("a map of classes is checked cell by cell") {
  Runner runner;
  const auto run = [&](const std::string& code) {
    const std::string loaded = runner.load("output: 'segmentation', parse() { words[5] = 3; words[6] = 2; words[2] = 6; const map ="
                                           "words.subarray(column(11), column(11) + 6); map.fill(1); map[1] = -1; " + code + " return 0; }");
    if (loaded != "ok") return loaded;
    const std::string told = runner.model(model_of({3, 2, 3}, Output::kSegmentation));
    return told == "ok" ? runner.parse(std::vector<float>(18)) : told;
  };
  CHECK_EQ(run(""), "ok");
  CHECK_EQ(runner.host->results().class_map()[1], -1);
  CHECK_EQ(runner.host->results().probability_layer(), -1);
  CHECK(run("map[5] = 3;").find("the class map has class 3") != std::string::npos);
  CHECK(run("map[5] = -2;").find("the class map has class -2") != std::string::npos);
  CHECK(run("words[5] = 70000; words[6] = 70000;").find("does not fit") != std::string::npos);
}

TEST("kernels read a tensor in hand by the number of its layer, without lending it") {
  Runner runner;
  CHECK_EQ(runner.run("parse() { const i = new Int32Array(2), f = new Float32Array(2); host.log(2, "
                      "`${host.kernels.argmax(0, 1, 1, 3, 3, 1, i, f)} ${i[0]} ${f[0]}`); return 0; }"),
           "ok");
  CHECK_EQ(runner.logged(), "1 2 4\n");
  CHECK(begins(runner.run("parse() { host.kernels.argmax(0, 2, 1, 3, 3, 1, new Int32Array(1), new Float32Array(1)); }"),
               "NVTS_RANGE parse: "));
  CHECK(begins(runner.run("parse() { host.kernels.argmax(1, 0, 1, 3, 3, 1, new Int32Array(1), new Float32Array(1)); }"),
               "NVTS_RANGE parse: "));
  CHECK(begins(runner.run("parse() { host.kernels.column(0, 0, 1, 4, 0, 0); }"), "NVTS_RANGE parse: "));
  CHECK(begins(runner.run("parse() { host.kernels.halfToFloat(0, 0, 4, new Float32Array(4), 0); }"), "NVTS_RANGE parse: "));
  CHECK(begins(runner.run("parse() { host.tensor(1); }"), "NVTS_RANGE parse: "));
}

TEST("there is no tensor in hand before or after a call of parse()") {
  Runner runner;
  CHECK(begins(runner.run("told() { host.tensor(0); }"), "NVTS_RANGE model: "));
  CHECK(begins(runner.run("told() { host.kernels.column(0, 0, 1, 4, new Float32Array(4), 0); }"), "NVTS_RANGE model: "));
}

TEST("a parser that loops is stopped, and is not called again") {
  Runner runner;
  runner.options.time_limit_ms = 30;
  runner.options.setup_time_limit_ms = 2000;
  CHECK(begins(runner.run("parse() { for (;;) {} }"), "NVTS_DEADLINE parse: "));
  CHECK(begins(runner.parse({1, 2, 3, 4}), "NVTS_INTERNAL parse: p.nvts.js: was stopped half-way"));
}

TEST("a kernel whose work grows with the square of its boxes is stopped too") {
  Runner runner;
  runner.options.time_limit_ms = 30;
  runner.options.setup_time_limit_ms = 5000;
  const std::string members =
      "told() { const n = 400000; this.b = new Float32Array(4 * n); for (let i = 0; i < n; i++) { this.b[4 * i] = 3 * i;"
      "this.b[4 * i + 2] = 3 * i + 1; this.b[4 * i + 3] = 1; } this.s = new Float32Array(n).fill(1); this.o = new Int32Array(n); },";
  const std::string outcome = runner.run(
      members + "parse() { try { host.kernels.nms(this.b, this.s, null, 400000, 0.5, 400000, this.o); } catch {}"
                "host.log(2, 'went on'); return 0; }");
  // Slow as a sanitizer makes it, the watchdog of a process may come before the kernel's next look.
  CHECK(begins(outcome, "NVTS_DEADLINE parse: ") || (nvts::check::kUnderSanitizer && begins(outcome, "NVTS_PROCESS parse: ")));
  CHECK_EQ(runner.logged(), "");
}

TEST("a parser that keeps everything is stopped by its memory") {
  Runner runner;
  runner.options.memory_limit_bytes = 16 << 20;
  CHECK_EQ(runner.load("parse() { this.kept = this.kept ?? []; for (let i = 0; i < 200000; i++) this.kept.push({ i }); return 0; }"), "ok");
  CHECK_EQ(runner.model(model_of({4})), "ok");
  std::string error = "ok";
  for (int i = 0; i < 20 && error == "ok"; ++i) error = runner.parse({1, 2, 3, 4});
  CHECK(begins(error, "NVTS_MEMORY parse: "));
}

TEST("kernels refuse what lies outside of an array, before they write") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"k.argmax(t, 0, 2, 3, 3, 1, i, f)", "scores has 4 elements, element 5 is wanted"},
      {"k.argmax(t, 1, 2, 2, 2, 1, i, f)", "scores has 4 elements, element 4 is wanted"},
      {"k.argmax(t, 0, 4, 1, 1, 1, new Int32Array(3), f)", "outIndex has 3 elements, element 3 is wanted"},
      {"k.argmax(t, -1, 1, 1, 1, 1, i, f)", "offset must be a whole number from 0"},
      {"k.argmax(t, 0, 1.5, 1, 1, 1, i, f)", "rows must be a whole number from 0"},
      {"k.argmax(t, 0, 1, 2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1, i, f)", "element 4611686011984936962 is wanted"},
      {"k.argmax([1], 0, 1, 1, 1, 1, i, f)", "scores must be a Float32Array"},
      {"k.argmax(new Float64Array(4), 0, 1, 1, 1, 1, i, f)", "scores must be a Float32Array"},
      {"k.argmax(t, 0, 1, 1, 1, 1, f, f)", "outIndex must be an Int32Array"},
      {"k.gather(t, 0, 1, 1, 1, new Int32Array([4]), 1, f)", "src has 4 elements, element 4 is wanted"},
      {"k.gather(t, 0, 1, 1, 1, new Int32Array([-1]), 1, f)", "indices has -1, which is below 0"},
      {"k.gather(t, 0, 1, 1, 1, i, 4, new Float32Array(i.buffer))", "out and indices must not share memory"},
      {"k.boxes(t, 0, 1, 1, 3, i, 1, f)", "format must be 0, 1 or 2"},
      {"k.dfl(t, 0, 1, 1, 0, i, 1, f)", "bins must be 1 to 256"},
      {"k.compactClasses(t, 0, 1, 4, 4, 1, -1, f.subarray(0, 2), i, i, f)", "thresholds has 2 elements, 1 or 4 are wanted"},
      {"k.compactClasses(t, 0, 2, 2, 2, 1, 2, f.subarray(0, 1), i, i, f)", "scores has 4 elements, element 4 is wanted"},
      {"k.nms(f, f, i, 2, 0.5, 1, i)", "boxes has 4 elements, element 7 is wanted"},
      {"k.nms(f, f, undefined, 1, 0.5, 1, i)", "classes must be an Int32Array"},
      {"k.assembleMask(t, 0, 1, 2, 2, f, 0, 1, NaN, 0, 1, 1, 1, 1, f, 0)", "the box must be of finite numbers"},
      {"k.assembleMask(t, 0, 1, 2, 2, f, 0, 1, 0, 0, 1, 1, 0, 1, f, 0)", "must be at least 1"},
      {"k.halfToFloat(t, 0, 1, f, 0)", "src must be a Uint16Array"},
      {"k.sigmoid(t, 0, 1, 4, f, 1)", "out has 4 elements, element 4 is wanted"},
  };
  Runner runner;
  for (const auto& [code, message] : cases) {
    const std::string error = runner.run("parse([b]) { const k = host.kernels, t = new Float32Array(b), i = new Int32Array(4), f = new Float32Array(4);"
                                         "try { " + code + " } finally { if ([...i, ...f].some((v) => v !== 0)) host.log(0, 'written'); } return 0; }");
    if (!begins(error, "NVTS_RANGE parse: ") || error.find(message) == std::string::npos) CHECK_EQ(error, message);
    CHECK_EQ(runner.logged(), "");
  }
}

TEST("a kernel does not walk through one element for ever") {
  Runner runner;
  CHECK(begins(runner.run("parse([b]) { const t = new Float32Array(b); host.kernels.compact(t, 0, 2 ** 31 - 1, 0, 9, new Int32Array(1), t); }"),
               "NVTS_LIMIT parse: compact()"));
}

TEST("every kernel answers a script as it does C++") {
  Runner runner;
  const std::string code =
      "parse([b]) { const k = host.kernels, t = new Float32Array(b), i = new Int32Array(4), c = new Int32Array(4), f = new Float32Array(4);"
      "const say = (...v) => host.log(2, v.map((x) => typeof x === 'number' ? x : `[${[...x].map((y) => Math.round(y * 1000) / 1000)}]`).join(' '));"
      "say(k.argmax(t, 0, 2, 2, 2, 1, i, f), i, f); say(k.max(t, 0, 2, 2, 1, 2, f), f);"
      "say(k.compact(t, 0, 4, 1, 3, i, f), i, f);"
      "say(k.compactClasses(t, 0, 2, 2, 2, 1, -1, new Float32Array([3]), i, c, f), i, c, f);"
      "say(k.topK(t, 0, 4, 1, 2, i), i); say(k.sigmoid(t, 0, 1, 4, f, 0), f); say(k.exp(t, 0, 2, 2, f, 2), f);"
      "say(k.softmax(t, 0, 2, 2, 2, 1, f, 0), f); say(k.column(t, 1, 2, 2, f, 0), f);"
      "say(k.gather(t, 0, 2, 2, 1, new Int32Array([1, 0]), 2, f), f);"
      "say(k.boxes(t, 0, 4, 1, 1, new Int32Array([0]), 1, f), f);"
      "const boxes = new Float32Array([0, 0, 2, 2, 0, 0, 2, 1]); say(k.iouMatrix(boxes, 2, boxes, 2, f), f);"
      "say(k.nms(boxes, t, null, 2, 0.4, 9, i), i); say(k.nms(boxes, t, new Int32Array([0, 1]), 2, 0.4, 9, i), i);"
      "say(k.softNms(boxes, t, null, 2, 0, 0.4, 1, 0, 9, i, f), i, f);"
      "say(k.dfl(t, 0, 0, 0, 2, new Int32Array([0]), 1, f), f);"
      "say(k.assembleMask(t, 0, 1, 2, 2, new Float32Array([1]), 0, 1, 0, 0, 2, 2, 2, 2, f, 0), f);"
      "say(k.halfToFloat(new Uint16Array([0x3c00, 0xc000]), 0, 2, f, 0), f); return 0; }";
  CHECK_EQ(runner.run(code, {1, 2, 3, 4}), "ok");
  CHECK_EQ(runner.logged(),
           "2 [1,1,0,0] [2,4,0,0]\n2 [3,4,0,0]\n2 [2,3,0,0] [3,4,0,0]\n1 [1,3,0,0] [1,0,0,0] [4,4,0,0]\n2 [3,2,0,0]\n"
           "4 [0.731,0.881,0.953,0.982]\n2 [0.731,0.881,2.718,20.086]\n2 [0.269,0.731,0.269,0.731]\n2 [2,4,0.269,0.731]\n"
           "2 [3,4,1,2]\n1 [-0.5,0,2.5,4]\n4 [1,0.5,0.5,1]\n1 [1,2,0,0]\n2 [1,0,0,0]\n2 [1,0,0,0] [2,0.5,0.5,1]\n"
           "1 [0.5,0.5,0.5,0.5]\n4 [0.731,0.881,0.953,0.982]\n2 [1,-2,0.953,0.982]\n");
}
