// SPDX-License-Identifier: MIT
#include "host/host.h"

#include <array>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "host/asynchronous.h"
#include "host/console.h"
#include "host/core.h"
#include "host/expressions.h"
#include "host/failure.h"
#include "host/isolation.h"
#include "host/script_log.h"
#include "jsc/context.h"
#include "support/json.h"
#include "support/printable.h"

namespace nvts::host {
namespace {

using jsc::Call;
using jsc::Value;
using jsc::ValueRef;
using table::Section;

constexpr size_t kMaxStateBytes = size_t{16} << 20;
// What save() may take beyond what is kept already, once that is above the limit.
constexpr uint64_t kSaveBytes = uint64_t{16} << 20;

constexpr std::array kHookNames = {"",
                                   "load",
                                   "setup",
                                   "onFrame",
                                   "onBatch",
                                   "onTick",
                                   "onStreamStart",
                                   "onSourceAdded",
                                   "onSourceRemoved",
                                   "onEos",
                                   "onMessage",
                                   "save",
                                   "restore",
                                   "parse"};
static_assert(kHookNames.size() == table::hook::kParse + 1);

std::string hook_name(uint32_t hook, const char* fallback) {
  return hook != table::hook::kNone && hook < kHookNames.size() ? kHookNames[hook] : fallback;
}

std::optional<uint32_t> whole_number(const std::optional<double>& number) {
  if (!number || !(*number >= 0) || *number > UINT32_MAX || *number != std::floor(*number))
    return std::nullopt;
  return static_cast<uint32_t>(*number);
}

}  // namespace

struct Host::Impl {
  Impl(const Bundle& bundle, table::FrameTable& table, Services services)
      : m_path(bundle.path), m_table(table), m_services(std::move(services)), m_log(m_context, m_services.log) {}

  std::optional<ScriptError> load(const Bundle& bundle, const std::string& params, const Options& options);
  std::optional<ScriptError> run_batch();
  std::optional<ScriptError> notify(uint32_t hook, std::string_view data);
  std::optional<ScriptError> save(std::string* state);
  std::optional<ScriptError> restore(std::string_view state);

  std::string m_path;
  std::string m_name;
  std::string m_kind;
  table::FrameTable& m_table;
  Services m_services;
  // Above the values, which must be gone before it.
  jsc::Context m_context;
  Expressions m_expressions;
  ScriptLog m_log;
  Value m_bundle;
  Value m_attach;
  Value m_run;
  Value m_notify;
  Value m_save;     // of a bundle that has none, undefined
  Value m_restore;  // likewise
  Value m_changed;  // what of the intrinsics has been changed
  uint64_t m_batches = 0;
  Value m_block;
  uint32_t m_block_serial = 0;
  uint32_t m_groups = table::kGroupCore;
  uint32_t m_batch_groups = table::kGroupCore;
  bool m_in_batch = false;
  bool m_loading = false;
  bool m_discarded = false;
  std::optional<jsc::Context::SharedTime> m_shared_time;

 private:
  std::optional<ScriptError> load_in_time(const Bundle& bundle, const Value& functions, const std::string& params,
                                          const Options& options);
  std::optional<ScriptError> bind_bundle(const Grants& grants);
  std::optional<ScriptError> check_intrinsics(const char* hook);
  std::optional<ScriptError> check_bundle_capabilities(const Grants& grants);
  const Value& block();
  Value make_host_functions();

  std::optional<ScriptError> call(const Value& function, std::initializer_list<ValueRef> arguments, const char* hook,
                                  Value* result = nullptr);
  ScriptError report(const jsc::Error& error, const char* fallback_hook);
  ScriptError refuse(ErrorCode code, const std::string& what, const char* hook = "load") const;

