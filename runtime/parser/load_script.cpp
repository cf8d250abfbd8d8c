// SPDX-License-Identifier: MIT
#include "parser/load_script.h"

#include <utility>

#include "parser/parser_host.h"

namespace nvts::parser {

std::optional<host::ScriptError> load_script(const host::Bundle& bundle, const std::string& params,
                                             table::FrameTable& table, host::Services services,
                                             const host::Options& options, LoadedScript* script) {
  const Parser::Log log = services.log;
  std::unique_ptr<host::Host> processor;
  auto error = host::Host::create(bundle, params, table, std::move(services), options, &processor, &script->kind);
  script->processor = std::move(processor);
  if (script->kind != "parser") return error;
  std::unique_ptr<ParserHost> parser;
  error = ParserHost::create(bundle, params, log, options, &parser);
  script->parser = std::move(parser);
  return error;
}

}  // namespace nvts::parser
