// SPDX-License-Identifier: MIT
#include "host/console.h"

#include "host/prelude/prelude.h"

namespace nvts::host {

void install_console(jsc::Context& context, const jsc::Value& log) {
  const jsc::Value install = context.evaluate_builtin(prelude::kConsole);
  if (context.is_function(install)) static_cast<void>(context.call(install, {}, {log.get()}));
}

}  // namespace nvts::host
