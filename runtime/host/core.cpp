// SPDX-License-Identifier: MIT
#include "host/core.h"

#include "host/prelude/prelude.h"

namespace nvts::host {

Status provide_core(jsc::Context& context, std::string_view code) {
  if (code.find("__nvts_core(") == std::string_view::npos) return Status::ok();
  static_cast<void>(context.evaluate_builtin(prelude::kCore));
  if (context.is_function(context.property(context.global(), "__nvts_core"))) return Status::ok();
  return {ErrorCode::kInternal, "the SDK's core does not run in this JavaScriptCore"};
}

}  // namespace nvts::host
