// SPDX-License-Identifier: MIT
#include "host/isolation.h"

#include "host/prelude/prelude.h"

namespace nvts::host {

Status isolate(jsc::Context& context, const Isolation& isolation) {
  const jsc::Value host = context.make_object();
  context.set_property(host, "evalGranted", context.make_boolean(isolation.grants.eval));
  context.set_property(host, "seed", context.make_number(isolation.seed));
  context.set_property(host, "now", isolation.now);
  context.set_property(host, "check", isolation.check);
  for (const char* code : {prelude::kGlobals, prelude::kCodeFromText, prelude::kRandom, prelude::kTime}) {
    const jsc::Value function = context.evaluate_builtin(code);
    if (!context.is_function(function)) return {ErrorCode::kInternal, "the isolation of scripts does not parse"};
    if (const auto error = context.call(function, {}, {host.get()})) {
      return {ErrorCode::kInternal, "a script cannot be isolated in this JavaScriptCore: " + error->message};
    }
  }
  return Status::ok();
}

}  // namespace nvts::host
