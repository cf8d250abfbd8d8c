// SPDX-License-Identifier: MIT
#include "nvtsprobe/session.h"

#include <optional>
#include <utility>

#include "host/bundle.h"
#include "host/capabilities.h"
#include "host/params.h"
#include "nvtsprobe/error_report.h"

namespace nvts {
namespace {

// Chooses where the script runs.
std::optional<host::ScriptError> create_host(const SessionSettings& settings, const host::Grants& grants,
                                             const host::Bundle& bundle, const std::string& params, table::FrameTable& table,
                                             host::Services services, std::unique_ptr<host::ScriptHost>* out) {
  host::Options options;
  options.element = settings.element;
  options.time_limit_ms = settings.deadline_ms;
  options.grants = grants;
  options.seed = settings.seed;
  std::unique_ptr<host::Host> host;
  auto error = host::Host::create(bundle, params, table, std::move(services), options, &host);
  *out = std::move(host);
  return error;
}

}  // namespace

Result<std::unique_ptr<Session>> Session::build(const SessionSettings& settings, ScriptLog log) {
  if (settings.script.empty()) {
    return Status{ErrorCode::kArgument,
                  "no script: set script=FILE to a bundle made by 'nvts build' or to a .ts or .js source"};
  }
  const Result<host::Grants> grants = host::parse_grants(settings.grant);
  if (!grants) return grants.status();
  Result<host::Bundle> bundle = host::load_bundle(settings.script);
  if (!bundle) return bundle.status();
  Result<std::string> params = host::read_params(settings.params, settings.params_file);
  if (!params) return params.status();

  std::unique_ptr<Session> session(new Session);
  host::Services services;
  services.log = std::move(log);
  services.pack_more = [raw = session.get()](uint32_t groups) { return raw->m_bridge.pack_more(groups); };
  auto error = create_host(settings, *grants, *bundle, *params, session->m_table, std::move(services), &session->m_host);
  if (error) {
    std::string text = describe(*error);
    if (!error->stack.empty()) text += "\n" + describe_stack(*error);
    return Status{error->status.code(), std::move(text)};
  }
  return session;
}

}  // namespace nvts
