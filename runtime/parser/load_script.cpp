// SPDX-License-Identifier: MIT
#include "parser/load_script.h"

#include <utility>

namespace nvts::parser {

std::optional<host::ScriptError> load_script(const host::Bundle& bundle, const std::string& params,
                                             table::FrameTable& table, host::Services services,
                                             const host::Options& options, LoadedScript* script) {
  const Parser::Log log = services.log;
  auto error = host::Host::create(bundle, params, table, std::move(services), options, &script->processor, &script->kind);
  if (script->kind != "parser") return error;
  return ParserHost::create(bundle, params, log, options, &script->parser);
}

}  // namespace nvts::parser