  template <ValueRef (Impl::*method)(Call&)>
  Value native() {
    return m_context.make_function(
        [](void* self, Call& call) { return (static_cast<Impl*>(self)->*method)(call); }, this);
  }
  ValueRef log(Call& call) { return m_log.log(call); }
  ValueRef grow(Call& call);
  ValueRef pack(Call& call);
  ValueRef string(Call& call);
  ValueRef intern(Call& call);
  ValueRef stream_time(Call& call);
  ValueRef machine_time(Call& call);
  ValueRef check(Call& call);
  ValueRef expression_limit(Call& call) { return m_expressions.limit(call); }
  ValueRef rehearse(Call& call) { return m_expressions.rehearse(call); }
};

std::optional<ScriptError> Host::Impl::load(const Bundle& bundle, const std::string& params,
                                            const Options& options) {
  const Value functions = make_host_functions();
  m_context.set_source({bundle.path, bundle.source_map, bundle.map_folder});
  const Value now = options.grants.clock ? native<&Impl::machine_time>() : native<&Impl::stream_time>();
  const Value check = native<&Impl::check>();
  const Value expression_limit = native<&Impl::expression_limit>();
  const Value rehearse = native<&Impl::rehearse>();
  Result<Value> changed =
      isolate(m_context, {options.grants, options.seed, now, check, expression_limit, rehearse});
  if (!changed) return refuse(changed.status().code(), changed.status().message());
  m_changed = *std::move(changed);
  if (Status status = provide_core(m_context, bundle.code); !status) return refuse(status.code(), status.message());
  if (const auto error = find_asynchronous(m_context, bundle.code)) return report(*error, "load");
  for (const double limit : {options.time_limit_ms, options.setup_time_limit_ms}) {
    if (Status status = m_context.set_time_limit(limit); !status) return refuse(status.code(), status.message());
  }
  if (Status status = m_context.set_memory_limit(options.memory_limit_bytes); !status) {
    return refuse(status.code(), status.message());
  }
  m_loading = true;
  auto failure = load_in_time(bundle, functions, params, options);
  if (!failure) failure = check_intrinsics("load");
  m_loading = false;
  m_log.end();
  m_expressions.release();
  if (!failure) static_cast<void>(m_context.set_time_limit(options.time_limit_ms));
  return failure;
}

std::optional<ScriptError> Host::Impl::load_in_time(const Bundle& bundle, const Value& functions,
                                                    const std::string& params, const Options& options) {
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

  m_table.begin_batch();
  const Value load = m_context.property(m_bundle, "load");
  if (const auto stop = m_context.stopped()) return report(*stop, "load");
  if (!m_context.is_function(load)) return refuse(ErrorCode::kNoDefaultExport, "its bundle has no load()");
  const Value params_text = m_context.make_string(params);
  const Value info = m_context.make_string(
      "{\"abi\":" + std::to_string(table::kAbi) +
      ",\"version\":\"" NVTS_VERSION "\",\"element\":" + json::quote(options.element) + "}");
  const ValueRef buffer = block().get();
  if (auto error = m_context.call(load, m_bundle, {functions.get(), buffer, params_text.get(), info.get()})) {
    return report(*error, "load");
  }
  return std::nullopt;
}

std::optional<ScriptError> Host::Impl::check_intrinsics(const char* hook) {
  Status verdict = Status::ok();
  if (const auto error = host::check_intrinsics(m_context, m_changed, &verdict)) return report(*error, hook);
  if (!verdict) return refuse(verdict.code(), verdict.message(), hook);
  return std::nullopt;
}

std::optional<ScriptError> Host::Impl::bind_bundle(const Grants& grants) {
  m_bundle = m_context.property(m_context.global(), "__nvts_bundle");
  if (!m_context.is_object(m_bundle)) {
    return refuse(
        ErrorCode::kNoDefaultExport,
        "defines no processor: write `export default defineProcessor({...})` in a .ts file and give that "
        "file, or what `nvts build` makes of it");
  }
  constexpr size_t kMaxBundleName = 256;
  m_kind = m_context.to_string(m_context.property(m_bundle, "kind"), kMaxBundleName).value_or("?");
  if (m_kind == "parser") {
    m_log.forget();
    return refuse(ErrorCode::kUnsupported,
                  "is a parser of tensors: nvtsprobe runs it on tensor metadata, and libnvts_parser.so within nvinfer");
  }
  m_log.tell();
  if (m_kind != "processor") {
    return refuse(ErrorCode::kUnsupported, "is a '" + printable(m_kind, 64) + "', nvtsprobe runs processors and parsers");
  }
  const std::optional<double> abi = m_context.to_number(m_context.property(m_bundle, "abi"));
  if (!abi || *abi != table::kAbi) {
    const std::string made_for =
        abi && std::abs(*abi) < 1e9 ? std::to_string(std::lround(*abi)) : "an unknown version";
    return refuse(ErrorCode::kAbi, "was made for version " + made_for +
                                       " of the frame table, this nvtsprobe has " +
                                       std::to_string(table::kAbi) +
                                       ": build it again with the @nvtsprobe/sdk of this nvtsprobe");
  }
  if (auto failure = check_bundle_capabilities(grants)) return failure;
  m_attach = m_context.property(m_bundle, "attach");
  m_run = m_context.property(m_bundle, "run");
  m_notify = m_context.property(m_bundle, "notify");
  m_save = m_context.property(m_bundle, "save");
  m_restore = m_context.property(m_bundle, "restore");
  for (const Value* function : {&m_attach, &m_run, &m_notify}) {
    if (m_context.is_function(*function)) continue;
    return refuse(ErrorCode::kNoDefaultExport,
                  "sets a __nvts_bundle without attach(), run() or notify(): build it "
                  "with `nvts build`");
  }
  m_name = m_context.to_string(m_context.property(m_bundle, "name"), kMaxBundleName).value_or("");
  return std::nullopt;
}

std::optional<ScriptError> Host::Impl::check_bundle_capabilities(const Grants& grants) {
  const Result<std::vector<std::string>> named = named_capabilities(m_context, m_bundle);
  if (!named) return refuse(named.status().code(), named.status().message());
  if (Status status = check_capabilities(*named, grants); !status) return refuse(status.code(), status.message());
  return std::nullopt;
}

std::optional<ScriptError> Host::Impl::run_batch() {
  m_in_batch = true;
  m_batch_groups = m_groups;
  auto failure = call(m_run, {}, "run");
  m_in_batch = false;
  // What other packages call is no longer what they know: of this context only the state is of use.
  if (!failure && is_check_due(++m_batches) && (failure = check_intrinsics("run"))) m_discarded = failure->discard = true;
  return failure;
}

std::optional<ScriptError> Host::Impl::notify(uint32_t hook, std::string_view data) {
  m_table.begin_batch();
  const Value number = m_context.make_number(hook);
  const Value text = m_context.make_string(data);
  return call(m_notify, {number.get(), text.get()}, hook_name(hook, "notify").c_str());
}

std::optional<ScriptError> Host::Impl::save(std::string* state) {
  state->clear();
  if (!m_context.is_function(m_save)) return std::nullopt;
  m_table.begin_batch();
  Value text;
  if (auto failure = call(m_save, {}, "save", &text)) return failure;
  std::optional<std::string> saved = m_context.to_string(text, kMaxStateBytes);
  if (!saved) {
    return ScriptError{{ErrorCode::kLimit, "save() of the bundle gave no text, or one of more than " +
                                               std::to_string(kMaxStateBytes >> 20) + " MiB"},
                       "save", -1, {}, {}};
  }
  *state = *std::move(saved);
  return std::nullopt;
}

std::optional<ScriptError> Host::Impl::restore(std::string_view state) {
  if (!m_context.is_function(m_restore)) return std::nullopt;
  m_table.begin_batch();
  const Value text = m_context.make_string(state);
  return call(m_restore, {text.get()}, "restore");
}

std::optional<ScriptError> Host::Impl::call(const Value& function, std::initializer_list<ValueRef> arguments,
                                            const char* hook, Value* result) {
  if (m_discarded && &function != &m_save) {
    return ScriptError{{ErrorCode::kInternal, m_path + ": was stopped half-way; only save() may still be called"},
                       hook, -1, {}, {}, true};
  }
  std::optional<jsc::Context::SharedTime> time;
  // Growth while the bundle ran was told by the host function's result; growth since by attach().
  if (m_block_serial != m_table.layout_serial()) {
    if (!m_shared_time) time.emplace(m_context);
    const ValueRef buffer = block().get();
    if (auto error = m_context.call(m_attach, m_bundle, {buffer})) {
      // The bundle still views the old block: tell it again before the next call.
      m_block_serial = 0;
      return report(*error, "attach");
    }
  }
  const auto error = m_context.call(function, m_bundle, arguments, result);
  m_log.end();
  m_expressions.release();
  return error ? std::optional(report(*error, hook)) : std::nullopt;
}

const Value& Host::Impl::block() {
  if (m_block_serial != m_table.layout_serial()) {
    m_block = m_context.make_array_buffer(m_table.block().memory(), m_table.block().bytes());
    m_block_serial = m_table.layout_serial();
    m_context.set_foreign_bytes(m_table.block().bytes());
  }
  return m_block;
}

ScriptError Host::Impl::refuse(ErrorCode code, const std::string& what, const char* hook) const {
  return {Status{code, m_path + ": " + what}, hook, -1, {}, {}};
}

ScriptError Host::Impl::report(const jsc::Error& error, const char* fallback_hook) {
  if (error.out_of_memory) static_cast<void>(m_context.set_memory_limit(m_context.kept_bytes() + kSaveBytes));
  ScriptError failure = describe_failure(error, m_path, m_loading ? "setup-deadline-ms" : "deadline-ms");
  m_discarded |= failure.discard;
  failure.hook = hook_name(m_table.header().hook, fallback_hook);
  const int32_t frame = m_table.header().hook_frame;
  if (frame >= 0 && static_cast<uint32_t>(frame) < m_table.count(Section::kFrames)) failure.frame = frame;
  return failure;
}

Value Host::Impl::make_host_functions() {
  Value functions = m_context.make_object();
  const Value log = native<&Impl::log>();
  m_context.set_property(functions, "log", log);
  m_context.set_property(functions, "grow", native<&Impl::grow>());
  m_context.set_property(functions, "pack", native<&Impl::pack>());
  m_context.set_property(functions, "string", native<&Impl::string>());
  m_context.set_property(functions, "intern", native<&Impl::intern>());
  install_console(m_context, log);
  return functions;
}

ValueRef Host::Impl::grow(Call& call) {
  const auto section = whole_number(call.number(0));
  if (!section || *section >= table::kSectionCount) {
    return call.type_error("grow(section, rows): section must be 0 to " +
                           std::to_string(table::kSectionCount - 1));
  }
  const auto rows = whole_number(call.number(1));
  if (!rows) return call.type_error("grow(section, rows): rows must be a whole number from 0");
  if (Status status = m_table.reserve(static_cast<Section>(*section), *rows); !status)
    return call.error(status);
  return block().get();
}

ValueRef Host::Impl::pack(Call& call) {
  const auto groups = whole_number(call.number(0));
  if (!groups || (*groups & ~table::kAllGroups) != 0) {
    return call.type_error("pack(groups): groups must be bits of " + std::to_string(table::kAllGroups));
  }
  m_groups |= *groups;
  const uint32_t missing = *groups & ~m_batch_groups;
  if (m_in_batch && missing != 0 && m_services.pack_more) {
    if (Status status = m_services.pack_more(missing); !status) return call.error(status);
    m_batch_groups |= missing;
  }
  return block().get();
}

ValueRef Host::Impl::string(Call& call) {
  const auto index = call.number(0);
  if (!index) return call.type_error("string(index): index must be a number");
  const bool known = *index >= 0 && *index < m_table.strings().size();
  return call.from(known ? m_table.strings().at(static_cast<int32_t>(*index)) : std::string_view());
}

ValueRef Host::Impl::intern(Call& call) {
  const auto length = call.string_length(0);
  if (!length) return call.type_error("intern(text): text must be a string");
  std::string text;
  if (*length <= table::kMaxScriptStringBytes) text = call.string(0, *length);
  if (*length > table::kMaxScriptStringBytes || text.size() > table::kMaxScriptStringBytes) {
    return call.error(
        {ErrorCode::kLimit, "a string has at most " + std::to_string(table::kMaxScriptStringBytes) + " bytes"});
  }
  const table::StringTable& strings = m_table.strings();
  if (strings.size() >= table::kMaxScriptStrings || strings.bytes() + text.size() > table::kMaxScriptStringsBytes) {
    return call.error({ErrorCode::kLimit, "the strings of one batch take more than " +
                                              std::to_string(table::kMaxScriptStringsBytes >> 20) +
                                              " MiB or are more than " + std::to_string(table::kMaxScriptStrings)});
  }
  const int32_t index = m_table.strings().intern(text);
  m_table.publish_strings();
  return call.from(index);
}

// Milliseconds are whole, as they are in every Date; nanoseconds of a PTS may end up a hair below one.
ValueRef Host::Impl::stream_time(Call& call) {
  return call.from(std::floor(m_table.header().batch_time * 1000 + 1e-6));
}

ValueRef Host::Impl::machine_time(Call& call) {
  using std::chrono::milliseconds;
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  return call.from(static_cast<double>(std::chrono::duration_cast<milliseconds>(time).count()));
}

ValueRef Host::Impl::check(Call& call) {
  const auto length = call.string_length(0);
  if (!length) return call.type_error("check(code): code must be a string");
  if (const auto error = find_asynchronous(m_context, call.string(0, *length))) {
    return call.error({error_code_from_name(error->code.c_str()), error->message});
  }
  return call.undefined();
}

Host::Host(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Host::~Host() = default;

std::optional<ScriptError> Host::create(const Bundle& bundle, const std::string& params,
                                        table::FrameTable& table, Services services, const Options& options,
                                        std::unique_ptr<Host>* host, std::string* kind) {
  auto impl = std::make_unique<Impl>(bundle, table, std::move(services));
  if (kind != nullptr) impl->m_log.hold();
  auto failure = impl->load(bundle, params, options);
  if (kind != nullptr) *kind = impl->m_kind;
  if (failure) return failure;
  host->reset(new Host(std::move(impl)));
  return std::nullopt;
}

uint32_t Host::groups() const {
  return m_impl->m_groups;
}

std::optional<ScriptError> Host::run_batch() {
  return m_impl->run_batch();
}

std::optional<ScriptError> Host::notify(uint32_t hook, std::string_view data) {
  return m_impl->notify(hook, data);
}

std::optional<ScriptError> Host::save(std::string* state) {
  return m_impl->save(state);
}

std::optional<ScriptError> Host::restore(std::string_view state) {
  return m_impl->restore(state);
}

void Host::begin_shared_time(double used_ms) {
  m_impl->m_shared_time.emplace(m_impl->m_context, used_ms);
}

void Host::end_shared_time() {
  m_impl->m_shared_time.reset();
}

std::string Host::name() const {
  return m_impl->m_name;
}

uint64_t Host::heap_bytes() const {
  return m_impl->m_context.heap_bytes();
}

std::optional<jsc::Allocated> Host::allocated() const {
  return m_impl->m_context.allocated();
}

}  // namespace nvts::host
