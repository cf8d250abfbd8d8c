// SPDX-License-Identifier: MIT
#include "parser/parser_host.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

#include "host/asynchronous.h"
#include "host/console.h"
#include "host/core.h"
#include "host/expressions.h"
#include "host/failure.h"
#include "host/isolation.h"
#include "host/script_log.h"
#include "jsc/context.h"
#include "parser/kernel_functions.h"
#include "support/json.h"
#include "support/printable.h"
#include "support/utf8.h"
#include "table/validate.h"

namespace nvts::parser {
namespace {

using host::ScriptError;
using jsc::Call;
using jsc::Value;
using jsc::ValueRef;

// What model() says of itself.
constexpr size_t kMaxAnswerUnits = size_t{1} << 20;

std::optional<uint32_t> whole_number(std::string_view text) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Output> output_of(std::string_view name) {
  for (const Output output :
       {Output::kDetections, Output::kMasks, Output::kClasses, Output::kSegmentation, Output::kEmbedding}) {
    if (name == output_name(output)) return output;
  }
  return std::nullopt;
}

}  // namespace

struct ParserHost::Impl {
  Impl(const host::Bundle& bundle, Parser::Log log) : m_path(bundle.path), m_log(m_context, std::move(log)) {}

  std::optional<ScriptError> load(const host::Bundle& bundle, const std::string& params, const host::Options& options);
  std::optional<ScriptError> set_model(const Model& model);
  std::optional<ScriptError> parse(std::span<const void* const> buffers);

  OutputBlock m_block;
  ParserInfo m_info;

  void begin_shared_time() { m_shared_time.emplace(m_context); }
  void end_shared_time() { m_shared_time.reset(); }
  uint64_t heap_bytes() const { return m_context.heap_bytes(); }

 private:
  std::optional<ScriptError> load_in_time(const host::Bundle& bundle, const Value& functions,
                                          const std::string& params, const host::Options& options);
  std::optional<ScriptError> bind_bundle(const host::Grants& grants);
  Status read_answer(const std::string& text);
  Status read_labels(std::string_view text);
  std::optional<ScriptError> check_intrinsics(const char* hook);
  std::optional<ScriptError> take_back(const char* hook);
  std::optional<ScriptError> call(const Value& function, std::initializer_list<ValueRef> arguments, const char* hook,
                                  Value* result);
  Value make_host_functions();
  ValueRef block();
  void tell_foreign_bytes();

  ScriptError report(const jsc::Error& error, const char* hook);
  ScriptError refuse(const Status& status, const char* hook) const {
    return {{status.code(), m_path + ": " + status.message()}, hook, -1, {}, {}};
  }

  template <ValueRef (Impl::*method)(Call&)>
  Value native() {
    return m_context.make_function(
        [](void* self, Call& call) { return (static_cast<Impl*>(self)->*method)(call); }, this);
  }
  ValueRef log(Call& call) { return m_log.log(call); }
  ValueRef grow_output(Call& call);
  ValueRef tensor(Call& call);
  ValueRef no_time(Call& call) { return call.from(0.0); }
  ValueRef machine_time(Call& call);
  ValueRef check(Call& call);
  ValueRef expression_limit(Call& call) { return m_expressions.limit(call); }
  ValueRef rehearse(Call& call) { return m_expressions.rehearse(call); }

