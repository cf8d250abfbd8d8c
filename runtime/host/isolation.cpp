// SPDX-License-Identifier: MIT
#include "host/isolation.h"

#include "host/prelude/prelude.h"

namespace nvts::host {

Result<jsc::Value> isolate(jsc::Context& context, const Isolation& isolation) {
  const jsc::Value host = context.make_object();
  context.set_property(host, "evalGranted", context.make_boolean(isolation.grants.eval));
  context.set_property(host, "seed", context.make_number(isolation.seed));
  context.set_property(host, "now", isolation.now);
  context.set_property(host, "check", isolation.check);
  context.set_property(host, "expressionLimit", isolation.expression_limit);
  context.set_property(host, "rehearse", isolation.rehearse);
  jsc::Value changed;
  for (const char* code :
       {prelude::kGlobals, prelude::kCodeFromText, prelude::kRandom, prelude::kTime, prelude::kSearches,
        prelude::kGuards, prelude::kExpressions, prelude::kLoops, prelude::kFreeze}) {
    const jsc::Value function = context.evaluate_builtin(code);
    if (!context.is_function(function)) return Status{ErrorCode::kInternal, "the isolation of scripts does not parse"};
    if (const auto error = context.call(function, {}, {host.get()}, &changed)) {
      return Status{ErrorCode::kInternal, "a script cannot be isolated in this JavaScriptCore: " + error->message};
    }
  }
  return changed;
}

std::optional<jsc::Error> check_intrinsics(jsc::Context& context, const jsc::Value& changed, Status* verdict) {
  jsc::Value name;
  if (auto error = context.call(changed, {}, {}, &name)) return error;
  const std::string what = context.to_string(name).value_or("");
  if (!what.empty()) {
    *verdict = {ErrorCode::kDenied, "changes " + what + ", which all packages of a script share: leave it as it is, and "
                                    "find the package that extends the language's own objects"};
  }
  return std::nullopt;
}

}  // namespace nvts::host
