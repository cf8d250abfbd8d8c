// SPDX-License-Identifier: MIT
#include "nvtsprobe/session.h"

#include <filesystem>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "host/bundle.h"
#include "host/capabilities.h"
#include "host/params.h"
#include "nvtsprobe/clock.h"
#include "nvtsprobe/error_report.h"
#include "package/package.h"
#include "parser/load_script.h"
#include "process/remote_host.h"
#include "support/checksum.h"
#include "support/file.h"
#include "support/json.h"

namespace nvts {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxManifestBytes = size_t{1} << 20;
constexpr size_t kMaxLabelFileBytes = size_t{1} << 20;
constexpr size_t kVersionDigits = 12;

// Whether a package is what its manifest says.
std::optional<host::ScriptError> check_kind(const ScriptText& text, const std::string& kind) {
  const bool known = kind == "processor" || kind == "parser";
  if (text.kind.empty() || !known || text.kind == kind) return std::nullopt;
  return host::ScriptError{{ErrorCode::kPackage, "package " + text.settings.package + ": its package.json says that it is a " +
                                                     text.kind + ", and its bundle is a " + kind + ": tell its author"},
                           "load", -1, {}, {}};
}

// With what helps where no process can be had.
host::ScriptError without_process(const Status& status) {
  return {{status.code(), status.message() + "; isolation=in-process runs the script without a process of its own"},
          "load", -1, {}, {}};
}

std::optional<host::ScriptError> load_apart(const ScriptText& text, table::FrameTable& table, host::Services services,
                                            const host::Options& options, process::KillSwitch* ahead,
                                            parser::LoadedScript* script) {
  const Result<std::string> program = process::find_script_host();
  if (!program) return without_process(program.status());
  auto error = process::RemoteHost::create(*program, text.bundle, text.params, table, std::move(services), options, script,
                                           ahead);
  // What ends in load() is the script's fault; what never came to that is the machine's.
  if (error && error->status.code() == ErrorCode::kProcess && !error->discard) return without_process(error->status);
  return error;
}

std::optional<host::ScriptError> create_host(const ScriptText& text, table::FrameTable& table, meta::Bridge& bridge,
                                             host::Services services, process::KillSwitch* ahead,
                                             std::unique_ptr<host::ScriptHost>* out) {
  const SessionSettings& settings = text.settings;
  const host::Options options{.element = settings.element,
                              .time_limit_ms = settings.deadline_ms,
                              .setup_time_limit_ms = settings.setup_deadline_ms,
                              .memory_limit_bytes = uint64_t{settings.memory_limit_mb} << 20,
                              .grants = text.grants,
                              .seed = settings.seed};
  const ScriptLog log = services.log;
  parser::LoadedScript script;
  const bool apart = settings.isolation == Isolation::kProcess;
  auto error = apart ? load_apart(text, table, std::move(services), options, ahead, &script)
                     : parser::load_script(text.bundle, text.params, table, std::move(services), options, &script);
  if (auto lie = check_kind(text, script.kind)) return lie;
  if (error) return error;
  if (script.parser) {
    const parser::TensorOptions tensors{settings.tensor_unique_id, settings.tensor_padding, text.labels};
    return parser::TensorScript::create(std::move(script.parser), table, bridge, log, tensors, out);
  }
  if (!settings.labels_file.empty()) {
    return host::ScriptError{{ErrorCode::kArgument, "labels-file is for parsers of tensors, and " + settings.origin() +
                                                        " is a processor"},
                             "load", -1, {}, {}};
  }
  *out = std::move(script.processor);
  return std::nullopt;
}

// The package.json of the package that the script is part of, when it says something to nvtsprobe.
std::optional<std::string> find_manifest(const std::string& script) {
  std::error_code error;
  for (fs::path folder = fs::absolute(script, error).parent_path(); !folder.empty(); folder = folder.parent_path()) {
    const std::string path = (folder / "package.json").string();
    if (const auto content = read_file(path, kMaxManifestBytes)) {
      const auto members = json::members(*content);
      if (!members) return std::nullopt;
      for (const json::Member& member : *members) {
        if (member.key == "nvts") return path;
      }
      return std::nullopt;
    }
    if (folder == folder.root_path()) break;
  }
  return std::nullopt;
}

// Whether it is clear what is to run, and who must have signed it.
Status check_origin(const SessionSettings& settings) {
  const auto refuse = [](const char* what) { return Status{ErrorCode::kArgument, what}; };
  if (settings.script.empty() && settings.package.empty()) {
    return refuse("no script: set script=FILE to a bundle made by 'nvts build' or to a .ts or .js source, or package=NAME to an "
                  "installed package");
  }
  if (!settings.script.empty() && !settings.package.empty()) return refuse("script and package are both set: set one of them");
  if (settings.require_signature && settings.package.empty()) {
    return refuse("require-signature is set, and a script=FILE has no signature: give it as package=NAME");
  }
  if (settings.require_signature && settings.trusted_keys.empty()) {
    return refuse("require-signature is set, and no trusted-keys: name the PEM file of a key that is trusted, or a folder of them");
  }
  if (!settings.require_signature && !settings.trusted_keys.empty()) {
    return refuse("trusted-keys is set, and nothing is checked with it: set require-signature=true too");
  }
  return Status::ok();
}

// For an element that does not start: all that is known.
Status describe_failure(const host::ScriptError& error, const SessionSettings& settings) {
  std::string text = describe(error);
  // A script is told what the parameters are, not where they come from.
  if (error.status.code() == ErrorCode::kParams && !settings.params_file.empty()) {
    std::string placed = host::with_places(text, settings.params, settings.params_file);
    if (placed == text) placed += "\n  in the parameters of '" + settings.params_file + "'";
    text = std::move(placed);
  }
  if (!error.stack.empty()) text += "\n" + describe_stack(error);
  return {error.status.code(), std::move(text)};
}

}  // namespace