  std::string m_path;
  // Above the values, which must be gone before it.
  jsc::Context m_context;
  host::Expressions m_expressions;
  host::ScriptLog m_log;
  Value m_bundle;
  Value m_model;
  Value m_parse;
  Value m_changed;  // what of the intrinsics has been changed
  uint64_t m_parses = 0;
  Value m_view;  // of the block
  uint8_t* m_viewed = nullptr;
  Model m_known;
  bool m_ready = false;  // model() has succeeded
  bool m_setup = true;
  bool m_discarded = false;
  double m_time_limit_ms = 0;
  double m_setup_time_limit_ms = 0;
  std::optional<jsc::Context::SharedTime> m_shared_time;
  TensorsInHand m_in_hand;
  // For each layer the buffer that shows it, which the context keeps; null where the script has not asked for it.
  std::vector<ValueRef> m_lent;
};

std::optional<ScriptError> ParserHost::Impl::load(const host::Bundle& bundle, const std::string& params,
                                                  const host::Options& options) {
  if (Status status = m_context.allow_lending(); !status) return refuse(status, "load");
  m_context.set_source({bundle.path, bundle.source_map, bundle.map_folder});
  const Value now = options.grants.clock ? native<&Impl::machine_time>() : native<&Impl::no_time>();
  const Value check = native<&Impl::check>();
  const Value expression_limit = native<&Impl::expression_limit>();
  const Value rehearse = native<&Impl::rehearse>();
  const Value functions = make_host_functions();
  Result<Value> changed =
      host::isolate(m_context, {options.grants, options.seed, now, check, expression_limit, rehearse});
  if (!changed) return refuse(changed.status(), "load");
  m_changed = *std::move(changed);
  if (Status status = host::provide_core(m_context, bundle.code); !status) return refuse(status, "load");
  if (const auto error = host::find_asynchronous(m_context, bundle.code)) return report(*error, "load");
  m_time_limit_ms = options.time_limit_ms;
  m_setup_time_limit_ms = options.setup_time_limit_ms;
  for (const double limit : {m_time_limit_ms, m_setup_time_limit_ms}) {
    if (Status status = m_context.set_time_limit(limit); !status) return refuse(status, "load");
  }
  if (Status status = m_context.set_memory_limit(options.memory_limit_bytes); !status) return refuse(status, "load");
  auto failure = load_in_time(bundle, functions, params, options);
  if (!failure) failure = check_intrinsics("load");
  m_log.end();
  m_expressions.release();
  return failure;
}

std::optional<ScriptError> ParserHost::Impl::load_in_time(const host::Bundle& bundle, const Value& functions,
                                                          const std::string& params, const host::Options& options) {
  const jsc::Context::SharedTime time(m_context);
  if (auto error = m_context.evaluate(bundle.code)) {
    ScriptError failure = report(*error, "load");
    if (error->name == "SyntaxError" && error->code.empty()) {
      failure.status = Status{ErrorCode::kSyntax, failure.status.message()};
    }
    return failure;
  }
  auto failure = bind_bundle(options.grants);
  if (const auto stop = m_context.stopped()) return report(*stop, "load");
  if (failure) return failure;

  const Value load = m_context.property(m_bundle, "load");
  if (const auto stop = m_context.stopped()) return report(*stop, "load");
  if (!m_context.is_function(load)) return refuse({ErrorCode::kNoDefaultExport, "its bundle has no load()"}, "load");
  const Value params_text = m_context.make_string(params);
  const Value info = m_context.make_string("{\"abi\":" + std::to_string(kAbi) +
                                           ",\"version\":\"" NVTS_VERSION "\",\"element\":" +
                                           json::quote(options.element) + "}");
  if (auto error = m_context.call(load, m_bundle, {functions.get(), block(), params_text.get(), info.get()})) {
    return report(*error, "load");
  }
  return std::nullopt;
}

std::optional<ScriptError> ParserHost::Impl::bind_bundle(const host::Grants& grants) {
  m_bundle = m_context.property(m_context.global(), "__nvts_bundle");
  if (!m_context.is_object(m_bundle)) {
    return refuse({ErrorCode::kNoDefaultExport,
                   "defines no parser: write `export default defineParser({...})` and build it with `nvts build`"},
                  "load");
  }
  const auto kind = m_context.to_string(m_context.property(m_bundle, "kind"), kMaxAnswerUnits);
  if (kind != "parser") {
    return refuse({ErrorCode::kUnsupported, "is a '" + printable(kind.value_or("?"), 64) + "', a 'parser' is wanted"},
                  "load");
  }
  const std::optional<double> abi = m_context.to_number(m_context.property(m_bundle, "abi"));
  if (abi != kAbi) {
    return refuse({ErrorCode::kAbi, "was made for another version of the output block than " + std::to_string(kAbi) +
                                        ": build it again with the @nvtsprobe/sdk of this nvtsprobe"},
                  "load");
  }
  const auto named = host::named_capabilities(m_context, m_bundle);
  if (!named) return refuse(named.status(), "load");
  if (Status status = host::check_capabilities(*named, grants); !status) return refuse(status, "load");
  const auto output = m_context.to_string(m_context.property(m_bundle, "output"), 64).value_or("");
  if (!output.empty()) {
    const auto known = output_of(output);
    if (!known) return refuse({ErrorCode::kDefinition, "gives '" + printable(output, 64) + "', which is unknown"}, "load");
    m_info.format.output = *known;
  }
  m_model = m_context.property(m_bundle, "model");
  m_parse = m_context.property(m_bundle, "parse");
  if (!m_context.is_function(m_model) || !m_context.is_function(m_parse)) {
    return refuse({ErrorCode::kNoDefaultExport, "sets a __nvts_bundle without model() or parse(): build it with `nvts build`"},
                  "load");
  }
  constexpr size_t kMaxName = 256;
  m_info.name = m_context.to_string(m_context.property(m_bundle, "name"), kMaxName).value_or("");
  return std::nullopt;
}

std::optional<ScriptError> ParserHost::Impl::set_model(const Model& model) {
  m_ready = false;
  if (Status status = check_model(model); !status) return refuse(status, "model");
  const Output output = m_info.format.output;
  if (Status status = check_output(output, model); !status) return refuse(status, "model");
  // What was taken of it is another model's.
  const bool shared = m_shared_time.has_value();
  m_shared_time.reset();
  if (auto failure = take_back("model")) return failure;
  const Value text = m_context.make_string(model_json(model));
  Value answer;
  if (!m_setup) static_cast<void>(m_context.set_time_limit(m_setup_time_limit_ms));
  m_setup = true;
  auto failure = call(m_model, {text.get()}, "model", &answer);
  if (shared) m_shared_time.emplace(m_context);
  if (failure) return failure;
  static_cast<void>(m_context.set_time_limit(m_time_limit_ms));
  m_setup = false;
  m_known = model;
  m_info.format = {output, model.width, model.height, model.classes, 0, 0};
  const auto said = m_context.to_string(answer, kMaxAnswerUnits);
  const Status status = said ? read_answer(*said) : Status{ErrorCode::kDefinition, "model() of the bundle gave no text"};
  if (!status) return refuse(status, "model");
  m_ready = true;
  return std::nullopt;
}

Status ParserHost::Impl::read_answer(const std::string& text) {
  m_info.labels.clear();
  m_info.warning.clear();
  const auto members = json::members(text);
  if (!members) return {ErrorCode::kDefinition, "what model() of the bundle gave cannot be read: " + members.status().message()};
  for (const json::Member& member : *members) {
    const bool is_keypoints = member.key == "keypoints";
    if (is_keypoints || member.key == "embedding") {
      const auto count = whole_number(member.value);
      if (!count || *count > kMaxPerRow) return {ErrorCode::kDefinition, "model() of the bundle gave " + member.key + " that are no count"};
      (is_keypoints ? m_info.format.keypoints : m_info.format.embedding) = *count;
    } else if (member.key == "labels" && member.value != "null") {
      if (Status status = read_labels(member.value); !status) return status;
    } else if (member.key == "warning") {
      auto warning = json::string_value(member.value);
      if (!warning) return {ErrorCode::kDefinition, "model() of the bundle gave a warning that is no text"};
      m_info.warning = *std::move(warning);
    }
  }
  return Status::ok();
}

Status ParserHost::Impl::read_labels(std::string_view text) {
  const Status wrong = {ErrorCode::kDefinition, "model() of the bundle gave labels that are no lists of texts"};
  const auto attributes = json::elements(text);
  if (!attributes) return wrong;
  for (const std::string_view attribute : *attributes) {
    const auto items = json::elements(attribute);
    if (!items) return wrong;
    std::vector<std::string>& labels = m_info.labels.emplace_back();
    for (const std::string_view item : *items) {
      auto label = json::string_value(item);
      if (!label) return wrong;
      // No more of it has a place in the metadata.
      labels.emplace_back(utf8_prefix(*label, table::kMaxLabelBytes));
    }
  }
  return Status::ok();
}

std::optional<ScriptError> ParserHost::Impl::parse(std::span<const void* const> buffers) {
  m_block.clear();
  if (!m_ready || buffers.size() != m_known.layers.size()) {
    return refuse({ErrorCode::kInternal, "parse() without a model of the layers in hand"}, "parse");
  }
  if (auto failure = take_back("parse")) return failure;
  m_in_hand = {buffers, m_known.layers};
  Value rows;
  auto failure = call(m_parse, {}, "parse", &rows);
  m_in_hand = {};
  // What other packages call is no longer what they know.
  if (!failure && host::is_check_due(++m_parses) && (failure = check_intrinsics("parse"))) m_discarded = failure->discard = true;
  if (!failure) {
    if (Status status = m_block.check(m_info.format); !status) failure = refuse(status, "parse");
  }
  if (failure) m_block.clear();
  return failure;
}

// Only what a script asks for is lent: a new buffer is new memory to the collector, which then runs with every call.
ValueRef ParserHost::Impl::tensor(Call& call) {
  const std::optional<size_t> index = m_in_hand.find(call.number(0).value_or(-1));
  if (!index) {
    return call.error({ErrorCode::kRange, "tensor(layer): there is no tensor of such a layer in hand"});
  }
  m_lent.resize(m_in_hand.layers.size());
  ValueRef& buffer = m_lent[*index];
  if (buffer == nullptr) {
    buffer = m_context.lend(const_cast<void*>(m_in_hand.buffers[*index]), layer_bytes(m_in_hand.layers[*index]));
    tell_foreign_bytes();
  }
  return buffer;
}

std::optional<ScriptError> ParserHost::Impl::check_intrinsics(const char* hook) {
  Status verdict = Status::ok();
  if (const auto error = host::check_intrinsics(m_context, m_changed, &verdict)) return report(*error, hook);
  if (!verdict) return refuse(verdict, hook);
  return std::nullopt;
}

std::optional<ScriptError> ParserHost::Impl::take_back(const char* hook) {
  const auto error = m_context.take_back();
  if (!error) {
    m_lent.clear();
    tell_foreign_bytes();
    return std::nullopt;
  }
  ScriptError failure = report(*error, hook);
  // Where the time that calls share is over, the script is not called before the next try.
  if (!error->has_ended) m_discarded = failure.discard = true;
  return failure;
}

std::optional<ScriptError> ParserHost::Impl::call(const Value& function, std::initializer_list<ValueRef> arguments,
                                                  const char* hook, Value* result) {
  if (m_discarded) {
    ScriptError failure = refuse({ErrorCode::kInternal, "was stopped half-way and must not be called again"}, hook);
    failure.discard = true;
    return failure;
  }
  const auto error = m_context.call(function, m_bundle, arguments, result);
  m_log.end();
  m_expressions.release();
  return error ? std::optional(report(*error, hook)) : std::nullopt;
}

ScriptError ParserHost::Impl::report(const jsc::Error& error, const char* hook) {
  ScriptError failure = host::describe_failure(error, m_path, m_setup ? "setup-deadline-ms" : "deadline-ms");
  failure.hook = hook;
  m_discarded |= failure.discard;
  return failure;
}

Value ParserHost::Impl::make_host_functions() {
  Value functions = m_context.make_object();
  const Value log = native<&Impl::log>();
  m_context.set_property(functions, "log", log);
  m_context.set_property(functions, "growOutput", native<&Impl::grow_output>());
  m_context.set_property(functions, "tensor", native<&Impl::tensor>());
  m_context.set_property(functions, "kernels", make_kernel_functions(m_context, &m_in_hand));
  host::install_console(m_context, log);
  return functions;
}

ValueRef ParserHost::Impl::block() {
  if (m_viewed != m_block.memory().get()) {
    m_view = m_context.make_array_buffer(m_block.memory(), m_block.bytes());
    m_viewed = m_block.memory().get();
    tell_foreign_bytes();
  }
  return m_view.get();
}

void ParserHost::Impl::tell_foreign_bytes() {
  uint64_t bytes = m_block.bytes();
  for (size_t i = 0; i < m_lent.size(); ++i) {
    if (m_lent[i] != nullptr) bytes += layer_bytes(m_known.layers[i]);
  }
  m_context.set_foreign_bytes(bytes);
}

ValueRef ParserHost::Impl::grow_output(Call& call) {
  std::array<uint32_t, 2> sizes{};
  for (size_t i = 0; i < sizes.size(); ++i) {
    const auto number = call.number(i);
    if (!number || !(*number >= 0) || *number != std::floor(*number)) {
      return call.type_error("growOutput(rows, values): both must be whole numbers from 0");
    }
    sizes[i] = static_cast<uint32_t>(std::min(*number, 4294967295.0));
  }
  if (Status status = m_block.grow(sizes[0], sizes[1]); !status) return call.error(status);
  return block();
}

ValueRef ParserHost::Impl::machine_time(Call& call) {
  using std::chrono::milliseconds;
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  return call.from(static_cast<double>(std::chrono::duration_cast<milliseconds>(time).count()));
}

ValueRef ParserHost::Impl::check(Call& call) {
  const auto length = call.string_length(0);
  if (!length) return call.type_error("check(code): code must be a string");
  if (const auto error = host::find_asynchronous(m_context, call.string(0, *length))) {
    return call.error({error_code_from_name(error->code.c_str()), error->message});
  }
  return call.undefined();
}

ParserHost::ParserHost(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ParserHost::~ParserHost() = default;

std::optional<ScriptError> ParserHost::create(const host::Bundle& bundle, const std::string& params, Log log,
                                              const host::Options& options, std::unique_ptr<ParserHost>* parser) {
  auto impl = std::make_unique<Impl>(bundle, std::move(log));
  if (auto failure = impl->load(bundle, params, options)) return failure;
  parser->reset(new ParserHost(std::move(impl)));
  return std::nullopt;
}

std::optional<ScriptError> ParserHost::set_model(const Model& model) {
  return m_impl->set_model(model);
}

std::optional<ScriptError> ParserHost::parse(std::span<const void* const> buffers) {
  return m_impl->parse(buffers);
}

const ParserInfo& ParserHost::info() const {
  return m_impl->m_info;
}

const OutputBlock& ParserHost::results() const {
  return m_impl->m_block;
}

uint64_t ParserHost::heap_bytes() const {
  return m_impl->heap_bytes();
}

void ParserHost::begin_shared_time() {
  m_impl->begin_shared_time();
}

void ParserHost::end_shared_time() {
  m_impl->end_shared_time();
}

}  // namespace nvts::parser