Result<std::shared_ptr<const ScriptText>> Session::load(const SessionSettings& settings) {
  if (Status status = check_origin(settings); !status) return status;
  const Result<host::Grants> grants = host::parse_grants(settings.grant);
  if (!grants) return grants.status();
  std::string labels;
  if (!settings.labels_file.empty()) {
    Result<std::string> read = read_file(settings.labels_file, kMaxLabelFileBytes);
    if (!read) return Status{read.status().code(), "labels-file " + read.status().message()};
    labels = *std::move(read);
  }
  auto text = std::make_shared<ScriptText>();
  text->settings = settings;
  text->grants = *grants;
  std::string defaults = "{}";
  if (settings.package.empty()) {
    Result<host::Bundle> bundle = host::load_bundle(settings.script);
    if (!bundle) return bundle.status();
    text->bundle = *std::move(bundle);
    if (auto manifest = find_manifest(settings.script)) text->bundle.inputs.push_back(*std::move(manifest));
  } else {
    Result<package::Package> package = package::load({.name = settings.package,
                                                      .grants = *grants,
                                                      .deadline_ms = settings.deadline_ms,
                                                      .memory_limit_mb = settings.memory_limit_mb,
                                                      .require_signature = settings.require_signature,
                                                      .trusted_keys = settings.trusted_keys});
    if (!package) return package.status();
    text->bundle = std::move(package->bundle);
    text->kind = std::move(package->kind);
    defaults = std::move(package->defaults);
  }
  Result<std::string> params = host::read_params(settings.params, settings.params_file, defaults);
  if (!params) return params.status();
  text->params = *std::move(params);
  text->labels = std::move(labels);
  text->version = sha256(text->bundle.code).substr(0, kVersionDigits);
  text->inputs = text->bundle.inputs;
  if (!settings.params_file.empty()) text->inputs.push_back(settings.params_file);
  if (!settings.labels_file.empty()) text->inputs.push_back(settings.labels_file);
  return std::shared_ptr<const ScriptText>(std::move(text));
}

Result<std::unique_ptr<Session>> Session::build(std::shared_ptr<const ScriptText> text, ScriptLog log,
                                                process::KillSwitch* ahead) {
  const uint64_t started = now_ns();
  std::unique_ptr<Session> session(new Session(std::move(text)));
  host::Services services;
  session->m_log = std::move(log);
  session->m_holds_log = ahead != nullptr;
  // Only a process can have another one in reserve.
  session->m_keeps_setup = session->m_text->settings.isolation == Isolation::kProcess;
  services.log = [raw = session.get()](host::LogLevel level, std::string_view line) { raw->log(level, line); };
  services.pack_more = [raw = session.get()](uint32_t groups) { return raw->m_bridge.pack_more(groups); };
  services.stopping = session->m_text->settings.stopping;
  auto error =
      create_host(*session->m_text, session->m_table, session->m_bridge, std::move(services), ahead, &session->m_host);
  if (!error) error = session->keep_events();
  if (error) return describe_failure(*error, session->m_text->settings);

  session->m_name = session->m_host->name();
  if (session->m_name.empty()) {
    const std::string file = fs::path(session->m_text->bundle.path).filename().string();
    session->m_name = file.substr(0, file.find('.'));
  }
  session->end_setup();
  session->m_build_ns = now_ns() - started;
  return session;
}

void Session::log(host::LogLevel level, std::string_view text) {
  if (m_keeps_setup) m_setup_log.emplace_back(level, text);
  if (!m_holds_log) m_log(level, text);
}

void Session::end_setup() {
  if (!std::exchange(m_keeps_setup, false)) return;
  std::string all;
  for (const auto& [level, text] : m_setup_log) all += std::to_string(static_cast<int>(level)) + text + '\0';
  for (const host::Event& event : m_first_events) all += event.type + '\0' + event.data + '\0';
  m_setup_digest = sha256(all);
  if (!m_holds_log) m_setup_log = {};
}

void Session::tell_setup(const Session& before) {
  m_holds_log = false;
  const auto lines = std::exchange(m_setup_log, {});
  if (m_setup_digest == before.m_setup_digest) {
    m_first_events.clear();
    return;
  }
  for (const auto& [level, text] : lines) m_log(level, text);
}

std::optional<host::ScriptError> Session::save(std::string* state) {
  return m_host->save(state);
}

std::optional<host::ScriptError> Session::restore(const std::string& state) {
  if (auto error = m_host->restore(state)) return error;
  return keep_events();
}

std::optional<host::ScriptError> Session::keep_events() {
  std::vector<host::Event> events;
  if (Status status = host::read_events(m_table, &events); !status) {
    return host::ScriptError{std::move(status), "emit", -1, {}, {}};
  }
  std::move(events.begin(), events.end(), std::back_inserter(m_first_events));
  return std::nullopt;
}

void Session::take_place_of(Session& other, bool tracks) {
  m_bridge.take_time(other.m_bridge);
  if (tracks) std::swap(m_table.tracks(), other.m_table.tracks());
}

}  // namespace nvts
